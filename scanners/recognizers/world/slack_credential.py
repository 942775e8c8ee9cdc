"""Credential of Slack: token or address of a webhook.

xox, a letter of the sort and parts with hyphens, xapp- likewise, or hooks.slack.com with three
parts.
https://docs.slack.dev/authentication/tokens
"""

CATEGORY = "credential"
KIND = None
PATTERN = (
    r"(?<![\w-])(?:xox[abceoprs]-(?:[0-9]-)?[A-Za-z0-9-]{10,250}|xapp-[0-9]-[A-Za-z0-9-]{20,250})"
    r"|\bhooks\.slack\.com/(?:services|workflows)/[A-Z][A-Z0-9]{7,12}/[A-Z][A-Z0-9]{7,12}"
    r"/[A-Za-z0-9]{8,40}"
)
WORDS = ("slack", "token", "webhook", "secret", "bot")
ALONE = 0.99
SHARE = 0.01
EXAMPLES = (
    "xox" + "b-000000000000-0000000000000-" + "A" * 24,
    "xapp" + "-1-A0000000000-0000000000000-" + "a" * 64,
    "https://hooks.slack.com/" + "services/T00000000/B00000000/" + "X" * 24,
)
COUNTEREXAMPLES = ("xoxz-000000000000", "https://hooks.slack.com/services/", "xoxb")
