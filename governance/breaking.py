"""What a change drops, renames or retypes, and who still reads it; and data that it reveals.

Of the base of a change only the shapes of its tables are needed. Readers are looked for in the
catalog after the change: whoever was adapted in the same change names what is there, and is no
longer found by the old name.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from typing import TypeAlias

from msgspec import structs

from governance import renames
from governance.kept import Kept
from governance.model.catalog import Catalog, Column, Exposure, Table
from governance.model.change import Alteration, Change, Reader
from governance.model.classification import Classification
from governance.model.lineage import Edge, EdgeKind
from governance.model.location import Location
from governance.model.names import ColumnRef, TableRef, quote, table_of

_NOWHERE = Location("")
_END, _TAB = "\n", "\t"
_FORMS = ("clear", "hashed", "keyed")
"""How personal data may stand in a column, the least hidden first."""
_VIEWS = frozenset({"view", "materialized view"})


class Shape(Kept, frozen=True, array_like=True, tag=False):
    """A table as a later change is compared to it, as small as it gets.

    `columns` has a line for each column: name, type and form, with tabs between. The form says how
    personal data stands in it ("clear", "hashed", "keyed"), "" where there is none. `open` says
    that there may be more columns.
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
    def by_name(self) -> dict[str, tuple[str, str]]:
        """Name → type and form, in their order."""
        found = {}
        for line in self.columns.split(_END) if self.columns else ():
            name, type_, form = line.split(_TAB)
            found[name] = type_, form
        return found


def shape(table: Table, classifications: Mapping[ColumnRef, Classification]) -> Shape:
    """The shape of a table."""
    ref = table.ref
    lines = []
    for column in table.columns:
        found = classifications.get(ref.column(column.name))
        form = (found.pseudonym or "clear") if found is not None and found.personal else ""
        lines.append(f"{_clean(column.name)}{_TAB}{_clean(column.type)}{_TAB}{form}")
    return Shape(ref.source, ref.schema, ref.table, _END.join(lines), table.open)


def _clean(text: str) -> str:
    return text if text.isprintable() else " ".join(text.split())


Load: TypeAlias = Callable[[Set[TableRef]], Catalog]
"""Gives the catalog after a change, as much of it as concerns some tables: them, as far as they are
still there, whatever reads them, all that lies upstream of these, and the exposures."""


def compared(
    before: Iterable[Shape], after: Iterable[Shape], load: Load, rebuilt: Collection[str] = ()
) -> Catalog | None:
    """The catalog after a change with every table and column that is gone or different in it.

    A difference stands there once for each reader. Readers are what is made anew from what it
    reads: views, the tables of the sources `rebuilt` (dbt projects), and exposures. A table that a
    statement once copied data into is none, unless that statement names what is not there. What
    nobody reads stands there once, with no reader, and so does data that is less hidden now.

    None where nothing differs; `load` is not asked then.
    """
    found = _differences({each.ref: each for each in before}, {each.ref: each for each in after})
    if not found:
        return None
    catalog = load({table_of(change.subject) for change in found})
    readers = _Readers(catalog, {change.subject for change in found}, rebuilt)
    first = {
        alteration: readers.beginnings({c.subject for c in found if c.alteration == alteration})
        for alteration in ("retyped", "revealed")
    }
    made: list[Change] = []
    for change in found:
        if change.subject not in first.get(change.alteration, (change.subject,)):
            continue  # told where it begins
        here = structs.replace(change, location=readers.place(change.subject))
        if change.alteration == "revealed":
            owner = catalog.value(change.subject, "owner")
            made.append(structs.replace(here, owner=None if owner is None else str(owner)))
        else:
            listed: Sequence[Reader | None] = readers.of(change.subject, change.alteration)
            made += [structs.replace(here, reader=reader) for reader in listed or (None,)]
    return structs.replace(catalog, changes=tuple(made))


def _differences(before: Mapping[TableRef, Shape], after: Mapping[TableRef, Shape]) -> list[Change]:
    found: list[Change] = []
    renamed = renames.alone(
        {ref: _evidence(each) for ref, each in before.items() if ref not in after},
        {ref: _evidence(each) for ref, each in after.items() if ref not in before},
    )
    for ref, was in before.items():
        now = after.get(ref)
        if now is None:
            to = renamed.get(ref)
            name = None if to is None else to.name if to.schema != ref.schema else to.table
            found.append(Change(ref, "renamed" if to else "dropped", renamed_to=name))
        elif now.columns != was.columns:
            found += _of_columns(was, now)
    return sorted(found, key=lambda each: (str(each.subject), each.alteration))


def _evidence(table: Shape) -> tuple[str, tuple[tuple[str, str], ...]] | None:
    """What a table is recognised by under another name.

    Not by what its columns hold: a table's name has a say in that.
    """
    if not table.columns:
        return None
    return table.source, tuple((name, type_) for name, (type_, _) in table.by_name.items())


def _of_columns(was: Shape, now: Shape) -> Iterator[Change]:
    old, new = was.by_name, now.by_name
    renamed = renames.columns(_typed(old), _typed(new), trusting=True)
    for name, (type_, form) in old.items():
        ref = was.ref.column(name)
        if name not in new:
            if now.open:
                continue
            to = renamed.get(name)
            yield Change(
                ref,
                "renamed" if to else "dropped",
                renamed_to=to,
                old_type=type_ or None,
            )
            continue
        type_now, form_now = new[name]
        if type_ and type_now and type_ != type_now:
            yield Change(ref, "retyped", old_type=type_, new_type=type_now)
        if form and form_now and _FORMS.index(form_now) < _FORMS.index(form):
            yield Change(ref, "revealed", old_form=form, new_form=form_now)


def _typed(columns: Mapping[str, tuple[str, str]]) -> list[Column]:
    return [Column(name, type_) for name, (type_, _) in columns.items()]


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

    def place(self, subject: TableRef | ColumnRef) -> Location | None:
        """Where a table or column is, None where it is gone."""
        table = self._tables.get(table_of(subject))
        if table is None or not isinstance(subject, ColumnRef):
            return table.location if table is not None else None
        column = next((c for c in table.columns if c.name == subject.column), None)
        return (column.location or table.location) if column is not None else None

    def beginnings(self, subjects: Set[TableRef | ColumnRef]) -> Set[TableRef | ColumnRef]:
        """Those that none of the others feeds; of some that feed each other the first by name."""
        feeds: dict[TableRef | ColumnRef, list[ColumnRef]] = {}
        fed: set[TableRef | ColumnRef] = set()
        for edges in self._into.values():
            for edge in edges:
                up, down = edge.upstream, edge.downstream
                carries = edge.kind is EdgeKind.VALUE and up != down
                if carries and up in subjects and down in subjects:
                    feeds.setdefault(up, []).append(down)
                    fed.add(down)
        first: set[TableRef | ColumnRef] = set()
        reached: set[TableRef | ColumnRef] = set()
        for subject in sorted(subjects, key=lambda each: (each in fed, str(each))):
            if subject in reached:
                continue
            first.add(subject)
            waiting: list[TableRef | ColumnRef] = [subject]
            while waiting:
                each = waiting.pop()
                if each not in reached:
                    reached.add(each)
                    waiting += feeds.get(each, ())
        return first

    def of(self, subject: TableRef | ColumnRef, alteration: Alteration) -> list[Reader]:
        """Views and models by name, then exposures."""
        gone = alteration != "retyped"
        first: dict[TableRef, Edge] = {}
        for edge in self._edges[subject.schema, subject.table]:
            reader = edge.downstream.table_ref
            if reader == table_of(subject) or not self._reads(edge, subject):
                continue
            if not edge.missing and not self._made_anew(reader):
                continue
            if reader not in first or _place(edge) < _place(first[reader]):
                first[reader] = edge
        found = [self._reader(ref, first[ref], breaks=gone) for ref in sorted(first)]
        exposures = [e for e in self._catalog.exposures if self._shows(e, table_of(subject))]
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


def _place(edge: Edge) -> tuple[bool, Location]:
    """Where to look first: at what names the column, before what it only decides about."""
    decides = edge.kind is EdgeKind.INFLUENCE and not edge.missing
    return decides, edge.location or _NOWHERE
