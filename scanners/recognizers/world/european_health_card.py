"""Number of a European health insurance card (EHIC, GHIC).

Twenty digits that begin with 80 and the ISO number of the country.
https://en.wikipedia.org/wiki/European_Health_Insurance_Card
"""

from scanners.recognizers.checksums import digits

CATEGORY = "health"
KIND = None
PATTERN = r"(?<![\w.-])80[0-9]{3} ?[0-9]{5} ?[0-9]{5} ?[0-9]{5}(?![\w.-])"
WORDS = ("ehic", "ghic", "health card", "insurance card", "kennnummer der karte", "carte")
ALONE = 0.95
SHARE = 0.4
EXAMPLES = ("80276000000000000001", "80250 12345 67890 12345", "80826 00000 00000 00042")
COUNTEREXAMPLES = ("80999000000000000001", "8027600000000000000", "81276000000000000001")

_COUNTRIES = (
    "040 056 100 191 196 203 208 233 246 250 276 300 348 352 372 380 428 438 440 442 470 528 578 "
    "616 620 642 703 705 724 752 756 826"
)


def valid(text: str) -> bool:
    """Whether the country gives such cards."""
    return digits(text)[2:5] in _COUNTRIES.split()
