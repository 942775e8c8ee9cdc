"""Brazilian taxpayer number of a person (CPF).

Nine digits and two check digits, each modulo 11.
https://pt.wikipedia.org/wiki/Cadastro_de_Pessoas_F%C3%ADsicas
"""

from scanners.recognizers.checksums import digits, monotonous, weighted

CATEGORY = "national_id"
KIND = "tax_id"
PATTERN = r"\b[0-9]{3}\.?[0-9]{3}\.?[0-9]{3}-?[0-9]{2}\b"
WORDS = ("cpf", "contribuinte", "documento")
ALONE = 0.97
SHARE = 0.3
EXAMPLES = ("111.444.777-35", "12345678909", "987.654.320-29")
COUNTEREXAMPLES = ("111.444.777-30", "11111111111", "111.444.777")


def valid(text: str) -> bool:
    """Whether both check digits are right."""
    number = digits(text)
    first = weighted(number[:9], range(10, 1, -1)) * 10 % 11 % 10
    second = weighted(number[:10], range(11, 1, -1)) * 10 % 11 % 10
    return not monotonous(number) and number[9:] == f"{first}{second}"
