"""Brazilian telephone number in national form.

The area in brackets, then eight digits, or nine that begin with 9 for mobiles.
https://www.gov.br/anatel/pt-br/regulado/numeracao
"""

CATEGORY = "phone"
KIND = None
PATTERN = r"(?<![\w.+-])\([1-9][0-9]\) ?(?:9 ?)?[0-9]{4}-?[0-9]{4}(?![\w-])"
WORDS = ("telefone", "celular", "fone", "tel", "whatsapp", "phone")
ALONE = 0.93
SHARE = 0.5
EXAMPLES = ("(11) 91234-5678", "(21) 2345-6789", "(85)987654321")
COUNTEREXAMPLES = ("11 91234-5678", "(01) 91234-5678", "(11) 1234-567")
