"""Address of a person's home page on a shared host.

http, a host, and a path that begins with a tilde and the name of an account.
https://www.rfc-editor.org/rfc/rfc3986
"""

CATEGORY = "personal_url"
KIND = None
PATTERN = r"(?i)\bhttps?://[a-z0-9.-]{4,253}/~[a-z_][\w.-]{0,31}"
WORDS = ("url", "homepage", "home page", "website", "web page")
ALONE = 0.9
SHARE = 0.4
EXAMPLES = (
    "https://people.example.org/~ada",
    "http://www.example.edu/~g_hopper/papers",
    "https://example.org/~x1",
)
COUNTEREXAMPLES = ("https://example.org/ada", "https://example.org/~", "~ada")
