"""Code of a diagnosis (ICD-10).

A letter, two characters, a point and one to four more; without the point the form is too common.
https://icd.who.int/browse10/2019/en
"""

CATEGORY = "health"
KIND = None
PATTERN = r"(?<![\w.-])[A-TV-Z][0-9][0-9AB]\.[0-9A-TV-Z]{1,4}(?![\w.])"
WORDS = ("icd", "icd10", "diagnosis", "diagnose", "diagnostic", "diagnostico", "condition")
ALONE = 0.8
SHARE = 0.7
EXAMPLES = ("E11.9", "S72.001A", "F32.1")
COUNTEREXAMPLES = ("U11", "E11", "1.11.9", "e11.9")
