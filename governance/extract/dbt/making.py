"""What models make, kept under all that it depends on, so that most runs follow no SQL at all.

An outline (the columns, what is read) is enough for whoever reads the model; the edges are kept
beside it, and loaded where somebody looks into the table.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any

import msgspec
from msgspec import Struct, structs

from governance.cache import Cache, key
from governance.engine import stamp
from governance.extract.dbt.columns import Described
from governance.extract.dbt.config import Settled
from governance.extract.dbt.elsewhere import Elsewhere
from governance.extract.dbt.following import follow
from governance.extract.dbt.models import Models
from governance.extract.dbt.naming import Naming
from governance.extract.dbt.project import Group, Node
from governance.extract.dbt.stewardship import NOTHING, Stated
from governance.extract.dbt.tables import made, snapshot_columns
from governance.kept import Kept, decode, encode
from governance.lineage.effects import HASHED, Transform
from governance.lineage.reduced import Query
from governance.lineage.resolve import Relation, Resolution, ResolvedColumn
from governance.model.catalog import Table
from governance.model.lineage import Edge, EdgeKind, Effect
from governance.model.location import Location
from governance.model.names import TableRef
from governance.sql.place import Span

_AT_ONCE = 500
"""Models whose queries are in memory at a time."""


class Outline(Kept, frozen=True, tag=False):
    """A table as those see it that read it, in the engine's own case.

    `reads` are the tables that its edges come from, `stars` those of which it has all columns and
    nobody knows which these are. `stated` is what people declare of it. `overrun` says that there
    are more ways from column to column than could be followed.
    """

    columns: tuple[tuple[str, str], ...] = ()
    open: bool = False
    reads: tuple[TableRef, ...] = ()
    stars: tuple[TableRef, ...] = ()
    stated: Stated = NOTHING
    overrun: bool = False


class _Column(Kept, frozen=True, array_like=True, tag=False):
    name: str
    type: str
    span: Span


class _Edge(Kept, frozen=True, array_like=True, tag=False):
    """An edge into the table; `above` is the number of the upstream table among those it reads."""

    above: int
    upstream: str
    downstream: str
    effect: Effect
    kind: EdgeKind
    span: Span
    restores: bool = False


class _Made(Kept, frozen=True, tag=False):
    """What following the SQL gave; `columns` are None where there was nothing to follow."""

    columns: tuple[_Column, ...] | None = None
    open: bool = False
    edges: tuple[_Edge, ...] = ()


class Task(Struct, frozen=True):
    """A node whose table is to be made.

    `reads` are the tables that its calls mean, in turn, and `ephemeral` the ids of those nodes
    among them that are no tables. `group` is the node's.
    """

    node: Node
    settled: Settled
    ref: TableRef
    reads: tuple[Relation | None, ...] = ()
    ephemeral: tuple[str, ...] = ()
    group: Group | None = None


class Making:
    """Makes the tables of a project; `elsewhere` are the tables that SQL may name itself."""

    def __init__(
        self,
        models: Models,
        naming: Naming,
        elsewhere: Elsewhere,
        cache: Cache,
        declare: Callable[[Node, Settled, TableRef], Stated],
        texts: str,
    ) -> None:
        """`declare` says what people declare of a node, `texts` on what Jinja in YAML depends."""
        self._declare = declare
        self._texts = texts
        self._models = models
        self._naming = naming
        self._elsewhere = elsewhere
        self._cache = cache
        self._tasks: dict[str, Task] = {}
        self._keys: dict[str, str] = {}
        self._outlines: dict[str, Outline] = {}
        self._fresh: dict[str, str] = {}
        self._digests: dict[int, str] = {}

    def outlines(self, tasks: Sequence[Task]) -> Mapping[str, Outline]:
        """What each makes, by the ids of the nodes; what they read has been made before."""
        for task in tasks:
            self._tasks[task.node.id] = task
            self._keys[task.node.id] = self._key(task)
        wanted = [task.node.id for task in tasks]
        kept = self._cache.get(self._keys[id_] for id_ in wanted)
        for id_ in wanted:
            outline = decode(kept[k], Outline) if (k := self._keys[id_]) in kept else None
            if outline is not None:
                self._outlines[id_] = outline
        self._make([id_ for id_ in wanted if id_ not in self._outlines])
        return {id_: self._outlines[id_] for id_ in wanted}

    def digest(self, id_: str) -> str:
        """Tells what a node makes from anything else."""
        return self._keys[id_]

    def load(self, ids: Collection[str]) -> Mapping[str, tuple[Table, tuple[Edge, ...]]]:
        """The tables of nodes, with the edges into them."""
        loaded = {}
        for id_, known in self._bodies(ids).items():
            task = self._tasks[id_]
            table = made(task.node, task.settled, task.ref, _resolution(known), self._naming.fold)
            loaded[id_] = table, tuple(self._edges(id_, known))
        return loaded

    def _bodies(self, ids: Collection[str]) -> dict[str, _Made]:
        kept = self._cache.get(_beside(self._keys[id_]) for id_ in ids if id_ not in self._fresh)
        found = {}
        for id_ in ids:
            text = self._fresh.get(id_) or kept.get(_beside(self._keys[id_]))
            known = decode(text, _Made) if text is not None else None
            if known is not None:
                found[id_] = known
        lost = [id_ for id_ in ids if id_ not in found]
        if lost:
            self._make(lost)
            found |= self._bodies(lost)
        return found

    def _make(self, ids: Sequence[str]) -> None:
        """Follow the SQL of nodes, and keep what comes out."""
        for start in range(0, len(ids), _AT_ONCE):
            some = ids[start : start + _AT_ONCE]
            queries = self._models.queries(id_ for id_ in some if id_ in self._models)
            kept: dict[str, str] = {}
            for id_ in some:
                outline, known = self._followed(self._tasks[id_], queries.get(id_))
                self._outlines[id_] = outline
                self._fresh[id_] = encode(known)
                kept[self._keys[id_]] = encode(outline)
                kept[_beside(self._keys[id_])] = self._fresh[id_]
            self._cache.put(kept)

    def _followed(self, task: Task, query: Query | None) -> tuple[Outline, _Made]:
        node, ref = task.node, task.ref
        resolution: Resolution | None = None
        edges: tuple[Edge, ...] = ()
        if query is not None:
            between = {self._tasks[id_].ref: self._edges_of(id_) for id_ in task.ephemeral}
            resolution, edges = follow(
                query, task.reads, ref, node.file or "", self._elsewhere, between
            )
            if node.kind == "snapshot":
                edges = (*edges, *_of_version(edges, task))
        table = made(node, task.settled, ref, resolution, self._naming.fold)
        reads = tuple({edge.upstream.table_ref: None for edge in edges})
        numbers = {each: number for number, each in enumerate(reads)}
        outline = Outline(
            tuple((column.name, column.type) for column in table.columns),
            table.open,
            reads,
            tuple(dict.fromkeys(_stars(edges))) if table.open else (),
            self._declare(node, task.settled, ref),
            resolution is not None and resolution.overrun,
        )
        if resolution is None:
            return outline, _Made()
        return outline, _Made(
            tuple(_Column(c.name, c.type, c.span) for c in resolution.columns),
            resolution.open,
            tuple(
                _Edge(
                    numbers[edge.upstream.table_ref],
                    edge.upstream.column,
                    edge.downstream.column,
                    edge.effect,
                    edge.kind,
                    _span(edge.location),
                    edge.restores,
                )
                for edge in edges
            ),
        )

    def _edges_of(self, id_: str) -> tuple[Edge, ...]:
        return tuple(self._edges(id_, self._bodies([id_])[id_]))

    def _edges(self, id_: str, known: _Made) -> Iterator[Edge]:
        task, reads = self._tasks[id_], self._outlines[id_].reads
        file, ref = task.node.file, task.ref
        for edge in known.edges:
            # a snapshot that is all YAML has no file of its own
            place = Location(file, *edge.span) if file is not None else task.node.location
            yield Edge(
                reads[edge.above].column(edge.upstream),
                ref.column(edge.downstream),
                edge.effect,
                edge.kind,
                place,
                edge.restores,
            )

    def _key(self, task: Task) -> str:
        """All that the table of a node and the edges into it depend on."""
        node, settled = task.node, task.settled
        model = self._models.get(node.id)
        named = model.named if model is not None else ()
        there = [self._elsewhere.get(*name) for name in named]
        said = _JSON.encode(
            (
                (node.kind, node.file, node.description, node.location, node.meta_places),
                (node.columns, node.found),
                (settled.materialized, settled.tags, settled.access, settled.contract),
                (settled.freshness, settled.meta, task.group),
                (node.config.get("meta"), node.overrides.get("meta")),
                [settled.everything.get(name) for name in _OF_SNAPSHOTS],
                task.ref,
            )
        )
        return key(
            "dbt-table",
            stamp(),
            self._naming.dialect.mark,
            self._models.key(node.id) if model is not None else "",
            said,
            self._texts if b"{{" in said or b"{%" in said else "",
            *(self._digest(relation) for relation in (*task.reads, *there)),
            *(self._keys[id_] for id_ in task.ephemeral),
        )

    def _digest(self, relation: Relation | None) -> str:
        if relation is None:
            return ""
        known = self._digests.get(id(relation))
        if known is None:
            known = self._digests[id(relation)] = sha256(_JSON.encode(relation)).hexdigest()
        return known


_OF_SNAPSHOTS = ("unique_key", "snapshot_meta_column_names", "hard_deletes")


def _beside(name: str) -> str:
    return key(name, "edges")


def _plainly(value: Any) -> Any:
    if isinstance(value, Described):
        return msgspec.Raw(value.written)
    return dict(value) if isinstance(value, Mapping) else str(value)


_JSON = msgspec.json.Encoder(enc_hook=_plainly)


def _resolution(known: _Made) -> Resolution | None:
    if known.columns is None:
        return None
    columns = tuple(ResolvedColumn(c.name, c.type, c.span) for c in known.columns)
    return Resolution(columns, (), known.open)


def _span(location: Location | None) -> Span:
    if location is None:
        return 0, 0, 0, 0
    return location.line, location.column, location.end_line, location.end_column


def _stars(edges: Iterable[Edge]) -> Iterator[TableRef]:
    """The tables of which nobody knows the columns, and all are taken."""
    for edge in edges:
        if edge.kind is EdgeKind.VALUE and edge.upstream.column == "*" == edge.downstream.column:
            yield edge.upstream.table_ref


def _of_version(edges: Iterable[Edge], task: Task) -> Iterator[Edge]:
    """Dbt tells the versions of a row apart: a hash of its key."""
    said = task.settled.everything.get("unique_key")
    keys = frozenset(said if isinstance(said, list) else [said])
    version = task.ref.column(snapshot_columns(task.settled)[0])
    for edge in edges:
        if edge.kind is EdgeKind.VALUE and edge.downstream.column in keys:
            total = Transform.of(edge.effect, edge.restores).then(HASHED)
            yield structs.replace(
                edge, downstream=version, effect=total.effect, restores=total.restores
            )
