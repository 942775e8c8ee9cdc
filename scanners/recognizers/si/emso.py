"""Personal number of Slovenia and other parts of former Yugoslavia (EMŠO, JMBG).

Day, month and the last three digits of the year of birth, two digits of the region, three, a check
digit: weights 7 to 2 twice, 11 minus the sum modulo 11, with 10 and 11 written 0.
https://en.wikipedia.org/wiki/Unique_Master_Citizen_Number
"""

from scanners.recognizers.checksums import is_date, weighted

CATEGORY = "national_id"
KIND = None
PATTERN = r"\b[0-3][0-9][01][0-9][90][0-9]{8}\b"
WORDS = ("emso", "emšo", "jmbg", "maticni", "matični")
ALONE = 0.97
SHARE = 0.4
EXAMPLES = ("0101006500006", "1503985501233", "2812977710997")
COUNTEREXAMPLES = ("0101006500000", "3201006500006", "010100650000")


def valid(text: str) -> bool:
    """Whether the birthday exists and the check digit is right."""
    tail = int(text[4:7])
    year = tail + (1000 if tail >= 800 else 2000)
    check = 11 - weighted(text[:12], (7, 6, 5, 4, 3, 2) * 2) % 11
    dated = is_date(year, int(text[2:4]), int(text[:2]))
    return dated and (0 if check > 9 else check) == int(text[12])
