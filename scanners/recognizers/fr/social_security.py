"""French social security number (NIR, numéro de sécurité sociale).

Sex, year and month of birth, department (2A and 2B for Corsica), commune, order, and a key of two
digits: 97 minus the rest of the number modulo 97, with 2A read as 19 and 2B as 18.
https://fr.wikipedia.org/wiki/Num%C3%A9ro_de_s%C3%A9curit%C3%A9_sociale_en_France
"""

from scanners.recognizers.checksums import compact

CATEGORY = "national_id"
KIND = "social_security"
PATTERN = (
    r"\b[1-478] ?[0-9]{2} ?(?:0[1-9]|1[0-2]|[2-9][0-9]) ?(?:[0-9]{2}"
    r"|2[ABab]) ?[0-9]{3} ?[0-9]{3} ?[0-9]{2}\b"
)
WORDS = ("nir", "insee", "securite", "sécurité", "sociale", "nss", "num secu")
ALONE = 0.98
SHARE = 0.3
EXAMPLES = ("2 55 08 14 168 025 38", "187059912312348", "1 69 05 2A 999 001 18")
COUNTEREXAMPLES = ("2 55 08 14 168 025 30", "255081416802", "9 55 08 14 168 025 38")


def valid(text: str) -> bool:
    """Whether the key is right."""
    number = compact(text).replace("2A", "19").replace("2B", "18")
    return 97 - int(number[:13]) % 97 == int(number[13:])
