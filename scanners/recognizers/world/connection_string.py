"""Address or connection string with a password in it.

scheme://user:password@host (RFC 3986, 3.2.1), or the settings of ODBC and ADO.NET with a host and a
password.
https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1
"""

CATEGORY = "credential"
KIND = None
PATTERN = (
    r"(?i)\b[a-z][a-z0-9+.-]{1,24}://[^\s:/@'\"]{0,100}:[^\s/@'\"]{1,200}@[\w.-]{1,253}"
    r"|\b(?:Server|Host|Data Source|Driver) ?=[^\r\n]{1,500}\b(?:Password|Pwd) ?=[^;\s]{2,200}"
)
WORDS = ("connection string", "dsn", "url", "database url", "jdbc", "uri", "secret")
ALONE = 0.98
SHARE = 0.01
EXAMPLES = (
    "postgresql://ada:example@db.example.org:5432/app",
    "redis://:example@cache.example.org",
    "Server=db.example.org;Database=app;User Id=ada;Password=example;",
)
COUNTEREXAMPLES = (
    "postgresql://db.example.org:5432/app",
    "https://example.org:8080/@ada",
    "postgresql://ada:${PASSWORD}@db.example.org/app",
    "Server=db.example.org;Integrated Security=true",
)


def valid(text: str) -> bool:
    """Whether the password is one, and no variable that stands for it."""
    password = (
        text.rpartition("@")[0].rpartition(":")[2] if "://" in text else text.rpartition("=")[2]
    )
    return not password.startswith(("${", "{{", "<", "%(", "$(")) and set(password) != {"*"}
