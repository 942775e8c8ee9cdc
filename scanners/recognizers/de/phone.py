"""German telephone number in national form.

0 and the area (or 015, 016, 017 for mobiles), a space, hyphen or slash, and the number.
https://www.bundesnetzagentur.de/DE/Fachthemen/Telekommunikation/Nummerierung/start.html
"""

from scanners.recognizers.checksums import digits

CATEGORY = "phone"
KIND = None
PATTERN = (
    r"(?<![\w.+-])\(?0[1-9][0-9]{1,4}\)?(?: ?[ /-] ?)[0-9]{2,8}(?:[ -][0-9]{1,5}){0,3}(?![\w-])"
)
WORDS = ("telefon", "telefonnummer", "handy", "mobil", "tel", "fax", "phone")
ALONE = 0.75
SHARE = 0.8
EXAMPLES = ("030 23125 000", "0171/3920000", "(089) 99998 123")
COUNTEREXAMPLES = ("030", "30 23125000", "030 1", "012 12")


def valid(text: str) -> bool:
    """Whether there are seven to twelve digits."""
    return 7 <= len(digits(text)) <= 12
