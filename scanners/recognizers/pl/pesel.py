"""Polish personal number (PESEL).

Date of birth as yymmdd, the century added to the month, four digits, a check digit by the weights
1, 3, 7, 9.
https://pl.wikipedia.org/wiki/PESEL
"""

from scanners.recognizers.checksums import is_date, weighted

CATEGORY = "national_id"
KIND = None
PATTERN = r"\b[0-9]{11}\b"
WORDS = ("pesel",)
ALONE = 0.96
SHARE = 0.5
EXAMPLES = ("44051401359", "02270803624", "90011512346")
COUNTEREXAMPLES = ("44051401350", "44131401358", "4405140135")

_CENTURIES = (1900, 2000, 2100, 2200, 1800)


def valid(text: str) -> bool:
    """Whether the birthday exists and the check digit is right."""
    year, month, day = int(text[:2]), int(text[2:4]), int(text[4:6])
    return (
        is_date(_CENTURIES[month // 20] + year, month % 20, day)
        and weighted(text, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1)) % 10 == 0
    )
