"""International securities number (ISIN), which names a paper and no person.

Country, nine letters or digits, a Luhn check digit over the letters counted from A for 10 (ISO
6166).
https://www.isin.org/isin/
"""

from scanners.recognizers.checksums import luhn
from scanners.recognizers.countries import ALPHA_2

CATEGORY = "none"
KIND = None
PATTERN = r"\b[A-Z]{2}[0-9A-Z]{9}[0-9]\b"
WORDS = ("isin", "security", "wertpapier")
ALONE = 0.95
SHARE = 0.5
EXAMPLES = ("US0378331005", "DE000BAY0017", "XS0123456781")
COUNTEREXAMPLES = ("US0378331000", "QQ0378331005", "US03783310")


def valid(text: str) -> bool:
    """Whether there is such a country, or XS, and the check digit is right."""
    spelled = "".join(str(int(c, 36)) for c in text)
    return (text[:2] in ALPHA_2 or text[:2] == "XS") and luhn(spelled)
