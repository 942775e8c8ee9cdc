"""Number of a German passport (Reisepass) with its check digit.

Nine of the digits and the consonants that cannot be misread, the first of C, F, G, H, J, K; then a
check digit by the weights 7, 3, 1 of ICAO Doc 9303.
https://de.wikipedia.org/wiki/Ausweisnummer
"""

from scanners.recognizers.documents import check_digit

CATEGORY = "national_id"
KIND = "passport"
PATTERN = r"\b[CFGHJK][0-9CFGHJKLMNPRTVWXYZ]{8}[0-9]D?\b"
WORDS = ("reisepass", "pass", "passnummer", "passport")
ALONE = 0.8
SHARE = 0.8
EXAMPLES = ("C01X00T478", "CFHK42N126", "H0012PR4K8")
COUNTEREXAMPLES = ("C01X00T470", "C01X00T47", "L01X00T478")


def valid(text: str) -> bool:
    """Whether the check digit is right and not all is letters."""
    return any(c.isdigit() for c in text[:9]) and check_digit(text[:9]) == text[9]
