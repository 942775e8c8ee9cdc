"""Venezuelan tax number of a person (RIF).

V or E, eight digits, a check digit: the letter counts 4 or 8, weights 3, 2, 7, 6, 5, 4, 3, 2,
modulo 11.
https://es.wikipedia.org/wiki/Registro_de_Informaci%C3%B3n_Fiscal
"""

from scanners.recognizers.checksums import digits, weighted

CATEGORY = "national_id"
KIND = "tax_id"
PATTERN = r"\b[VE]-?[0-9]{8}-?[0-9]\b"
WORDS = ("rif", "fiscal", "cedula", "cédula")
ALONE = 0.9
SHARE = 0.7
EXAMPLES = ("V-12345678-1", "E812345675", "V-00000001-5")
COUNTEREXAMPLES = ("V-12345678-0", "J-12345678-1", "V-1234567-8")


def valid(text: str) -> bool:
    """Whether the check digit is right."""
    number = digits(text)
    total = (4 if text[0] == "V" else 8) + weighted(number[:8], (3, 2, 7, 6, 5, 4, 3, 2))
    check = 11 - total % 11
    return (0 if check > 9 else check) == int(number[8])
