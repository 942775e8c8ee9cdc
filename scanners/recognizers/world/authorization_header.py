"""Value of an HTTP Authorization header.

Basic with base64 that holds a colon (RFC 7617), or Bearer with a token (RFC 6750).
https://www.rfc-editor.org/rfc/rfc7617
"""

from base64 import b64decode

CATEGORY = "credential"
KIND = None
PATTERN = r"(?i)\b(?:Basic [A-Za-z0-9+/]{6,512}={0,2}|Bearer [\w.~+/-]{16,4000}={0,2})"
WORDS = ("authorization", "header", "auth", "token", "bearer")
ALONE = 0.97
SHARE = 0.01
EXAMPLES = (
    "Basic YWRhOmV4YW1wbGU=",
    "Authorization: Bearer " + "A1" * 16,
    "basic Z3JhY2U6MTIzNDU2",
)
COUNTEREXAMPLES = ("Basic knowledge", "Bearer", "Basic Training", "basic information needed")


def valid(text: str) -> bool:
    """Whether Basic hides a name and a password, and a bearer token is no word."""
    scheme, _, rest = text.partition(" ")
    if scheme.lower() == "bearer":
        return any(c.isdigit() for c in rest)
    try:
        return b":" in b64decode(rest, validate=True)
    except ValueError:
        return False
