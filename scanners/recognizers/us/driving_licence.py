"""Number of a US driving licence in the forms that states have made their own.

California: a letter and seven digits; Florida, Illinois, Maryland, Michigan, Minnesota: a letter
and eleven to thirteen, which begin with the Soundex code of the surname. Other states use plain
digits, which are not looked for.
https://en.wikipedia.org/wiki/Driver%27s_licenses_in_the_United_States
"""

CATEGORY = "national_id"
KIND = "driving_licence"
PATTERN = r"(?<![\w.-])[A-Z](?:[0-9]{7}|[0-9]{3}(?:-[0-9]{3,4}){2,3}(?:-[0-9])?)(?![\w.-])"
WORDS = ("driver", "driving", "licence", "license", "dl", "dln")
ALONE = 0.2
SHARE = 0.95
EXAMPLES = ("A1234567", "S123-4567-8901", "M123-456-7890")
COUNTEREXAMPLES = ("1234567A", "AB123456", "S123-45")
