"""Canadian postcode.

Letter, digit, letter, a space, digit, letter, digit, without D, F, I, O, Q, U, and W, Z in front.
https://en.wikipedia.org/wiki/Postal_codes_in_Canada
"""

CATEGORY = "address"
KIND = None
PATTERN = (
    r"(?i)(?<![\w-])[ABCEGHJ-NPRSTVXY][0-9][ABCEGHJ-NPRSTV-Z][ -]?[0-9][ABCEGHJ-NPRSTV-Z][0-9]"
    r"(?![\w-])"
)
WORDS = ("postal", "postal code", "postcode", "code postal", "zip")
ALONE = 0.85
SHARE = 0.7
EXAMPLES = ("K1A 0B1", "V6B4Y8", "h0h 0h0")
COUNTEREXAMPLES = ("D1A 0B1", "K1A 0B", "W1A 0B1")
