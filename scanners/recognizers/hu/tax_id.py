"""Hungarian tax identification number of a person (adóazonosító jel).

Ten digits that begin with 8: days since 1867, three digits, and a check digit: the sum of digit
times place, modulo 11.
https://hu.wikipedia.org/wiki/Ad%C3%B3azonos%C3%ADt%C3%B3_jel
"""

from scanners.recognizers.checksums import weighted

CATEGORY = "national_id"
KIND = "tax_id"
PATTERN = r"\b8[0-9]{9}\b"
WORDS = ("ado", "adó", "adoazonosito", "adóazonosító", "adóazonosító jel")
ALONE = 0.9
SHARE = 0.7
EXAMPLES = ("8071925349", "8438210155", "8325000120")
COUNTEREXAMPLES = ("8071925340", "7071592153", "807159215")


def valid(text: str) -> bool:
    """Whether the check digit is right."""
    return weighted(text[:9], range(1, 10)) % 11 == int(text[9])
