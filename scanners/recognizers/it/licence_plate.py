"""Italian number plate in the form in use since 1994.

Two letters, three digits, two letters, without I, O, Q and U.
https://it.wikipedia.org/wiki/Targhe_d%27immatricolazione_dei_veicoli_in_Italia
"""

CATEGORY = "device_id"
KIND = None
PATTERN = r"(?<![\w-])[A-HJ-NPR-TV-Z]{2} ?[0-9]{3} ?[A-HJ-NPR-TV-Z]{2}(?![\w-])"
WORDS = ("targa", "veicolo", "plate")
ALONE = 0.5
SHARE = 0.9
EXAMPLES = ("AB 123 CD", "FZ456LM", "XA000AA")
COUNTEREXAMPLES = ("AQ 123 CD", "AB 12 CD", "A 123 CD")
