"""Blood group of a person.

A, B, AB or 0 with the Rhesus factor; the letter alone may be anything.
https://www.isbtweb.org/resource/tableofbloodgroupsystems.html
"""

CATEGORY = "health"
KIND = None
PATTERN = (
    r"(?i)\A(?:AB|A|B|O|0) ?(?:\+|-|−|Rh ?\+|Rh ?-|(?:Rh ?)?pos(?:itive?)?"
    r"|(?:Rh ?)?neg(?:ative?)?)\Z"
)
WORDS = (
    "blood",
    "blood group",
    "blood type",
    "blutgruppe",
    "groupe sanguin",
    "grupo sanguineo",
    "rh",
)
ALONE = 0.9
SHARE = 0.7
EXAMPLES = ("A+", "0 Rh-", "AB positive")
COUNTEREXAMPLES = ("A", "C+", "A+ grade")
