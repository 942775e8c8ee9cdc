"""Dutch number plate (kenteken).

Six letters and digits in three groups with hyphens, each group all letters or all digits.
https://nl.wikipedia.org/wiki/Nederlands_kenteken
"""

CATEGORY = "device_id"
KIND = None
PATTERN = (
    r"(?<![\w-])(?:[BDFGHJKLMNPRSTVXZ]{2}-[0-9]{2}-[BDFGHJKLMNPRSTVXZ]{2}"
    r"|[0-9]{2}-[BDFGHJKLMNPRSTVXZ]{2}-[BDFGHJKLMNPRSTVXZ]{2}|[0-9]{2}-[BDFGHJKLMNPRSTVXZ]{3}-[0-9]"
    r"|[0-9]-[BDFGHJKLMNPRSTVXZ]{3}-[0-9]{2}|[BDFGHJKLMNPRSTVXZ]{2}-[0-9]{3}-[BDFGHJKLMNPRSTVXZ]"
    r"|[BDFGHJKLMNPRSTVXZ]-[0-9]{3}-[BDFGHJKLMNPRSTVXZ]{2})(?![\w-])"
)
WORDS = ("kenteken", "voertuig", "plate")
ALONE = 0.6
SHARE = 0.9
EXAMPLES = ("GB-12-LK", "12-LKX-3", "X-123-BD")
COUNTEREXAMPLES = ("AE-12-LK", "12-34-56", "GB12LK")
