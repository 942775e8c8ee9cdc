"""Swedish personal number (personnummer, samordningsnummer).

Date of birth, a hyphen (a plus from the hundredth birthday on), three digits, a Luhn check digit
over the last ten. Coordination numbers add 60 to the day.
https://sv.wikipedia.org/wiki/Personnummer_i_Sverige
"""

from scanners.recognizers.checksums import digits, in_some_century, luhn

CATEGORY = "national_id"
KIND = None
PATTERN = r"\b(?:18|19|20)?[0-9]{2}[01][0-9][0-9]{2}[-+]?[0-9]{4}\b"
WORDS = ("personnummer", "pnr", "person nr", "samordningsnummer")
ALONE = 0.95
SHARE = 0.6
EXAMPLES = ("19121212-1212", "640823-3234", "199001152389")
COUNTEREXAMPLES = ("640823-3230", "641323-3234", "640823-323")


def valid(text: str) -> bool:
    """Whether the birthday exists and the check digit is right."""
    number = digits(text)[-10:]
    year, month, day = int(number[:2]), int(number[2:4]), int(number[4:6])
    return in_some_century(year, month, day % 60) and luhn(number)
