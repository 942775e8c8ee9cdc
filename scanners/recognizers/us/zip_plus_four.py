"""US postcode with the four digits of a block or a building (ZIP+4).

Five digits, a hyphen, four digits.
https://en.wikipedia.org/wiki/ZIP_Code
"""

CATEGORY = "address"
KIND = None
PATTERN = r"(?<![\w.,-])[0-9]{5}-[0-9]{4}(?![\w-])"
WORDS = ("zip", "zipcode", "zip code", "postal", "zip4")
ALONE = 0.7
SHARE = 0.7
EXAMPLES = ("94105-1420", "10001-0001", "00501-9999")
COUNTEREXAMPLES = ("94105", "94105-142", "941051420")
