"""Portuguese and Brazilian street address.

A word for a street, its name, and a number.
https://pt.wikipedia.org/wiki/Endere%C3%A7o_postal
"""

CATEGORY = "address"
KIND = None
PATTERN = (
    r"(?i)(?<!\w)(?:rua|r\.|avenida|av\.?|travessa|praça|praca|largo|alameda|estrada|rodovia|beco"
    r"|calçada) (?:[\w'’.-]{1,25} ){0,5}[\w'’.-]{1,25},? ?(?:n[ºo°]\.? ?)?[1-9][0-9]{0,4}(?!\w)"
)
WORDS = ("endereco", "endereço", "morada", "rua", "logradouro")
ALONE = 0.9
SHARE = 0.3
EXAMPLES = ("Rua do Exemplo, 12", "Avenida da Liberdade nº 101", "Praça da República 3")
COUNTEREXAMPLES = ("Rua do Exemplo", "12 ruas", "rua")
