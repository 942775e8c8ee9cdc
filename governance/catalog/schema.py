"""The tables of the store, one metadata for SQLite and PostgreSQL.

What is known of one table of the catalog is kept twice, on purpose. `contents` has it as documents
(`governance.catalog.aspects`), named by their digest: history refers to them, and a catalog as it
was at any time is made of them. The other tables hold the same in rows, for whoever asks in SQL;
they always show the newest state and follow the documents, never the other way round
(`governance.catalog.checking` compares them).

Lists of names (the columns of a key, tags) are JSON arrays in text columns, and so are places
(`{"file": …, "line": …}`). On PostgreSQL everything stands in the schema `governance`, which each
transaction puts on its search path.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    TIMESTAMP,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.types import TypeEngine

SCHEMA = "governance"
"""Where the tables are on PostgreSQL."""

ASPECTS = ("structure", "access", "lineage", "verdict")
"""What is kept, compared and told of each table apart; see `governance.catalog.aspects`."""

OF_SOURCE = ("roles", "exposures")
"""The same of a source as a whole."""


class Moment(TypeDecorator[datetime]):
    """A point of time in UTC: a timestamp with time zone, on SQLite the same as ISO 8601 text."""

    impl = TIMESTAMP(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """What the database has for it."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(Text())
        return dialect.type_descriptor(TIMESTAMP(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Towards the database."""
        if value is None:
            return None
        value = value.astimezone(UTC)
        return moment_text(value) if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Back from the database."""
        if isinstance(value, str):
            value = datetime.fromisoformat(value)
        return None if value is None else value.astimezone(UTC)


def moment_text(moment: datetime) -> str:
    """A moment as SQLite keeps it: always as long, so that text sorts as time does."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

_NUMBER = BigInteger().with_variant(Integer, "sqlite")


def _text(name: str, *, null: bool = False) -> Column[str]:
    return Column(name, Text, nullable=null)


def _flag(name: str, *, null: bool = False) -> Column[bool]:
    return Column(name, Boolean(create_constraint=False), nullable=null)


def _place() -> Column[str]:
    return _text("place", null=True)


def _scan(name: str = "scan_id", *, null: bool = False) -> Column[int]:
    return Column(name, _NUMBER, ForeignKey("scans.id"), nullable=null)


def _child(name: str, *columns: Column[Any] | PrimaryKeyConstraint) -> Table:
    """Rows of one table of the catalog, numbered in their order, gone when it is."""
    return Table(
        name,
        metadata,
        Column(
            "table_id",
            _NUMBER,
            ForeignKey("tables.id", ondelete="CASCADE"),
            nullable=False,
            autoincrement=False,
        ),
        Column("position", Integer, nullable=False, autoincrement=False),
        *columns,
        PrimaryKeyConstraint("table_id", "position"),
    )


contents = Table(
    "contents",
    metadata,
    Column("digest", Text, primary_key=True),
    _text("body"),
)

sources = Table(
    "sources",
    metadata,
    Column("id", _NUMBER, primary_key=True, autoincrement=False),
    _text("source_name"),
    *(
        Column(f"{aspect}_digest", Text, ForeignKey("contents.digest"), nullable=True)
        for aspect in OF_SOURCE
    ),
    UniqueConstraint("source_name"),
)

tables = Table(
    "tables",
    metadata,
    Column("id", _NUMBER, primary_key=True, autoincrement=False),
    Column("source_id", _NUMBER, ForeignKey("sources.id"), nullable=False),
    _text("schema_name"),
    _text("table_name"),
    _text("kind", null=True),  # NULL: only a name that queries and people speak of
    _text("comment", null=True),
    _flag("row_security"),
    _flag("open"),
    _text("access", null=True),
    _flag("contract", null=True),
    _flag("freshness", null=True),
    _text("definition", null=True),
    _text("owner_role", null=True),
    _text("partition_of_schema", null=True),
    _text("partition_of_table", null=True),
    _text("tags"),
    _place(),
    *(
        Column(f"{aspect}_digest", Text, ForeignKey("contents.digest"), nullable=True)
        for aspect in ASPECTS
    ),
    UniqueConstraint("source_id", "schema_name", "table_name"),
)

columns = _child(
    "columns",
    _text("column_name"),
    _text("type"),
    _flag("nullable"),
    _flag("has_default"),
    _text("default_expression", null=True),
    _flag("generated"),
    _text("identity", null=True),
    _text("comment", null=True),
    _text("tags"),
    _place(),
)

keys = _child("keys", _text("kind"), _text("columns"))

foreign_keys = _child(
    "foreign_keys",
    _text("constraint_name", null=True),
    _text("columns"),
    _text("referred_source"),
    _text("referred_schema"),
    _text("referred_table"),
    _text("referred_columns"),
    _place(),
)

indexes = _child("indexes", _text("index_name"), _text("columns"), _flag("is_unique"), _place())

grants = _child(
    "grants",
    _text("grantee"),
    _text("privilege"),
    _text("columns"),
    _flag("grantable"),
    _flag("future"),
    _place(),
)

protections = _child(
    "protections",
    _text("column_name", null=True),
    _text("kind"),
    _text("method"),
    _text("state"),
    _place(),
)

wanted_protections = _child(
    "wanted_protections", _text("column_name", null=True), _text("kind"), _text("method"), _place()
)

edges = _child(
    "edges",
    _text("column_name"),
    _text("upstream_source"),
    _text("upstream_schema"),
    _text("upstream_table"),
    _text("upstream_column"),
    _text("effect"),
    _text("kind"),
    _flag("restores"),
    _place(),
)

classifications = _child(
    "classifications",
    _text("column_name"),
    _text("category"),
    _text("kind", null=True),
    _text("level", null=True),
    _flag("special"),
    _flag("quasi"),
    _flag("confirmed"),
    Column("confidence", Float(53), nullable=False),
    _text("basis"),
    _text("contradiction", null=True),
    _text("lowered", null=True),
    _text("lowered_reason", null=True),
    _text("pseudonym", null=True),
)

evidence = _child(
    "evidence",
    _text("column_name"),
    _text("basis"),
    _text("category"),
    _text("detail"),
    Column("score", Float(53), nullable=False),
    _text("upstream", null=True),
    _text("effect", null=True),
    _flag("restores"),
    _text("declared_at", null=True),
    _place(),
)

facts = _child(
    "facts",
    _text("column_name", null=True),
    _text("key"),
    _text("value"),
    _text("reason", null=True),
    _place(),
)

disputes = _child(
    "disputes",
    _text("column_name", null=True),
    _text("key"),
    _text("sides"),
    _flag("settled"),
)

roles = Table(
    "roles",
    metadata,
    Column("source_id", _NUMBER, ForeignKey("sources.id"), nullable=False, autoincrement=False),
    Column("position", Integer, nullable=False, autoincrement=False),
    _text("role_name"),
    _flag("can_login"),
    _flag("superuser"),
    _flag("bypasses_row_security"),
    _text("member_of"),
    PrimaryKeyConstraint("source_id", "position"),
)

exposures = Table(
    "exposures",
    metadata,
    Column("source_id", _NUMBER, ForeignKey("sources.id"), nullable=False, autoincrement=False),
    Column("position", Integer, nullable=False, autoincrement=False),
    _text("exposure_name"),
    _text("kind"),
    _text("owner", null=True),
    _text("url", null=True),
    _text("description", null=True),
    _text("reads"),
    _place(),
    PrimaryKeyConstraint("source_id", "position"),
)

statistics = Table(
    "statistics",
    metadata,
    Column(
        "table_id",
        _NUMBER,
        ForeignKey("tables.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("row_estimate", BigInteger, nullable=True),
    Column("size_bytes", BigInteger, nullable=True),
    Column("analysed", Moment, nullable=True),
)

reidentification = Table(
    "reidentification",
    metadata,
    Column(
        "table_id",
        _NUMBER,
        ForeignKey("tables.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    _text("columns"),
    Column("smallest_group", BigInteger, nullable=False),
    Column("share", Float(53), nullable=False),
    Column("row_count", BigInteger, nullable=False),
    _flag("sampled"),
    _text("record"),  # all of it, as JSON: see governance.model.risk
)

scans = Table(
    "scans",
    metadata,
    Column("id", _NUMBER, primary_key=True, autoincrement=False),
    _text("source_name"),
    _text("state"),
    _text("started_by"),
    _text("program"),
    Column("started", Moment, nullable=False),
    Column("heartbeat", Moment, nullable=False),
    Column("ended", Moment, nullable=True),
    _text("machine"),
    Column("process", BigInteger, nullable=False),
    _text("process_started"),
    _text("failure", null=True),
    *(
        Column(name, Integer, nullable=False)
        for name in ("tables", "columns", "new", "changed", "dropped", "problems")
    ),
    CheckConstraint("state IN ('running', 'published', 'failed', 'lost')", name="state"),
    Index(None, "source_name", "id"),
)

drift = Table(
    "drift",
    metadata,
    _scan(),
    Column("position", Integer, nullable=False, autoincrement=False),
    _text("kind"),
    _text("subject"),
    _text("before", null=True),
    _text("after", null=True),
    _text("record"),  # all of it, as JSON: see governance.drift.records
    PrimaryKeyConstraint("scan_id", "position"),
)

history = Table(
    "history",
    metadata,
    Column("id", _NUMBER, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    _text("changed_by"),
    _scan(null=True),
    _text("source_name"),
    _text("schema_name", null=True),  # NULL: about the source, or about the catalog as a whole
    _text("table_name", null=True),
    _text("aspect"),
    Column("before", Text, ForeignKey("contents.digest"), nullable=True),
    Column("after", Text, ForeignKey("contents.digest"), nullable=True),
    Index(None, "source_name", "schema_name", "table_name", "id"),
)

progress = Table(
    "progress",
    metadata,
    _text("source_name"),
    _text("schema_name"),
    _text("table_name"),
    _text("digest"),
    _text("result"),
    PrimaryKeyConstraint("source_name", "schema_name", "table_name"),
)

reviews = Table(
    "reviews",
    metadata,
    Column("id", _NUMBER, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    _text("reviewer"),
    _text("source_name"),
    _text("schema_name"),
    _text("table_name"),
    _text("column_name"),
    _text("category"),
    _text("decision"),
    _text("fingerprint"),
    _text("note", null=True),
    CheckConstraint("decision IN ('accepted', 'rejected')", name="decision"),
)

waivers = Table(
    "waivers",
    metadata,
    Column("position", Integer, primary_key=True, autoincrement=False),
    _text("policy"),
    _text("subject", null=True),
    _text("reason"),
    _text("until"),
    _text("approver", null=True),
    _text("ticket", null=True),
    _text("code"),
    _text("lines"),
    _text("place"),
)

APPEND_ONLY = ("contents", "history", "reviews")
"""Tables of which no row is ever changed or deleted; triggers refuse it."""

CHILDREN = {
    "structure": (columns, keys, foreign_keys, indexes),
    "access": (grants, protections),
    "lineage": (edges,),
    "verdict": (classifications, evidence, facts, disputes, wanted_protections),
}
"""The tables in which each aspect stands in rows."""
