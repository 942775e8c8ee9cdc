"""Romanian personal code (cod numeric personal, CNP).

Sex and century, date of birth as yymmdd, county, three digits, a check digit: weights 2, 7, 9, 1,
4, 6, 3, 5, 8, 2, 7, 9, modulo 11, with 10 written 1.
https://ro.wikipedia.org/wiki/Cod_numeric_personal
"""

from scanners.recognizers.checksums import in_some_century, weighted

CATEGORY = "national_id"
KIND = None
PATTERN = r"\b[1-9][0-9]{2}[01][0-9][0-3][0-9]{7}\b"
WORDS = ("cnp", "cod numeric", "cod numeric personal")
ALONE = 0.97
SHARE = 0.4
EXAMPLES = ("1630615123457", "2920216419991", "5000101520003")
COUNTEREXAMPLES = ("1630615123456", "1631315123457", "163061512345")


def valid(text: str) -> bool:
    """Whether the birthday exists and the check digit is right."""
    check = weighted(text[:12], (2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9)) % 11
    dated = in_some_century(int(text[1:3]), int(text[3:5]), int(text[5:7]))
    return dated and (1 if check == 10 else check) == int(text[12])
