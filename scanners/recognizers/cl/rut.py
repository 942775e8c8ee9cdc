"""Chilean identification and tax number (RUN, RUT).

Seven or eight digits and a check digit or K: weights 2 to 7 from the right, 11 minus the sum modulo
11. Companies have numbers from about 50 million on.
https://es.wikipedia.org/wiki/Rol_%C3%9Anico_Tributario
"""

CATEGORY = "national_id"
KIND = None
PATTERN = r"\b[1-9][0-9]?\.?[0-9]{3}\.?[0-9]{3}-[0-9Kk]\b"
WORDS = ("rut", "run", "rol unico")
ALONE = 0.95
SHARE = 0.5
EXAMPLES = ("12.345.678-5", "11111111-1", "7.654.302-K")
COUNTEREXAMPLES = ("12.345.678-0", "12345678", "123.456-5")


def valid(text: str) -> bool:
    """Whether the check digit is right."""
    number, _, check = text.upper().replace(".", "").partition("-")
    total = sum(int(c) * (2 + place % 6) for place, c in enumerate(reversed(number)))
    return "0123456789K"[-total % 11] == check
