"""Marital status of a person.

The words for it in eight languages, in the forms for men and women.
https://www.hl7.org/fhir/valueset-marital-status.html
"""

CATEGORY = "demographic"
KIND = "marital_status"
PATTERN = (
    r"(?i)\A(?:single|married|divorced|widow(?:ed|er)?|separated|never married"
    r"|civil (?:partnership|marriage|union)|cohabiting|common[ -]law|domestic partner|ledig"
    r"|verheiratet|geschieden|verwitwet|getrennt lebend|célibataire|marié(?:e|\(e\))?|divorcé(?:e"
    r"|\(e\))?|veu(?:f|ve)|pacsé(?:e|\(e\))?|solter[oa]|casad[oa]|divorciad[oa]|viud[oa]|celibe"
    r"|nubile|coniugat[oa]|sposat[oa]|divorziat[oa]|vedov[oa]|ongehuwd|gehuwd|gescheiden|weduw(?:e"
    r"|naar)|solteir[oa]|viúv[oa]|kawaler|panna|żonaty|mężatka|rozwiedzion[ya]|wdow(?:a|iec))\Z"
)
WORDS = (
    "marital",
    "marital status",
    "familienstand",
    "civil",
    "etat civil",
    "estado civil",
    "stato civile",
)
ALONE = 0.9
SHARE = 0.6
EXAMPLES = ("married", "geschieden", "Soltera")
COUNTEREXAMPLES = ("married to", "merged", "active")
