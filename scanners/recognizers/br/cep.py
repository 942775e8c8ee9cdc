"""Brazilian postcode (CEP).

Five digits, a hyphen, three digits: often one side of one street.
https://pt.wikipedia.org/wiki/C%C3%B3digo_de_Endere%C3%A7amento_Postal
"""

CATEGORY = "address"
KIND = None
PATTERN = r"(?<![\w.-])[0-9]{2}\.?[0-9]{3}-[0-9]{3}(?![\w-])"
WORDS = ("cep", "codigo postal", "código postal")
ALONE = 0.65
SHARE = 0.8
EXAMPLES = ("01310-100", "70.040-010", "99999-999")
COUNTEREXAMPLES = ("01310100", "01310-10", "0131-0100")
