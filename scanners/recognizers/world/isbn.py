"""International standard book number (ISBN), which names a book and no person.

Thirteen digits that begin with 978 or 979, checked as an EAN-13; or ten, modulo 11, with hyphens.
https://www.isbn-international.org/content/isbn-users-manual/29
"""

from scanners.recognizers.checksums import compact, weighted

CATEGORY = "none"
KIND = None
PATTERN = (
    r"(?<![\w-])(?:97[89][- ]?[0-9]{1,5}[- ]?[0-9]{1,7}[- ]?[0-9]{1,7}[- ]?[0-9]"
    r"|[0-9]{1,5}-[0-9]{1,7}-[0-9]{1,7}-[0-9X])(?![\w-])"
)
WORDS = ("isbn", "book")
ALONE = 0.97
SHARE = 0.5
EXAMPLES = ("978-3-16-148410-0", "9780306406157", "0-306-40615-2")
COUNTEREXAMPLES = ("978-3-16-148410-1", "9770306406157", "0-306-40615-3")


def valid(text: str) -> bool:
    """Whether length and check digit are right."""
    number = compact(text)
    if len(number) == 13:
        return number.isdigit() and weighted(number, (1, 3) * 6 + (1,)) % 10 == 0
    if len(number) != 10:
        return False
    values = [10 if c == "X" else int(c) for c in number]
    return sum(value * (10 - place) for place, value in enumerate(values)) % 11 == 0
