"""Ukrainian taxpayer number (РНОКПП, formerly ІПН).

Ten digits: days since 31 December 1899, four digits, a check digit: weights -1, 5, 7, 9, 4, 6, 10,
5, 7, modulo 11, modulo 10.
https://uk.wikipedia.org/wiki/%D0%A0%D0%B5%D1%94%D1%81%D1%82%D1%80%D0%B0%D1%86%D1%96%D0%B9%D0%BD%D0%B8%D0%B9_%D0%BD%D0%BE%D0%BC%D0%B5%D1%80_%D0%BE%D0%B1%D0%BB%D1%96%D0%BA%D0%BE%D0%B2%D0%BE%D1%97_%D0%BA%D0%B0%D1%80%D1%82%D0%BA%D0%B8_%D0%BF%D0%BB%D0%B0%D1%82%D0%BD%D0%B8%D0%BA%D0%B0_%D0%BF%D0%BE%D0%B4%D0%B0%D1%82%D0%BA%D1%96%D0%B2
"""

from scanners.recognizers.checksums import weighted

CATEGORY = "national_id"
KIND = "tax_id"
PATTERN = r"\b[1-4][0-9]{9}\b"
WORDS = ("rnokpp", "рнокпп", "ipn", "іпн", "inn")
ALONE = 0.8
SHARE = 0.8
EXAMPLES = ("1759013975", "3160401232", "2900012342")
COUNTEREXAMPLES = ("1759013970", "9759013776", "175901377")


def valid(text: str) -> bool:
    """Whether the check digit is right."""
    check = weighted(text[:9], (-1, 5, 7, 9, 4, 6, 10, 5, 7)) % 11 % 10
    return check == int(text[9])
