"""Number of a Russian internal passport (паспорт).

Four digits (region and year) and six, with spaces; written together the form says nothing.
https://ru.wikipedia.org/wiki/%D0%9F%D0%B0%D1%81%D0%BF%D0%BE%D1%80%D1%82_%D0%B3%D1%80%D0%B0%D0%B6%D0%B4%D0%B0%D0%BD%D0%B8%D0%BD%D0%B0_%D0%A0%D0%BE%D1%81%D1%81%D0%B8%D0%B9%D1%81%D0%BA%D0%BE%D0%B9_%D0%A4%D0%B5%D0%B4%D0%B5%D1%80%D0%B0%D1%86%D0%B8%D0%B8
"""

CATEGORY = "national_id"
KIND = "passport"
PATTERN = r"(?<![\w.-])[0-9]{2} ?(?:9[7-9]|[0-3][0-9]) [0-9]{6}(?![\w.-])"
WORDS = ("passport", "pasport", "паспорт")
ALONE = 0.4
SHARE = 0.9
EXAMPLES = ("45 08 123456", "4510 000001", "77 99 654321")
COUNTEREXAMPLES = ("4508123456", "45 60 123456", "45 08 12345")
