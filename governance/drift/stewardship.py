"""What people say of tables and columns, and said before."""

from __future__ import annotations

from collections.abc import Iterator

from governance.drift.sides import Sides
from governance.model.catalog import Catalog
from governance.model.drift import Drift, DriftKind
from governance.model.names import ColumnRef, TableRef
from governance.model.stewardship import FactKey

_KEYS: tuple[tuple[FactKey, DriftKind, DriftKind, DriftKind], ...] = (
    ("owner", "owner_lost", "owner_changed", "owner_set"),
    ("retention_days", "retention_lost", "retention_changed", "retention_set"),
    ("environment", "environment_changed", "environment_changed", "environment_changed"),
    ("purpose", "purpose_changed", "purpose_changed", "purpose_changed"),
)


def stewardship(sides: Sides) -> Iterator[Drift]:
    """What is different in owner, retention, environment, purpose and descriptions.

    Only of what both catalogs have, and of each its own: what a table says for its columns is told
    once.
    """
    yield from _facts(sides)
    yield from _descriptions(sides)


def _facts(sides: Sides) -> Iterator[Drift]:
    old, new = sides.before.facts, sides.after.facts
    if old is new:
        return
    named = {sides.now(ref) for ref in old} if not sides.same_names else set(old)
    for ref in {**new, **dict.fromkeys(named)}:
        then = ref if sides.same_names else sides.then(ref)
        was, now = sides.before.fact(then), sides.after.fact(ref)
        if was is now or was == now or not sides.asked(ref) or not sides.both(ref):
            continue
        for key, lost, changed, gained in _KEYS:
            before, after = was.get(key), now.get(key)
            said = None if before is None else str(before.value)
            says = None if after is None else str(after.value)
            if said != says:
                kind = gained if said is None else lost if says is None else changed
                yield sides.drift(kind, ref, was=then, before=said, after=says)


def _descriptions(sides: Sides) -> Iterator[Drift]:
    described: dict[TableRef | ColumnRef, None] = {}
    for pair in sides.pairs:
        if pair.before.comment != pair.after.comment:
            described[pair.after.ref] = None
        comments = {pair.renamed.get(c.name, c.name): c.comment for c in pair.before.columns}
        for column in pair.after.columns:
            if comments.get(column.name) != column.comment:
                described[pair.after.ref.column(column.name)] = None
    if sides.before.facts is not sides.after.facts:
        for ref, facts in sides.after.facts.items():
            if "description" in facts:
                described[ref] = None
        for ref, facts in sides.before.facts.items():
            if "description" in facts:
                described[sides.now(ref)] = None
    old, new = _Descriptions(sides.before), _Descriptions(sides.after)
    for ref in described:
        if not sides.asked(ref) or not sides.both(ref):
            continue
        then = sides.then(ref)
        said, says = old.of(then), new.of(ref)
        if said != says:
            kind: DriftKind = "description_changed"
            if says is None:
                kind = "description_lost"
            elif said is None:
                kind = "description_set"
            yield sides.drift(kind, ref, was=then)


class _Descriptions:
    """The description of each table and column: the declared one, else the comment."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._tables = {table.ref: table for table in catalog.tables}
        self._comments: dict[TableRef, dict[str, str | None]] = {}

    def of(self, ref: TableRef | ColumnRef) -> str | None:
        declared = self._catalog.fact(ref).get("description")
        if declared is not None:
            return _text(str(declared.value))
        if isinstance(ref, TableRef):
            return _text(self._tables[ref].comment)
        table = ref.table_ref
        if table not in self._comments:
            self._comments[table] = {c.name: c.comment for c in self._tables[table].columns}
        return _text(self._comments[table].get(ref.column))


def _text(text: str | None) -> str | None:
    return " ".join(text.split()) or None if text else None
