"""Number of a Hong Kong identity card (HKID).

One or two letters, six digits and a check character in brackets: letters count from A for 10, a
missing one 36, weights 9 to 2, modulo 11.
https://en.wikipedia.org/wiki/Hong_Kong_identity_card
"""

CATEGORY = "national_id"
KIND = None
PATTERN = r"\b[A-Z]{1,2}[0-9]{6}\([0-9A]\)"
WORDS = ("hkid", "identity card", "id card")
ALONE = 0.98
SHARE = 0.3
EXAMPLES = ("A123456(3)", "AB987654(3)", "Z000001(A)")
COUNTEREXAMPLES = ("A123456(0)", "A1234563", "A12345(3)")


def valid(text: str) -> bool:
    """Whether the check character is right."""
    number, _, check = text.removesuffix(")").partition("(")
    values = ([36] if len(number) == 7 else []) + [int(c, 36) for c in number]
    total = sum(value * (9 - place) for place, value in enumerate(values))
    return "0123456789A"[-total % 11] == check
