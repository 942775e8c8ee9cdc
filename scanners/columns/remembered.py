"""Findings that need not be made twice: those of a table that is the same as it was.

The lexicon itself is only read when there is a table that was never looked at.
"""

from __future__ import annotations

from collections.abc import Iterable

from governance.cache import Cache, key
from governance.engine import stamp
from governance.kept import Kept, decode, encode
from governance.model.catalog import Table
from governance.model.classification import Finding
from scanners.columns import DETECTOR


class Found(Kept, frozen=True, array_like=True, tag=False):
    """One finding of a table, without the table."""

    column: str
    category: str
    score: float
    evidence: str
    kind: str | None = None


class FoundAll(Kept, frozen=True, tag=False):
    """The findings of one table."""

    found: tuple[Found, ...]


_KNOWN: dict[str, FoundAll] = {}
"""Those of this process: the base and the head of a change have most of their tables alike."""


def findings_of(tables: Iterable[Table], cache: Cache) -> list[Finding]:
    """The findings of names for all tables, in their order; see `names.findings`."""
    keys = [(table, _key(table)) for table in tables]
    for each, text in cache.get([k for _, k in keys if k not in _KNOWN]).items():
        value = decode(text, FoundAll)
        if value is not None:
            _KNOWN[each] = value
    cold = {k: table for table, k in keys if k not in _KNOWN}
    if cold:
        from scanners.columns.names import findings  # brings the lexicon

        fresh = {
            k: FoundAll(
                tuple(
                    Found(f.subject.column, f.category, f.score, f.evidence, f.kind)
                    for f in findings(table)
                )
            )
            for k, table in cold.items()
        }
        _KNOWN.update(fresh)
        cache.put({k: encode(value) for k, value in fresh.items()})
    return [
        Finding(
            table.ref.column(each.column),
            each.category,
            DETECTOR,
            each.score,
            each.evidence,
            kind=each.kind,
        )
        for table, k in keys
        for each in _KNOWN[k].found
    ]


def _key(table: Table) -> str:
    """All that a judgement by names looks at."""
    columns = "\n".join([f"{c.name}\0{c.type}\0{c.comment or ''}" for c in table.columns])
    return key("names", stamp(), table.ref.table, columns)
