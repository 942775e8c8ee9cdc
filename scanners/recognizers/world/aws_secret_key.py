"""Secret key of Amazon Web Services.

Forty characters of base64 that are not hexadecimal; other secrets look the same.
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html
"""

CATEGORY = "credential"
KIND = None
PATTERN = r"(?<![\w/+=])[A-Za-z0-9/+]{40}(?![\w/+=])"
WORDS = ("aws", "secret", "secret key", "secret access key")
ALONE = 0.4
SHARE = 0.8
EXAMPLES = (
    "wJalrXUtnFEMI/K7MDENG/" + "bPxRfiCYEXAMPLEKEY",
    "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789+/Ab",
    "0123456789abcdefGHIJKLMNOPQRSTUVWXYZ/+/+",
)
COUNTEREXAMPLES = (
    "da39a3ee5e6b4b0d3255bfef95601890afd80709",
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "wJalrXUtnFEMI/K7MDENG",
)


def valid(text: str) -> bool:
    """Whether capitals, small letters and digits are mixed as chance mixes them."""
    return (
        any(c.isupper() for c in text)
        and any(c.islower() for c in text)
        and any(c.isdigit() for c in text)
        and len(set(text)) > 15
    )
