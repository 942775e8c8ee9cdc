"""Italian tax code of a person (codice fiscale).

Three letters of the surname, three of the given name, two digits of the year, a letter of the
month, the day (plus 40 for women), the code of the commune, a check letter. Digits may be replaced
by the letters LMNPQRSTUV where two people would have the same.
https://it.wikipedia.org/wiki/Codice_fiscale
"""

CATEGORY = "national_id"
KIND = "tax_id"
PATTERN = (
    r"(?i)\b[A-Z]{6}[0-9LMNPQRSTUV]{2}[ABCDEHLMPRST][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z]"
    r"\b"
)
WORDS = ("codice", "fiscale", "codice fiscale", "cf")
ALONE = 0.99
SHARE = 0.1
EXAMPLES = ("RSSMRA85T10A562S", "BNCGLI90A41H501E", "vrdlcu72m15f205O")
COUNTEREXAMPLES = ("RSSMRA85T10A562A", "RSSMRA85F10A562S", "RSSMRA85T10A562")

_ODD = dict(
    zip(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        (
            *(1, 0, 5, 7, 9, 13, 15, 17, 19, 21),
            *(1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10),
            *(22, 25, 24, 23),
        ),
        strict=True,
    )
)
_REPLACED = str.maketrans("LMNPQRSTUV", "0123456789")


def valid(text: str) -> bool:
    """Whether the day can be and the check letter is right; odd places count by a table."""
    code = text.upper()
    day = int(code[9:11].translate(_REPLACED)) % 40
    if not 1 <= day <= 31:
        return False
    total = sum(_ODD[c] for c in code[:15:2])
    total += sum(int(c) if c.isdigit() else ord(c) - 65 for c in code[1:15:2])
    return chr(65 + total % 26) == code[15]
