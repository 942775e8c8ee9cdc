"""Italian street address.

A word for a street, its name, and a number.
https://it.wikipedia.org/wiki/Indirizzo
"""

CATEGORY = "address"
KIND = None
PATTERN = (
    r"(?i)(?<!\w)(?:via|viale|v\.le|piazza|p\.zza|piazzale|corso|c\.so|largo|vicolo|strada"
    r"|contrada|lungomare) (?:[\w'’.-]{1,25} ){0,4}[\w'’.-]{1,25},? (?:n\.? ?)?[1-9][0-9]{0,3}"
    r"(?:/?[a-z])?(?!\w)"
)
WORDS = ("indirizzo", "via", "residenza", "domicilio")
ALONE = 0.9
SHARE = 0.3
EXAMPLES = ("Via Roma, 12", "Piazza dell'Esempio n. 3", "Viale dei Mille 101/a")
COUNTEREXAMPLES = ("Via Roma", "12 via", "via email oggi")
