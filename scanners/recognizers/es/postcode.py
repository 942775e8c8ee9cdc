"""Spanish postcode (código postal).

Five digits, the first two the province, 01 to 52. The form alone may be anything.
https://es.wikipedia.org/wiki/C%C3%B3digo_postal_de_Espa%C3%B1a
"""

CATEGORY = "address"
KIND = None
PATTERN = r"(?<![\w.,-])(?:0[1-9]|[1-4][0-9]|5[0-2])[0-9]{3}(?![\w.,-])"
WORDS = ("codigo postal", "código postal", "cp", "postal")
ALONE = 0.1
SHARE = 0.95
EXAMPLES = ("28001", "08015", "52006")
COUNTEREXAMPLES = ("53001", "00123", "2800")
