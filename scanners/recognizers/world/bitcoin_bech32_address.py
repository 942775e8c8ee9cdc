"""Bitcoin address in its newer form (Bech32, Bech32m).

bc1 and 39 to 59 characters of an alphabet of 32, the last six a checksum over GF(32).
https://github.com/bitcoin/bips/blob/master/bip-0350.mediawiki
"""

CATEGORY = "financial_account"
KIND = None
PATTERN = r"\b(?:bc1[02-9ac-hj-np-z]{39,59}|BC1[02-9AC-HJ-NP-Z]{39,59})\b"
WORDS = ("bitcoin", "btc", "wallet", "address", "crypto")
ALONE = 0.99
SHARE = 0.1
EXAMPLES = (
    "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4",
    "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
    "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
)
COUNTEREXAMPLES = (
    "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5",
    "bc1qw508d6qejxtdg4y5r3zarvary",
    "bd1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
)

_ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CONSTANTS = (1, 0x2BC830A3)


def valid(text: str) -> bool:
    """Whether the checksum is right by BIP 173 or BIP 350."""
    rest = 1
    prefix = [3, 3, 0, 2, 3]  # "bc": the high bits of each letter, a nought, the low bits
    for value in (*prefix, *(_ALPHABET.index(c) for c in text.lower()[3:])):
        top = rest >> 25
        rest = (rest & 0x1FFFFFF) << 5 ^ value
        for place, term in enumerate(_GENERATOR):
            rest ^= term if top >> place & 1 else 0
    return rest in _CONSTANTS
