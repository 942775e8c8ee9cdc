"""New Zealand tax number (IRD number).

Eight or nine digits from 10-000-000 to 150-000-000; a check digit by weights modulo 11, and a
second row of weights where the first gives 10.
https://www.oecd.org/content/dam/oecd/en/topics/policy-issue-focus/aeoi/new-zealand-tin.pdf
"""

from scanners.recognizers.checksums import digits, weighted

CATEGORY = "national_id"
KIND = "tax_id"
PATTERN = r"\b(?:[0-9]{2}|0[0-9]{2}|1[0-5][0-9])[- ]?[0-9]{3}[- ]?[0-9]{3}\b"
WORDS = ("ird", "ird number", "tax")
ALONE = 0.6
SHARE = 0.85
EXAMPLES = ("49-091-850", "035901981", "136 410 132")
COUNTEREXAMPLES = ("49-091-851", "09-125-568", "49-091-85")


def valid(text: str) -> bool:
    """Whether the number is in the range and the check digit right."""
    number = digits(text).zfill(9)
    check = -weighted(number[:8], (3, 2, 7, 6, 5, 4, 3, 2)) % 11
    if check == 10:
        check = -weighted(number[:8], (7, 4, 3, 2, 5, 2, 7, 6)) % 11
    return 10_000_000 <= int(number) <= 150_000_000 and check == int(number[8])
