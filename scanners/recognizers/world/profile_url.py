"""Address of a person's page on a social network.

The host of the network and a name; pages of the network itself are left out.
https://en.wikipedia.org/wiki/List_of_social_networking_services
"""

CATEGORY = "personal_url"
KIND = None
PATTERN = (
    r"(?i)(?<![\w.-])(?:https?://)?(?:www\.|m\.|[a-z]{2}\.)?(?:facebook\.com|twitter\.com|x\.com"
    r"|instagram\.com|linkedin\.com/in|github\.com|gitlab\.com|t\.me|tiktok\.com|youtube\.com"
    r"|vk\.com|xing\.com/profile|pinterest\.com|reddit\.com/u(?:ser)?"
    r"|medium\.com)/@?[\w.-]{2,60}(?![\w/-])"
)
WORDS = (
    "url",
    "profile",
    "linkedin",
    "facebook",
    "twitter",
    "instagram",
    "github",
    "website",
    "social",
)
ALONE = 0.9
SHARE = 0.4
EXAMPLES = (
    "https://www.linkedin.com/in/ada-lovelace-0",
    "github.com/ada-example",
    "https://instagram.com/grace.example",
)
COUNTEREXAMPLES = (
    "https://www.example.org/ada",
    "https://facebook.com/login",
    "https://netflix.com/title",
    "github.com/example/repository",
)

_OF_THE_NETWORK = frozenset(
    [
        "login",
        "signup",
        "about",
        "share",
        "sharer",
        "home",
        "explore",
        "search",
        "watch",
        "help",
        "settings",
    ]
)


def valid(text: str) -> bool:
    """Whether the last part is no page of the network itself."""
    return text.rpartition("/")[2].lower().partition(".php")[0] not in _OF_THE_NETWORK
