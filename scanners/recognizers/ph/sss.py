"""Philippine social security number (SSS).

Two, seven and one digits with hyphens; no check is published.
https://en.wikipedia.org/wiki/Social_Security_System_(Philippines)
"""

CATEGORY = "national_id"
KIND = "social_security"
PATTERN = r"(?<![\w-])[0-9]{2}-[0-9]{7}-[0-9](?![\w-])"
WORDS = ("sss", "social security")
ALONE = 0.7
SHARE = 0.8
EXAMPLES = ("12-3456789-0", "01-0000001-9", "34-7654321-5")
COUNTEREXAMPLES = ("1234567890", "12-345678-0", "12-3456789")
