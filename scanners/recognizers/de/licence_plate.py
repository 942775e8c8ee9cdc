"""German number plate (Kfz-Kennzeichen).

One to three letters of the district, a hyphen or a space, one or two letters, up to four digits the
first of which is not 0, and perhaps E (electric) or H (historic).
https://de.wikipedia.org/wiki/Kfz-Kennzeichen_(Deutschland)
"""

CATEGORY = "device_id"
KIND = None
PATTERN = r"(?<![\w-])[A-ZÄÖÜ]{1,3}[ -][A-Z]{1,2} ?[1-9][0-9]{0,3}[EH]?(?![\w-])"
WORDS = ("kennzeichen", "nummernschild", "kfz", "plate", "fahrzeug")
ALONE = 0.4
SHARE = 0.9
EXAMPLES = ("B-XY 1234", "M AB 12E", "WÜ-X 7H")
COUNTEREXAMPLES = ("B-XY 0123", "BXY1234", "ABCD-XY 12")
