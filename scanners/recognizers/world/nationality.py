"""Nationality of a person.

What citizens of a country are called, in English, German, French, Spanish and Italian; names and
codes of countries, which may be anything's, are left out.
https://www.gov.uk/government/publications/nationalities
"""

CATEGORY = "demographic"
KIND = "nationality"
PATTERN = (
    r"(?i)\A(?:american|british|english|scottish|welsh|irish|french|german|spanish|italian"
    r"|portuguese|dutch|belgian|swiss"
    r"|austrian|polish|czech|slovak|hungarian|romanian|bulgarian|greek|turkish|russian|ukrainian"
    r"|swedish|norwegian|danish"
    r"|finnish|canadian|mexican|brazilian|argentin(?:e|ian)|chilean|colombian|peruvian|chinese"
    r"|japanese|korean|indian"
    r"|pakistani|bangladeshi|indonesian|filipino|vietnamese|thai|australian|new zealander|nigerian"
    r"|kenyan|ghanaian"
    r"|south african|egyptian|moroccan|algerian|tunisian|syrian|iraqi|iranian|afghan|israeli|saudi"
    r"|lebanese"
    r"|deutsch|österreichisch|schweizerisch|französisch|italienisch|türkisch|polnisch|britannique"
    r"|française?|allemande?"
    r"|espagnole?|italienne?|portugaise?|marocaine?|algérienne?|español[a]?|alem[aá]n(?:a)?"
    r"|mexican[oa]|colombian[oa]"
    r"|italian[oa]|frances[ea]?|tedesc[oa])\Z"
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
