"""Cookie by which Meta knows a browser or a click (_fbp, _fbc).

fb, the depth of the domain, milliseconds, a random number or the click.
https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/fbp-and-fbc
"""

CATEGORY = "device_id"
KIND = None
PATTERN = r"\bfb\.[0-2]\.[0-9]{13}\.[\w-]{6,200}"
WORDS = ("fbp", "fbc", "cookie", "browser")
ALONE = 0.98
SHARE = 0.1
EXAMPLES = (
    "fb.1.1600000000000.1098115397",
    "fb.1.1554763741205.AbCdEfGhIj",
    "fb.2.1700000000001.123456",
)
COUNTEREXAMPLES = (
    "fb.1.1600000000.1098115397",
    "fb.5.1600000000000.1098115397",
    "fb.1.1600000000000",
)
