"""Polish street address.

ul., al., pl. or os. and the name, then a number, perhaps with a flat.
https://pl.wikipedia.org/wiki/Adres_pocztowy
"""

CATEGORY = "address"
KIND = None
PATTERN = (
    r"(?<!\w)(?:[Uu]l\.|[Uu]lica|[Aa]l\.|[Aa]leja|[Pp]l\.|[Pp]lac|[Oo]s\."
    r"|[Oo]siedle) ?(?:[\w.-]{1,25} ){0,4}[\w.-]{2,25} [1-9][0-9]{0,3}[A-Za-z]?(?: ?(?:/|m\."
    r"|lok\.) ?[0-9]{1,4})?(?!\w)"
)
WORDS = ("adres", "ulica", "zamieszkania")
ALONE = 0.93
SHARE = 0.3
EXAMPLES = ("ul. Przykładowa 12/3", "al. Jana Pawła II 24", "os. Słoneczne 7 m. 5")
COUNTEREXAMPLES = ("Przykładowa", "ul. Przykładowa", "12 Przykładowa")
