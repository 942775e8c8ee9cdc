"""Whom a row is about: the name that is printed, its place, its owner, and how it came to be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from msgspec import Struct, field

from governance.model.catalog import Catalog, Column, Table
from governance.model.judgement import Way
from governance.model.location import Location
from governance.model.names import ColumnRef, TableRef, quote, table_of
from governance.policy.explanation import explain, way_of
from governance.policy.loading import Loaded


class Subject(Struct, frozen=True):
    """One thing that violates. `identity` is its full name, source included.

    `names` are what `{column}`, `{table}` and `{upstream}` stand for in messages. `ref` and
    `beside` are a violation's, for waivers to match, and `way` is.
    """

    name: str
    identity: str
    names: Mapping[str, str] = field(default_factory=dict)
    owner: str | None = None
    location: Location | None = None
    notes: tuple[str, ...] = ()
    ref: TableRef | ColumnRef | None = None
    beside: str = ""
    way: Way | None = None

    @property
    def table(self) -> TableRef | None:
        """The table it is or belongs to."""
        return table_of(self.ref) if self.ref is not None else None


Shared: TypeAlias = frozenset[tuple[str, str]]
"""Schemas and tables by names that several sources have."""


class Subjects:
    """From rows to subjects, for one catalog."""

    def __init__(self, loaded: Loaded, shared: Shared | None = None) -> None:
        """`shared` are the names that several sources have, where the catalog is only a part."""
        self._loaded = loaded
        self._catalog: Catalog = loaded.catalog
        if shared is None:
            shared = shared_names(table.ref for table in loaded.catalog.tables)
        self._shared = shared

    def of(self, kind: str | None, values: Mapping[str, Any]) -> tuple[Subject, ...]:
        """The subjects of a row: one, but for a query's row whose name several sources share."""
        match kind:
            case "column":
                return (self._column(*self._loaded.column(values["row_id"])),)
            case "table":
                return (self._table(self._catalog.tables[values["row_id"]]),)
            case "edge":
                return (self._edge(values["row_id"]),)
            case "grant":
                return (self._grant(values["row_id"]),)
            case "relationship":
                return (self._relationship(values["row_id"]),)
            case "dispute":
                return (self._dispute(values["row_id"]),)
            case "exposure":
                return (self._exposure(values["row_id"]),)
            case "change":
                return (self._change(values["row_id"]),)
            case "catalog":
                return (Subject("catalog", "catalog", ref=TableRef("", "", "catalog")),)
        return self._of_query(values)

    def printed(self, ref: TableRef | ColumnRef) -> str:
        """The name as people read it: with its source only where two sources share the name."""
        return str(ref) if (ref.schema, ref.table) in self._shared else ref.name

    def _column(self, table: Table, column: Column) -> Subject:
        ref = table.ref.column(column.name)
        return Subject(
            name=self.printed(ref),
            identity=str(ref),
            names={"column": self.printed(ref), "table": self.printed(table.ref)},
            owner=self._owner(ref) or self._owner(table.ref),
            location=column.location or table.location,
            notes=explain(self._catalog, ref, self.printed),
            ref=ref,
            way=way_of(self._catalog, ref, self.printed),
        )

    def _table(self, table: Table) -> Subject:
        return Subject(
            name=self.printed(table.ref),
            identity=str(table.ref),
            names={"table": self.printed(table.ref)},
            owner=self._owner(table.ref),
            location=table.location,
            ref=table.ref,
        )

    def _edge(self, number: int) -> Subject:
        edge = self._catalog.edges[number]
        down, up = edge.downstream, edge.upstream
        return Subject(
            name=self.printed(down),
            identity=f"{up} -> {down}",
            names={
                "column": self.printed(down),
                "table": self.printed(down.table_ref),
                "upstream": self.printed(up),
            },
            owner=self._owner(down) or self._owner(down.table_ref),
            location=edge.location,
            notes=explain(self._catalog, down, self.printed),
            ref=down,
            beside=f"from {up}",
            way=way_of(self._catalog, down, self.printed),
        )

    def _grant(self, number: int) -> Subject:
        grant = self._catalog.grants[number]
        table = self._loaded.table(grant.subject)
        return Subject(
            name=self.printed(grant.subject),
            identity="\n".join(
                (str(grant.subject), grant.grantee, grant.privilege, *sorted(grant.columns))
            ),
            names={"table": self.printed(grant.subject)},
            owner=self._owner(grant.subject),
            location=grant.location or (table.location if table is not None else None),
            ref=grant.subject,
            beside=f"to {quote(grant.grantee)}",
        )

    def _relationship(self, number: int) -> Subject:
        table, key = self._loaded.relationships[number]
        return Subject(
            name=self.printed(table.ref),
            identity="\n".join((str(table.ref), str(key.referred), *key.columns)),
            names={"table": self.printed(table.ref)},
            owner=self._owner(table.ref),
            location=key.location or table.location,
            ref=table.ref,
        )

    def _dispute(self, number: int) -> Subject:
        dispute = self._catalog.disputes[number]
        ref = dispute.subject
        column = isinstance(ref, ColumnRef)
        table = table_of(ref)
        said = sorted(str(fact.value) for fact in dispute.sides)
        return Subject(
            name=self.printed(ref),
            identity="\n".join((str(ref), dispute.key, *said)),
            names={
                "subject": self.printed(ref),
                "table": self.printed(table),
                **({"column": self.printed(ref)} if column else {}),
            },
            owner=self._owner(ref) or self._owner(table),
            location=dispute.sides[0].location,
            ref=ref,
        )

    def _exposure(self, number: int) -> Subject:
        exposure = self._catalog.exposures[number]
        return Subject(
            name=f"exposure {quote(exposure.name)}",
            identity=f"exposure {quote(exposure.source)}:{quote(exposure.name)}",
            owner=exposure.owner,
            location=exposure.location,
        )

    def _change(self, number: int) -> Subject:
        change = self._catalog.changes[number]
        subject, reader, place = change.subject, change.reader, change.location
        table = table_of(subject)
        revealed = change.alteration == "revealed"
        told = subject if revealed and isinstance(subject, ColumnRef) else None
        way = way_of(self._catalog, told, self.printed) if told else None
        by = f"{reader.kind} {reader.ref or reader.name}" if reader is not None else ""
        return Subject(
            name=self.printed(subject),
            identity="\n".join((str(subject), change.alteration, by)),
            names={
                "subject": self.printed(subject),
                "table": self.printed(table),
                **({"column": self.printed(subject)} if isinstance(subject, ColumnRef) else {}),
            },
            owner=reader.owner if reader is not None else change.owner,
            location=reader.location if reader else (way and way.steps[0].location) or place,
            notes=explain(self._catalog, told, self.printed) if told else (),
            ref=subject,
            way=way,
        )

    def _of_query(self, values: Mapping[str, Any]) -> tuple[Subject, ...]:
        number = values.get("catalog_id")
        name, column = values.get("table_name"), values.get("column_name")
        schema = values.get("schema_name", values.get("table_schema"))
        tables: tuple[Table, ...] = ()
        if name is not None:
            tables = self._loaded.named(str(name), schema, values.get("source"))
        elif isinstance(number, int) and 0 <= number < len(self._catalog.tables):
            tables = (self._catalog.tables[number],)
        if not tables:
            parts = [str(part) for part in (schema, name, column) if part]
            called = ".".join(parts) or "catalog"
            ref = _named(parts) if parts else TableRef("", "", "catalog")
            return (Subject(called, called, {"column": called, "table": called}, ref=ref),)
        if column is None:
            return tuple(self._table(table) for table in tables)
        return tuple(self._named_column(table, str(column)) for table in tables)

    def _named_column(self, table: Table, name: str) -> Subject:
        column = next((c for c in table.columns if c.name == name), None)
        return self._column(table, column if column is not None else Column(name))

    def _owner(self, ref: TableRef | ColumnRef) -> str | None:
        fact = self._catalog.fact(ref).get("owner")
        return str(fact.value) if fact is not None else None


def _named(parts: list[str]) -> TableRef:
    """What a query's row names and no source has, as waivers may match it."""
    return TableRef("", ".".join(parts[:-1]), parts[-1])


def shared_names(refs: Iterable[TableRef]) -> Shared:
    """The names that several sources have."""
    seen: dict[tuple[str, str], str] = {}
    shared = set()
    for ref in refs:
        if seen.setdefault((ref.schema, ref.table), ref.source) != ref.source:
            shared.add((ref.schema, ref.table))
    return frozenset(shared)
