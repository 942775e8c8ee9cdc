"""Full name of a person.

Two to five words with capitals, the first (or the one after a comma) a frequent given name in one
of eight languages. The lexicon knows a part of all names, so a part of the column is enough.
https://www.w3.org/International/questions/qa-personal-names
"""

from scanners.recognizers.people import is_full_name

CATEGORY = "person_name"
KIND = None
PATTERN = (
    r"\A(?:[A-ZÀ-ÖØ-ÞĀ-Ž][\w'’-]{0,30}\.?,? ){1,4}(?:(?:von|van|der|den|de|da|di|del|dos|du|la|le"
    r"|y|e) ){0,2}[A-ZÀ-ÖØ-ÞĀ-Ž][\w'’-]{1,30}\.?\Z"
)
WORDS = (
    "name",
    "full name",
    "person",
    "customer",
    "contact",
    "nombre",
    "nom",
    "nome",
    "naam",
    "nazwisko",
)
ALONE = 0.9
SHARE = 0.3
EXAMPLES = ("Ada Lovelace", "Müller, Hans-Peter", "María García López")
COUNTEREXAMPLES = (
    "Ada",
    "Blue Cotton Shirt",
    "Thomas Smith Ltd",
    "ada lovelace",
    "John F. Kennedy Street",
)


def valid(text: str) -> bool:
    """Whether a given name stands where one must."""
    return is_full_name(text)
