"""Danish personal number (CPR-nummer).

Date of birth as ddmmyy and four digits. The check digit modulo 11 is not kept by numbers given out
since 2007, so only the date is looked at.
https://www.cpr.dk/cpr-systemet/opbygning-af-cpr-nummeret
"""

from scanners.recognizers.checksums import digits, in_some_century

CATEGORY = "national_id"
KIND = None
PATTERN = r"(?<![\w.-])[0-3][0-9][01][0-9][0-9]{2}-?[0-9]{4}(?![\w.-])"
WORDS = ("cpr", "cpr nummer", "cprnr", "personnummer")
ALONE = 0.7
SHARE = 0.95
EXAMPLES = ("070761-4285", "010100-0000", "2412991234")
COUNTEREXAMPLES = ("320161-4285", "071361-4285", "070761-428")


def valid(text: str) -> bool:
    """Whether the birthday exists."""
    number = digits(text)
    return in_some_century(int(number[4:6]), int(number[2:4]), int(number[:2]))
