"""Place as a geohash.

Seven to twelve digits and small letters without a, i, l, o; seven are 150 metres.
https://en.wikipedia.org/wiki/Geohash
"""

CATEGORY = "geo"
KIND = None
PATTERN = r"\A[0-9b-hjkmnp-z]{7,12}\Z"
WORDS = ("geohash", "geo", "location")
ALONE = 0.1
SHARE = 0.95
EXAMPLES = ("u33dc0cpke6v", "u4pruyd", "9q8yyk8ytpxr")
COUNTEREXAMPLES = ("u33dc", "123456789", "bcdefgh", "u4pruyda")


def valid(text: str) -> bool:
    """Whether digits and letters are mixed, which most such words and numbers do not do."""
    return any(c.isdigit() for c in text) and any(c.isalpha() for c in text)
