"""European VAT number, of companies and of people who trade.

The country in front, then its own form; checked where the country's check digits are checked here
for other numbers. Most belong to companies.
https://taxation-customs.ec.europa.eu/taxation/vat/vat-directive/vat-identification-numbers_en
"""

import regex

from scanners.recognizers.checksums import mod_11_10, weighted

CATEGORY = "national_id"
KIND = "tax_id"
PATTERN = (
    r"\b(?:AT ?U|BE ?|BG ?|CY ?|CZ ?|DE ?|DK ?|EE ?|EL ?|ES ?|FI ?|FR ?|HR ?|HU ?|IE ?|IT ?|LT ?"
    r"|LU ?|LV ?|MT ?|NL ?|PL ?|PT ?|RO ?|SE ?|SI ?|SK ?"
    r"|XI ?)[0-9A-Z]{0,2}[0-9]{5,10}[0-9A-Z]{1,4}\b"
)
WORDS = (
    "vat",
    "vat number",
    "ust id",
    "ustid",
    "umsatzsteuer",
    "tva",
    "iva",
    "btw",
    "nip",
    "partita iva",
)
ALONE = 0.6
SHARE = 0.7
EXAMPLES = ("DE136695976", "ATU13585627", "FR40303265045", "NL123456789B01")
COUNTEREXAMPLES = ("DE136695970", "US123456789", "DE1234", "IT12345678900")

_FORMS = {
    "AT": r"U\d{8}",
    "BE": r"[01]\d{9}",
    "BG": r"\d{9,10}",
    "CY": r"\d{8}[A-Z]",
    "CZ": r"\d{8,10}",
    "DE": r"[1-9]\d{8}",
    "DK": r"\d{8}",
    "EE": r"\d{9}",
    "EL": r"\d{9}",
    "ES": r"[0-9A-Z]\d{7}[0-9A-Z]",
    "FI": r"\d{8}",
    "FR": r"[0-9A-HJ-NP-Z]{2}\d{9}",
    "HR": r"\d{11}",
    "HU": r"\d{8}",
    "IE": r"\d[0-9A-Z]\d{5}[A-Z]{1,2}",
    "IT": r"\d{11}",
    "LT": r"\d{9}(?:\d{3})?",
    "LU": r"\d{8}",
    "LV": r"\d{11}",
    "MT": r"\d{8}",
    "NL": r"\d{9}B\d{2}",
    "PL": r"\d{10}",
    "PT": r"\d{9}",
    "RO": r"\d{2,10}",
    "SE": r"\d{12}",
    "SI": r"\d{8}",
    "SK": r"\d{10}",
    "XI": r"\d{9}(?:\d{3})?",
}


def valid(text: str) -> bool:
    """Whether the form is the country's, and for the largest also the check digits."""
    country, number = text[:2], text[2:].strip()
    if not regex.fullmatch(_FORMS[country], number):
        return False
    match country:
        case "AT":
            total = sum(product // 10 + product % 10 for product in _products(number[1:8], (1, 2)))
            return (96 - total) % 10 == int(number[8])
        case "BE":
            return 97 - int(number[:8]) % 97 == int(number[8:])
        case "DE" | "HR":
            return mod_11_10(number)
        case "FR" if number[:2].isdigit():
            return (12 + 3 * (int(number[2:]) % 97)) % 97 == int(number[:2])
        case "IT":
            total = sum(product // 10 + product % 10 for product in _products(number, (1, 2)))
            return total % 10 == 0
        case "PL":
            return weighted(number[:9], (6, 5, 7, 2, 3, 4, 5, 6, 7)) % 11 == int(number[9])
        case "DK":
            return weighted(number, (2, 7, 6, 5, 4, 3, 2, 1)) % 11 == 0
        case "FI":
            return weighted(number, (7, 9, 10, 5, 8, 4, 2, 1)) % 11 == 0
        case "LU":
            return int(number[:6]) % 89 == int(number[6:])
        case _:
            return True


def _products(number: str, weights: tuple[int, int]) -> list[int]:
    return [int(c) * weights[place % 2] for place, c in enumerate(number)]
