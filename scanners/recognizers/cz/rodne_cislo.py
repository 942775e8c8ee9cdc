"""Birth number of Czechia and Slovakia (rodné číslo).

Year, month (50 more for women, 20 more where a day has run out of numbers) and day of birth, a
slash, four digits; the whole is a multiple of 11. Numbers until 1953 have three digits and no check
and are taken only with the slash.
https://cs.wikipedia.org/wiki/Rodn%C3%A9_%C4%8D%C3%ADslo
"""

from scanners.recognizers.checksums import digits, in_some_century

CATEGORY = "national_id"
KIND = None
PATTERN = r"\b[0-9]{2}[0-8][0-9][0-3][0-9](?:/[0-9]{3,4}|[0-9]{4})\b"
WORDS = ("rodne cislo", "rodné číslo", "rc", "birth number")
ALONE = 0.93
SHARE = 0.5
EXAMPLES = ("736028/5163", "781123/3540", "530715/012")
COUNTEREXAMPLES = ("736028/5160", "739928/5163", "7360285")


def valid(text: str) -> bool:
    """Whether the birthday exists and the number is a multiple of 11."""
    number = digits(text)
    year, month, day = int(number[:2]), int(number[2:4]) % 50, int(number[4:6])
    if not in_some_century(year, month - 20 if month > 20 else month, day):
        return False
    if len(number) == 9:
        return year < 54
    return int(number) % 11 == 0 or (int(number[:9]) % 11 == 10 and number[9] == "0")
