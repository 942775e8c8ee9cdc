"""Spanish social security number (número de afiliación, NUSS).

Two digits of the province, eight, and a key: the first ten digits modulo 97.
https://es.wikipedia.org/wiki/N%C3%BAmero_de_la_Seguridad_Social_(Espa%C3%B1a)
"""

from scanners.recognizers.checksums import digits

CATEGORY = "national_id"
KIND = "social_security"
PATTERN = r"\b[0-6][0-9][ /-]?[0-9]{8}[ /-]?[0-9]{2}\b"
WORDS = ("nuss", "naf", "seguridad", "seguridad social", "afiliacion", "afiliación")
ALONE = 0.95
SHARE = 0.4
EXAMPLES = ("28/12345678/40", "081234567869", "46 20030040 65")
COUNTEREXAMPLES = ("28/12345678/41", "281234567840123", "99/12345678/40")


def valid(text: str) -> bool:
    """Whether the key is right; a small middle number is joined without its leading zeros."""
    number = digits(text)
    province, middle = int(number[:2]), int(number[2:10])
    whole = middle + province * 10_000_000 if middle < 10_000_000 else int(number[:10])
    return 1 <= province <= 66 and whole % 97 == int(number[10:])
