"""Turkish identification number (T.C. kimlik numarası).

Eleven digits, the first not 0. The tenth is seven times those in odd places less those in even
places, modulo 10; the last is the sum of the first ten, modulo 10.
https://tr.wikipedia.org/wiki/T%C3%BCrkiye_Cumhuriyeti_Kimlik_Numaras%C4%B1
"""

CATEGORY = "national_id"
KIND = None
PATTERN = r"\b[1-9][0-9]{9}[02468]\b"
WORDS = ("tckn", "kimlik", "tc kimlik", "tc no", "kimlik no")
ALONE = 0.97
SHARE = 0.3
EXAMPLES = ("10000000146", "12345678950", "98765001264")
COUNTEREXAMPLES = ("10000000140", "01000000146", "1000000014")


def valid(text: str) -> bool:
    """Whether both check digits are right."""
    number = [int(c) for c in text]
    tenth = (7 * sum(number[:9:2]) - sum(number[1:8:2])) % 10
    return tenth == number[9] and sum(number[:10]) % 10 == number[10]
