"""Second line of the machine-readable zone of a passport.

44 characters: number, nationality, birth, sex, expiry, personal number, each checked by a digit
with the weights 7, 3, 1, and all of them by the last (ICAO Doc 9303 part 4).
https://www.icao.int/publications/pages/publication.aspx?docnum=9303
"""

from scanners.recognizers.documents import check_digit

CATEGORY = "national_id"
KIND = "passport"
PATTERN = (
    r"(?<![A-Z0-9<])[A-Z0-9<]{9}[0-9][A-Z<]{3}[0-9]{7}[MFX<][0-9]{7}[A-Z0-9<]{14}[0-9<][0-9]"
    r"(?![A-Z0-9<])"
)
WORDS = ("mrz", "passport", "machine readable")
ALONE = 0.99
SHARE = 0.05
EXAMPLES = (
    "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
    "C01X00T478D<<6408125F2702283<<<<<<<<<<<<<<<4",
    "X1234567<7UTO9001011M3001019<<<<<<<<<<<<<<<2",
)
COUNTEREXAMPLES = (
    "L898902C46UTO7408122F1204159ZE184226B<<<<<10",
    "L898902C36UTO7408122F1204159ZE184226B<<<<<11",
    "L898902C36UTO7408122F1204159ZE184226B<<<<<1",
)


def valid(text: str) -> bool:
    """Whether the check digits are right."""
    return (
        check_digit(text[:9]) == text[9]
        and check_digit(text[13:19]) == text[19]
        and check_digit(text[21:27]) == text[27]
        and check_digit(text[:10] + text[13:20] + text[21:43]) == text[43]
    )
