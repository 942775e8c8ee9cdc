"""Swiss social insurance number (AHV-Nummer, numéro AVS, numero AVS).

Thirteen digits that begin with 756, the country; the last is the check digit of an EAN-13.
https://de.wikipedia.org/wiki/Sozialversicherungsnummer_(Schweiz)
"""

from scanners.recognizers.checksums import digits, weighted

CATEGORY = "national_id"
KIND = "social_security"
PATTERN = r"\b756(?:\.?[0-9]{4}){2}\.?[0-9]{2}\b"
WORDS = ("ahv", "avs", "navs", "ahvn13", "nss", "sozialversicherungsnummer")
ALONE = 0.98
SHARE = 0.3
EXAMPLES = ("756.1234.5678.97", "7569204128802", "756.3047.5009.62")
COUNTEREXAMPLES = ("756.1234.5678.90", "7561234567", "755.1234.5678.97")


def valid(text: str) -> bool:
    """Whether the check digit is right."""
    return weighted(digits(text), (1, 3) * 6 + (1,)) % 10 == 0
