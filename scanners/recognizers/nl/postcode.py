"""Dutch postcode.

Four digits, the first not 0, and two letters, of which SA, SD and SS are not used. Six characters
are a few doors of one street.
https://nl.wikipedia.org/wiki/Postcodes_in_Nederland
"""

CATEGORY = "address"
KIND = None
PATTERN = r"(?<![\w-])[1-9][0-9]{3} ?[A-Z]{2}(?![\w-])"
WORDS = ("postcode", "pc6", "zip")
ALONE = 0.6
SHARE = 0.9
EXAMPLES = ("1012 AB", "3511LX", "9999 ZZ")
COUNTEREXAMPLES = ("0012 AB", "1012 SS", "1012 A")


def valid(text: str) -> bool:
    """Whether the letters are given out."""
    return text[-2:] not in ("SA", "SD", "SS")
