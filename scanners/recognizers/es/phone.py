"""Spanish telephone number in national form.

Nine digits that begin with 6, 7, 8 or 9, in groups; written together the form says little.
https://numeracionyoperadores.cnmc.es/numeracion
"""

CATEGORY = "phone"
KIND = None
PATTERN = r"(?<![\w.+-])[6789][0-9]{2}(?: [0-9]{3} [0-9]{3}| [0-9]{2} [0-9]{2} [0-9]{2})(?![\w-])"
WORDS = ("telefono", "teléfono", "movil", "móvil", "tel", "fax", "phone")
ALONE = 0.7
SHARE = 0.85
EXAMPLES = ("600 123 456", "912 34 56 78", "711 000 111")
COUNTEREXAMPLES = ("500 123 456", "600123456", "600 123 4567")
