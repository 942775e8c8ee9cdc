"""Dutch street address.

A word that ends in a word for a street, and a number.
https://nl.wikipedia.org/wiki/Adres
"""

CATEGORY = "address"
KIND = None
PATTERN = (
    r"(?<!\w)(?:[A-Z][\w'.-]{1,30} ){0,3}[A-Z][\w'-]{1,40}(?:straat|laan|weg|plein|gracht|kade"
    r"|dijk|singel|hof|pad|steeg|dreef|plantsoen|markt) [1-9][0-9]{0,4} ?-?(?:[A-Za-z]{1,2}"
    r"|[IV]{1,3})?(?!\w)"
)
WORDS = ("adres", "straat", "woonadres", "huisnummer")
ALONE = 0.9
SHARE = 0.3
EXAMPLES = ("Voorbeeldstraat 12", "Lange Prinsengracht 263-II", "Dorpsweg 7a, 1012 AB Amsterdam")
COUNTEREXAMPLES = ("Voorbeeldstraat", "12 Voorbeeldstraat", "straat 12")
