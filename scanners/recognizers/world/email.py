"""Email address.

A local part of up to 64 characters, @, and a domain of labels of up to 63 (RFC 5321, RFC 5322);
quoted local parts are left out, as are names of files such as icon@2x.png.
https://www.rfc-editor.org/rfc/rfc5321
"""

CATEGORY = "email"
KIND = None
PATTERN = (
    r"(?<![\w.%+'-])[\w%+'][\w.%+'-]{0,63}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9]"
    r")?\.){1,8}[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])(?!\w)"
)
WORDS = ("email", "e mail", "mail", "correo", "courriel", "adresse mail")
ALONE = 0.99
SHARE = 0.1
EXAMPLES = ("ada@example.org", "Grace.Hopper+lists@mail.example.com", "o'neill@example.co.uk")
COUNTEREXAMPLES = (
    "ada@example",
    "icon@2x.png",
    "@example.org",
    "ada..b@example.org",
    "a@b@example",
)

_FILES = frozenset(["png", "jpg", "jpeg", "gif", "svg", "webp", "css", "js", "json", "html", "pdf"])


def valid(text: str) -> bool:
    """Whether points stand between something, and the end is not that of a file."""
    local, _, domain = text.partition("@")
    return (
        ".." not in local and local[-1] != "." and domain.rpartition(".")[2].lower() not in _FILES
    )
