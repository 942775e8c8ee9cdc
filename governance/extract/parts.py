"""A table with all that one source says about it: the smallest piece that a check reads or leaves.

What a table's verdict depends on is its own part and the parts upstream of it. Each part therefore
has a digest, so that a check can tell which tables a change reaches before it loads any of them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Protocol, TypeVar

import msgspec
from msgspec import Struct, field, structs

from governance.model.catalog import Grant, Table
from governance.model.lineage import Edge
from governance.model.names import ColumnRef, TableRef, table_of
from governance.model.protection import Protection

_VIEWS = ("view", "materialized view")


class Said(Struct, frozen=True):
    """What a source says about one table.

    `table` is None for a name that data goes into and that no statement makes. `edges` are those
    into it; `grants` those on it alone, not on a whole schema.
    """

    table: Table | None
    edges: tuple[Edge, ...] = ()
    grants: tuple[Grant, ...] = ()
    protections: tuple[Protection, ...] = ()


class Loader(Protocol):
    """Whoever can say more of some tables."""

    def load(self, refs: Collection[TableRef]) -> Mapping[TableRef, Said]:
        """What is said about them."""


class Part(Struct, frozen=True):
    """What must be known of a table without loading it.

    `made` says that there is a table, and not only a name that data goes into; `open` that it may
    have more columns than are known. `columns` are their names and types, `reads` the tables that
    its edges come from, and `refers` those that its foreign keys refer to. `digest` tells one
    `Said` from another, and `loader` has it. `meant` leads from names in its edges to the tables of
    other sources that they mean. `query` says that a query which was read says all that is in it.
    """

    ref: TableRef
    made: bool
    open: bool
    columns: tuple[tuple[str, str], ...]
    reads: tuple[TableRef, ...]
    refers: tuple[TableRef, ...]
    digest: str
    loader: Loader
    meant: Mapping[TableRef, TableRef] = field(default_factory=dict)
    query: bool = False


def load(parts: Iterable[Part]) -> dict[TableRef, Said]:
    """What is said about tables, in their order."""
    listed = list(parts)
    by_loader: dict[int, tuple[Loader, list[TableRef]]] = {}
    for part in listed:
        by_loader.setdefault(id(part.loader), (part.loader, []))[1].append(part.ref)
    found: dict[TableRef, Said] = {}
    for loader, refs in by_loader.values():
        found.update(loader.load(refs))
    return {part.ref: _linked(found[part.ref], part.meant) for part in listed}


class _Flat:
    """Tables that are there already."""

    def __init__(self) -> None:
        self.said: dict[TableRef, Said] = {}

    def load(self, refs: Collection[TableRef]) -> Mapping[TableRef, Said]:
        """What is said about them."""
        return {ref: self.said[ref] for ref in refs}


def parts_of(
    tables: Iterable[Table],
    edges: Iterable[Edge] = (),
    grants: Iterable[Grant] = (),
    protections: Iterable[Protection] = (),
) -> tuple[Part, ...]:
    """Tables and what belongs to them, taken apart; a part for each name that edges go into, too.

    Grants on what is no table here, a whole schema for one, are left out.
    """
    made = {table.ref: table for table in tables}
    into = _by_table(edges, lambda edge: edge.downstream)
    granted = _by_table(grants, lambda grant: grant.subject)
    protected = _by_table(protections, lambda protection: protection.subject)
    loader = _Flat()
    parts = []
    for ref in dict.fromkeys((*made, *into)):
        said = loader.said[ref] = Said(
            made.get(ref),
            tuple(into.get(ref, ())),
            tuple(granted.get(ref, ())),
            tuple(protected.get(ref, ())),
        )
        parts.append(_part(ref, said, loader))
    return tuple(parts)


def _part(ref: TableRef, said: Said, loader: Loader) -> Part:
    table = said.table
    return Part(
        ref,
        table is not None,
        table is not None and table.open,
        tuple((column.name, column.type) for column in table.columns) if table is not None else (),
        tuple({table_of(edge.upstream): None for edge in said.edges}),
        tuple(key.referred for key in table.foreign_keys) if table is not None else (),
        sha256(msgspec.json.encode(said)).hexdigest(),
        loader,
        query=table is not None and not table.open and table.kind in _VIEWS,
    )


class _Both:
    """What two sources say of a table: data of both may go into it."""

    def __init__(self, one: Part, other: Part) -> None:
        self._parts = one, other

    def load(self, refs: Collection[TableRef]) -> Mapping[TableRef, Said]:
        """What both say; the table is that of the first who has one."""
        one, other = (load([part]) for part in self._parts)
        return {ref: _both(one[ref], other[ref]) for ref in refs}


def together(one: Part, other: Part) -> Part:
    """What two sources say of one table, as one part; the first that makes it has the table."""
    main = one if one.made or not other.made else other
    written = f"together\0{one.digest}\0{other.digest}"
    return structs.replace(
        main,
        reads=tuple(dict.fromkeys((*one.reads, *other.reads))),
        refers=tuple(dict.fromkeys((*one.refers, *other.refers))),
        digest=sha256(written.encode("utf-8", "surrogatepass")).hexdigest(),
        loader=_Both(one, other),
    )


def _both(one: Said, other: Said) -> Said:
    return Said(
        one.table or other.table,
        tuple(dict.fromkeys((*one.edges, *other.edges))),
        (*one.grants, *other.grants),
        (*one.protections, *other.protections),
    )


def linked(part: Part, meant: Mapping[TableRef, TableRef]) -> Part:
    """A part that reads tables of other sources, by the names that these give them."""
    reads = tuple(dict.fromkeys(meant.get(ref, ref) for ref in part.reads))
    found = sorted((str(ref), str(other)) for ref, other in meant.items())
    digest = sha256(f"{part.digest}\0{found}".encode("utf-8", "surrogatepass")).hexdigest()
    return structs.replace(part, reads=reads, digest=digest, meant=meant)


def _linked(said: Said, meant: Mapping[TableRef, TableRef]) -> Said:
    if not meant:
        return said
    edges = [
        structs.replace(edge, upstream=other.column(edge.upstream.column))
        if (other := meant.get(table_of(edge.upstream))) is not None
        else edge
        for edge in said.edges
    ]
    return structs.replace(said, edges=tuple(edges))


Item = TypeVar("Item")


def _by_table(
    items: Iterable[Item], subject: Callable[[Item], TableRef | ColumnRef]
) -> dict[TableRef, list[Item]]:
    found: dict[TableRef, list[Item]] = {}
    for item in items:
        found.setdefault(table_of(subject(item)), []).append(item)
    return found


def in_circles(reads: Mapping[TableRef, Iterable[TableRef]]) -> Sequence[Sequence[TableRef]]:
    """Tables that read each other together, all others alone; each after those it reads.

    Tarjan (1972), "Depth-first search and linear graph algorithms". Names that `reads` does not
    have are left out.
    """
    number: dict[TableRef, int] = {}
    low: dict[TableRef, int] = {}
    stack: list[TableRef] = []
    waits: set[TableRef] = set()
    found: list[Sequence[TableRef]] = []
    for start in reads:
        if start in number:
            continue
        number[start] = low[start] = len(number)
        stack.append(start)
        waits.add(start)
        work = [(start, iter(reads[start]))]
        while work:
            node, rest = work[-1]
            for other in rest:
                if other not in reads:
                    continue
                if other not in number:
                    number[other] = low[other] = len(number)
                    stack.append(other)
                    waits.add(other)
                    work.append((other, iter(reads[other])))
                    break
                if other in waits:
                    low[node] = min(low[node], number[other])
            else:
                work.pop()
                if work:
                    above = work[-1][0]
                    low[above] = min(low[above], low[node])
                if low[node] == number[node]:
                    circle: list[TableRef] = []
                    while not circle or circle[-1] != node:
                        circle.append(stack.pop())
                    waits.difference_update(circle)
                    found.append(circle)
    return found
