"""Vehicle identification number (VIN) with the check digit of North America and China.

17 characters without I, O, Q; the ninth is the rest of the weighted sum modulo 11, X for 10 (ISO
3779, 49 CFR 565.15).
https://www.ecfr.gov/current/title-49/subtitle-B/chapter-V/part-565
"""

CATEGORY = "device_id"
KIND = None
PATTERN = r"\b[A-HJ-NPR-Z0-9]{8}[0-9X][A-HJ-NPR-Z0-9]{8}\b"
WORDS = ("vin", "vehicle", "chassis", "fahrgestellnummer", "fin", "chasis", "telaio")
ALONE = 0.95
SHARE = 0.4
EXAMPLES = ("1M8GDM9AXKP042788", "11111111111111111", "5GZCZ43D13S812715")
COUNTEREXAMPLES = ("1M8GDM9A0KP042788", "1M8GDM9AXKP04278", "IM8GDM9AXKP042788")

_VALUES = dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", "12345678123457923456789", strict=True))
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


def valid(text: str) -> bool:
    """Whether the check digit is right."""
    total = sum(int(_VALUES.get(c, c)) * w for c, w in zip(text, _WEIGHTS, strict=True))
    return "0123456789X"[total % 11] == text[8]
