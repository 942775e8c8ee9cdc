"""British national insurance number (NINO).

Two letters, six digits, a letter from A to D. The first letters are not D, F, I, Q, U or V, the
second not O either, and BG, GB, KN, NK, NT, TN and ZZ are not used. QQ stands in official examples,
and is not given out.
https://www.gov.uk/hmrc-internal-manuals/national-insurance-manual/nim39110
"""

CATEGORY = "national_id"
KIND = "social_security"
PATTERN = r"(?i)\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-D]\b"
WORDS = ("nino", "national insurance", "ni number", "ni no")
ALONE = 0.9
SHARE = 0.6
EXAMPLES = ("AB123456C", "JG 10 37 59 A", "zy000001d")
COUNTEREXAMPLES = ("QQ123456C", "BG123456C", "AB123456E", "AB12345C")

_UNUSED = frozenset({"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"})


def valid(text: str) -> bool:
    """Whether the letters in front are given out."""
    return text[:2].upper() not in _UNUSED
