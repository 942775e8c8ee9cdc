"""Vehicle identification number (VIN) without a check digit, as Europe gives them.

17 characters without I, O, Q: three of the maker, six of the model, eight of the car, which end in
four digits (ISO 3779).
https://en.wikipedia.org/wiki/Vehicle_identification_number
"""

CATEGORY = "device_id"
KIND = None
PATTERN = r"\b[S-Z][A-HJ-NPR-Z0-9]{2}[A-HJ-NPR-Z0-9]{10}[0-9]{4}\b"
WORDS = ("vin", "vehicle", "chassis", "fahrgestellnummer", "fin", "chasis", "telaio")
ALONE = 0.8
SHARE = 0.8
EXAMPLES = ("WVWZZZ1JZXW000001", "VF1BB05CF12345678", "ZFA22300005556777")
COUNTEREXAMPLES = ("WVWZZZ1JZXW00000A", "WVWZZZ1JZXW00001", "S1234567890123456")


def valid(text: str) -> bool:
    """Whether a letter stands for maker and model."""
    return sum(c.isalpha() for c in text[:9]) > 1
