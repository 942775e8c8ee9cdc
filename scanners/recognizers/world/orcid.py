"""Identifier of a researcher (ORCID iD).

Sixteen digits in groups of four, the last perhaps X, ISO/IEC 7064 MOD 11-2.
https://support.orcid.org/hc/en-us/articles/360006897674-Structure-of-the-ORCID-Identifier
"""

from scanners.recognizers.checksums import mod_11_2

CATEGORY = "person_id"
KIND = None
PATTERN = r"\b0000-000[0-9]-[0-9]{4}-[0-9]{3}[0-9X]\b"
WORDS = ("orcid", "researcher", "author")
ALONE = 0.99
SHARE = 0.1
EXAMPLES = ("0000-0002-1825-0097", "https://orcid.org/0000-0001-5109-3700", "0000-0002-1694-233X")
COUNTEREXAMPLES = ("0000-0002-1825-0098", "0000-0002-1825-009", "1000-0002-1825-0097")


def valid(text: str) -> bool:
    """Whether the check digit is right."""
    return mod_11_2(text.replace("-", ""))
