"""Mexican taxpayer code of a person (RFC).

Four letters of the names, date of birth as yymmdd, three characters the last of which checks the
rest; companies have three letters.
https://es.wikipedia.org/wiki/Registro_Federal_de_Contribuyentes_(M%C3%A9xico)
"""

from scanners.recognizers.checksums import in_some_century

CATEGORY = "national_id"
KIND = "tax_id"
PATTERN = r"\b[A-ZÑ][AEIOUX][A-ZÑ]{2}-?[0-9]{2}[01][0-9][0-3][0-9]-?[0-9A-Z]{2}[0-9A]\b"
WORDS = ("rfc", "contribuyente", "fiscal")
ALONE = 0.97
SHARE = 0.3
EXAMPLES = ("GODE561231GR8", "VECJ880326XX1", "LOXA-010203-A10")
COUNTEREXAMPLES = ("GODE561231GR0", "GODE561331GR8", "GOD561231GR8")

_CHARACTERS = "0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ Ñ"


def valid(text: str) -> bool:
    """Whether the birthday exists and the check character is right."""
    number = text.replace("-", "")
    dated = in_some_century(int(number[4:6]), int(number[6:8]), int(number[8:10]))
    total = sum(_CHARACTERS.index(c) * (13 - place) for place, c in enumerate(number[:12]))
    return dated and "0123456789A"[-total % 11] == number[12]
