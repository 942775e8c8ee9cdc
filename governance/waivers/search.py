"""Where comments may waive, and which of those files do.

Most files hold no such comment, and that is remembered by what they contain: a warm check opens
only those that do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from governance.cache import Cache, key
from governance.settings import Settings
from governance.tree import Tree, find
from governance.waivers.comments import MARK

_MOST = 60_000
"""Files remembered to hold none."""

_KINDS = (".sql", ".ddl", ".psql", ".pgsql", ".hql", ".yml", ".yaml", ".py", ".rb", ".prisma")


def searched(tree: Tree, settings: Settings, places: Iterable[str]) -> tuple[str, ...]:
    """The files to look into: those of the sources and of stewardship, and `places`."""
    paths = [source.path for source in settings.sources if source.path]
    files = {
        file
        for path in (*paths, *settings.stewardship)
        for file in find(tree, path)
        if file.lower().endswith(_KINDS)
    }
    return tuple(sorted(files.union(places)))


def holding(tree: Tree, files: Iterable[str], cache: Cache) -> Mapping[str, bytes]:
    """The contents of those files that hold what looks like a waiver in a comment."""
    ids = tree.ids(files)
    kept = key("files without waivers in comments", MARK.pattern)
    known = _known(cache, kept)
    unknown = [file for file, id_ in ids.items() if id_ not in known]
    found = {}
    without = []
    for start in range(0, len(unknown), 500):
        for file, content in tree.read(unknown[start : start + 500]).items():
            if MARK.search(content):
                found[file] = content
            else:
                without.append(ids[file])
    if without:
        latest = list(dict.fromkeys([*without, *known]))[:_MOST]
        cache.put({kept: msgspec.json.encode(latest).decode()})
    return found


def _known(cache: Cache, kept: str) -> dict[str, None]:
    text = cache.get([kept]).get(kept)
    try:
        return dict.fromkeys(msgspec.json.decode(text, type=list[str])) if text else {}
    except msgspec.DecodeError:
        return {}
