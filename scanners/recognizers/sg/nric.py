"""Singaporean number of citizens and foreigners (NRIC, FIN).

S, T, F, G or M, seven digits, a check letter: weights 2, 7, 6, 5, 4, 3, 2, plus 4 for T and G, 3
for M, modulo 11, through a table for each.
https://en.wikipedia.org/wiki/National_Registration_Identity_Card
"""

from scanners.recognizers.checksums import weighted

CATEGORY = "national_id"
KIND = None
PATTERN = r"(?i)\b[STFGM][0-9]{7}[A-Z]\b"
WORDS = ("nric", "fin", "identity card", "ic")
ALONE = 0.97
SHARE = 0.4
EXAMPLES = ("S1234567D", "T0000001E", "F1234567N", "M1234567X")
COUNTEREXAMPLES = ("S1234567A", "A1234567D", "S123456D")

_TABLES = {
    **dict.fromkeys("ST", "JZIHGFEDCBA"),
    **dict.fromkeys("FG", "XWUTRQPNMLK"),
    "M": "XWUTRQPNJLK",
}
_OFFSETS = {"S": 0, "T": 4, "F": 0, "G": 4, "M": 3}


def valid(text: str) -> bool:
    """Whether the check letter is right."""
    number = text.upper()
    total = _OFFSETS[number[0]] + weighted(number[1:8], (2, 7, 6, 5, 4, 3, 2))
    place = 10 - total % 11 if number[0] == "M" else total % 11
    return _TABLES[number[0]][place] == number[8]
