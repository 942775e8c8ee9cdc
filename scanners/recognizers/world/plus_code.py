"""Place as an Open Location Code (plus code).

Four to eight of twenty characters, +, two or three more.
https://github.com/google/open-location-code/blob/main/Documentation/Specification/specification.md
"""

CATEGORY = "geo"
KIND = None
PATTERN = r"(?<![\w+])[23456789CFGHJMPQRVWX]{4,8}\+[23456789CFGHJMPQRVWX]{2,3}(?![\w+])"
WORDS = ("plus code", "pluscode", "location", "olc")
ALONE = 0.9
SHARE = 0.5
EXAMPLES = ("9F4MG9Q8+XX", "8FVC9G8F+6W", "G9Q8+XX Berlin")
COUNTEREXAMPLES = ("9F4MG9Q8XX", "A+B2", "9F4MG9Q8+A1")
