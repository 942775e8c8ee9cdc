"""Irish postcode (Eircode), which is one address.

A letter, two digits or a digit and W, four characters without those that can be misread.
https://en.wikipedia.org/wiki/Eircode
"""

CATEGORY = "address"
KIND = None
PATTERN = r"(?<![\w-])(?:[ACDEFHKNPRTVWXY][0-9]{2}|D6W) ?[0-9ACDEFHKNPRTVWXY]{4}(?![\w-])"
WORDS = ("eircode", "postcode", "zip")
ALONE = 0.7
SHARE = 0.8
EXAMPLES = ("D02 AF30", "A65F4E2", "D6W XY00")
COUNTEREXAMPLES = ("B02 AF30", "D02 AF3", "D02 AB30")
