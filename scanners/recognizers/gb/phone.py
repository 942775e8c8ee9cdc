"""British telephone number in national form.

0, the area, the number, in groups; 020 7946 0000 to 0999 and 07700 900000 to 900999 are for
fiction.
https://www.ofcom.org.uk/phones-and-broadband/phone-numbers/numbers-for-drama
"""

from scanners.recognizers.checksums import digits

CATEGORY = "phone"
KIND = None
PATTERN = (
    r"(?<![\w.+-])\(?0(?:7[0-9]{3}|[12389][0-9]{1,4})\)?[ -]?[0-9]{3,4}[ -]?[0-9]{3,4}(?![\w-])"
)
WORDS = ("phone", "telephone", "mobile", "tel", "fax")
ALONE = 0.6
SHARE = 0.85
EXAMPLES = ("020 7946 0958", "07700 900123", "(01632) 960001")
COUNTEREXAMPLES = ("7700 900123", "020 7946", "0123 4567 8901")


def valid(text: str) -> bool:
    """Whether there are ten or eleven digits."""
    return len(digits(text)) in (10, 11)
