"""Philippine health insurance number (PhilHealth).

Two, nine and one digits with hyphens; no check is published.
https://en.wikipedia.org/wiki/PhilHealth
"""

CATEGORY = "health"
KIND = None
PATTERN = r"(?<![\w-])[0-9]{2}-[0-9]{9}-[0-9](?![\w-])"
WORDS = ("philhealth", "health insurance")
ALONE = 0.75
SHARE = 0.8
EXAMPLES = ("12-345678901-2", "01-000000001-0", "19-987654321-9")
COUNTEREXAMPLES = ("123456789012", "12-34567890-2", "12-345678901")
