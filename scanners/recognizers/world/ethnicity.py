"""Ethnic origin of a person as censuses and forms ask for it (GDPR Art. 9).

The groups of the US Office of Management and Budget and of the census of England and Wales.
https://www.ecfr.gov/current/title-28/part-42, https://www.ethnicity-facts-figures.service.gov.uk/style-guide/ethnic-groups/
"""

CATEGORY = "demographic"
KIND = "ethnicity"
PATTERN = (
    r"(?i)\A(?:white british|white irish|caucasian|black or african american|african american"
    r"|black african|black caribbean|(?:not |non-?)?hispanic(?: or latin[oax])?"
    r"|not hispanic or latin[oax]|latin[oax]|asian american|american indian or alaska native"
    r"|native american|native hawaiian(?: or other pacific islander)?|pacific islander"
    r"|two or more races|mixed race|asian or asian british|black or black british|white and asian"
    r"|white and black caribbean|gypsy or irish traveller|roma|māori|maori|pardo|preto|indígena)\Z"
)
WORDS = ("ethnicity", "ethnic", "race", "ethnic group", "raça", "etnia", "ethnie", "herkunft")
ALONE = 0.93
SHARE = 0.5
EXAMPLES = ("Black or African American", "White British", "Hispanic or Latino")
COUNTEREXAMPLES = ("white", "black", "Asian food", "Caucasian rug")
