"""The small catalog that a policy's test gives, written in the words of the views."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NoReturn, cast, get_args

from msgspec import Struct, field, structs

from governance.documents import Document
from governance.errors import PolicyError
from governance.faults import Path
from governance.model.catalog import (
    Access,
    Catalog,
    Column,
    Exposure,
    ForeignKey,
    Grant,
    Index,
    Table,
    TableKind,
)
from governance.model.change import Alteration, Change, Reader
from governance.model.classification import (
    Basis,
    Classification,
    Evidence,
    Level,
    Lowered,
    Pseudonym,
)
from governance.model.lineage import Edge, EdgeKind, Effect
from governance.model.names import ColumnRef, TableRef, printable, split
from governance.model.protection import Protection
from governance.model.risk import Combination, Reidentification
from governance.model.stewardship import Dispute, Fact, FactKey, Facts
from governance.policy.document import GivenDocument
from governance.policy.views import COLUMNS, TABLES, Type
from governance.suggest import did_you_mean
from governance.taxonomy import categories

_FACTS: tuple[FactKey, ...] = (
    "owner",
    "environment",
    "purpose",
    "retention_days",
    "masking",
    "encryption",
)
_NAMES = frozenset({"source", "schema_name", "table_name", "column_name"})
_COUNTED = frozenset(
    {"pii", "column_count", "personal_columns", "classified_columns", "described_columns"}
)

_KEYS: dict[str, dict[str, Type]] = {
    "columns": {
        "column": "text",
        **{c.name: c.type for c in COLUMNS.columns if c.name not in _NAMES | _COUNTED},
    },
    "tables": {
        "table": "text",
        **{
            c.name: c.type
            for c in TABLES.columns
            if c.name not in _NAMES | _COUNTED | {"special", "level", "primary_key"}
        },
        "primary_key": "text[]",
        "indexed": "text[]",
    },
    "edges": {"from": "text", "to": "text", "effect": "text", "kind": "text"},
    "grants": {
        "table": "text",
        "grantee": "text",
        "privilege": "text",
        "columns": "text[]",
        "grantable": "bool",
        "future": "bool",
    },
    "relationships": {
        "table": "text",
        "columns": "text[]",
        "referred": "text",
        "referred_columns": "text[]",
        "name": "text",
    },
    "disputes": {
        "subject": "text",
        "key": "text",
        "stated": "text[]",
        "settled": "bool",
    },
    "exposures": {
        "exposure": "text",
        "kind": "text",
        "owner": "text",
        "url": "text",
        "description": "text",
        "reads": "text[]",
    },
    "changes": {
        "subject": "text",
        "alteration": "text",
        "renamed_to": "text",
        "old_type": "text",
        "new_type": "text",
        "old_form": "text",
        "new_form": "text",
        "reader": "text",
        "reader_kind": "text",
        "reader_owner": "text",
        "breaks": "bool",
    },
}
_NEEDED = {
    "columns": ("column",),
    "tables": ("table",),
    "edges": ("from", "to"),
    "grants": ("table",),
    "relationships": ("table", "columns", "referred"),
    "disputes": ("subject", "key", "stated"),
    "exposures": ("exposure",),
    "changes": ("subject", "alteration"),
}
_KINDS: tuple[str, ...] = get_args(TableKind)
_ACCESS: tuple[str, ...] = get_args(Access)
_TYPES: dict[Type, type | tuple[type, ...]] = {
    "text": str,
    "int": int,
    "real": (int, float),
    "bool": bool,
    "text[]": list,
}


def catalog(given: GivenDocument, document: Document, path: Path) -> Catalog:
    """The catalog. Tables of columns that are given need not be given themselves.

    Raises:
        PolicyError: a key is unknown, a name or value impossible; with its line.
    """
    builder = _Builder(document, path)
    for number, entry in enumerate(given.tables):
        builder.table(number, builder.checked("tables", number, entry))
    for number, entry in enumerate(given.columns):
        builder.column(number, builder.checked("columns", number, entry))
    for number, entry in enumerate(given.relationships):
        builder.relationship(number, builder.checked("relationships", number, entry))
    disputes = [
        builder.dispute(number, builder.checked("disputes", number, entry))
        for number, entry in enumerate(given.disputes)
    ]
    edges = [
        builder.edge(number, builder.checked("edges", number, entry))
        for number, entry in enumerate(given.edges)
    ]
    grants = [
        builder.grant(number, builder.checked("grants", number, entry))
        for number, entry in enumerate(given.grants)
    ]
    return Catalog(
        origin="test",
        tables=tuple(builder.tables.values()),
        edges=tuple(edges),
        grants=tuple(grants),
        protections=tuple(builder.protections),
        exposures=tuple(
            builder.exposure(number, builder.checked("exposures", number, entry))
            for number, entry in enumerate(given.exposures)
        ),
        facts=builder.facts,
        disputes=tuple(disputes),
        classifications=builder.classifications,
        changes=tuple(
            builder.change(number, builder.checked("changes", number, entry))
            for number, entry in enumerate(given.changes)
        ),
        reidentification=builder.reidentification,
    )


def _risk(ref: TableRef, entry: Mapping[str, Any]) -> Reidentification:
    """As many rows as it takes for the share that is given."""
    rows = 10_000
    few = round(rows * float(entry.get("singled_out") or 0))
    columns = tuple(entry.get("singled_out_by") or ())
    worst = Combination(columns, counted=rows, k=entry["k"], few=few, alone=0)
    return Reidentification(ref, rows, bool(entry.get("k_sampled")), 5, columns, (worst,))


class _Builder(Struct):
    """A catalog in the making."""

    document: Document
    path: Path
    tables: dict[TableRef, Table] = field(default_factory=dict)
    protections: list[Protection] = field(default_factory=list)
    facts: dict[TableRef | ColumnRef, Facts] = field(default_factory=dict)
    classifications: dict[ColumnRef, Classification] = field(default_factory=dict)
    reidentification: dict[TableRef, Reidentification] = field(default_factory=dict)

    def checked(self, kind: str, number: int, entry: Mapping[str, Any]) -> Mapping[str, Any]:
        """An entry whose keys are known, and whose values are of their types."""
        known = _KEYS[kind]
        for key, value in entry.items():
            if key not in known:
                self._refuse(
                    f'unknown key "{printable(str(key))}"{did_you_mean(str(key), known)}; '
                    f"there are {', '.join(known)}",
                    kind,
                    number,
                    key,
                )
            wanted = _TYPES[known[key]]
            if value is not None and (
                not isinstance(value, wanted) or (isinstance(value, bool) and wanted is not bool)
            ):
                self._refuse(f'"{key}" must be {known[key]}', kind, number, key)
        for key in _NEEDED[kind]:
            if entry.get(key) is None:
                self._refuse(f'the key "{key}" is missing', kind, number)
        return entry

    def table(self, number: int, entry: Mapping[str, Any]) -> None:
        """A table with its facts."""
        ref = self._table_ref("tables", number, "table", entry)
        if ref in self.tables:
            self._refuse("this table is given twice", "tables", number)
        self.tables[ref] = Table(
            ref,
            kind=cast("TableKind", self._one_of("tables", number, entry, "kind", _KINDS, "table")),
            comment=entry.get("description"),
            primary_key=tuple(entry.get("primary_key") or ()),
            indexes=(Index("given", tuple(entry["indexed"])),) if entry.get("indexed") else (),
            row_security=bool(entry.get("row_security")),
            open=bool(entry.get("open")),
            tags=tuple(entry.get("tags") or ()),
            access=cast("Access", self._one_of("tables", number, entry, "access", _ACCESS)),
            contract=entry.get("contract"),
            freshness=entry.get("freshness"),
        )
        if entry.get("k") is not None:
            self.reidentification[ref] = _risk(ref, entry)
        self.facts[ref] = self._facts("tables", number, entry)
        if entry.get("row_filter"):
            self.protections.append(Protection(ref, "row filter", entry["row_filter"], "present"))

    def column(self, number: int, entry: Mapping[str, Any]) -> None:
        """A column with its facts and its classification."""
        try:
            ref = ColumnRef.parse(entry["column"])
        except ValueError as error:
            self._refuse(str(error), "columns", number, "column")
        kind = self._one_of("columns", number, entry, "table_kind", _KINDS, "table")
        table = self.tables.get(ref.table_ref) or Table(ref.table_ref, cast("TableKind", kind))
        if any(column.name == ref.column for column in table.columns):
            self._refuse("this column is given twice", "columns", number)
        column = Column(
            ref.column,
            type=entry.get("type") or "",
            nullable=entry.get("nullable", True),
            has_default=bool(entry.get("has_default")),
            comment=entry.get("description"),
            tags=tuple(entry.get("tags") or ()),
        )
        self.tables[table.ref] = structs.replace(
            table,
            columns=(*table.columns, column),
            primary_key=(*table.primary_key, ref.column)
            if entry.get("primary_key")
            else table.primary_key,
            row_security=table.row_security or bool(entry.get("row_security")),
        )
        self.facts[ref] = self._facts("columns", number, entry)
        if entry.get("category") is not None or entry.get("classification") is not None:
            self.classifications[ref] = self._classification(ref, number, entry)

    def relationship(self, number: int, entry: Mapping[str, Any]) -> None:
        """A foreign key; its own table is made if it was not given."""
        ref = self._table_ref("relationships", number, "table", entry)
        key = ForeignKey(
            columns=tuple(entry["columns"]),
            referred=self._table_ref("relationships", number, "referred", entry),
            referred_columns=tuple(entry.get("referred_columns") or ()),
            name=entry.get("name"),
        )
        table = self.tables.get(ref) or Table(ref)
        self.tables[ref] = structs.replace(table, foreign_keys=(*table.foreign_keys, key))

    def edge(self, number: int, entry: Mapping[str, Any]) -> Edge:
        """An edge between two columns."""
        try:
            up, down = ColumnRef.parse(entry["from"]), ColumnRef.parse(entry["to"])
        except ValueError as error:
            self._refuse(str(error), "edges", number)
        return Edge(
            up,
            down,
            Effect(self._one_of("edges", number, entry, "effect", tuple(Effect)) or "identity"),
            EdgeKind(self._one_of("edges", number, entry, "kind", tuple(EdgeKind)) or "value"),
        )

    def dispute(self, number: int, entry: Mapping[str, Any]) -> Dispute:
        """A contradiction about a table or column that is given."""
        key = cast("FactKey", self._one_of("disputes", number, entry, "key", get_args(FactKey)))
        known = {str(ref): ref for ref in self.facts}
        subject = known.get(entry["subject"])
        if subject is None:
            near = did_you_mean(entry["subject"], known)
            self._refuse(
                f"no table or column of that name is given{near}", "disputes", number, "subject"
            )
        where = self.document.location(*self.path, "disputes", number)
        sides = tuple(Fact(value, where) for value in entry["stated"])
        if len(sides) < 2:
            self._refuse('"stated" needs two things that differ', "disputes", number, "stated")
        return Dispute(subject, key, sides, bool(entry.get("settled")))

    def grant(self, number: int, entry: Mapping[str, Any]) -> Grant:
        """A grant."""
        return Grant(
            self._table_ref("grants", number, "table", entry),
            entry.get("grantee") or "PUBLIC",
            entry.get("privilege") or "SELECT",
            tuple(entry.get("columns") or ()),
            bool(entry.get("grantable")),
            bool(entry.get("future")),
        )

    def exposure(self, number: int, entry: Mapping[str, Any]) -> Exposure:
        """An exposure."""
        reads = [
            self._table_ref("exposures", number, "reads", {"reads": name})
            for name in entry.get("reads") or ()
        ]
        return Exposure(
            "",
            entry["exposure"],
            entry.get("kind") or "dashboard",
            tuple(reads),
            entry.get("owner"),
            entry.get("url"),
            entry.get("description"),
        )

    def change(self, number: int, entry: Mapping[str, Any]) -> Change:
        """A change to a column, where the name has three parts, or to a table."""
        try:
            parts = split(entry["subject"])[1]
            parse = ColumnRef.parse if len(parts) > 2 else TableRef.parse
            subject: TableRef | ColumnRef = parse(entry["subject"])
        except ValueError as error:
            self._refuse(str(error), "changes", number, "subject")
        known = get_args(Alteration)
        reader = None
        if entry.get("reader") is not None:
            reader = Reader(
                entry["reader"],
                entry.get("reader_kind") or "view",
                None,
                owner=entry.get("reader_owner"),
                breaks=entry.get("breaks"),
            )
        return Change(
            subject,
            cast("Alteration", self._one_of("changes", number, entry, "alteration", known)),
            reader,
            entry.get("renamed_to"),
            entry.get("old_type"),
            entry.get("new_type"),
            entry.get("old_form"),
            entry.get("new_form"),
        )

    def _classification(
        self, ref: ColumnRef, number: int, entry: Mapping[str, Any]
    ) -> Classification:
        key = entry.get("category") or "none"
        known = categories()
        if key not in known:
            self._refuse(
                f'there is no category "{printable(key)}"{did_you_mean(key, known)}; '
                f"there are {', '.join(known)}",
                "columns",
                number,
                "category",
            )
        category, declared = known[key], entry.get("classification")
        levels = tuple(Level)
        level = self._one_of("columns", number, entry, "classification", levels, None)
        level = level or self._one_of("columns", number, entry, "level", levels, None)
        basis = entry.get("basis") or (["declared"] if declared else ["detected"])
        if not set(basis) <= set(Basis):
            self._refuse("basis is declared, inherited, detected, suggested", "columns", number)
        return Classification(
            subject=ref,
            category=key,
            level=Level(level) if level is not None else category.level,
            special=entry.get("special", category.special),
            confirmed=entry.get("confirmed", declared is not None),
            confidence=float(entry.get("confidence", 1.0)),
            evidence=tuple(Evidence(Basis(b), key, "given by the test") for b in basis),
            quasi=entry.get("quasi", category.quasi),
            contradiction=entry.get("contradiction"),
            lowered=self._lowered(number, entry.get("lowered")),
            pseudonym=cast(
                "Pseudonym | None",
                self._one_of("columns", number, entry, "pseudonym", get_args(Pseudonym)),
            ),
        )

    def _lowered(self, number: int, what: str | None) -> Lowered | None:
        where = self.document.location(*self.path, "columns", number)
        return None if what is None else Lowered(what, "given by the test", where)

    def _facts(self, kind: str, number: int, entry: Mapping[str, Any]) -> Facts:
        where = self.document.location(*self.path, kind, number)
        return {key: Fact(entry[key], where) for key in _FACTS if entry.get(key) is not None}

    def _table_ref(self, kind: str, number: int, key: str, entry: Mapping[str, Any]) -> TableRef:
        try:
            return TableRef.parse(entry[key])
        except ValueError as error:
            self._refuse(str(error), kind, number, key)

    def _one_of(
        self,
        kind: str,
        number: int,
        entry: Mapping[str, Any],
        key: str,
        allowed: tuple[str, ...],
        default: str | None = None,
    ) -> str | None:
        value = entry.get(key)
        if value is None:
            return default
        if value not in allowed:
            self._refuse(
                f'"{key}" is one of {", ".join(allowed)}{did_you_mean(value, allowed)}',
                kind,
                number,
                key,
            )
        return str(value)

    def _refuse(self, message: str, *path: str | int) -> NoReturn:
        raise PolicyError(message, location=self.document.location(*self.path, *path))
