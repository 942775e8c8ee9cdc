"""What was written, as edges between columns.

A producer that tells nothing of columns says at least what was read and written. Then each column
that was written may hold whatever was read: an open edge from each input (`t.*`) to each column.
A column that a producer leaves out, and that an input has by the same name, is taken for that one:
parsers of SQL leave out what a star brings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from governance.extract.openlineage.naming import Naming
from governance.extract.openlineage.runs import Written
from governance.extract.openlineage.told import Name, Origin, Told
from governance.model.catalog import Column, Table
from governance.model.lineage import Edge, EdgeKind, Effect
from governance.model.location import Location
from governance.model.names import TableRef

MOST_OPEN = 2_000
"""Open edges into one dataset: beyond that columns are paired by name, which is a problem."""


class Laid(Struct, frozen=True):
    """Edges, and the datasets of which nothing is told but that they were read and written.

    `too_many` are those of them that have more columns and inputs than can be told apart.
    """

    edges: tuple[Edge, ...]
    whole: tuple[Name, ...]
    too_many: tuple[Written, ...]


def laid(found: Iterable[Written], naming: Naming) -> Laid:
    """The edges of all that was written, each once, the first place counts."""
    edges: dict[tuple[object, ...], Edge] = {}
    whole: dict[Name, None] = {}
    too_many: list[Written] = []
    for each in found:
        unknown = _wholes(each, naming)
        if unknown:
            whole.setdefault(each.told.name)
            if _too_many(each, unknown):
                too_many.append(each)
        for edge in _edges(each, unknown, naming):
            identity = (edge.upstream, edge.downstream, edge.effect, edge.kind)
            edges.setdefault(identity, edge)
    return Laid(tuple(edges.values()), tuple(whole), tuple(too_many))


def tables(found: Iterable[Written], naming: Naming) -> Iterator[Table]:
    """The tables that events describe, sorted; none is known to be told of completely."""
    columns: dict[TableRef, dict[str, Column]] = {}
    places: dict[TableRef, Location] = {}
    for each in found:
        place = Location(each.file, each.line)
        for told in (each.told, *each.inputs):
            ref = naming.table(told.name)
            places.setdefault(ref, place)
            listed = columns.setdefault(ref, {})
            named = (*(told.columns or ()), *((name, "") for name, _ in told.fields or ()))
            for name, kind in named:
                if name != "*":
                    listed.setdefault(name, Column(name, kind, location=place))
    for ref in sorted(columns):
        if naming.own(ref):
            yield Table(ref, columns=tuple(columns[ref].values()), open=True, location=places[ref])


def _wholes(each: Written, naming: Naming) -> tuple[Origin, ...]:
    """The datasets of which nothing says what of them went where, as origins."""
    if naming.told_by_sql(each.told.name):
        return ()
    fields = each.told.fields or ()
    named = {origin.dataset for _, origins in fields for origin in origins}
    told = [
        origin
        for origin in each.told.rows
        if origin.field == "*" and origin.kind is EdgeKind.VALUE and origin.dataset not in named
    ]
    if not fields:
        known = {origin.dataset for origin in told}
        told += [
            Origin(other.name, "*", EdgeKind.VALUE, Effect.DERIVED)
            for other in _others(each, naming)
            if other.name not in known
        ]
    return tuple(told)


def _too_many(each: Written, unknown: Sequence[Origin]) -> bool:
    return len(unknown) * len(each.told.columns or ()) > MOST_OPEN


def _edges(each: Written, unknown: Sequence[Origin], naming: Naming) -> Iterator[Edge]:
    told, place = each.told, Location(each.file, each.line)
    fields: Mapping[str, tuple[Origin, ...]] = dict(told.fields or ())
    listed = [name for name, _ in told.columns or ()]
    for column, origins in fields.items():
        for origin in origins:
            yield _edge(origin, told.name, column, naming, place)
    for origin in told.rows:
        if origin.field != "*" or origin.kind is EdgeKind.INFLUENCE:
            yield _edge(origin, told.name, "*", naming, place)
    for origin in unknown:
        yield _edge(origin, told.name, "*", naming, place)  # a schema need not be all of it
        for column in () if _too_many(each, unknown) else listed:
            yield _edge(origin, told.name, column, naming, place)
    for other in _others(each, naming) if fields else ():
        has = {name for name, _ in other.columns or ()}
        for column in listed:
            if column not in fields and column in has:
                same = Origin(other.name, column, EdgeKind.VALUE, Effect.DERIVED)
                yield _edge(same, told.name, column, naming, place)


def _others(each: Written, naming: Naming) -> tuple[Told, ...]:
    """What was read, the dataset itself left out."""
    ref = naming.table(each.told.name)
    return tuple(told for told in each.inputs if naming.table(told.name) != ref)


def _edge(origin: Origin, name: Name, column: str, naming: Naming, place: Location) -> Edge:
    return Edge(
        naming.column(origin.dataset, origin.field),
        naming.column(name, column),
        origin.effect,
        origin.kind,
        place,
    )
