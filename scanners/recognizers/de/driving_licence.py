"""Number of a German driving licence (Führerscheinnummer).

A key of the authority (a letter and two digits, and one more character), five letters or digits, a
check digit or X, and the number of the copy. The check is not published by the issuer, so the form
alone is weak.
https://de.wikipedia.org/wiki/F%C3%BChrerschein_(EU-Recht)
"""

CATEGORY = "national_id"
KIND = "driving_licence"
PATTERN = r"\b[A-N][0-9]{2}[0-9A-Z]{6}[0-9X][0-9A-Z]\b"
WORDS = ("führerschein", "fuehrerschein", "führerscheinnummer", "fahrerlaubnis", "licence")
ALONE = 0.15
SHARE = 0.9
EXAMPLES = ("B072RRE2I55", "J010000SD51", "N0704578351")
COUNTEREXAMPLES = ("B072RRE2I5", "Z072RRE2I55", "b072rre2i55")
