"""Bitcoin address in its older form (Base58Check).

26 to 35 characters that begin with 1 or 3; the last four of the 25 bytes are the first of a double
SHA-256 of the rest.
https://en.bitcoin.it/wiki/Base58Check_encoding
"""

from hashlib import sha256

CATEGORY = "financial_account"
KIND = None
PATTERN = r"\b[13][1-9A-HJ-NP-Za-km-z]{25,34}\b"
WORDS = ("bitcoin", "btc", "wallet", "address", "crypto")
ALONE = 0.99
SHARE = 0.1
EXAMPLES = (
    "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
    "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy",
    "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2",
)
COUNTEREXAMPLES = (
    "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb",
    "0A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
    "1A1zP1eP5QGefi2DMPTfTL5S",
)

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def valid(text: str) -> bool:
    """Whether the checksum is right."""
    number = 0
    for c in text:
        number = number * 58 + _ALPHABET.index(c)
    if number >> 200:
        return False
    body = number.to_bytes(25, "big")
    return sha256(sha256(body[:21]).digest()).digest()[:4] == body[21:]
