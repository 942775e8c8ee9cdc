"""Sexual orientation of a person (GDPR Art. 9).

The words for it in several languages.
https://www.hl7.org/fhir/us/core/ValueSet-us-core-sexual-orientation.html
"""

CATEGORY = "demographic"
KIND = "sexual_orientation"
PATTERN = (
    r"(?i)\A(?:hetero(?:sexual|sexuell|seksueel|sexuelle?)?|homo(?:sexual|sexuell|seksueel"
    r"|sexuelle?)|gay|lesbian|lesbisch|schwul|lesbienne|lesbiana|gay or lesbian|bi(?:sexual"
    r"|sexuell|seksueel|sexuelle?)|asexual|pansexual|queer|straight(?: or heterosexual)?)\Z"
)
WORDS = ("sexual orientation", "orientation", "sexuality", "sexuelle", "orientación sexual")
ALONE = 0.93
SHARE = 0.6
EXAMPLES = ("heterosexual", "gay or lesbian", "bisexuell")
COUNTEREXAMPLES = ("portrait", "landscape", "straight line")
