"""Personal code of Estonia and Lithuania (isikukood, asmens kodas).

Sex and century, date of birth as yymmdd, three digits, a check digit by one of two rows of weights,
modulo 11.
https://et.wikipedia.org/wiki/Isikukood
"""

from scanners.recognizers.checksums import is_date, weighted

CATEGORY = "national_id"
KIND = None
PATTERN = r"\b[1-8][0-9]{2}[01][0-9][0-3][0-9]{5}\b"
WORDS = ("isikukood", "asmens", "asmens kodas", "ik")
ALONE = 0.96
SHARE = 0.5
EXAMPLES = ("38001085718", "49902120035", "60501011237")
COUNTEREXAMPLES = ("38001085710", "38013085718", "3800108571")


def valid(text: str) -> bool:
    """Whether the birthday exists and the check digit is right."""
    year = 1800 + 100 * ((int(text[0]) - 1) // 2) + int(text[1:3])
    check = weighted(text[:10], (1, 2, 3, 4, 5, 6, 7, 8, 9, 1)) % 11
    if check == 10:
        check = weighted(text[:10], (3, 4, 5, 6, 7, 8, 9, 1, 2, 3)) % 11 % 10
    return is_date(year, int(text[3:5]), int(text[5:7])) and check == int(text[10])
