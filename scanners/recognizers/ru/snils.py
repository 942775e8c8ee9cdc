"""Russian pension insurance number (СНИЛС).

Nine digits and two check digits: the digits weighted 9 to 1, modulo 101, with 100 written 00.
https://ru.wikipedia.org/wiki/%D0%A1%D1%82%D1%80%D0%B0%D1%85%D0%BE%D0%B2%D0%BE%D0%B9_%D0%BD%D0%BE%D0%BC%D0%B5%D1%80_%D0%B8%D0%BD%D0%B4%D0%B8%D0%B2%D0%B8%D0%B4%D1%83%D0%B0%D0%BB%D1%8C%D0%BD%D0%BE%D0%B3%D0%BE_%D0%BB%D0%B8%D1%86%D0%B5%D0%B2%D0%BE%D0%B3%D0%BE_%D1%81%D1%87%D1%91%D1%82%D0%B0
"""

from scanners.recognizers.checksums import digits, monotonous, weighted

CATEGORY = "national_id"
KIND = "social_security"
PATTERN = r"\b[0-9]{3}-?[0-9]{3}-?[0-9]{3}[ -]?[0-9]{2}\b"
WORDS = ("snils", "снилс", "pension")
ALONE = 0.95
SHARE = 0.4
EXAMPLES = ("112-233-445 95", "087-654-303 00", "10020030030")
COUNTEREXAMPLES = ("112-233-445 90", "00000000000", "112-233-445 9")


def valid(text: str) -> bool:
    """Whether the check digits are right."""
    number = digits(text)
    return not monotonous(number) and weighted(number[:9], range(9, 0, -1)) % 101 % 100 == int(
        number[9:]
    )
