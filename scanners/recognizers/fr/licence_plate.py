"""French number plate in the form in use since 2009 (SIV).

Two letters, three digits, two letters, with hyphens or spaces; without I, O and U.
https://fr.wikipedia.org/wiki/Plaque_d%27immatriculation_fran%C3%A7aise
"""

CATEGORY = "device_id"
KIND = None
PATTERN = r"(?<![\w-])[A-HJ-NP-TV-Z]{2}[ -]?[0-9]{3}[ -]?[A-HJ-NP-TV-Z]{2}(?![\w-])"
WORDS = ("immatriculation", "plaque", "plate", "vehicule", "véhicule")
ALONE = 0.6
SHARE = 0.9
EXAMPLES = ("AB-123-CD", "GK 456 LM", "ZZ001AA")
COUNTEREXAMPLES = ("AI-123-CD", "AB-12-CD", "AB-123-C")
