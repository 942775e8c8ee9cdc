"""British postcode.

One or two letters, a digit, perhaps a digit or a letter, a space, a digit, two letters without C,
I, K, M, O and V. A postcode is about fifteen addresses.
https://en.wikipedia.org/wiki/Postcodes_in_the_United_Kingdom
"""

CATEGORY = "address"
KIND = None
PATTERN = (
    r"(?i)(?<![\w-])(?:[A-PR-UWYZ][A-HK-Y]?[0-9][0-9A-Z]?|GIR) ?[0-9][ABD-HJLNP-UW-Z]{2}(?![\w-])"
)
WORDS = ("postcode", "post code", "postal", "zip")
ALONE = 0.85
SHARE = 0.7
EXAMPLES = ("SW1A 1AA", "M1 1AE", "ec1a1bb")
COUNTEREXAMPLES = ("SW1A 1CC", "SW 1AA", "1SW 1AA")
