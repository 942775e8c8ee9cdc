"""Greek tax number (ΑΦΜ, AFM), of people and companies.

Nine digits; the first eight weighted 256 down to 2, modulo 11, modulo 10, is the last.
https://el.wikipedia.org/wiki/%CE%91%CF%81%CE%B9%CE%B8%CE%BC%CF%8C%CF%82_%CE%A6%CE%BF%CF%81%CE%BF%CE%BB%CE%BF%CE%B3%CE%B9%CE%BA%CE%BF%CF%8D_%CE%9C%CE%B7%CF%84%CF%81%CF%8E%CE%BF%CF%85
"""

from scanners.recognizers.checksums import monotonous, weighted

CATEGORY = "national_id"
KIND = "tax_id"
PATTERN = r"\b(?:EL)?[0-9]{9}\b"
WORDS = ("afm", "αφμ", "tax")
ALONE = 0.6
SHARE = 0.85
EXAMPLES = ("090259225", "EL040123450", "171000227")
COUNTEREXAMPLES = ("094259210", "000000000", "94259216")


def valid(text: str) -> bool:
    """Whether the check digit is right."""
    number = text.removeprefix("EL")
    check = weighted(number[:8], [2**place for place in range(8, 0, -1)]) % 11 % 10
    return not monotonous(number) and check == int(number[8])
