"""US Medicare beneficiary identifier (MBI).

Eleven characters in places that are for digits, for letters without B, I, L, O, S, Z, or for both;
the second, fifth, eighth and ninth are letters.
https://www.cms.gov/medicare/new-medicare-card/understanding-the-mbi-with-format.pdf
"""

CATEGORY = "health"
KIND = None
PATTERN = (
    r"\b[1-9][AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y][0-9]-?[AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y][0-9]"
    r"-?[AC-HJKMNP-RT-Y]{2}[0-9]{2}\b"
)
WORDS = ("mbi", "medicare", "beneficiary")
ALONE = 0.93
SHARE = 0.5
EXAMPLES = ("1EG4-TE5-MK73", "9AA0CC0DD00", "2K00-M05-XY12")
COUNTEREXAMPLES = ("0EG4-TE5-MK73", "1BG4-TE5-MK73", "1EG4-TE5-MK7")
