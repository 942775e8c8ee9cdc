"""US postcode (ZIP code).

Five digits, or five, a hyphen and four; only the longer form tells something alone.
https://en.wikipedia.org/wiki/ZIP_Code
"""

CATEGORY = "address"
KIND = None
PATTERN = r"(?<![\w.,-])[0-9]{5}(?:-[0-9]{4})?(?![\w.,-])"
WORDS = ("zip", "zipcode", "zip code", "postal", "zip4")
ALONE = 0.1
SHARE = 0.95
EXAMPLES = ("10001", "94105-1420", "00501")
COUNTEREXAMPLES = ("1001", "10001-142", "100011")
