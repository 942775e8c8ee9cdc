"""Slovenian tax number (davčna številka), of people and companies.

Eight digits; 11 minus the sum of the first seven weighted 8 to 2, modulo 11, with 10 written 0.
https://www.oecd.org/content/dam/oecd/en/topics/policy-issue-focus/aeoi/slovenia-tin.pdf
"""

from scanners.recognizers.checksums import weighted

CATEGORY = "national_id"
KIND = "tax_id"
PATTERN = r"\b(?:SI)?[1-9][0-9]{7}\b"
WORDS = ("davcna", "davčna", "davcna stevilka", "ddv")
ALONE = 0.5
SHARE = 0.9
EXAMPLES = ("15012557", "SI50223054", "98765434")
COUNTEREXAMPLES = ("15012550", "05012557", "150125577")


def valid(text: str) -> bool:
    """Whether the check digit is right."""
    number = text.removeprefix("SI")
    check = 11 - weighted(number[:7], range(8, 1, -1)) % 11
    return check != 11 and check % 10 == int(number[7])
