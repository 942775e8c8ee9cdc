"""Religion or belief of a person (GDPR Art. 9).

The words for those who hold one, in eight languages; the names of buildings and peoples are left
out.
https://www.hl7.org/fhir/v3/ReligiousAffiliation/cs.html
"""

CATEGORY = "demographic"
KIND = "religion"
PATTERN = (
    r"(?i)\A(?:(?:roman )?catholic|protestant|christian|orthodox|muslim|islam|jewish|judaism|hindu"
    r"|hinduism|buddhist|buddhism|sikh|atheist|agnostic|lutheran|methodist|baptist|anglican|mormon"
    r"|jain|christianity|no religion|(?:römisch-)?katholisch|evangelisch|rk|ev|muslimisch|jüdisch"
    r"|konfessionslos|catholique|musulmane?|juive?|bouddhiste|athée|católic[oa]|evangélic[oa]"
    r"|musulmán|judí[oa]|ate[oa]|cattolic[oa]|musulman[oa]|ebre[oa]|katholiek|moslim|joods"
    r"|muçulman[oa]|katolik|protestante?|rzymskokatolickie)\Z"
)
WORDS = (
    "religion",
    "faith",
    "belief",
    "confession",
    "konfession",
    "religión",
    "religione",
    "godsdienst",
    "wyznanie",
)
ALONE = 0.9
SHARE = 0.7
EXAMPLES = ("Roman Catholic", "evangelisch", "Muslim")
COUNTEREXAMPLES = ("catholic school", "church", "Christian Miller")
