"""Party or political opinion of a person (GDPR Art. 9).

Words for those who hold one, in English and in the forms of voters' registers.
https://www.eac.gov/voters/register-and-vote-in-your-state
"""

CATEGORY = "demographic"
KIND = "political_opinion"
PATTERN = (
    r"(?i)\A(?:republican(?: party)?|democrat(?:ic party)?|registered independent|libertarian"
    r"|green party|conservative|liberal|socialist|communist|labour|liberal democrat"
    r"|no party (?:preference|affiliation)|nonpartisan|unaffiliated|cdu|csu|spd|fdp|afd"
    r"|bündnis 90/die grünen|die linke)\Z"
)
WORDS = ("party", "political", "affiliation", "partei", "parti", "partido", "voter")
ALONE = 0.8
SHARE = 0.7
EXAMPLES = ("Republican", "No Party Preference", "Liberal Democrat")
COUNTEREXAMPLES = ("party", "republic", "conservative estimate")
