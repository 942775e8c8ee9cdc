"""`profiles.yml`: which engine dbt talks to, and into which schema. Never who it logs in as.

Only the default target's type, schema and database are taken out; everything else of the file,
passwords above all, is let go as soon as it is read. A value from the environment is unknown,
unless its default stands in the file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from governance.documents import Document

_ENVIRONMENT = re.compile(
    r"""\{\{\s*env_var\(\s*(?:'[^']*'|"[^"]*")\s*(?:,\s*(?:'(?P<a>[^']*)'|"(?P<b>[^"]*)")\s*)?\)"""
    r"""(?:\s*\|\s*(?:as_text|trim))?\s*\}\}"""
)
_SCHEMA = ("schema", "dataset")
_DATABASE = ("database", "dbname", "project", "catalog")


class Target(Struct, frozen=True):
    """Where dbt builds; each is None when the file leaves it to the environment."""

    adapter: str | None = None
    schema: str | None = None
    database: str | None = None


def target(document: Document, profile: str | None) -> Target | None:
    """The default target of a profile, None when the file does not describe that profile.

    Without a name, the only profile of the file is meant.
    """
    data = document.data if isinstance(document.data, dict) else {}
    profiles = {
        str(name): entry
        for name, entry in data.items()
        if isinstance(entry, dict) and isinstance(entry.get("outputs"), dict)
    }
    if profile is None and len(profiles) == 1:
        (entry,) = profiles.values()
    elif profile in profiles:
        entry = profiles[profile]
    else:
        return None
    outputs = {str(name): o for name, o in entry["outputs"].items() if isinstance(o, dict)}
    chosen = outputs.get(_plain(entry.get("target")) or "default")
    if chosen is None and len(outputs) == 1:
        (chosen,) = outputs.values()
    if chosen is None:
        # the default target is the reader's own; what all targets agree on is known all the same
        found = [_described(output) for output in outputs.values()]
        return Target(
            *(
                _agreed([getattr(t, part) for t in found])
                for part in ("adapter", "schema", "database")
            )
        )
    return _described(chosen)


def _described(output: Mapping[str, Any]) -> Target:
    return Target(
        adapter=_plain(output.get("type")),
        schema=next((s for key in _SCHEMA if (s := _plain(output.get(key)))), None),
        database=next((d for key in _DATABASE if (d := _plain(output.get(key)))), None),
    )


def _agreed(values: list[str | None]) -> str | None:
    return values[0] if values and len(set(values)) == 1 else None


def _plain(value: Any) -> str | None:
    """A word as it stands, or the default of the environment variable it is read from."""
    if not isinstance(value, str) or not value.strip():
        return None
    found = _ENVIRONMENT.fullmatch(value.strip())
    if found:
        return found["a"] or found["b"] or None
    return None if "{{" in value or "{%" in value else value.strip()
