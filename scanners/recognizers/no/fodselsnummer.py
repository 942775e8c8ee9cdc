"""Norwegian national identity number (fødselsnummer, d-nummer).

Date of birth as ddmmyy, three digits, two check digits modulo 11. D-numbers add 4 to the first
digit; numbers for tests add 80 to the month.
https://www.skatteetaten.no/en/person/national-registry/about/this-is-the-national-registry/norwegian-national-identity-number/
"""

from scanners.recognizers.checksums import digits, in_some_century, weighted

CATEGORY = "national_id"
KIND = None
PATTERN = r"\b[0-7][0-9][0-9]{4} ?[0-9]{5}\b"
WORDS = ("fodselsnummer", "fødselsnummer", "fnr", "personnummer", "d nummer")
ALONE = 0.98
SHARE = 0.3
EXAMPLES = ("15076500565", "218390 12397", "55018509988")
COUNTEREXAMPLES = ("15076500560", "15136500565", "1507650056")


def valid(text: str) -> bool:
    """Whether the birthday exists and both check digits are right."""
    number = digits(text)
    day, month, year = int(number[:2]) % 40, int(number[2:4]), int(number[4:6])
    return (
        in_some_century(year, month - 80 if month > 80 else month, day)
        and weighted(number, (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)) % 11 == 0
        and weighted(number, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)) % 11 == 0
    )
