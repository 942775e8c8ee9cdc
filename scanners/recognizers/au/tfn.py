"""Australian tax file number (TFN).

Nine digits (older ones eight); weighted 1, 4, 3, 7, 5, 8, 6, 9, 10 the sum is a multiple of 11.
https://en.wikipedia.org/wiki/Tax_file_number
"""

from scanners.recognizers.checksums import digits, monotonous, weighted

CATEGORY = "national_id"
KIND = "tax_id"
PATTERN = r"\b[0-9]{3}[- ]?[0-9]{3}[- ]?[0-9]{3}\b"
WORDS = ("tfn", "tax file", "tax file number")
ALONE = 0.7
SHARE = 0.85
EXAMPLES = ("123 456 782", "987654311", "000-100-208")
COUNTEREXAMPLES = ("123 456 780", "000000000", "123 456 7")


def valid(text: str) -> bool:
    """Whether the sum is a multiple of 11."""
    number = digits(text)
    return not monotonous(number) and weighted(number, (1, 4, 3, 7, 5, 8, 6, 9, 10)) % 11 == 0
