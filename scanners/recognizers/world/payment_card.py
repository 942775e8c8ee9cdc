"""Number of a payment card (PAN).

13 to 19 digits in the ranges and lengths of an issuer, with a Luhn check digit (ISO/IEC 7812).
https://en.wikipedia.org/wiki/Payment_card_number
"""

import regex

from scanners.recognizers.checksums import digits, luhn

CATEGORY = "financial_account"
KIND = None
PATTERN = (
    r"(?<![\w.-])[2-6][0-9]{3}(?:[ -]?[0-9]{4}){2}(?:[ -]?[0-9]{1,4}){1,2}(?![\w-])"
    r"|(?<![\w.-])3[0-9]{3}[ -]?[0-9]{6}[ -]?[0-9]{4,5}(?![\w-])"
)
WORDS = (
    "card",
    "card number",
    "credit card",
    "cc",
    "pan",
    "kreditkarte",
    "carte",
    "tarjeta",
    "carta",
)
ALONE = 0.97
SHARE = 0.3
EXAMPLES = ("4242 4242 4242 4242", "5555555555554444", "3782 822463 10005", "6011-1111-1111-1117")
COUNTEREXAMPLES = ("4242 4242 4242 4241", "9999999999999995", "1234567812345670", "4242 4242 4242")

_ISSUER = regex.compile(
    r"4(?:\d{12}|\d{15}|\d{18})"  # Visa
    r"|(?:5[1-5]\d{2}|222[1-9]|22[3-9]\d|2[3-6]\d{2}|27[01]\d|2720)\d{12}"  # Mastercard
    r"|3[47]\d{13}"  # American Express
    r"|3(?:0[0-59]|[689]\d)\d{11}"  # Diners Club
    r"|(?:6011|64[4-9]\d|65\d{2})\d{12}(?:\d{3})?"  # Discover
    r"|35(?:2[89]|[3-8]\d)\d{12}"  # JCB
    r"|62\d{14,17}"  # UnionPay
    r"|220[0-4]\d{12}"  # Mir
    r"|(?:5018|5020|5038|5893|6304|6759|676[1-3])\d{8,15}"  # Maestro
)


def valid(text: str) -> bool:
    """Whether an issuer has such numbers and the check digit is right."""
    number = digits(text)
    return _ISSUER.fullmatch(number) is not None and luhn(number)
