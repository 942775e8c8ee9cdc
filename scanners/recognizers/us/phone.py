"""North American telephone number.

Area code and exchange, neither beginning with 0 or 1, and four digits, with the usual punctuation.
555-0100 to 555-0199 are for fiction.
https://nationalnanpa.com/number_resource_info/index.html
"""

CATEGORY = "phone"
KIND = None
PATTERN = (
    r"(?<![\w.+-])(?:\+?1[-. ]?)?(?:\([2-9][0-9]{2}\) ?"
    r"|[2-9][0-9]{2}[-. ])[2-9][0-9]{2}[-. ][0-9]{4}(?: ?(?:x|ext\.?) ?[0-9]{1,5})?(?![\w-])"
)
WORDS = ("phone", "telephone", "mobile", "cell", "fax", "tel")
ALONE = 0.93
SHARE = 0.85
EXAMPLES = ("(212) 555-0123", "+1 415-555-0100", "303.555.0199 x12")
COUNTEREXAMPLES = ("(112) 555-0123", "212-155-0123", "2125550123")
