"""From a project and the readings of its models to what an extractor gives."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256

from msgspec import structs

from governance.cache import Cache
from governance.extract.base import Extraction
from governance.extract.dbt.columns import with_capitals
from governance.extract.dbt.config import Settled, settled
from governance.extract.dbt.elsewhere import Elsewhere, completed
from governance.extract.dbt.following import by_level, in_order
from governance.extract.dbt.jinja.relations import Reference
from governance.extract.dbt.making import Making, Outline, Task
from governance.extract.dbt.models import Models
from governance.extract.dbt.naming import Naming
from governance.extract.dbt.project import Node, NodeColumn, Project
from governance.extract.dbt.spelling import Spelling
from governance.extract.dbt.stewardship import NOTHING, Stated, declared, grants
from governance.extract.dbt.tables import described
from governance.extract.dbt.templates import Templates
from governance.extract.parts import Part, Said
from governance.extract.stored import Stored
from governance.lineage.resolve import Relation
from governance.model.catalog import Exposure, Grant, Table
from governance.model.judgement import Coverage, Problem
from governance.model.location import Location
from governance.model.names import TableRef, printable
from governance.model.stewardship import Declaration

_TOLD = 3
"""Names that a sentence lists before it counts the others."""


class Cataloguing:
    """A project on its way into the catalog.

    `models` are the readings by node; `others` what other sources make, `stored` what the catalog's
    store knows beside; `templates` evaluate Jinja in the YAML.
    """

    def __init__(
        self,
        project: Project,
        models: Models,
        naming: Naming,
        others: Sequence[Relation],
        templates: Templates,
        cache: Cache,
        stored: Stored,
    ) -> None:
        self._project = project
        self._models = models
        self._naming = naming
        self._spelling = Spelling(naming.source, naming.dialect)
        for model in models.values():
            self._spelling.known(dict(model.spelled))
        self._elsewhere = Elsewhere(others, self._spelling, stored)
        self._making = Making(models, naming, self._elsewhere, cache, self._stated, templates.texts)
        self._nodes: dict[str, tuple[Node, Settled, TableRef]] = {}
        self._built: dict[str, str] = {}
        self._relations: dict[str, Relation] = {}
        self._ids: dict[TableRef, str] = {}
        self._parts: list[Part] = []
        self._described: list[Table] = []
        self._declarations: list[Declaration] = []
        self._notices: list[str] = list(project.notices)
        self._problems: list[Problem] = list(project.problems)
        self._unknown: dict[TableRef, list[str]] = {}
        self._value = templates.value
        self._alias_of = templates.alias_of

    def extraction(self) -> Extraction:
        """Everything the project says, and what could not be understood of it."""
        self._settle()
        reads = {id_: self._read_by(id_) for id_ in self._nodes}
        known = {id_: [r for r in ids if r is not None] for id_, ids in reads.items()}
        order, circles = in_order(known)
        for circle in circles:
            self._in_circle(circle)
        for level in by_level(order, known):
            for id_ in level:
                if self._nodes[id_][0].kind == "source":
                    self._source(*self._nodes[id_])
                    node, settled_, _ = self._nodes[id_]
                    ref = self._relations[id_].ref
                    self._declared(self._stated(node, settled_, ref), ref)
            self._make([id_ for id_ in level if self._nodes[id_][0].kind != "source"], reads)
        self._tell_unknown()
        spelling = self._spelling
        models = [n for n, _, _ in self._nodes.values() if n.kind in ("model", "snapshot")]
        understood = [n for n in models if n.id in self._models and not self._models[n.id].unread]
        return Extraction(
            parts=tuple(self._parts),
            described=tuple(map(spelling.table, self._described)),
            declarations=tuple(self._declarations),
            exposures=tuple(self._exposures()),
            given=tuple(self._elsewhere.taken),
            problems=tuple(self._problems),
            notices=tuple(self._notices),
            coverage=Coverage(
                files=self._project.files,
                statements=len(models),
                understood=len(understood),
                tables=len(self._parts),
                columns=sum(len(part.columns) for part in self._parts),
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
            if node.kind != "source":
                asked = found.everything.get("alias")
                own = self._alias_of(node, asked if isinstance(asked, str) else None)
                found = structs.replace(found, alias=own) if own else found
            if not found.enabled:
                continue
            ref = self._naming.ref(node, found)
            self._spelling.learn((found.alias, *with_capitals(node.columns)))
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
        other = self._elsewhere.made(ref)
        if other is None:
            table = completed(table, self._elsewhere.given(ref))
        own = tuple((column.name, column.type) for column in table.columns)
        if other is None:
            self._described.append(table)
            self._relations[node.id] = Relation(ref, own, table.open)
            self._elsewhere.put(self._relations[node.id])
            return
        known = {name for name, _ in other.columns}
        more = tuple(column for column in own if other.open and column[0] not in known)
        self._relations[node.id] = Relation(other.ref, (*other.columns, *more), other.open)

    def _make(self, ids: Iterable[str], reads: Mapping[str, Sequence[str | None]]) -> None:
        """Make the tables of nodes that do not read each other."""
        tasks = []
        for id_ in ids:
            node, settled_, ref = self._nodes[id_]
            above = [each for each in reads[id_] if each and each in self._relations]
            tasks.append(
                Task(
                    node,
                    settled_,
                    ref,
                    tuple(self._relations.get(each) if each else None for each in reads[id_]),
                    tuple(dict.fromkeys(each for each in above if self._is_ephemeral(each))),
                    self._project.groups.get(settled_.group or ""),
                )
            )
        for id_, outline in self._making.outlines(tasks).items():
            node, _, ref = self._nodes[id_]
            relation = Relation(ref, outline.columns, outline.open)
            self._relations[id_] = relation
            # compiled SQL, and some that is not, names tables as the database does
            self._elsewhere.put(relation)
            for unread in self._models[id_].unread if id_ in self._models else ():
                place = Location(node.file, *unread.span) if node.file else node.location
                self._problem(node, unread.message, unread.digest, place)
            if outline.overrun:
                self._problem(
                    node,
                    f"{printable(node.name)} has more ways from column to column than can be "
                    "followed: any column it reads may be in any it makes",
                    "overrun",
                )
            self._declared(outline.stated, ref)
            for star in outline.stars:
                self._unknown.setdefault(star, []).append(node.name)
            if not self._is_ephemeral(id_):
                self._parts.append(self._part(id_, outline))
                self._ids[self._parts[-1].ref] = id_

    def _is_ephemeral(self, id_: str) -> bool:
        return self._nodes[id_][1].materialized == "ephemeral"

    def _part(self, id_: str, outline: Outline) -> Part:
        spelling = self._spelling
        ref = spelling.table_ref(self._nodes[id_][2])
        columns = tuple((spelling.name(name), type_) for name, type_ in outline.columns)
        reads = tuple(dict.fromkeys(map(spelling.table_ref, outline.reads)))
        digest = self._making.digest(id_)
        granted = self._granted(id_)
        if spelling.words or granted:  # tables are kept in the engine's case
            written = "\0".join(map(str, (digest, ref, *columns, *reads, *granted)))
            digest = sha256(written.encode("utf-8", "surrogatepass")).hexdigest()
        query = not outline.open
        return Part(ref, True, outline.open, columns, reads, (), digest, self, query=query)

    def load(self, refs: Collection[TableRef]) -> Mapping[TableRef, Said]:
        """The tables of models with the edges into them; see `governance.extract.parts`."""
        loaded = self._making.load([self._ids[ref] for ref in refs])
        found = {}
        for ref in refs:
            id_ = self._ids[ref]
            table, edges = loaded[id_]
            found[ref] = Said(
                self._spelling.table(table),
                tuple(self._spelling.edges(edges)),
                self._granted(id_),
            )
        return found

    def _granted(self, id_: str) -> tuple[Grant, ...]:
        node, settled_, ref = self._nodes[id_]
        return grants(node, settled_, self._spelling.table_ref(ref))

    def _stated(self, node: Node, settled_: Settled, ref: TableRef) -> Stated:
        """What people say of a node, of the table that it turned out to be."""
        if settled_.materialized == "ephemeral":
            return NOTHING

        def name(column: NodeColumn) -> str:
            return self._naming.fold(column.name, column.quoted)

        return declared(node, settled_, ref, self._project.groups, self._value, name)

    def _declared(self, stated: Stated, ref: TableRef) -> None:
        for said in stated.declarations:
            self._declarations.append(self._spelling.declaration(said, ref))
        self._notices += stated.notices
        if stated.marked is not None:
            name = self._spelling.table_ref(ref).name
            self._notices.append(
                f"{stated.marked}: {name} is marked as personal, and no column of it is; "
                "mark the columns"
            )

    def _tell_unknown(self) -> None:
        ours = {ref for _, _, ref in self._nodes.values()} - {t.ref for t in self._described}
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
