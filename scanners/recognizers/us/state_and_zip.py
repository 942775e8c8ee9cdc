"""US state and ZIP code, as addresses end.

Two capitals of a state, a space, five digits.
https://pe.usps.com/text/pub28/28apb.htm
"""

CATEGORY = "address"
KIND = None
PATTERN = r"\b[A-Z]{2},? [0-9]{5}(?:-[0-9]{4})?\b"
WORDS = ("address", "state", "city", "zip")
ALONE = 0.9
SHARE = 0.3
EXAMPLES = ("Springfield, IL 62704", "CA 94105-1420", "1 Main St, Austin, TX 78701")
COUNTEREXAMPLES = ("XX 62704", "IL 6270", "il 62704")

_STATES = (
    "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ "
    "NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY PR GU VI AS MP AA AE AP"
)


def valid(text: str) -> bool:
    """Whether there is such a state."""
    return text[:2] in _STATES.split()
