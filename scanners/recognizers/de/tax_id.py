"""German tax identification number (Steuer-Identifikationsnummer).

Eleven digits, the first not 0. Among the first ten one digit stands twice or three times, all
others at most once. The last is a check digit, ISO/IEC 7064 MOD 11,10.
https://de.wikipedia.org/wiki/Steuerliche_Identifikationsnummer
"""

from collections import Counter

from scanners.recognizers.checksums import digits, mod_11_10

CATEGORY = "national_id"
KIND = "tax_id"
PATTERN = r"\b[1-9][0-9](?:[ /]?[0-9]{3}){3}\b"
WORDS = ("steuer", "steuerid", "idnr", "tin", "identifikationsnummer", "tax")
ALONE = 0.97
SHARE = 0.5
EXAMPLES = ("86095742719", "47 036 892 816", "47036892816")
COUNTEREXAMPLES = ("86095742710", "12345678900", "11111111111", "47036892")


def valid(text: str) -> bool:
    """Whether the digits repeat as they must and the check digit is right."""
    number = digits(text)
    *others, most = sorted(Counter(number[:10]).values())
    return most in (2, 3) and set(others) == {1} and mod_11_10(number)
