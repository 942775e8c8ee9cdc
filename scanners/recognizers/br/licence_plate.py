"""Brazilian number plate, old form and Mercosur.

Three letters, a digit, a letter or a digit, two digits.
https://pt.wikipedia.org/wiki/Placas_de_identifica%C3%A7%C3%A3o_de_ve%C3%ADculos_no_Brasil
"""

CATEGORY = "device_id"
KIND = None
PATTERN = r"(?<![\w-])[A-Z]{3}-?[0-9][A-J0-9][0-9]{2}(?![\w-])"
WORDS = ("placa", "veiculo", "veículo", "plate")
ALONE = 0.35
SHARE = 0.9
EXAMPLES = ("ABC1D23", "XYZ-9876", "XYZ0A17")
COUNTEREXAMPLES = ("AB1D234", "ABC1Z23", "ABC1D2")
