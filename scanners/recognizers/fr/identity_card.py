"""Number of a French identity card (carte nationale d'identité) in the form used until 2021.

Twelve digits: year and month of issue, department, order. There is no check digit on its own.
https://fr.wikipedia.org/wiki/Carte_nationale_d%27identit%C3%A9_en_France
"""

CATEGORY = "national_id"
KIND = None
PATTERN = r"\b(?:8[8-9]|9[0-9]|[01][0-9]|2[0-1])(?:0[1-9]|1[0-2])[0-9]{8}\b"
WORDS = ("cni", "carte identite", "carte d identité", "identité", "identite")
ALONE = 0.1
SHARE = 0.95
EXAMPLES = ("880692310285", "120775012345", "990101300999")
COUNTEREXAMPLES = ("881392310285", "88069231028", "8806923102855")
