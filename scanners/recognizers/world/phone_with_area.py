"""Telephone number of any country with the area in brackets.

One to five digits in brackets, then six to nine in one to four groups.
https://www.itu.int/rec/T-REC-E.123
"""

from scanners.recognizers.checksums import digits

CATEGORY = "phone"
KIND = None
PATTERN = r"(?<!\w)\(0?[1-9][0-9]{0,3}\) ?[0-9]{2,8}(?:[ .-][0-9]{2,4}){0,3}(?![\w-])"
WORDS = (
    "phone",
    "telephone",
    "tel",
    "fax",
    "mobile",
    "telefon",
    "telefono",
    "téléphone",
    "telefone",
)
ALONE = 0.85
SHARE = 0.6
EXAMPLES = ("(5) 555-0123", "(030) 23125 000", "(01632) 960 001")
COUNTEREXAMPLES = ("(5) 55", "5 555-0123", "(1234567) 555")


def valid(text: str) -> bool:
    """Whether there are six to nine digits after the area."""
    number = text.partition(")")[2]
    return 6 <= len(digits(number)) <= 9
