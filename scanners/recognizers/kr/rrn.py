"""Korean resident registration number (주민등록번호).

Date of birth as yymmdd, a hyphen, sex and century, five digits, a check digit by the weights 2 to 9
and 2 to 5, modulo 11. Numbers given since October 2020 have no check digit: the last six are
random.
https://en.wikipedia.org/wiki/Resident_registration_number
"""

from scanners.recognizers.checksums import is_date

CATEGORY = "national_id"
KIND = None
PATTERN = r"\b[0-9]{2}[01][0-9][0-3][0-9]-[0-9]{7}\b"
WORDS = ("rrn", "resident registration", "jumin", "주민등록번호", "주민")
ALONE = 0.93
SHARE = 0.7
EXAMPLES = ("900101-1234568", "010203-4000000", "781224-2099999")
COUNTEREXAMPLES = ("901301-1234568", "900101-123456", "9001011234568")

_CENTURIES = (1800, 1900, 1900, 2000, 2000, 1900, 1900, 2000, 2000, 1800)


def valid(text: str) -> bool:
    """Whether the birthday exists."""
    year = _CENTURIES[int(text[7])] + int(text[:2])
    return is_date(year, int(text[2:4]), int(text[4:6]))
