"""What a query gives once its names are resolved: columns, and where each comes from.

These values live only while one statement is resolved, and are filled step by step.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from msgspec import Struct, field

from governance.lineage.effects import IDENTITY, Transform, most_revealing
from governance.model.names import ColumnRef, TableRef
from governance.sql.place import Span

Flows: TypeAlias = dict[tuple[ColumnRef, int], Transform]
"""Which columns flow in, and how. Paths that undo protection stand apart, and so do those under a
key (see `Transform.mark`): which of two shows more is only known once nothing can undo the key."""

Influences: TypeAlias = dict[ColumnRef, Span]
"""Which columns influence, and where the first use of each stands."""


def add(flows: Flows, ref: ColumnRef, transform: Transform) -> None:
    """One more path from a column: the most revealing one counts."""
    key = (ref, transform.mark)
    before = flows.get(key)
    flows[key] = transform if before is None else most_revealing(before, transform)


def pour(into: Flows, flows: Flows, transform: Transform = IDENTITY) -> None:
    """Add all of `flows`, each followed by `transform`."""
    for (ref, _), before in flows.items():
        add(into, ref, before.then(transform))


def influence(into: Influences, influences: Iterable[ColumnRef], span: Span) -> None:
    """Add influences that have no better place than `span`."""
    for ref in influences:
        into.setdefault(ref, span)


def spread(into: Influences, influences: Influences) -> None:
    """Add influences where each of them stands."""
    for ref, span in influences.items():
        into.setdefault(ref, span)


class Made(Struct):
    """One column: its name, type, place, and what it is made of.

    `fields` are the columns of the row that its value is, None when it is none.
    """

    name: str
    type: str
    span: Span
    flows: Flows = field(default_factory=dict)
    influences: Influences = field(default_factory=dict)
    fields: Result | None = None

    def named(self, name: str, span: Span | None = None) -> Made:
        """The same under another name."""
        return Made(name, self.type, span or self.span, self.flows, self.influences, self.fields)


class Rest(Struct):
    """Columns whose names are not known: a star over an unknown table, or what a function gives.

    In its flows a column "*" means the one of the same name. `without` are names that are not
    among them, `renamed` gives the old name of those that are renamed.
    """

    span: Span
    flows: Flows = field(default_factory=dict)
    influences: Influences = field(default_factory=dict)
    without: frozenset[str] = frozenset()
    renamed: Mapping[str, str] = field(default_factory=dict)

    def column(self, name: str) -> Made | None:
        """The column of that name, which may be there; None when it surely is not."""
        old = self.renamed.get(name)
        if old is None:
            if name in self.without:
                return None
            old = name
        made = Made(name, "", self.span, influences=self.influences)
        for (ref, _), transform in self.flows.items():
            add(made.flows, ref.table_ref.column(old) if ref.column == "*" else ref, transform)
        return made

    def any_column(self, name: str, span: Span) -> Made:
        """A column that is one of these, but nobody knows which."""
        return Made(name, "", span, dict(self.flows), dict(self.influences))

    def fewer(self, without: Iterable[str], renamed: Iterable[tuple[str, str]] = ()) -> Rest:
        """The same without some, and with others renamed (old, new)."""
        names = dict(self.renamed)
        gone = set(self.without) | set(without)
        for old, new in renamed:
            names[new] = self.renamed.get(old, old)
            gone.add(old)
        return Rest(self.span, self.flows, self.influences, frozenset(gone), names)


class Result(Struct):
    """What a table or query gives: columns in order, and what decides about its rows.

    `table` is the table it is, None for anything else.
    """

    items: list[Made | Rest]
    rows: Influences = field(default_factory=dict)
    table: TableRef | None = None
    _index: dict[str, list[Made]] | None = None

    @property
    def columns(self) -> list[Made]:
        """The columns that are known."""
        return [item for item in self.items if isinstance(item, Made)]

    @property
    def rests(self) -> list[Rest]:
        """What else there may be."""
        return [item for item in self.items if isinstance(item, Rest)]

    def named(self, name: str) -> list[Made]:
        """The known columns of that name, normally one."""
        if self._index is None:
            self._index = {}
            for column in self.columns:
                self._index.setdefault(column.name, []).append(column)
        found = self._index.get(name)
        if found is None:
            found = self._at(name) if name[:1] == "$" else []
        return found

    def _at(self, name: str) -> list[Made]:
        """The column that Snowflake's `$1` means, if all up to it are known."""
        place = int(name[1:]) if name[1:].isdecimal() and len(name) < 6 else 0
        before = self.items[:place]
        known = len(before) == place and all(isinstance(item, Made) for item in before)
        return [item for item in before[-1:] if isinstance(item, Made)] if known else []

    def maybe(self, name: str) -> list[Made]:
        """The columns of that name that may be among those not known."""
        return [made for rest in self.rests if (made := rest.column(name)) is not None]

    def everything(self, name: str, span: Span) -> Made:
        """All columns as one value: a whole row."""
        made = Made(name, "", span, fields=self)
        for item in self.items:
            pour(made.flows, item.flows)
            influence(made.influences, item.influences, span)
        return made

    def renamed(self, names: tuple[str, ...]) -> Result:
        """The same with its first columns renamed, as an alias with a list of columns does it."""
        if not names:
            return self
        return Result(aligned(self.items, names), self.rows, self.table)


def aligned(items: list[Made | Rest], names: tuple[str, ...]) -> list[Made | Rest]:
    """The items under new names, by position; surplus items keep theirs.

    Behind columns that are not known every position is possible, so that each name left is made
    of all that is left.
    """
    result: list[Made | Rest] = []
    position = 0
    while position < len(names) and position < len(items):
        item = items[position]
        if isinstance(item, Rest):
            break
        result.append(item.named(names[position]))
        position += 1
    left, open_ = items[position:], names[position:]
    if not open_:
        return [*result, *left]
    if not left:
        return result
    if not any(isinstance(item, Rest) for item in left):
        return result
    for name in open_:
        made = Made(name, "", left[0].span)
        for item in left:
            pour(made.flows, item.flows)
            influence(made.influences, item.influences, made.span)
        result.append(made)
    return result
