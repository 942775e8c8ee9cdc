"""Street address as English-speaking countries write it.

A number, one to four words with capitals, and a word for a street.
https://pe.usps.com/text/pub28/28apc_002.htm
"""

CATEGORY = "address"
KIND = None
PATTERN = (
    r"(?<![\w.])[0-9]{1,5}[A-Za-z]?,? (?:[NSEW]\.? )?(?:[0-9]{0,3}[A-ZÀ-ÖØ-Þ0-9][\w'’.-]{0,24}"
    r" ){1,4}(?:Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court|Ct|Square|Sq"
    r"|Terrace|Way|Close|Crescent|Place|Pl|Parkway|Pkwy|Highway|Hwy|Circle|Cir|Grove|Gardens|Mews"
    r"|Alley|Aly|Crossing|Hill|Junction|Plaza|Point|Park|Ridge|Row|Walk|Quay|Heights|Turnpike|Pike"
    r"|Trail|Loop)\b\.?"
)
WORDS = ("address", "street", "addr", "address line")
ALONE = 0.93
SHARE = 0.3
EXAMPLES = ("12 Example Street", "221b Baker St.", "1600 N. Old Mill Road, Springfield")
COUNTEREXAMPLES = ("Example Street", "12 items in cart", "12 example street")
