"""What was written, as edges between columns.

A producer that tells nothing of columns says at least what was read and written. Then each column
that was written may hold whatever was read: an open edge from each input (`t.*`) to each column.
A column that a producer leaves out, and that an input has by the same name, is taken for that one:
parsers of SQL leave out what a star brings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from governance.extract.openlineage.naming import Naming
from governance.extract.openlineage.runs import Written
from governance.extract.openlineage.told import Name, Origin, Told
from governance.model.catalog import Column, Table
from governance.model.lineage import Edge, EdgeKind, Effect
from governance.model.location import Location
from governance.model.names import TableRef


@dataclass(frozen=True, slots=True)
class Laid:
    """Edges, and the datasets of which nothing is told but that they were read and written."""

    edges: tuple[Edge, ...]
    whole: tuple[Name, ...]


def laid(found: Iterable[Written], naming: Naming) -> Laid:
    """The edges of all that was written, each once, the first place counts."""
    edges: dict[tuple[object, ...], Edge] = {}
    whole: dict[Name, None] = {}
    for each in found:
        if each.told.fields is None and _others(each, naming):
            whole.setdefault(each.told.name)
        for edge in _edges(each, naming):
            identity = (edge.upstream, edge.downstream, edge.effect, edge.kind)
            edges.setdefault(identity, edge)
    return Laid(tuple(edges.values()), tuple(whole))


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
            for name, kind in told.columns or ():
                listed.setdefault(name, Column(name, kind, location=place))
            for name, _ in told.fields or ():
                listed.setdefault(name, Column(name, location=place))
    for ref in sorted(columns):
        if naming.own(ref):
            yield Table(ref, columns=tuple(columns[ref].values()), open=True, location=places[ref])


def _edges(each: Written, naming: Naming) -> Iterator[Edge]:
    told, place = each.told, Location(each.file, each.line)
    fields: Mapping[str, tuple[Origin, ...]] = dict(told.fields or ())
    for column, origins in fields.items():
        for origin in origins:
            yield _edge(origin, told.name, column, naming, place)
    named = {origin.dataset for origins in fields.values() for origin in origins}
    for origin in told.rows:
        if origin.field != "*" or origin.kind is EdgeKind.INFLUENCE:
            yield _edge(origin, told.name, "*", naming, place)
        elif origin.dataset not in named:
            yield from _whole(origin, told, naming, place)
    listed = [name for name, _ in told.columns or ()]
    for other in _others(each, naming):
        if not fields:
            if all(origin.dataset != other.name for origin in told.rows):
                anything = Origin(other.name, "*", EdgeKind.VALUE, Effect.DERIVED)
                yield from _whole(anything, told, naming, place)
            continue
        has = {name for name, _ in other.columns or ()}
        for column in listed:
            if column not in fields and column in has:
                same = Origin(other.name, column, EdgeKind.VALUE, Effect.DERIVED)
                yield _edge(same, told.name, column, naming, place)


def _others(each: Written, naming: Naming) -> tuple[Told, ...]:
    """What was read, the dataset itself left out."""
    ref = naming.table(each.told.name)
    return tuple(told for told in each.inputs if naming.table(told.name) != ref)


def _whole(origin: Origin, told: Told, naming: Naming, place: Location) -> Iterator[Edge]:
    """Any column of a dataset may have gone into any column of what was written."""
    for column, _ in (*(told.columns or ()), ("*", "")):  # a schema need not be all of it
        yield _edge(origin, told.name, column, naming, place)


def _edge(origin: Origin, name: Name, column: str, naming: Naming, place: Location) -> Edge:
    return Edge(
        naming.column(origin.dataset, origin.field),
        naming.column(name, column),
        origin.effect,
        origin.kind,
        place,
    )
