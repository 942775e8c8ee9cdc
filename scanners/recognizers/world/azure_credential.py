"""Credential of Microsoft Azure: storage key, shared access signature, client secret.

AccountKey or SharedAccessKey with base64, sig= with an encoded HMAC, or three characters, a digit,
Q~ and 31 to 34 more.
https://learn.microsoft.com/en-us/azure/storage/common/storage-configure-connection-string
"""

CATEGORY = "credential"
KIND = None
PATTERN = (
    r"\b(?:AccountKey|SharedAccessKey)=[A-Za-z0-9+/]{40,88}={1,2}"
    r"|[?&]sig=[A-Za-z0-9%/+]{40,120}(?:=|%3[Dd])|(?<![\w~.-])[\w~.-]{3}[0-9]Q~[\w~.-]{31,34}"
    r"(?![\w~.-])"
)
WORDS = ("azure", "storage", "connection string", "client secret", "sas", "secret", "key")
ALONE = 0.98
SHARE = 0.01
EXAMPLES = (
    "AccountName=example;AccountKey=" + "A" * 86 + "==;EndpointSuffix=core.windows.net",
    "https://example.blob.core.windows.net/c?sv=2024-01-01&sig=" + "b" * 43 + "%3D",
    "abc8Q~" + "x" * 34,
)
COUNTEREXAMPLES = ("AccountKey=", "?sig=abc%3D", "abcQ~" + "x" * 34)
