"""Name of a person with a form of address or a title in front.

Mr, Mrs, Ms, Dr, Prof and what other languages say, and a word with a capital.
https://www.w3.org/International/questions/qa-personal-names
"""

CATEGORY = "person_name"
KIND = None
PATTERN = (
    r"(?<!\w)(?:Mrs?|Ms|Miss|Dr|Prof|Herrn?|Frau|Mme|Mlle|M|Sra?|Srta|Sig(?:ra|na)?|Dott(?:ssa)?"
    r"|Dhr|Mevr|Pani?)\.? (?:(?:Dr|Prof|med|rer|nat|phil)\.? ){0,3}(?:von |van |de "
    r"|di )?[A-ZÀ-ÖØ-ÞĀ-Ž][\w'’-]{1,30}"
)
WORDS = ("name", "salutation", "contact", "anrede", "person", "doctor", "patient")
ALONE = 0.9
SHARE = 0.3
EXAMPLES = ("Mr. Lovelace", "Frau Dr. Beispiel", "Sigra Rossi")
COUNTEREXAMPLES = ("Mr", "mister Lovelace", "Dr. 12")
