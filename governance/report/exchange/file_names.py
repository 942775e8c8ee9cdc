"""Names of tables as names of files, safe and distinct on every system."""

from __future__ import annotations

import re
from hashlib import sha256

_UNSAFE = re.compile(r"[^A-Za-z0-9_.-]|^[.-]")

LONGEST = 100


def file_name(name: str) -> str:
    """A name of which only plain characters are left; the others stand as `%` and their code."""
    safe = _UNSAFE.sub(_coded, name) or "%"
    return safe if len(safe) <= LONGEST else f"{safe[:LONGEST]}-{_digest(name)}"


class FileNames:
    """Gives each name its own file, also where case does not count."""

    def __init__(self) -> None:
        self._given: dict[str, str] = {}

    def __call__(self, name: str) -> str:
        """The file of a name; the same name has the same file."""
        file = file_name(name)
        if self._given.setdefault(file.lower(), name) != name:
            file = f"{file}-{_digest(name)}"
        return file


def _coded(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode(errors="surrogatepass"))


def _digest(name: str) -> str:
    return sha256(name.encode(errors="surrogatepass")).hexdigest()[:8]
