"""Gender or sex of a person.

Words and letters for it in eight languages, and the codes of ISO/IEC 5218 are left out: 0, 1, 2 and
9 may be anything. Letters count where both sexes are there.
https://www.iso.org/standard/81682.html
"""

from collections.abc import Mapping

CATEGORY = "demographic"
KIND = "gender"
PATTERN = (
    r"(?i)\A(?:m|f|w|v|k|h|d|x|male|female|man|woman|men|women|boy|girl|trans|transgender|intersex"
    r"|agender|non-?binary|männlich|maennlich|weiblich|divers|mann|frau|homme|femme|masculin"
    r"|féminin|feminin|hombre|mujer|masculino|femenino|feminino|maschio|femmina|uomo|donna|vrouw"
    r"|homem|mulher|mężczyzna|kobieta|mężczyźni|kobiety)\Z"
)
WORDS = (
    "gender",
    "sex",
    "geschlecht",
    "sexe",
    "genre",
    "sexo",
    "genero",
    "género",
    "sesso",
    "geslacht",
    "płeć",
)
ALONE = 0.0
SHARE = 0.9
EXAMPLES = ("female", "m", "weiblich", "Non-binary")
COUNTEREXAMPLES = ("1", "mail", "female shoes")

_MEN = (
    "m h male man men boy männlich maennlich mann homme masculin hombre masculino maschio uomo "
    "homem mężczyzna"
)
_WOMEN = (
    "f w k female woman women girl weiblich frau femme féminin feminin mujer femenino feminino "
    "femmina donna vrouw mulher kobieta kobiety"
)


def bucket(text: str) -> int:
    """2 for men and 3 for women in words, 0 and 1 in letters, 4 for others."""
    word = text.lower()
    sort = 0 if word in _MEN.split() else 1 if word in _WOMEN.split() else 4
    return sort + 2 if sort < 4 and len(word) > 1 else sort


def judge(counts: Mapping[int, int]) -> float:
    """How much it looks like gender: words are sure, letters where men and women are there."""
    total = sum(counts.values())
    men, women = counts.get(0, 0) + counts.get(2, 0), counts.get(1, 0) + counts.get(3, 0)
    if not total or min(men, women) < 0.02 * total:
        return 0.2
    return 0.95 if counts.get(2, 0) + counts.get(3, 0) > 0.5 * total else 0.85
