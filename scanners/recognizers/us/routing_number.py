"""US bank routing number (ABA, RTN).

Nine digits that begin with the number of a Federal Reserve district; weighted 3, 7, 1 the sum is a
multiple of 10.
https://en.wikipedia.org/wiki/ABA_routing_transit_number
"""

from scanners.recognizers.checksums import weighted

CATEGORY = "financial_account"
KIND = None
PATTERN = r"\b(?:0[1-9]|1[0-2]|2[1-9]|3[0-2]|6[1-9]|7[0-2]|80)[0-9]{7}\b"
WORDS = ("routing", "aba", "rtn", "transit")
ALONE = 0.6
SHARE = 0.9
EXAMPLES = ("123456780", "011000015", "325070760")
COUNTEREXAMPLES = ("011000010", "131000001", "12345678")


def valid(text: str) -> bool:
    """Whether the check digit is right."""
    return weighted(text, (3, 7, 1) * 3) % 10 == 0
