"""Mexican population registry code (CURP).

Four letters of the names, date of birth as yymmdd, H, M or X, the state, three consonants, a letter
or digit, a check digit: characters by their place in 0-9A-NÑO-Z times 18 down to 2.
https://es.wikipedia.org/wiki/Clave_%C3%9Anica_de_Registro_de_Poblaci%C3%B3n
"""

from scanners.recognizers.checksums import in_some_century

CATEGORY = "national_id"
KIND = None
PATTERN = (
    r"\b[A-Z][AEIOUX][A-Z]{2}[0-9]{2}[01][0-9][0-3][0-9][HMX][A-Z]{2}[B-DF-HJ-NP-TV-Z]{3}[0-9A-Z]"
    r"[0-9]\b"
)
WORDS = ("curp", "clave unica")
ALONE = 0.99
SHARE = 0.1
EXAMPLES = ("BOXW310820HNERXN09", "GAPE900115MDFRRN06", "LOXA010203HJCPXNA5")
COUNTEREXAMPLES = ("BOXW310820HNERXN00", "BOXW311320HNERXN09", "BOXW310820HNERXN0")

_CHARACTERS = "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ"


def valid(text: str) -> bool:
    """Whether the birthday exists and the check digit is right."""
    dated = in_some_century(int(text[4:6]), int(text[6:8]), int(text[8:10]))
    total = sum(_CHARACTERS.index(c) * (18 - place) for place, c in enumerate(text[:17]))
    return dated and (10 - total % 10) % 10 == int(text[17])
