"""Indian postcode (PIN).

Six digits, the first not 0, perhaps a space after three; the form alone says nothing.
https://en.wikipedia.org/wiki/Postal_Index_Number
"""

CATEGORY = "address"
KIND = None
PATTERN = r"(?<![\w.,-])[1-9][0-9]{2} ?[0-9]{3}(?![\w.,-])"
WORDS = ("pin", "pincode", "pin code", "postal", "zip")
ALONE = 0.05
SHARE = 0.95
EXAMPLES = ("110001", "560 034", "999999")
COUNTEREXAMPLES = ("010001", "11000", "1100011")
