"""Values that stand for something else: hashes of passwords and of anything, random identifiers.

They are recognised by alphabet, length and prefix; what they stand for cannot be told. A hash of
personal data is still personal (GDPR recital 26), but not by what it shows.

Sources: NIST FIPS 180-4 and RFC 1321 (lengths of digests), crypt(5) (https://manpages.debian.org/
crypt.5), PHC string format (https://github.com/P-H-C/phc-string-format), RFC 9562 (UUIDs).
"""

from __future__ import annotations

import regex

_SHAPES = {
    "bcrypt hash": r"\$2[abxy]?\$\d\d\$[./A-Za-z0-9]{53}",
    "argon2 hash": r"\$argon2(?:id?|d)\$(?:v=\d+\$)?[a-z0-9=,]+\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+",
    "scrypt hash": r"\$(?:scrypt|7)\$[A-Za-z0-9+/=,.$]{20,}",
    "pbkdf2 hash": r"\$?pbkdf2[_-]?(?:sha\d+)?\$[A-Za-z0-9+/=,.$-]{20,}",
    "crypt hash": r"\$(?:1|5|6|y|gy)\$[A-Za-z0-9./=,]+\$[A-Za-z0-9./$]{22,}",
    "random identifier (UUID version 4)": (
        r"(?i)\{?[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\}?"
    ),
    **{
        f"{bits}-bit digest ({names})": rf"(?i)(?:0x|\\x)?[0-9a-f]{{{bits // 4}}}"
        for bits, names in (
            (128, "as MD5"),
            (160, "as SHA-1"),
            (224, "as SHA-224"),
            (256, "as SHA-256"),
            (384, "as SHA-384"),
            (512, "as SHA-512"),
        )
    },
}
_COMPILED = {name: regex.compile(pattern) for name, pattern in _SHAPES.items()}
_FEWEST, _MOST = 32, 512

PREFIX = "shape/"
"""What the name of a shape begins with, where it stands beside names of detectors."""


def shape(cell: str) -> str | None:
    """What the value is by its shape, None for all others."""
    text = cell.strip()
    if not _FEWEST <= len(text) <= _MOST or text.isdecimal():
        return None
    return next((name for name, each in _COMPILED.items() if each.fullmatch(text)), None)
