"""JSON Web Token (JWT).

Three parts in base64url with points, the first two JSON objects; the first says which algorithm
signs (RFC 7519, RFC 7515).
https://www.rfc-editor.org/rfc/rfc7519
"""

import json
from base64 import urlsafe_b64decode

CATEGORY = "credential"
KIND = None
PATTERN = r"(?<![\w.-])eyJ[\w-]{10,1000}\.eyJ[\w-]{2,2500}\.[\w-]{0,700}"
WORDS = ("jwt", "token", "bearer", "id token", "access token")
ALONE = 0.99
SHARE = 0.01
EXAMPLES = (
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEifQ.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJncmFjZSJ9.",
    "eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJleGFtcGxlLm9yZyJ9.MEUCIQ",
)
COUNTEREXAMPLES = (
    "eyJhbGciOiJIUzI1NiJ9",
    "eyJhbGciOiJIUzI1NiJ8.eyJzdWIiOiJhZGEifQ.AAAA",
    "eyJzdWIiOiJhZGEifQ.eyJzdWIiOiJhZGEifQ.AAAA",
)


def valid(text: str) -> bool:
    """Whether the first part is a JSON object that names an algorithm."""
    first = text.partition(".")[0]
    try:
        header = json.loads(urlsafe_b64decode(first + "=" * (-len(first) % 4)))
    except (ValueError, RecursionError):
        return False
    return isinstance(header, dict) and "alg" in header
