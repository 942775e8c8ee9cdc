"""Spanish identity number of citizens and foreigners, also for taxes (DNI, NIE, NIF).

Eight digits, or X, Y or Z (read as 0, 1, 2) and seven; K, L and M in front mark rare cases. Then a
letter that the number modulo 23 picks from TRWAGMYFPDXBNJZSQVHLCKE.
https://es.wikipedia.org/wiki/N%C3%BAmero_de_identificaci%C3%B3n_fiscal
"""

CATEGORY = "national_id"
KIND = None
PATTERN = r"\b(?:[0-9]{8}|[XYZKLMxyzklm][- ]?[0-9]{7})[- ]?[A-Za-z]\b"
WORDS = ("dni", "nie", "nif", "identidad", "documento", "extranjero")
ALONE = 0.98
SHARE = 0.3
EXAMPLES = ("12345678Z", "X-1234567-L", "00000014Z")
COUNTEREXAMPLES = ("12345678A", "X1234567Z", "1234567Z")

_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"
_FIRST = str.maketrans("XYZKLM", "012000")


def valid(text: str) -> bool:
    """Whether the letter is right."""
    number = text.upper().replace("-", "").replace(" ", "")
    return _LETTERS[int(number[:-1].translate(_FIRST)) % 23] == number[-1]
