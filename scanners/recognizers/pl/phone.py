"""Polish telephone number in national form.

Nine digits in groups of three, or two, three, two and two.
https://archiwum.uke.gov.pl/numeracja-843
"""

CATEGORY = "phone"
KIND = None
PATTERN = (
    r"(?<![\w.+-])(?:[1-9][0-9]{2}[ -][0-9]{3}[ -][0-9]{3}"
    r"|\(?[1-9][0-9]\)? [0-9]{3} [0-9]{2} [0-9]{2})(?![\w-])"
)
WORDS = ("telefon", "numer telefonu", "komorka", "komórka", "tel", "phone")
ALONE = 0.5
SHARE = 0.9
EXAMPLES = ("501 234 567", "22 123 45 67", "600-000-001")
COUNTEREXAMPLES = ("501234567", "01 234 567", "501 234 5678")
