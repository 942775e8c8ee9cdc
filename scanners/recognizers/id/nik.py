"""Indonesian population number (NIK).

Six digits of the region, date of birth as ddmmyy (day plus 40 for women), four digits. There is no
check digit.
https://id.wikipedia.org/wiki/Nomor_Induk_Kependudukan
"""

from scanners.recognizers.checksums import in_some_century

CATEGORY = "national_id"
KIND = None
PATTERN = r"\b[1-9][0-9]{5}[0-7][0-9][01][0-9][0-9]{6}\b"
WORDS = ("nik", "ktp", "kependudukan")
ALONE = 0.85
SHARE = 0.95
EXAMPLES = ("3273014101900001", "1101010101010001", "9471035512880002")
COUNTEREXAMPLES = ("3273013201900001", "3273014113900001", "3273014101900000")


def valid(text: str) -> bool:
    """Whether the birthday exists and there is a region and an order."""
    day = int(text[6:8]) % 40
    dated = in_some_century(int(text[10:12]), int(text[8:10]), day)
    return dated and text[12:] != "0000" and 11 <= int(text[:2]) <= 97
