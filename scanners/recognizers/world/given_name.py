"""Given name of a person.

One or two words with capitals, the first a frequent given name in one of eight languages. The
lexicon knows a part of all names, so a part of the column is enough.
https://www.w3.org/International/questions/qa-personal-names
"""

from scanners.recognizers.people import is_given_name

CATEGORY = "person_name"
KIND = None
PATTERN = r"\A[A-ZÀ-ÖØ-ÞĀ-Ž][\w'’]{1,30}(?:[ -][A-ZÀ-ÖØ-ÞĀ-Ž][\w'’]{0,30}\.?)?\Z"
WORDS = (
    "first name",
    "given name",
    "forename",
    "vorname",
    "prénom",
    "prenom",
    "nombre",
    "nome",
    "voornaam",
    "imię",
)
ALONE = 0.85
SHARE = 0.4
EXAMPLES = ("Katarzyna", "Hans-Peter", "José María")
COUNTEREXAMPLES = ("Table", "katarzyna", "Berlin", "Monday")


def valid(text: str) -> bool:
    """Whether the first word is a given name."""
    return is_given_name(text)
