"""Number of a driving licence of Great Britain.

Five characters of the surname, filled up with 9, six digits of the date of birth (for women 5 is
added to the first of the month), two initials or 9, a digit, two check characters that are not
published.
https://www.gov.uk/government/publications/driving-licence-numbers
"""

CATEGORY = "national_id"
KIND = "driving_licence"
PATTERN = (
    r"\b(?:[A-Z]{5}|[A-Z]{4}9|[A-Z]{3}9{2}|[A-Z]{2}9{3}"
    r"|[A-Z]9{4}) ?[0-9][0156][0-9][0-3][0-9]{2} ?[A-Z9]{2}[0-9A-Z][A-Z]{2}(?: ?[0-9]{2})?\b"
)
WORDS = ("driving licence", "licence", "driver number", "dvla")
ALONE = 0.97
SHARE = 0.2
EXAMPLES = ("MORGA657054SM9IJ", "FOX99 801019 AB9CD", "SMITH612310J99XY 35")
COUNTEREXAMPLES = ("MORGA677054SM9IJ", "MORGA613054SM9IJ", "MORGA657054SM9I", "MO9GA657054SM9IJ")


def valid(text: str) -> bool:
    """Whether month and day can be."""
    number = text.replace(" ", "")
    return 1 <= int(number[6:8]) % 50 <= 12 and 1 <= int(number[8:10]) <= 31
