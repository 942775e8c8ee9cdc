"""Australian business number (ABN), which names a company or a trader.

Eleven digits; less 1 in front and weighted 10, 1, 3, 5, 7 … 19, the sum is a multiple of 89.
https://abr.business.gov.au/Help/AbnFormat
"""

from scanners.recognizers.checksums import digits, weighted

CATEGORY = "none"
KIND = None
PATTERN = r"\b[1-9][0-9] ?[0-9]{3} ?[0-9]{3} ?[0-9]{3}\b"
WORDS = ("abn", "business number")
ALONE = 0.93
SHARE = 0.5
EXAMPLES = ("51 824 753 556", "18123456789", "53 000 111 222")
COUNTEREXAMPLES = ("51 824 753 550", "01 824 753 556", "5182475355")


def valid(text: str) -> bool:
    """Whether the sum is a multiple of 89."""
    number = digits(text)
    less = f"{int(number[0]) - 1}{number[1:]}"
    return weighted(less, (10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19)) % 89 == 0
