"""Nationality of a person.

What citizens of a country are called, in English, German, French, Spanish and Italian; names and
codes of countries, which may be anything's, are left out.
https://www.gov.uk/government/publications/nationalities
"""

CATEGORY = "demographic"
KIND = "nationality"
PATTERN = (
    r"(?i)\A(?:american|british|english|scottish|welsh|irish|french|german|spanish|italian"
    r"|portuguese|dutch|belgian|swiss|austrian|polish|czech|slovak|hungarian|romanian|bulgarian"
    r"|greek|turkish|russian|ukrainian|swedish|norwegian|danish|finnish|canadian|mexican|brazilian"
    r"|argentin(?:e|ian)|chilean|colombian|peruvian|chinese|japanese|korean|indian|pakistani"
    r"|bangladeshi|indonesian|filipino|vietnamese|thai|australian|new zealander|nigerian|kenyan"
    r"|ghanaian|south african|egyptian|moroccan|algerian|tunisian|syrian|iraqi|iranian|afghan"
    r"|israeli|saudi|lebanese|deutsch|österreichisch|schweizerisch|französisch|italienisch"
    r"|türkisch|polnisch|britannique|française?|allemande?|espagnole?|italienne?|portugaise?"
    r"|marocaine?|algérienne?|español[a]?|alem[aá]n(?:a)?|mexican[oa]|colombian[oa]|italian[oa]"
    r"|frances[ea]?|tedesc[oa])\Z"
)
WORDS = (
    "nationality",
    "citizenship",
    "staatsangehörigkeit",
    "nationalité",
    "nacionalidad",
    "nazionalità",
    "staatsangehoerigkeit",
)
ALONE = 0.5
SHARE = 0.8
EXAMPLES = ("British", "Deutsch", "South African")
COUNTEREXAMPLES = ("Germany", "DE", "French fries")
