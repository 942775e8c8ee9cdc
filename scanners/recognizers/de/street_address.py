"""German street address.

A word that ends in a word for a street, or one before it, and a number.
https://de.wikipedia.org/wiki/Postanschrift
"""

CATEGORY = "address"
KIND = None
PATTERN = (
    r"(?<!\w)(?:[A-ZÄÖÜ][\wäöüß.-]{1,40}(?:[Ss]tra(?:ß|ss)e|[Ss]tr\.|weg|platz|allee|gasse|ring"
    r"|damm|ufer|steig|chaussee|pfad|markt)|(?:[A-ZÄÖÜ][\wäöüß.-]{1,30} ){1,3}(?:Stra(?:ß|ss)e"
    r"|Str\.|Weg|Platz|Allee|Gasse|Ring|Damm|Ufer)|(?:Am|An der|Im|Zum|Zur|Auf dem"
    r"|Unter den) [A-ZÄÖÜ][\wäöüß-]{2,40}) ?[1-9][0-9]{0,3} ?[a-z]?(?!\w)"
)
WORDS = ("adresse", "anschrift", "strasse", "straße", "str", "hausnummer")
ALONE = 0.93
SHARE = 0.3
EXAMPLES = ("Musterstraße 12", "Alte Mühle Str. 7b", "Unter den Eichen 87, 12205 Berlin")
COUNTEREXAMPLES = ("Musterstraße", "12 Musterstraße", "Am Montag", "Marktplatz")
