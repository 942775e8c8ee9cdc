"""Italian telephone number in national form.

Mobiles: 3 and nine digits in groups; landlines: 0 and the area, a space, hyphen or slash, the
number.
https://www.mimit.gov.it/it/comunicazioni/servizi-alle-imprese/numerazione
"""

CATEGORY = "phone"
KIND = None
PATTERN = (
    r"(?<![\w.+-])(?:3[0-9]{2}[ -][0-9]{3}[ -]?[0-9]{3,4}|0[1-9][0-9]{0,2}[ /-][0-9]{5,8})(?![\w-])"
)
WORDS = ("telefono", "cellulare", "tel", "fax", "phone")
ALONE = 0.65
SHARE = 0.85
EXAMPLES = ("333 123 4567", "06 12345678", "02/1234567")
COUNTEREXAMPLES = ("233 123 4567", "3331234567", "06 1234")
