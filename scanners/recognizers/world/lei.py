"""Legal entity identifier (LEI), which names a company and no person.

18 letters and digits and two check digits, 1 modulo 97 (ISO 17442).
https://www.gleif.org/en/about-lei/iso-17442-the-lei-code-structure
"""

from scanners.recognizers.checksums import mod_97

CATEGORY = "none"
KIND = None
PATTERN = r"\b[0-9A-Z]{18}[0-9]{2}\b"
WORDS = ("lei", "legal entity")
ALONE = 0.97
SHARE = 0.4
EXAMPLES = ("506700GE1G29325QX363", "529900T8BM49AURSDO55", "984500ABCDEF12345634")
COUNTEREXAMPLES = ("506700GE1G29325QX300", "506700GE1G29325QX3A1", "506700GE1G29325QX")


def valid(text: str) -> bool:
    """Whether the check digits are right and not all is digits."""
    return not text.isdigit() and mod_97(text) == 1
