"""Article number (GTIN, EAN, UPC), which names a product and no person.

8, 12, 13 or 14 digits, weighted 3 and 1 from the right, a multiple of 10. One number in ten is like
that.
https://www.gs1.org/services/how-calculate-check-digit-manually
"""

from scanners.recognizers.checksums import monotonous, weighted

CATEGORY = "none"
KIND = None
PATTERN = r"(?<![\w.-])(?:[0-9]{12,14}|[0-9]{8})(?![\w.-])"
WORDS = ("gtin", "ean", "upc", "barcode", "sku", "article")
ALONE = 0.5
SHARE = 0.9
EXAMPLES = ("4006381333931", "036000291452", "96385074")
COUNTEREXAMPLES = ("4006381333932", "00000000", "40063813339")


def valid(text: str) -> bool:
    """Whether the check digit is right."""
    return not monotonous(text) and weighted(text[::-1], (1, 3) * 7) % 10 == 0
