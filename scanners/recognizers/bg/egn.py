"""Bulgarian civil number (ЕГН, EGN).

Date of birth as yymmdd (month plus 20 for the 19th, plus 40 for the 21st century), three digits, a
check digit: weights 2, 4, 8, 5, 10, 9, 7, 3, 6, modulo 11, with 10 written 0.
https://bg.wikipedia.org/wiki/%D0%95%D0%B4%D0%B8%D0%BD%D0%B5%D0%BD_%D0%B3%D1%80%D0%B0%D0%B6%D0%B4%D0%B0%D0%BD%D1%81%D0%BA%D0%B8_%D0%BD%D0%BE%D0%BC%D0%B5%D1%80
"""

from scanners.recognizers.checksums import is_date, weighted

CATEGORY = "national_id"
KIND = None
PATTERN = r"\b[0-9]{2}[0-5][0-9][0-3][0-9]{5}\b"
WORDS = ("egn", "егн", "civil number")
ALONE = 0.95
SHARE = 0.6
EXAMPLES = ("7523169263", "8032010128", "0542110642")
COUNTEREXAMPLES = ("7523169260", "7533169263", "752316926")


def valid(text: str) -> bool:
    """Whether the birthday exists and the check digit is right."""
    year, month, day = int(text[:2]), int(text[2:4]), int(text[4:6])
    century = (1900, 1800, 2000)[min(month // 20, 2)]
    check = weighted(text[:9], (2, 4, 8, 5, 10, 9, 7, 3, 6)) % 11 % 10
    return is_date(century + year, month % 20, day) and check == int(text[9])
