"""Short names for sources, from their paths."""

from __future__ import annotations

import re
from collections.abc import Sequence

_USUAL = frozenset(
    {
        "changelog", "com", "database", "databases", "db", "ddl", "dump", "init", "io", "java",
        "main", "migrate", "migration", "migrations", "net", "org", "packages", "prisma",
        "resources", "schema", "schemas", "services", "sql", "src", "structure", "tables",
    }
)  # fmt: skip
"""What folders and files are called anywhere, which tells no two of them apart."""


def source_names(paths: Sequence[str]) -> dict[str, str]:
    """Path → a name of its own: the last part, or the nearest one that tells it from the others."""
    ends = [_word(path.removesuffix(".sql").rpartition("/")[2]) for path in paths]
    names: dict[str, str] = {}
    used: set[str] = set()
    for path, end in zip(paths, ends, strict=True):
        tells = ends.count(end) == 1 and end.lower() not in _USUAL
        name = end if tells or len(paths) == 1 else _telling(path, paths) or end
        base, number = name, 2
        while name in used:
            name, number = f"{base}_{number}", number + 1
        used.add(name)
        names[path] = name
    return names


def _telling(path: str, paths: Sequence[str]) -> str | None:
    """The last part of a path that is no usual word and that the fewest others have."""
    parts = [p for p in path.removesuffix(".sql").split("/") if p.lower() not in _USUAL]
    if not parts:
        return None
    shared = {part: sum(part in other.split("/") for other in paths) for part in parts}
    return _word(min(reversed(parts), key=lambda part: shared[part]))


def _word(text: str) -> str:
    """Letters, digits, _ and -, with a letter first."""
    name = re.sub(r"[^A-Za-z0-9_-]", "_", text)
    return name if name[:1].isalpha() else f"source_{name}".rstrip("_")
