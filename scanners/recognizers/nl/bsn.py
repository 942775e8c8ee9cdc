"""Dutch citizen service number (burgerservicenummer, BSN).

Nine digits; weighted 9 to 2 and the last by -1, the sum is a multiple of 11 (elfproef).
https://nl.wikipedia.org/wiki/Burgerservicenummer
"""

from scanners.recognizers.checksums import digits, monotonous, weighted

CATEGORY = "national_id"
KIND = None
PATTERN = r"\b[0-9]{4}(?:[. ]?[0-9]{2}[. ]?[0-9]{3}|[0-9]{5})\b"
WORDS = ("bsn", "burgerservicenummer", "sofinummer", "sofi")
ALONE = 0.8
SHARE = 0.85
EXAMPLES = ("111222333", "123456782", "998877645")
COUNTEREXAMPLES = ("123456780", "000000000", "12345678")


def valid(text: str) -> bool:
    """Whether the number passes the elfproef."""
    number = digits(text)
    return not monotonous(number) and weighted(number, (9, 8, 7, 6, 5, 4, 3, 2, -1)) % 11 == 0
