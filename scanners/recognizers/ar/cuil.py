"""Argentine tax and labour number of a person (CUIL, CUIT).

20, 23, 24 or 27, the eight digits of the identity document, a check digit by the weights 5, 4, 3,
2, 7, 6, 5, 4, 3, 2, modulo 11. Companies begin with 30, 33 or 34.
https://es.wikipedia.org/wiki/Clave_%C3%9Anica_de_Identificaci%C3%B3n_Tributaria
"""

from scanners.recognizers.checksums import digits, weighted

CATEGORY = "national_id"
KIND = "tax_id"
PATTERN = r"\b2[03467]-?[0-9]{8}-?[0-9]\b"
WORDS = ("cuil", "cuit")
ALONE = 0.95
SHARE = 0.5
EXAMPLES = ("20-12345678-6", "27-11223344-5", "23000012343")
COUNTEREXAMPLES = ("20-12345678-0", "30-12345678-1", "20-1234567-8")


def valid(text: str) -> bool:
    """Whether the check digit is right."""
    number = digits(text)
    return weighted(number, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)) % 11 == 0
