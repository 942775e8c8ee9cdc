"""Spanish number plate in the form in use since 2000.

Four digits and three consonants, without Ñ and Q.
https://es.wikipedia.org/wiki/Matr%C3%ADculas_automovil%C3%ADsticas_de_Espa%C3%B1a
"""

CATEGORY = "device_id"
KIND = None
PATTERN = r"(?<![\w-])[0-9]{4}[ -]?[BCDFGHJKLMNPRSTVWXYZ]{3}(?![\w-])"
WORDS = ("matricula", "matrícula", "vehiculo", "vehículo", "plate")
ALONE = 0.4
SHARE = 0.9
EXAMPLES = ("1234 BCD", "0001-ZZZ", "9876KLM")
COUNTEREXAMPLES = ("1234 ABC", "123 BCD", "1234 BC")
