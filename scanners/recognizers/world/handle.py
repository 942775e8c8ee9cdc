"""Name of an account on a social network, with @ in front.

@ and two to thirty letters, digits, underscores and points, and nothing else in the cell.
https://help.x.com/en/managing-your-account/x-username-rules
"""

CATEGORY = "username"
KIND = None
PATTERN = r"\A@[A-Za-z0-9_][A-Za-z0-9_.]{0,28}[A-Za-z0-9_](?:@[a-z0-9.-]{4,100})?\Z"
WORDS = ("handle", "twitter", "instagram", "username", "account", "mastodon", "telegram")
ALONE = 0.85
SHARE = 0.7
EXAMPLES = ("@ada_l", "@grace.hopper", "@alan@social.example.org")
COUNTEREXAMPLES = ("ada_l", "@", "@ada l", "@12345")


def valid(text: str) -> bool:
    """Whether there is a letter."""
    return any(c.isalpha() for c in text)
