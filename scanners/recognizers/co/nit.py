"""Colombian tax number (NIT) with its check digit, of companies and people.

Eight to ten digits, a hyphen, a check digit: weights 3, 7, 13, 17, 19, 23, 29, 37, 41, 43 from the
right, modulo 11.
https://es.wikipedia.org/wiki/N%C3%BAmero_de_Identificaci%C3%B3n_Tributaria
"""

from scanners.recognizers.checksums import digits, weighted

CATEGORY = "national_id"
KIND = "tax_id"
PATTERN = r"(?<![\w.-])[1-9][0-9]{0,3}\.?[0-9]{3}\.?[0-9]{3}-[0-9](?![\w-])"
WORDS = ("nit", "cedula", "cédula", "tributaria")
ALONE = 0.6
SHARE = 0.85
EXAMPLES = ("800.123.456-5", "1020304050-8", "52123456-2")
COUNTEREXAMPLES = ("800.123.456-0", "800123456", "12-3")


def valid(text: str) -> bool:
    """Whether the check digit is right."""
    number = digits(text)
    rest = weighted(number[-2::-1], (3, 7, 13, 17, 19, 23, 29, 37, 41, 43)) % 11
    return (rest if rest < 2 else 11 - rest) == int(number[-1])
