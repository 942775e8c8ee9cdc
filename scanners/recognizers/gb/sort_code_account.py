"""British sort code with an account number.

Three pairs of digits and eight digits. The check depends on tables of the banks and is not made
here.
https://www.vocalink.com/tools/modulus-checking/
"""

CATEGORY = "financial_account"
KIND = None
PATTERN = r"(?<![\w-])[0-9]{2}-[0-9]{2}-[0-9]{2}[ /,-]{1,3}[0-9]{8}(?![\w-])"
WORDS = ("sort code", "account", "bank", "bacs")
ALONE = 0.85
SHARE = 0.6
EXAMPLES = ("20-00-00 55779911", "00-00-00 / 12345678", "12-34-56,87654321")
COUNTEREXAMPLES = ("20-00-00", "200000 55779911", "20-00-00 5577991")
