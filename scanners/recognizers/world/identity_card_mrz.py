"""Second line of the machine-readable zone of an identity card.

30 characters: birth, sex, expiry, nationality, each date checked by a digit with the weights 7, 3,
1 (ICAO Doc 9303 part 5).
https://www.icao.int/publications/pages/publication.aspx?docnum=9303
"""

from scanners.recognizers.documents import check_digit

CATEGORY = "national_id"
KIND = None
PATTERN = r"(?<![A-Z0-9<])[0-9]{7}[MFX<][0-9]{7}[A-Z<]{3}[A-Z0-9<]{11}[0-9](?![A-Z0-9<])"
WORDS = ("mrz", "identity card", "machine readable")
ALONE = 0.99
SHARE = 0.05
EXAMPLES = (
    "7408122F1204159UTO<<<<<<<<<<<6",
    "9001011M3001019UTO<<<<<<<<<<<0",
    "0102281<3112319D<<<<<<<<<<<<<8",
)
COUNTEREXAMPLES = (
    "7408123F1204159UTO<<<<<<<<<<<6",
    "7408122F1204158UTO<<<<<<<<<<<6",
    "7408122F1204159UTO<<<<<<<<<<6",
)


def valid(text: str) -> bool:
    """Whether the check digits of both dates are right."""
    return check_digit(text[:6]) == text[6] and check_digit(text[8:14]) == text[14]
