"""Latvian personal code (personas kods).

Date of birth as ddmmyy, a hyphen, the century and four digits; a check digit modulo 11 by the
weights 1, 6, 3, 7, 9, 10, 5, 8, 4, 2. Codes given since 2017 begin with 32, are without date and
check, and are taken only with the hyphen.
https://lv.wikipedia.org/wiki/Personas_kods
"""

from scanners.recognizers.checksums import digits, is_date, weighted

CATEGORY = "national_id"
KIND = None
PATTERN = r"\b(?:[0-3][0-9][01][0-9]{3}-?[0-2][0-9]{4}|32[0-9]{4}-[0-9]{5})\b"
WORDS = ("personas", "personas kods", "pk")
ALONE = 0.93
SHARE = 0.5
EXAMPLES = ("161175-19997", "323456-78901", "010203-20007")
COUNTEREXAMPLES = ("161175-19990", "161375-19997", "161175-1999")


def valid(text: str) -> bool:
    """Whether the birthday exists and the check digit is right, where there are any."""
    number = digits(text)
    if number[:2] == "32":
        return "-" in text
    year = 1800 + 100 * int(number[6]) + int(number[4:6])
    check = (1101 - weighted(number[:10], (1, 6, 3, 7, 9, 10, 5, 8, 4, 2))) % 11 % 10
    return is_date(year, int(number[2:4]), int(number[:2])) and check == int(number[10])
