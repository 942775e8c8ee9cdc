"""Malaysian identity card number (MyKad).

Date of birth as yymmdd, two digits of the place of birth, four digits. There is no check digit.
https://en.wikipedia.org/wiki/Malaysian_identity_card
"""

from scanners.recognizers.checksums import digits, in_some_century

CATEGORY = "national_id"
KIND = None
PATTERN = r"\b[0-9]{2}[01][0-9][0-3][0-9]-[0-9]{2}-[0-9]{4}\b"
WORDS = ("mykad", "nric", "ic", "kad pengenalan", "ic number")
ALONE = 0.95
SHARE = 0.8
EXAMPLES = ("900101-14-5678", "010228-01-0001", "751231-82-9999")
COUNTEREXAMPLES = ("901301-14-5678", "900101-00-5678", "900101145678")

_UNUSED = frozenset(
    ["00", "17", "18", "19", "20", "69", "70", "73", "80", "81", "94", "95", "96", "97"]
)


def valid(text: str) -> bool:
    """Whether the birthday exists and the place is in use."""
    number = digits(text)
    dated = in_some_century(int(number[:2]), int(number[2:4]), int(number[4:6]))
    return dated and number[6:8] not in _UNUSED
