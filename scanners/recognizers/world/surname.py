"""Surname of a person.

One or two words with capitals, one a frequent surname in one of eight languages; many are also
words, trades and given names.
https://www.w3.org/International/questions/qa-personal-names
"""

from scanners.recognizers.people import is_surname

CATEGORY = "person_name"
KIND = None
PATTERN = (
    r"\A(?:(?:von|van|de|da|di|del|dos) (?:der |den "
    r"|la )?)?[A-ZÀ-ÖØ-ÞĀ-Ž][\w'’]{1,30}(?:[ -][A-ZÀ-ÖØ-ÞĀ-Ž][\w'’]{1,30})?\Z"
)
WORDS = (
    "last name",
    "surname",
    "family name",
    "nachname",
    "nom",
    "apellido",
    "cognome",
    "achternaam",
    "nazwisko",
)
ALONE = 0.75
SHARE = 0.3
EXAMPLES = ("Kowalczyk", "van Dijk", "García Márquez")
COUNTEREXAMPLES = ("Keyboard", "smith", "Smith Ltd")


def valid(text: str) -> bool:
    """Whether a word is a surname."""
    return is_surname(text)
