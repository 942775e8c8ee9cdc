"""Ethereum address.

0x and forty hexadecimal digits; where capitals and small letters are mixed, the capitals are those
the Keccak-256 hash of the small form asks for (EIP-55).
https://eips.ethereum.org/EIPS/eip-55
"""

from scanners.recognizers.keccak import keccak_256

CATEGORY = "financial_account"
KIND = None
PATTERN = r"\b0x[0-9A-Fa-f]{40}\b"
WORDS = ("ethereum", "eth", "wallet", "address", "crypto")
ALONE = 0.95
SHARE = 0.2
EXAMPLES = (
    "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
    "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
    "0x00000000000000000000000000000000000000ff",
)
COUNTEREXAMPLES = (
    "0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
    "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe",
    "5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
)


def valid(text: str) -> bool:
    """Whether the capitals are right, if there are capitals and small letters."""
    body = text[2:]
    small = body.lower()
    if body in (small, body.upper()):
        return True
    return body == "".join(
        c.upper() if int(h, 16) >= 8 else c
        for c, h in zip(small, keccak_256(small.encode()).hex(), strict=False)
    )
