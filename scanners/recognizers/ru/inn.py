"""Russian taxpayer number of a person (ИНН).

Twelve digits, the last two check digits by weights, modulo 11, modulo 10. Companies have ten.
https://ru.wikipedia.org/wiki/%D0%98%D0%B4%D0%B5%D0%BD%D1%82%D0%B8%D1%84%D0%B8%D0%BA%D0%B0%D1%86%D0%B8%D0%BE%D0%BD%D0%BD%D1%8B%D0%B9_%D0%BD%D0%BE%D0%BC%D0%B5%D1%80_%D0%BD%D0%B0%D0%BB%D0%BE%D0%B3%D0%BE%D0%BF%D0%BB%D0%B0%D1%82%D0%B5%D0%BB%D1%8C%D1%89%D0%B8%D0%BA%D0%B0
"""

from scanners.recognizers.checksums import monotonous, weighted

CATEGORY = "national_id"
KIND = "tax_id"
PATTERN = r"\b[0-9]{12}\b"
WORDS = ("inn", "инн", "tax")
ALONE = 0.95
SHARE = 0.4
EXAMPLES = ("500100732259", "770456123468", "027799900023")
COUNTEREXAMPLES = ("500100732200", "000000000000", "50010073225")

_WEIGHTS = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)


def valid(text: str) -> bool:
    """Whether both check digits are right."""
    first = weighted(text[:10], _WEIGHTS[1:]) % 11 % 10
    second = weighted(text[:11], _WEIGHTS) % 11 % 10
    return not monotonous(text) and text[10:] == f"{first}{second}"
