"""French street address.

A number, perhaps bis or ter, a word for a street, and its name.
https://fr.wikipedia.org/wiki/Adresse_postale
"""

CATEGORY = "address"
KIND = None
PATTERN = (
    r"(?i)(?<![\w.])[1-9][0-9]{0,3}(?: ?(?:bis|ter|quater|[a-d]))?,? (?:rue|avenue|av\.?|boulevard"
    r"|bd\.?|place|impasse|chemin|allée|allee|route|quai|cours|square|passage|faubourg|lotissement"
    r"|villa) [\w'’.-]{1,40}"
)
WORDS = ("adresse", "rue", "voie", "domicile")
ALONE = 0.93
SHARE = 0.3
EXAMPLES = ("12 rue de l'Exemple", "3 bis, avenue du Général", "101 BOULEVARD VOLTAIRE 75011 PARIS")
COUNTEREXAMPLES = ("rue de l'Exemple", "12 exemples", "12 rues")
