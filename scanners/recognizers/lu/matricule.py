"""Luxembourgish national identification number (matricule, numéro d'identification national).

Date of birth as yyyymmdd, three digits, and two check digits: Luhn, then Verhoeff, both over the
first eleven.
https://fr.wikipedia.org/wiki/Num%C3%A9ro_d%27identification_national_(Luxembourg)
"""

from scanners.recognizers.checksums import is_date, luhn, verhoeff

CATEGORY = "national_id"
KIND = None
PATTERN = r"\b(?:18|19|20)[0-9]{2}[01][0-9][0-3][0-9]{6}\b"
WORDS = ("matricule", "identification", "cns", "nin")
ALONE = 0.97
SHARE = 0.3
EXAMPLES = ("1893120105081", "1984061512353", "2001022877741")
COUNTEREXAMPLES = ("1893120105000", "1893130105732", "189312010573")


def valid(text: str) -> bool:
    """Whether the birthday exists and both check digits are right."""
    dated = is_date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    return dated and luhn(text[:12]) and verhoeff(text[:11] + text[12])
