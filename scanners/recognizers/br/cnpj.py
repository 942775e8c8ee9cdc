"""Brazilian number of a company (CNPJ), which names no person.

Twelve digits (letters, too, from 2026 on) and two check digits, each modulo 11.
https://pt.wikipedia.org/wiki/Cadastro_Nacional_da_Pessoa_Jur%C3%ADdica
"""

from scanners.recognizers.checksums import compact, monotonous

CATEGORY = "none"
KIND = None
PATTERN = r"\b[0-9A-Z]{2}\.?[0-9A-Z]{3}\.?[0-9A-Z]{3}/?[0-9A-Z]{4}-?[0-9]{2}\b"
WORDS = ("cnpj",)
ALONE = 0.95
SHARE = 0.5
EXAMPLES = ("11.222.333/0001-81", "12ABC34501DE35", "98765432000007")
COUNTEREXAMPLES = ("11.222.333/0001-80", "00000000000000", "11.222.333/0001")

_WEIGHTS = (6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)


def valid(text: str) -> bool:
    """Whether both check digits are right; a letter counts for its ASCII code less 48."""
    number = compact(text)
    values = [ord(c) - 48 for c in number]
    for known in (12, 13):
        weights = _WEIGHTS[13 - known :]
        rest = sum(v * w for v, w in zip(values, weights, strict=False)) % 11
        if values[known] != (0 if rest < 2 else 11 - rest):
            return False
    return not monotonous(number)
