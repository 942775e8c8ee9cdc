"""Number of an autonomous system (ASN), which names a network and no person.

AS and a number (RFC 6793).
https://www.rfc-editor.org/rfc/rfc6793
"""

CATEGORY = "none"
KIND = None
PATTERN = r"\bAS[1-9][0-9]{2,9}\b"
WORDS = ("asn", "as number", "autonomous system")
ALONE = 0.6
SHARE = 0.9
EXAMPLES = ("AS64496", "AS65551", "AS4200000000")
COUNTEREXAMPLES = ("AS0", "64496", "AS9999999999")


def valid(text: str) -> bool:
    """Whether the number fits into 32 bits."""
    return int(text[2:]) < 2**32
