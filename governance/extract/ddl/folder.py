"""Which files of a folder are migrations, in which order, and which part of each goes forward.

The conventions, told by the names: Flyway (`V1.2__name.sql`, `R__name.sql`), golang-migrate and
others (`1_name.up.sql`), Diesel (`<version>/up.sql`), Prisma (`<version>/migration.sql`, in the
order of texts), and any other folder in the order of its names, numbers counting as numbers.
dbmate, goose and sql-migrate keep both directions in one file, behind comments. Of files for
several products (`1_name.mysql.up.sql`) those of the source's dialect are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from governance.sql.products import for_dialect

_FLYWAY = re.compile(r"(?P<kind>[VBUR])(?P<version>[\d._]*)__.*\.sql", re.IGNORECASE)
_BACKWARD = re.compile(r"(?:.*[._-])?(?:down|undo|rollback|revert)\.sql", re.IGNORECASE)
_FORWARD = re.compile(r"(?:.*[._-])?(?:up|do)\.sql", re.IGNORECASE)
_DIGITS = re.compile(r"(\d+)")

Order: TypeAlias = tuple[int | str | tuple[int | str, ...], ...]


def migrations(paths: Iterable[str], dialect: str) -> tuple[str, ...]:
    """The SQL files that go forward, in the order in which they run on a product of the dialect."""
    files = for_dialect([path for path in paths if path.lower().endswith(".sql")], dialect)
    names = {path: path.rpartition("/")[2] for path in files}
    directed = any(_BACKWARD.fullmatch(n) for n in names.values()) or any(
        _FORWARD.fullmatch(n) for n in names.values()
    )
    kept = []
    for path in files:
        flyway = _FLYWAY.fullmatch(names[path])
        if flyway and flyway["kind"] in "uU":
            continue
        if directed and _BACKWARD.fullmatch(names[path]) and _has_twin(path, files):
            continue
        kept.append(path)
    return tuple(sorted(kept, key=_order))


def _has_twin(path: str, files: Sequence[str]) -> bool:
    """Whether a file of the same name goes the other way; without one, "down" is only a name."""
    head, _, name = path.rpartition("/")
    for down, up in (("down", "up"), ("undo", "do"), ("rollback", "up"), ("revert", "deploy")):
        start, found, end = name.lower().rpartition(down)
        if found:
            twin = f"{head}/{name[: len(start)]}{up}{end}".lstrip("/")
            if any(other.lower() == twin.lower() for other in files):
                return True
            rest = f"{head}/{name[: len(start)].rstrip('._-')}{end}".lstrip("/")
            if any(other.lower() == rest.lower() for other in files):
                return True
    return False


def _order(path: str) -> Order:
    """Versions before everything; what Flyway repeats after everything."""
    folder, _, name = path.rpartition("/")
    flyway = _FLYWAY.fullmatch(name)
    if flyway:
        if flyway["kind"] in "rR":
            return (2, _natural(name), _natural(folder))
        version = tuple(int(n) for n in re.findall(r"\d+", flyway["version"]))
        while version and version[-1] == 0:
            version = version[:-1]
        return (1, version, _natural(path))
    if name.lower() == "migration.sql":  # Prisma, which compares 10_b and 9_a as texts
        return (0, (path,))
    return (0, *(_natural(part) for part in path.split("/")))


def _natural(text: str) -> tuple[int | str, ...]:
    """Numbers by value, the rest by character: `2_b` comes before `10_a`."""
    pieces = _DIGITS.split(text)
    return tuple(int(piece) if i % 2 else piece for i, piece in enumerate(pieces))


_DIRECTION = re.compile(
    r"^[ \t]*--[ \t]*(?:migrate:|\+goose[ \t]+|\+migrate[ \t]+|\+micrate[ \t]+)(up|down)\b[^\n]*$",
    re.IGNORECASE | re.MULTILINE,
)


def forward(text: str) -> str:
    """The text with the parts that go backward blank, every character in its place."""
    marks = list(_DIRECTION.finditer(text))
    if not marks:
        return text
    pieces = [text[: marks[0].start()]]
    for index, mark in enumerate(marks):
        end = marks[index + 1].start() if index + 1 < len(marks) else len(text)
        section = text[mark.start() : end]
        if mark[1].lower() == "down":
            section = re.sub(r"[^\n]", " ", section)
        pieces.append(section)
    return "".join(pieces)
