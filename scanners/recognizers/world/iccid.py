"""Number of a SIM card (ICCID).

19 or 20 digits that begin with 89; the last is a Luhn check digit (ITU-T E.118).
https://www.itu.int/rec/T-REC-E.118
"""

from scanners.recognizers.checksums import luhn

CATEGORY = "device_id"
KIND = None
PATTERN = r"(?<![\w.-])89[0-9]{17,18}F?(?![\w.-])"
WORDS = ("iccid", "sim", "sim card")
ALONE = 0.96
SHARE = 0.5
EXAMPLES = ("8910042348144559361", "89490200000123456787", "8999912345678901233")
COUNTEREXAMPLES = ("8910042348144559360", "791004234814455936", "89100423481445")


def valid(text: str) -> bool:
    """Whether the check digit is right."""
    return luhn(text.removesuffix("F"))
