"""CODEOWNERS: who is asked when a file changes, as GitHub and as GitLab read it.

Both take patterns like those of .gitignore, and the last line that fits a file counts. GitHub
leaves out lines with `!` or `[ ]` and takes `#` behind the owners for a comment. GitLab has
sections, each with owners of its own for lines without any, `!` for files that nobody in the
section owns, and counts the last line of each section; a path without / in front is looked for in
any folder.

Sources: "About code owners", "CODEOWNERS syntax" (docs.github.com); "Syntax of CODEOWNERS file",
"Pattern matching" (docs.gitlab.com).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from typing import TypeAlias

from msgspec import Struct

_SECTION = re.compile(r"\^?\[(?P<name>[^\]]+)\](?:\[\d+\])?(?P<owners>(?:\s.*)?)$")
_WORD = re.compile(r"(?:\\.|\S)+")


class Owners(Struct, frozen=True):
    """The owners a line gives to a file, in its order; none when it says that there are none."""

    names: tuple[str, ...]
    line: int

    @property
    def first(self) -> str:
        """The first team, else the first one at all."""
        return next((name for name in self.names if "/" in name), self.names[0])


Pattern: TypeAlias = tuple[str, ...]
"""The parts of a path, each a glob; `**` stands for any number of them."""


class CodeOwners:
    """The rules of one file."""

    def __init__(self, text: str, *, gitlab: bool) -> None:
        self._rules = tuple(_rules(text, gitlab))

    def of(self, path: str) -> Owners | None:
        """Who owns a file, None for nobody. Of several sections the last with owners counts."""
        parts = tuple(path.split("/"))
        last: dict[str, Owners] = {}
        for section, pattern, owners in self._rules:
            if _fits(pattern, parts):
                last.pop(section, None)
                last[section] = owners
        owned = [owners for owners in last.values() if owners.names]
        return owned[-1] if owned else None


def _rules(text: str, gitlab: bool) -> Iterator[tuple[str, Pattern, Owners]]:
    section = ""
    usual: tuple[str, ...] = ()
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        words = _WORD.findall(line)
        if not words or words[0].startswith("#"):
            continue
        heading = _SECTION.match(line.strip()) if gitlab else None
        if heading:
            section, usual = heading["name"].strip().lower(), _names(heading["owners"].split())
            continue
        path, *others = words
        if not gitlab:
            if path.startswith("!") or "[" in path:
                continue
            comment = next((n for n, word in enumerate(others) if word.startswith("#")), None)
            others = others[:comment]
        names = () if path.startswith("!") else _names(others) or usual
        yield section, _pattern(path.removeprefix("!"), gitlab), Owners(names, number)


def _names(words: Iterable[str]) -> tuple[str, ...]:
    """The words that name a user, a team, a role or an address."""
    return tuple(word for word in words if "@" in word)


def _pattern(path: str, gitlab: bool) -> Pattern:
    anchored = path.startswith("/") or (not gitlab and "/" in path.rstrip("/"))
    parts = [_glob(part) for part in path.strip("/").split("/")]
    front = [] if anchored else ["**"]
    if path.endswith("/"):
        return (*front, *parts, "*", "**")
    if gitlab and parts != ["*"]:
        return (*front, *parts)
    # what a name fits may be a folder; only a last part that is * reaches no deeper on GitHub
    return (*front, *parts) if parts[-1] == "*" and anchored else (*front, *parts, "**")


def _glob(part: str) -> str:
    return re.sub(r"\\(.)", lambda found: f"[{found[1]}]" if found[1] in "*?[" else found[1], part)


def _fits(pattern: Pattern, parts: tuple[str, ...]) -> bool:
    """Whether a pattern fits a path; only the last `**` is tried again, so no pattern is slow."""
    at = here = 0
    again: tuple[int, int] | None = None
    while here < len(parts):
        if at < len(pattern) and pattern[at] == "**":
            again = at + 1, here
            at += 1
        elif at < len(pattern) and fnmatchcase(parts[here], pattern[at]):
            at, here = at + 1, here + 1
        elif again is not None:
            again = again[0], again[1] + 1
            at, here = again
        else:
            return False
    return all(part == "**" for part in pattern[at:])
