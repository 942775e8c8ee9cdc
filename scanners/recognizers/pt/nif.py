"""Portuguese tax number of a person (número de identificação fiscal, NIF).

Nine digits; those of people begin with 1, 2, 3 or 45. The last is 11 minus the sum weighted 9 to 2,
modulo 11, with 10 and 11 written 0.
https://pt.wikipedia.org/wiki/N%C3%BAmero_de_identifica%C3%A7%C3%A3o_fiscal
"""

from scanners.recognizers.checksums import digits, weighted

CATEGORY = "national_id"
KIND = "tax_id"
PATTERN = r"\b(?:[123][0-9]|45)[0-9](?: ?[0-9]{3}){2}\b"
WORDS = ("nif", "contribuinte", "fiscal", "numero fiscal")
ALONE = 0.75
SHARE = 0.85
EXAMPLES = ("123456789", "210003146", "299 999 998")
COUNTEREXAMPLES = ("123456780", "501964843", "12345678")


def valid(text: str) -> bool:
    """Whether the check digit is right."""
    number = digits(text)
    check = 11 - weighted(number[:8], range(9, 1, -1)) % 11
    return (0 if check > 9 else check) == int(number[8])
