"""Finnish personal identity code (henkilötunnus, HETU).

Date of birth as ddmmyy, a sign for the century, three digits (from 900 on for tests), and a check
character that the nine digits modulo 31 pick.
https://dvv.fi/en/personal-identity-code
"""

from scanners.recognizers.checksums import is_date

CATEGORY = "national_id"
KIND = None
PATTERN = r"\b[0-3][0-9][01][0-9][0-9]{2}[-+YXWVUABCDEF][0-9]{3}[0-9A-FHJ-NPR-Y]\b"
WORDS = ("hetu", "henkilotunnus", "henkilötunnus", "personbeteckning", "ssn")
ALONE = 0.99
SHARE = 0.2
EXAMPLES = ("131052-308T", "010594Y9021", "290204A9500")
COUNTEREXAMPLES = ("131052-3080", "131352-308T", "131052-30T")

_CENTURY = {"+": 1800} | dict.fromkeys("-YXWVU", 1900) | dict.fromkeys("ABCDEF", 2000)


def valid(text: str) -> bool:
    """Whether the birthday exists and the check character is right."""
    year = _CENTURY[text[6]] + int(text[4:6])
    check = "0123456789ABCDEFHJKLMNPRSTUVWXY"[int(text[:6] + text[7:10]) % 31]
    return is_date(year, int(text[2:4]), int(text[:2])) and check == text[10]
