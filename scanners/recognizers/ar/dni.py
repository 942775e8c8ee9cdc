"""Argentine identity document (DNI).

Seven or eight digits in groups with points; there is no check digit, and an amount looks the same.
https://es.wikipedia.org/wiki/Documento_Nacional_de_Identidad_(Argentina)
"""

CATEGORY = "national_id"
KIND = None
PATTERN = r"(?<![\w.,-])[1-9][0-9]?\.[0-9]{3}\.[0-9]{3}(?![\w.,-])"
WORDS = ("dni", "documento", "identidad")
ALONE = 0.3
SHARE = 0.95
EXAMPLES = ("12.345.678", "5.678.901", "40.000.001")
COUNTEREXAMPLES = ("12345678", "123.456.789", "12.345.678,90")
