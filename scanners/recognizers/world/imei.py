"""Serial number of a mobile telephone (IMEI).

Fifteen digits: the body that gave it, model, serial number, a Luhn check digit.
https://www.gsma.com/get-involved/working-groups/device-services-group/imei
"""

from scanners.recognizers.checksums import digits, luhn

CATEGORY = "device_id"
KIND = None
PATTERN = r"(?<![\w.-])[0-9]{2}[- ]?[0-9]{6}[- ]?[0-9]{6}[- ]?[0-9](?![\w-])"
WORDS = ("imei", "device", "handset", "mobile")
ALONE = 0.85
SHARE = 0.8
EXAMPLES = ("490154203237518", "35-209900-176148-1", "860000000000009")
COUNTEREXAMPLES = ("490154203237517", "270154203237518", "49015420323751")

_BODIES = (
    "01",
    "10",
    "30",
    "33",
    "35",
    "44",
    "45",
    "49",
    "50",
    "51",
    "52",
    "53",
    "54",
    "86",
    "91",
    "98",
    "99",
)


def valid(text: str) -> bool:
    """Whether such a body gives numbers and the check digit is right."""
    number = digits(text)
    return number[:2] in _BODIES and luhn(number)
