"""German health insurance number (unveränderbarer Teil der Krankenversichertennummer, KVNR).

A letter, eight digits and a check digit: the letter becomes its two-digit place in the alphabet,
the digits are weighted 1, 2, 1, 2 …, the digit sums of the products added, modulo 10.
https://de.wikipedia.org/wiki/Krankenversichertennummer
"""

CATEGORY = "health"
KIND = None
PATTERN = r"\b[A-Z][0-9]{9}\b"
WORDS = ("krankenversicherung", "krankenversicherungsnummer", "krankenkasse", "kvnr", "egk")
ALONE = 0.8
SHARE = 0.8
EXAMPLES = ("A123456780", "M310048522", "Z600881426")
COUNTEREXAMPLES = ("A123456781", "A1234567", "AB12345678")


def valid(text: str) -> bool:
    """Whether the check digit is right."""
    spelled = f"{ord(text[0]) - 64:02}{text[1:9]}"
    products = [int(c) * (1 + place % 2) for place, c in enumerate(spelled)]
    return sum(product // 10 + product % 10 for product in products) % 10 == int(text[9])
