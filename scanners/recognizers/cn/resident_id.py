"""Chinese resident identity number (居民身份证).

Six digits of the region, date of birth as yyyymmdd, three digits, a check digit or X by ISO/IEC
7064 MOD 11-2 (GB 11643-1999).
https://en.wikipedia.org/wiki/Resident_Identity_Card
"""

from scanners.recognizers.checksums import is_date, mod_11_2

CATEGORY = "national_id"
KIND = None
PATTERN = r"\b[1-9][0-9]{5}(?:18|19|20)[0-9]{2}[01][0-9][0-3][0-9]{4}[0-9Xx]\b"
WORDS = ("resident", "identity", "shenfenzheng", "身份证", "id card")
ALONE = 0.99
SHARE = 0.2
EXAMPLES = ("11010519491231002X", "440524188001010014", "310000200102281237")
COUNTEREXAMPLES = ("110105194912310020", "11010519491331002X", "1101051949123100")


def valid(text: str) -> bool:
    """Whether the birthday exists and the check digit is right."""
    return is_date(int(text[6:10]), int(text[10:12]), int(text[12:14])) and mod_11_2(text)
