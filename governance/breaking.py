"""Breaking changes: what a change drops, renames or retypes, and who still reads it.

Of the base of a change only the shapes of its tables are needed. Readers are looked for in the
catalog after the change: whoever was adapted in the same change names what is there, and is no
longer found by the old name.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from governance.kept import Kept
from governance.model.catalog import Catalog, Exposure, Table
from governance.model.change import Alteration, Change, Reader
from governance.model.lineage import Edge
from governance.model.location import Location
from governance.model.names import ColumnRef, TableRef, quote

_NOWHERE = Location("")
_END, _TAB = "\n", "\t"
_VIEWS = frozenset({"view", "materialized view"})


class Shape(Kept, frozen=True, array_like=True, tag=False):
    """The columns of a table, a line each with name and type between a tab, as small as it gets.

    `open` says that there may be more.
    """

    source: str
    schema: str
    table: str
    columns: str
    open: bool = False

    @property
    def ref(self) -> TableRef:
        """The table's name."""
        return TableRef(self.source, self.schema, self.table)

    @property
    def types(self) -> dict[str, str]:
        """Name → type, in their order."""
        lines = self.columns.split(_END) if self.columns else []
        return {name: type_ for name, _, type_ in (line.partition(_TAB) for line in lines)}


def shape(table: Table) -> Shape:
    """The shape of a table."""
    columns = _END.join([f"{c.name}{_TAB}{c.type}" for c in table.columns])
    if columns.count(_END) + columns.count(_TAB) != max(0, 2 * len(table.columns) - 1):
        columns = _END.join(f"{_clean(c.name)}{_TAB}{_clean(c.type)}" for c in table.columns)
    return Shape(table.ref.source, table.ref.schema, table.ref.table, columns, table.open)


def _clean(text: str) -> str:
    return text.replace(_END, " ").replace(_TAB, " ")


@dataclass(frozen=True, slots=True)
class _Difference:
    subject: TableRef | ColumnRef
    alteration: Alteration
    renamed_to: str | None = None
    old_type: str | None = None
    new_type: str | None = None


def changes(
    before: Iterable[Shape], after: Catalog, rebuilt: Collection[str] = ()
) -> tuple[Change, ...]:
    """Every table and column that is gone, has another name or type; once for each reader.

    Readers are what is made anew from what it reads: views, the tables of the sources `rebuilt`
    (dbt projects), and exposures. A table that a statement once copied data into is none, unless
    that statement names what is not there. What nobody reads is listed once, with no reader.
    """
    found = _differences({each.ref: each for each in before}, after.tables)
    if not found:
        return ()
    readers = _Readers(after, {d.subject for d in found}, rebuilt)
    retyped = {d.subject for d in found if d.alteration == "retyped"}
    made: list[Change] = []
    for each in found:
        if each.alteration == "retyped" and readers.comes_from(each.subject, retyped):
            continue  # told where the type changes first
        listed: Sequence[Reader | None] = readers.of(each.subject, each.alteration) or (None,)
        made += [
            Change(
                each.subject,
                each.alteration,
                reader,
                each.renamed_to,
                each.old_type,
                each.new_type,
            )
            for reader in listed
        ]
    return tuple(made)


def _differences(before: Mapping[TableRef, Shape], tables: Sequence[Table]) -> list[_Difference]:
    after = {table.ref: table for table in tables}
    new = [shape(table) for table in tables if table.ref not in before]
    found: list[_Difference] = []
    for ref, was in before.items():
        table = after.get(ref)
        if table is None:
            to = _same_columns(was, new)
            alteration: Alteration = "renamed" if to else "dropped"
            found.append(_Difference(ref, alteration, renamed_to=to))
            continue
        now = shape(table)
        if now.columns != was.columns:
            found += _of_columns(was, now)
    return sorted(found, key=lambda each: (str(each.subject), each.alteration))


def _same_columns(was: Shape, new: Iterable[Shape]) -> str | None:
    """The name of the one new table of the same source with the same columns, if there is one."""
    same = [s for s in new if s.source == was.source and s.columns == was.columns and was.columns]
    if len(same) != 1:
        return None
    (to,) = same
    return to.ref.name if to.schema != was.schema else to.table


def _of_columns(was: Shape, now: Shape) -> Iterator[_Difference]:
    old, new = was.types, now.types
    places = list(new)
    for place, (name, type_) in enumerate(old.items()):
        ref = was.ref.column(name)
        if name in new:
            if type_ and new[name] and type_ != new[name]:
                yield _Difference(ref, "retyped", None, type_, new[name])
        elif not now.open:
            # in its place stands one that was not there before: it has another name
            there = places[place] if len(old) == len(new) else name
            renamed = there not in old and new.get(there) == type_
            alteration: Alteration = "renamed" if renamed else "dropped"
            yield _Difference(ref, alteration, there if renamed else None, type_ or None)


class _Readers:
    """Who reads what changes, in the catalog after the change."""

    def __init__(
        self, after: Catalog, changed: set[TableRef | ColumnRef], rebuilt: Collection[str]
    ) -> None:
        self._catalog = after
        self._rebuilt = frozenset(rebuilt)
        self._tables = {table.ref: table for table in after.tables}
        # a source that is gone may still be described by another, under its name there
        names = {(ref.schema, ref.table) for ref in changed}
        self._edges: dict[tuple[str, str], list[Edge]] = {name: [] for name in names}
        self._into: dict[ColumnRef, list[Edge]] = {}
        for edge in after.edges:
            up = edge.upstream
            edges = self._edges.get((up.schema, up.table))
            if edges is not None:
                edges.append(edge)
            if edge.downstream in changed:
                self._into.setdefault(edge.downstream, []).append(edge)

    def comes_from(self, subject: TableRef | ColumnRef, others: set[TableRef | ColumnRef]) -> bool:
        """Whether a column is made of one of some others."""
        if not isinstance(subject, ColumnRef):
            return False
        return any(edge.upstream in others for edge in self._into.get(subject, ()))

    def of(self, subject: TableRef | ColumnRef, alteration: Alteration) -> list[Reader]:
        """Views and models by name, then exposures."""
        gone = alteration != "retyped"
        first: dict[TableRef, Edge] = {}
        for edge in self._edges[subject.schema, subject.table]:
            reader = edge.downstream.table_ref
            if reader == _table_of(subject) or not self._reads(edge, subject):
                continue
            if not edge.missing and not self._made_anew(reader):
                continue
            if reader not in first or _place(edge) < _place(first[reader]):
                first[reader] = edge
        found = [self._reader(ref, first[ref], breaks=gone) for ref in sorted(first)]
        exposures = [e for e in self._catalog.exposures if self._shows(e, _table_of(subject))]
        return found + [_exposed(exposure) for exposure in exposures if gone]

    def _reads(self, edge: Edge, subject: TableRef | ColumnRef) -> bool:
        up = edge.upstream
        if isinstance(subject, ColumnRef):
            return up.column == subject.column and up.source == subject.source
        # a table of the same name in another source stands for itself
        return up.source == subject.source or subject.source not in self._sources(subject)

    def _made_anew(self, ref: TableRef) -> bool:
        table = self._tables.get(ref)
        return ref.source in self._rebuilt or (table is not None and table.kind in _VIEWS)

    def _sources(self, subject: TableRef) -> set[str]:
        return {
            ref.source
            for ref in self._tables
            if (ref.schema, ref.table) == (subject.schema, subject.table)
        }

    def _reader(self, ref: TableRef, edge: Edge, *, breaks: bool) -> Reader:
        table = self._tables.get(ref)
        owner = self._catalog.value(ref, "owner")
        return Reader(
            ref.name,
            table.kind if table is not None else "table",
            ref,
            edge.location,
            str(owner) if owner is not None else None,
            breaks,
        )

    def _shows(self, exposure: Exposure, table: TableRef) -> bool:
        return any((ref.schema, ref.table) == (table.schema, table.table) for ref in exposure.reads)


def _exposed(exposure: Exposure) -> Reader:
    return Reader(
        f"exposure {quote(exposure.name)}", exposure.kind, None, exposure.location, exposure.owner
    )


def _table_of(subject: TableRef | ColumnRef) -> TableRef:
    return subject.table_ref if isinstance(subject, ColumnRef) else subject


def _place(edge: Edge) -> Location:
    return edge.location or _NOWHERE
