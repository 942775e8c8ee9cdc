"""Peruvian tax number of a person (RUC).

10 (15, 16 or 17 in rare cases), eight digits of the identity document and a check digit: weights 5,
4, 3, 2, 7, 6, 5, 4, 3, 2, modulo 11. Companies begin with 20.
https://www.oecd.org/content/dam/oecd/en/topics/policy-issue-focus/aeoi/peru-tin.pdf
"""

from scanners.recognizers.checksums import weighted

CATEGORY = "national_id"
KIND = "tax_id"
PATTERN = r"\b1[0567][0-9]{9}\b"
WORDS = ("ruc", "contribuyente")
ALONE = 0.9
SHARE = 0.7
EXAMPLES = ("10123456781", "10700000015", "15001122336")
COUNTEREXAMPLES = ("10123456780", "20123456786", "1012345678")


def valid(text: str) -> bool:
    """Whether the check digit is right."""
    return (11 - weighted(text[:10], (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11) % 10 == int(text[10])
