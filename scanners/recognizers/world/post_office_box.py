"""Post office box.

The words for it in eight languages and a number.
https://www.upu.int/en/Postal-Solutions/Programmes-Services/Addressing-Solutions
"""

CATEGORY = "address"
KIND = None
PATTERN = (
    r"(?i)(?<!\w)(?:P\.? ?O\.? ?Box|Post Office Box|Postfach|Boîte postale|B\.?P\.?"
    r"|Apartado(?: de correos| postal)?|Casella postale|Postbus|Caixa postal|Skrytka pocztowa"
    r"|Skr\. poczt\.) (?:n[°ºo]\.? ?)?[0-9]{1,6}(?!\w)"
)
WORDS = ("address", "po box", "postfach", "adresse", "direccion", "indirizzo", "adres")
ALONE = 0.85
SHARE = 0.3
EXAMPLES = ("P.O. Box 1234", "Postfach 10 01", "Postbus 123")
COUNTEREXAMPLES = ("Box 12", "Postbote 12", "P.O. Box")
