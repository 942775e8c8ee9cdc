"""Telephone number in international form.

+, the code of a country, and up to fifteen digits in all (ITU-T E.164), with the usual punctuation.
https://www.itu.int/rec/T-REC-E.164
"""

from scanners.recognizers.checksums import digits, monotonous

CATEGORY = "phone"
KIND = None
PATTERN = r"(?<![\w.+-])\+[1-9](?:[ ./()-]{0,3}[0-9]){6,14}(?!\w)"
WORDS = (
    "phone",
    "telephone",
    "mobile",
    "cell",
    "tel",
    "telefon",
    "handy",
    "telefono",
    "téléphone",
    "fax",
)
ALONE = 0.95
SHARE = 0.3
EXAMPLES = ("+49 30 23125 000", "+44 20 7946 0958", "+1 (212) 555-0123", "+33639980012")
COUNTEREXAMPLES = ("+49 30", "+999 123 456 789", "030 23125000", "+1234567890123456789")

_CODES = (
    "20 21 22 23 24 25 26 27 29 30 31 32 33 34 35 36 37 38 39 40 41 42 43 44 45 46 47 48 49 50 51 "
    "52 53 54 55 56 57 58 59 60 61 62 63 64 65 66 67 68 69 81 82 84 85 86 88 90 91 92 93 94 95 96 "
    "97 98 99"
)
"""The first two digits of the codes that are given; +1 and +7 stand alone."""
_NOT_GIVEN = "210 214 215 217 219 259 384 422 424 851 978 999"


def valid(text: str) -> bool:
    """Whether a country has the code in front and there are digits enough."""
    number = digits(text)
    known = number[0] in "17" or number[:2] in _CODES.split()
    return (
        known
        and number[:3] not in _NOT_GIVEN.split()
        and not monotonous(number)
        and len(number) <= 15
    )
