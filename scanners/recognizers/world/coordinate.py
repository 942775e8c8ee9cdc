"""Latitude or longitude alone, as a decimal number.

-180 to 180 with at least four decimals; other measures look the same.
https://www.iso.org/standard/75147.html
"""

CATEGORY = "geo"
KIND = None
PATTERN = r"\A[+-]?(?:1[0-7][0-9]|[0-9]{1,2})\.[0-9]{4,17}\Z"
WORDS = (
    "lat",
    "latitude",
    "lon",
    "lng",
    "long",
    "longitude",
    "breitengrad",
    "längengrad",
    "latitud",
)
ALONE = 0.2
SHARE = 0.95
EXAMPLES = ("52.516275", "-74.0445", "151.21529700001")
COUNTEREXAMPLES = ("52.5", "190.12345", "52,516275")
