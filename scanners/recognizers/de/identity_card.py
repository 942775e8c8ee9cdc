"""Serial number of a German identity card (Personalausweis) with its check digit.

Nine of the digits and the consonants that cannot be misread, the first a letter from L on; then a
check digit by the weights 7, 3, 1 of ICAO Doc 9303. Without the check digit it cannot be told from
other codes and is not looked for.
https://de.wikipedia.org/wiki/Ausweisnummer
"""

from scanners.recognizers.documents import check_digit

CATEGORY = "national_id"
KIND = None
PATTERN = r"\b[LMNPRTVWXY][0-9CFGHJKLMNPRTVWXYZ]{8}[0-9]D?\b"
WORDS = ("personalausweis", "ausweis", "ausweisnummer", "perso", "id card", "identity card")
ALONE = 0.85
SHARE = 0.8
EXAMPLES = ("L01X00T471", "LZ6311T475", "T220001293")
COUNTEREXAMPLES = ("L01X00T470", "L01X00T47", "A01X00T471", "LOLX00T471")


def valid(text: str) -> bool:
    """Whether the check digit is right and not all is letters."""
    return any(c.isdigit() for c in text[:9]) and check_digit(text[:9]) == text[9]
