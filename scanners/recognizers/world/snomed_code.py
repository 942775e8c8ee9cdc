"""Code of a clinical concept (SNOMED CT identifier).

Six to eighteen digits: item, what it is in two digits (00 or 10 for a concept), a Verhoeff check
digit.
https://confluence.ihtsdotools.org/display/DOCRELFMT/6+SNOMED+CT+Identifiers
"""

from scanners.recognizers.checksums import verhoeff

CATEGORY = "health"
KIND = None
PATTERN = r"(?<![\w.-])[1-9][0-9]{2,14}[01]0[0-9](?![\w.-])"
WORDS = ("snomed", "sctid", "concept", "diagnosis", "finding", "clinical")
ALONE = 0.75
SHARE = 0.9
EXAMPLES = ("73211009", "22298006", "138875005")
COUNTEREXAMPLES = ("73211008", "7321109", "022298006")


def valid(text: str) -> bool:
    """Whether the check digit is right."""
    return verhoeff(text)
