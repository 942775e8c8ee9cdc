"""British number plate in the form in use since 2001.

Two letters, two digits, three letters, without I and Q in front and I and Q among the last.
https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_the_United_Kingdom
"""

CATEGORY = "device_id"
KIND = None
PATTERN = r"(?<![\w-])[A-HJ-PR-Y][A-HJ-PR-Y][0-9]{2} ?[A-HJ-PR-Z]{3}(?![\w-])"
WORDS = ("plate", "registration", "vrm", "reg no", "vehicle")
ALONE = 0.5
SHARE = 0.9
EXAMPLES = ("AB12 CDE", "LK70XYZ", "YY05 AAA")
COUNTEREXAMPLES = ("IQ12 CDE", "AB1 CDE", "AB12 CD")
