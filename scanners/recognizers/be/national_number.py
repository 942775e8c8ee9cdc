"""Belgian national register number (rijksregisternummer, numéro de registre national).

Date of birth as yymmdd, three digits, two check digits: 97 minus the first nine modulo 97, with a 2
in front of the nine for people born from 2000 on.
https://nl.wikipedia.org/wiki/Rijksregisternummer
"""

from scanners.recognizers.checksums import digits

CATEGORY = "national_id"
KIND = None
PATTERN = r"\b[0-9]{2}[.-]?[0-9]{2}[.-]?[0-9]{2}[ -]?[0-9]{3}[. ]?[0-9]{2}\b"
WORDS = ("rijksregister", "rijksregisternummer", "insz", "niss", "registre", "national", "rrn")
ALONE = 0.97
SHARE = 0.4
EXAMPLES = ("85.07.30-033 28", "170730 033 84", "90021512302")
COUNTEREXAMPLES = ("85.07.30-033 20", "85.77.30-033-28", "8507300332")


def valid(text: str) -> bool:
    """Whether month (plus 20 or 40 for a number without a register) and check digits are right."""
    number = digits(text)
    month, day, check = int(number[2:4]) % 20, int(number[4:6]), int(number[9:])
    return (
        month <= 12
        and day <= 31
        and check in (97 - int(number[:9]) % 97, 97 - int("2" + number[:9]) % 97)
    )
