"""Number of a Portuguese citizen card (Cartão de Cidadão).

Eight digits and a check digit, two letters or digits of the version, a check digit; as letters
count from A for 10, every second character from the right but one doubled and brought below 10, the
sum is a multiple of 10.
https://pt.wikipedia.org/wiki/Cart%C3%A3o_de_cidad%C3%A3o
"""

from scanners.recognizers.checksums import compact

CATEGORY = "national_id"
KIND = None
PATTERN = r"\b[0-9]{8} ?[0-9] ?[0-9A-Z]{2}[0-9]\b"
WORDS = ("cartao", "cartão", "cidadao", "cidadão", "cc", "bi", "identidade")
ALONE = 0.9
SHARE = 0.5
EXAMPLES = ("00000000 0 ZZ4", "12345678 9 ZY3", "141524801ZZ4")
COUNTEREXAMPLES = ("00000000 0 ZZ0", "00000000 0 Z4", "0000000 0 ZZ4")


def valid(text: str) -> bool:
    """Whether the last check digit is right; digits all along are something else."""
    number = compact(text)
    total = 0
    for place, c in enumerate(number):
        value = int(c, 36) * (1 if place % 2 else 2)
        total += value - 9 if value > 9 and not place % 2 else value
    return total % 10 == 0 and not number.isdigit()
