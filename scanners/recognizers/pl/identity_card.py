"""Series and number of a Polish identity card (dowód osobisty).

Three letters and six digits, the first of which checks the rest: letters count from A for 10,
weights 7, 3, 1, 7, 3, 1, 7, 3, modulo 10.
https://pl.wikipedia.org/wiki/Dow%C3%B3d_osobisty_w_Polsce
"""

from scanners.recognizers.documents import check_digit

CATEGORY = "national_id"
KIND = None
PATTERN = r"\b[A-Z]{3} ?[0-9]{6}\b"
WORDS = ("dowod", "dowód", "osobisty", "dowodu", "id card")
ALONE = 0.8
SHARE = 0.8
EXAMPLES = ("ABA300000", "AWK512345", "CBA 900417")
COUNTEREXAMPLES = ("ABA000000", "AB1300000", "ABA30000")


def valid(text: str) -> bool:
    """Whether the check digit is right."""
    number = text.replace(" ", "")
    return check_digit(number[:3] + number[4:]) == number[3]
