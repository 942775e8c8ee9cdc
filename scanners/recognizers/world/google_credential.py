"""Credential of Google: API key, OAuth client secret, access token, refresh token.

AIza and 35 characters, GOCSPX- and 28, ya29. and more, 1//0 and more.
https://cloud.google.com/docs/authentication/api-keys
"""

CATEGORY = "credential"
KIND = None
PATTERN = (
    r"(?<![\w-])(?:AIza[\w-]{35}|GOCSPX-[\w-]{28}|ya29\.[\w-]{20,512}|1//0[\w-]{30,512})(?![\w-])"
)
WORDS = ("google", "gcp", "api key", "key", "token", "client secret", "maps")
ALONE = 0.98
SHARE = 0.01
EXAMPLES = ("AIza" + "0" * 35, "GOCSPX-" + "x" * 28, "ya29." + "A" * 40)
COUNTEREXAMPLES = ("AIza" + "0" * 34, "GOCSPX-" + "x" * 27, "ya28." + "A" * 40)
