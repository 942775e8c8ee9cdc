"""French telephone number in national form.

Ten digits, 0 and 1 to 9 first, most often in pairs.
https://www.arcep.fr/la-regulation/grands-dossiers-thematiques-transverses/la-numerotation.html
"""

CATEGORY = "phone"
KIND = None
PATTERN = r"(?<![\w.+-])0[1-9](?:[ .-]?[0-9]{2}){4}(?![\w-])"
WORDS = ("telephone", "téléphone", "tel", "portable", "mobile", "fax", "phone")
ALONE = 0.75
SHARE = 0.9
EXAMPLES = ("01 99 00 12 34", "06.39.98.00.12", "0261910123")
COUNTEREXAMPLES = ("00 99 00 12 34", "1 99 00 12 34", "01 99 00 12 3")
