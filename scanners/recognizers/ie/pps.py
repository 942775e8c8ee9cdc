"""Irish personal public service number (PPSN).

Seven digits, a check letter, perhaps a second letter: weights 8 to 2, and the second letter's place
in the alphabet times 9 (W counts 0), modulo 23, A for 1 and W for 0.
https://en.wikipedia.org/wiki/Personal_Public_Service_Number
"""

from scanners.recognizers.checksums import weighted

CATEGORY = "national_id"
KIND = "social_security"
PATTERN = r"(?i)\b[0-9]{7}[A-W][A-IW]?\b"
WORDS = ("pps", "ppsn", "pps number", "rsi")
ALONE = 0.95
SHARE = 0.5
EXAMPLES = ("1234567T", "1234567FA", "9000021K")
COUNTEREXAMPLES = ("1234567A", "123456T", "1234567X")


def valid(text: str) -> bool:
    """Whether the check letter is right."""
    number = text.upper()
    second = "WABCDEFGHI".index(number[8]) if len(number) == 9 else 0
    return (
        "WABCDEFGHIJKLMNOPQRSTUV"[(weighted(number[:7], range(8, 1, -1)) + 9 * second) % 23]
        == number[7]
    )
