"""From a project and the readings of its models to what an extractor gives."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import structs

from governance.extract.base import Extraction
from governance.extract.dbt.config import Settled, settled
from governance.extract.dbt.following import Following, in_order
from governance.extract.dbt.jinja.relations import Reference
from governance.extract.dbt.models import Model
from governance.extract.dbt.naming import Naming
from governance.extract.dbt.project import Node, NodeColumn, Project
from governance.extract.dbt.spelling import Spelling
from governance.extract.dbt.stewardship import declared, grants
from governance.extract.dbt.tables import described, made, snapshot_columns
from governance.lineage.effects import HASHED, Transform
from governance.lineage.resolve import Relation
from governance.model.catalog import Exposure, Grant, Table
from governance.model.judgement import Coverage, Problem
from governance.model.lineage import Edge, EdgeKind
from governance.model.location import Location
from governance.model.names import TableRef, printable
from governance.model.stewardship import Declaration

_TOLD = 3
"""Names that a sentence lists before it counts the others."""


class Cataloguing:
    """A project on its way into the catalog.

    `models` are the readings by node; `others` the tables that other sources make; `value`
    evaluates Jinja in the YAML.
    """

    def __init__(
        self,
        project: Project,
        models: Mapping[str, Model],
        naming: Naming,
        others: Sequence[Table],
        value: Callable[[str], Any] | None,
    ) -> None:
        self._project = project
        self._models = models
        self._naming = naming
        self._spelling = Spelling(naming.source, naming.dialect)
        for model in models.values():
            self._spelling.known(dict(model.spelled))
        self._elsewhere = {_short(table.ref): self._spelling.of_others(table) for table in others}
        self._nodes: dict[str, tuple[Node, Settled, TableRef]] = {}
        self._built: dict[str, str] = {}
        self._relations: dict[str, Relation] = {}
        self._tables: list[Table] = []
        self._described: list[Table] = []
        self._edges: list[Edge] = []
        self._grants: list[Grant] = []
        self._declarations: list[Declaration] = []
        self._notices: list[str] = list(project.notices)
        self._problems: list[Problem] = list(project.problems)
        self._unknown: dict[TableRef, list[str]] = {}
        self._value = value

    def extraction(self) -> Extraction:
        """Everything the project says, and what could not be understood of it."""
        self._settle()
        reads = {id_: self._read_by(id_) for id_ in self._nodes}
        known = {id_: [r for r in ids if r is not None] for id_, ids in reads.items()}
        order, circles = in_order(known)
        for circle in circles:
            self._in_circle(circle)
        following = Following(self._elsewhere)
        for id_ in order:
            node, settled_, ref = self._nodes[id_]
            if node.kind == "source":
                self._source(node, settled_, ref)
            else:
                self._model(following, node, settled_, ref, reads[id_])
            if settled_.materialized != "ephemeral":
                self._declared(node, settled_)
        self._tell_unknown()
        spelling = self._spelling
        models = [n for n, _, _ in self._nodes.values() if n.kind in ("model", "snapshot")]
        understood = [n for n in models if n.id in self._models and not self._models[n.id].unread]
        return Extraction(
            tables=tuple(map(spelling.table, self._tables)),
            described=tuple(map(spelling.table, self._described)),
            edges=tuple(spelling.edges(self._edges)),
            grants=tuple(self._grants),
            declarations=tuple(self._declarations),
            exposures=tuple(self._exposures()),
            problems=tuple(self._problems),
            notices=tuple(self._notices),
            coverage=Coverage(
                files=self._project.files,
                statements=len(models),
                understood=len(understood),
                tables=len(self._tables),
                columns=sum(len(table.columns) for table in self._tables),
            ),
        )

    def _settle(self) -> None:
        """The nodes that are on, with their configuration and their names.

        A source may be a table that the project itself builds, a seed mostly: it is that one.
        """
        built: dict[TableRef, Node] = {}
        nodes = self._project.nodes.values()
        for node in sorted(nodes, key=lambda node: node.kind == "source"):
            model = self._models.get(node.id)
            written = json.loads(model.config) if model is not None else {}
            found = settled(node, written, self._value)
            if not found.enabled:
                continue
            ref = self._naming.ref(node, found)
            self._spelling.learn((found.alias, *(column.name for column in node.columns)))
            first = built.get(ref)
            if first is not None and node.kind == "source":
                self._built[node.id] = first.id
            elif first is not None and found.materialized != "ephemeral":
                self._problem(
                    node,
                    f"{printable(node.name)} and {printable(first.name)} are both built as "
                    f"{ref.name}; the first counts: give one another alias or schema",
                    f"same-place:{ref.name}",
                )
            else:
                if node.kind != "source" and found.materialized != "ephemeral":
                    built[ref] = node
                self._nodes[node.id] = node, found, ref

    def _read_by(self, id_: str) -> list[str | None]:
        """The nodes that the calls of a model mean, in turn; None for one that is not there."""
        model = self._models.get(id_)
        if model is None or id_ not in self._nodes:
            return []
        node = self._nodes[id_][0]
        return [self._meant(node, call) for call in model.calls]

    def _meant(self, node: Node, call: Reference) -> str | None:
        if call.kind == "this":
            return node.id
        found = self._project.find(
            call.name, call.package, call.version, call.source_name, within=node.package
        )
        id_ = self._built.get(found.id, found.id) if found is not None else ""
        if id_ in self._nodes:
            return id_
        name = f"{call.source_name}.{call.name}" if call.source_name else call.name
        what = "is disabled" if found is not None else "does not exist"
        self._problem(
            node,
            f"{printable(node.name)} reads the {'source' if call.source_name else 'model'} "
            f"{printable(name)}, which {what}",
            f"missing:{name}",
        )
        return None

    def _in_circle(self, circle: tuple[str, ...]) -> None:
        if len(circle) == 1:
            return  # a model may read itself: {{ this }}
        names = " → ".join(printable(self._nodes[id_][0].name) for id_ in (*circle, circle[0]))
        self._problem(self._nodes[circle[0]][0], f"models read each other: {names}", "circle")

    def _source(self, node: Node, settled_: Settled, ref: TableRef) -> None:
        """The table of another source of lictor.yml, or one that is only described here."""
        table = described(node, settled_, ref, self._naming.fold)
        own = tuple((column.name, column.type) for column in table.columns)
        other = self._elsewhere.get(_short(ref))
        if other is None:
            self._described.append(table)
            self._relations[node.id] = Relation(ref, own, table.open)
            self._elsewhere[_short(ref)] = self._relations[node.id]
            return
        known = {name for name, _ in other.columns}
        more = tuple(column for column in own if other.open and column[0] not in known)
        self._relations[node.id] = Relation(other.ref, (*other.columns, *more), other.open)

    def _model(
        self,
        following: Following,
        node: Node,
        settled_: Settled,
        ref: TableRef,
        reads: Sequence[str | None],
    ) -> None:
        model = self._models.get(node.id)
        ephemeral = settled_.materialized == "ephemeral"
        followed = None
        if model is not None:
            for unread in model.unread:
                place = Location(node.file, *unread.span) if node.file else node.location
                self._problem(node, unread.message, unread.digest, place)
            relations = [self._relations.get(id_) if id_ else None for id_ in reads]
            followed = following.model(model, relations, ref, node.file or "", ephemeral=ephemeral)
        table = made(
            node, settled_, ref, followed.resolution if followed else None, self._naming.fold
        )
        columns = tuple((column.name, column.type) for column in table.columns)
        relation = self._relations[node.id] = Relation(ref, columns, table.open)
        # compiled SQL, and some that is not, names tables as the database does
        self._elsewhere.setdefault(_short(ref), relation)
        if followed is not None:
            edges = followed.edges
            if node.file is None:  # a snapshot that is all YAML
                edges = tuple(structs.replace(edge, location=node.location) for edge in edges)
            if not ephemeral:
                self._edges += edges
            if node.kind == "snapshot":
                self._edges += _of_version(edges, settled_, ref)
            if table.open:
                self._note_unknown(node, followed.edges)
        if not ephemeral:
            self._tables.append(table)

    def _declared(self, node: Node, settled_: Settled) -> None:
        """What people say of the node, of the table that it turned out to be."""
        ref = self._spelling.table_ref(self._relations[node.id].ref)

        def name(column: NodeColumn) -> str:
            return self._spelling.name(self._naming.fold(column.name, column.quoted))

        said = declared(node, settled_, ref, self._project.groups, self._value, name)
        self._declarations += said.declarations
        self._notices += said.notices
        if said.marked is not None:
            self._notices.append(
                f"{said.marked}: {ref.name} is marked as personal, and no column of it is; "
                "mark the columns"
            )
        self._grants += grants(node, settled_, ref)

    def _note_unknown(self, node: Node, edges: Iterable[Edge]) -> None:
        """A star over a table whose columns nobody tells: whoever describes it should hear it."""
        for edge in edges:
            if (
                edge.kind is EdgeKind.VALUE
                and edge.upstream.column == "*"
                and edge.downstream.column == "*"
            ):
                readers = self._unknown.setdefault(edge.upstream.table_ref, [])
                if node.name not in readers:
                    readers.append(node.name)

    def _tell_unknown(self) -> None:
        ours = {table.ref for table in self._tables}
        places = {table.ref: table.location for table in self._described}
        for ref, readers in self._unknown.items():
            if ref in ours:
                continue  # what that one reads is told
            more = f" and {len(readers) - _TOLD:,} more" if len(readers) > _TOLD else ""
            self._problems.append(
                Problem(
                    ref.name,
                    f"not all columns of {ref.name} are known, and "
                    f"{', '.join(map(printable, readers[:_TOLD]))}{more} read them with a star: "
                    "describe them in the source's YAML, or let dbt docs generate write a "
                    "catalog.json",
                    f"dbt:{self._project.name}:unknown:{ref.name}",
                    places.get(ref),
                )
            )

    def _exposures(self) -> Iterator[Exposure]:
        for exposure in self._project.exposures:
            yield Exposure(
                self._naming.source,
                exposure.name,
                exposure.kind or "dashboard",
                tuple(
                    self._spelling.table_ref(self._relations[id_].ref)
                    for id_ in (self._built.get(id_, id_) for id_ in exposure.depends_on)
                    if id_ in self._relations
                ),
                exposure.owner,
                exposure.url,
                exposure.description,
                exposure.location,
            )

    def _problem(self, node: Node, message: str, about: str, place: Location | None = None) -> None:
        self._problems.append(
            Problem(
                node.name,
                message,
                f"dbt:{self._project.name}:{node.id}:{about}",
                place or (Location(node.file) if node.file else node.location),
            )
        )


def _of_version(edges: Iterable[Edge], settled_: Settled, ref: TableRef) -> Iterator[Edge]:
    """Dbt tells the versions of a row apart: a hash of its key."""
    said = settled_.everything.get("unique_key")
    keys = frozenset(said if isinstance(said, list) else [said])
    version = ref.column(snapshot_columns(settled_)[0])
    for edge in edges:
        if edge.kind is EdgeKind.VALUE and edge.downstream.column in keys:
            total = Transform.of(edge.effect, edge.restores).then(HASHED)
            yield structs.replace(
                edge, downstream=version, effect=total.effect, restores=total.restores
            )


def _short(ref: TableRef) -> tuple[str, str]:
    return ref.schema.rpartition(".")[2].lower(), ref.table.lower()
