"""A database as SQLAlchemy's inspector shows it: whole schemas at once where the dialect can.

Source: https://docs.sqlalchemy.org/en/20/core/reflection.html (what each method gives).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from msgspec import structs

from governance.cache import Cache
from governance.extract.base import Extraction
from governance.extract.live.engine import Engine, session
from governance.extract.live.literals import expression, type_without_labels
from governance.extract.live.put_together import chosen, extraction, problem
from governance.model.catalog import Column, ForeignKey, Index, Table, TableKind
from governance.model.judgement import Problem
from governance.model.names import TableRef
from governance.settings import Source

if TYPE_CHECKING:
    from sqlalchemy import Dialect, Inspector

_ASPECTS = {
    "columns": "columns",
    "pk_constraint": "primary key",
    "foreign_keys": "foreign keys",
    "unique_constraints": "unique constraints",
    "indexes": "indexes",
    "table_comment": "comment",
}

_QUALIFIED = ("redshift", "postgres")
"""Dialects whose database names, in a view's query, all but what is in the default schema."""


def extract(engine: Engine, source: Source, cache: Cache) -> Extraction:
    """Read the schemas of a source, with nothing but what its dialect offers to an inspector.

    What a dialect has no notion of (keys, comments) is left out. A table or view of which
    something cannot be read is a problem, and the rest is read.

    Raises:
        ExtractError: the server cannot be reached or read.
        MissingExtra: the driver is not installed.
    """
    import sqlalchemy

    with session(engine, source) as opened:
        inspector = sqlalchemy.inspect(opened.connection)
        only = opened.database if engine.one_database else ""
        named = {_real(inspector.dialect, name): name for name in inspector.get_schema_names()}
        any_case = _any_case(inspector.dialect)
        schemas = chosen(source, named, engine.own, only, any_case=any_case)
        read = [_Schema(engine, source, inspector, named[name], name) for name in schemas.schemas]
        tables = [table for each in read for table in each.tables()]
        views = {view: query for each in read for view, query in each.views()}
    return extraction(
        source,
        engine.dialect,
        schemas,
        tables,
        views,
        own_schema=engine.dialect not in _QUALIFIED,
        database=opened.database,
        cache=cache,
        problems=[said for each in read for said in each.problems],
        notices=opened.notices,
    )


class _Schema:
    """What one schema holds, and what of it could not be read."""

    def __init__(
        self, engine: Engine, source: Source, inspector: Inspector, name: str, shown: str
    ) -> None:
        """`name` is what the inspector calls the schema, `shown` what the database does."""
        self.problems: list[Problem] = []
        self._engine = engine
        self._source = source
        self._inspector = inspector
        self._name = name
        self._shown = shown
        self._kinds: dict[str, TableKind] = dict(_kinds(inspector, name))
        self._failed: set[str] = set()

    def tables(self) -> Iterator[Table]:
        """The tables and views, in order of their names."""
        found = {aspect: self._aspect(aspect) for aspect in _ASPECTS}
        dialect = self._inspector.dialect
        for name, kind in sorted(self._kinds.items()):
            said = {aspect: rows.get(name) for aspect, rows in found.items()}
            key = said["pk_constraint"] or {}
            indexes = [index for index in said["indexes"] or () if index.get("name")]
            unique = [each["column_names"] for each in said["unique_constraints"] or ()]
            yield Table(
                ref=self._ref(name),
                kind=kind,
                columns=tuple(
                    _column(column, dialect, self._engine.dialect)
                    for column in said["columns"] or ()
                ),
                comment=(said["table_comment"] or {}).get("text") or None,
                primary_key=self._reals(key.get("constrained_columns")),
                unique=tuple(sorted(self._reals(columns) for columns in unique)),
                foreign_keys=tuple(self._foreign(each) for each in said["foreign_keys"] or ()),
                indexes=tuple(
                    sorted(
                        (
                            Index(
                                self._real(str(index["name"])),
                                self._reals(c for c in index["column_names"] if c is not None),
                                bool(index.get("unique")),
                            )
                            for index in indexes
                            # the one behind a constraint is told by the constraint
                            if not index.get("duplicates_constraint")
                        ),
                        key=lambda index: index.name,
                    )
                ),
                open=name in self._failed or not said["columns"],
            )

    def views(self) -> Iterator[tuple[TableRef, str | None]]:
        """The query of each view, None where it cannot be had."""
        for name, kind in sorted(self._kinds.items()):
            if kind in ("view", "materialized view"):
                yield self._ref(name), self._definition(name)

    def _ref(self, name: str) -> TableRef:
        return TableRef(self._source.name, self._shown, self._real(name))

    def _real(self, name: str) -> str:
        return _real(self._inspector.dialect, name)

    def _reals(self, names: Iterable[str] | None) -> tuple[str, ...]:
        return tuple(self._real(name) for name in names or ())

    def _definition(self, name: str) -> str | None:
        from governance.extract.live.failure import FAILURES

        try:
            query = self._inspector.get_view_definition(name, schema=self._name)
        except FAILURES:
            return None
        return query if isinstance(query, str) else None

    def _foreign(self, key: Mapping[str, Any]) -> ForeignKey:
        return ForeignKey(
            columns=self._reals(key["constrained_columns"]),
            referred=TableRef(
                self._source.name,
                self._real(key.get("referred_schema") or self._name),
                self._real(key["referred_table"]),
            ),
            referred_columns=self._reals(key.get("referred_columns")),
            name=self._real(key["name"]) if key.get("name") else None,
        )

    def _aspect(self, aspect: str) -> dict[str, Any]:
        """One aspect of everything in the schema, by name; one by one if that fails as a whole."""
        from sqlalchemy.engine.reflection import ObjectKind, ObjectScope

        from governance.extract.live.failure import FAILURES, reason

        try:
            whole: Mapping[Any, Any] = getattr(self._inspector, f"get_multi_{aspect}")(
                schema=self._name, kind=ObjectKind.ANY, scope=ObjectScope.DEFAULT
            )
        except NotImplementedError:
            return {}
        except FAILURES:
            whole = {}
        else:
            if aspect != "columns" or len(whole) >= len(self._kinds):
                return {name: rows for (_, name), rows in whole.items()}
        found = {name: rows for (_, name), rows in whole.items()}
        ask: Callable[..., Any] = getattr(self._inspector, f"get_{aspect}")
        for name in sorted(self._kinds.keys() - found.keys() - self._failed):
            try:
                found[name] = ask(name, schema=self._name)
            except NotImplementedError:
                return found
            except FAILURES as error:
                self._failed.add(name)
                ref = self._ref(name)
                self.problems.append(
                    problem(
                        self._source,
                        str(ref),
                        f"its {_ASPECTS[aspect]} cannot be read: {reason(error)}",
                        f"{self._source.kind}:{ref}:{aspect}",
                    )
                )
        return found


def _kinds(inspector: Inspector, schema: str) -> Iterator[tuple[str, TableKind]]:
    """The names in a schema and what they are; a dialect need not know views of each kind."""
    views: tuple[tuple[TableKind, Callable[..., list[str]]], ...] = (
        ("view", inspector.get_view_names),
        ("materialized view", inspector.get_materialized_view_names),
    )
    for name in inspector.get_table_names(schema=schema):
        yield name, "table"
    for kind, ask in views:
        try:
            for name in ask(schema=schema):
                yield name, kind
        except NotImplementedError:
            continue


def _column(column: Mapping[str, Any], dialect: Dialect, sql: str) -> Column:
    identity = column.get("identity")
    computed = column.get("computed")
    default = (computed or {}).get("sqltext") or column.get("default")
    made = Column(
        name=_real(dialect, str(column["name"])),
        type=_type(column["type"], dialect),
        nullable=bool(column.get("nullable", True)),
        has_default=default is not None or bool(identity) or column.get("autoincrement") is True,
        comment=column.get("comment") or None,
        default=expression(str(default), sql) if default is not None and sql else None,
        generated=computed is not None,
    )
    if not identity:
        return made
    return structs.replace(made, identity="always" if identity.get("always") else "by default")


def _any_case(dialect: Dialect) -> bool:
    """Whether the dialect shows a name that was written without quotes in lower case.

    Snowflake and Oracle keep such a name in upper case.
    """
    return bool(getattr(dialect, "requires_name_normalize", False))


def _real(dialect: Dialect, name: str) -> str:
    """A name as the database keeps it."""
    return (dialect.denormalize_name(name) or name) if _any_case(dialect) else name


def _type(kind: Any, dialect: Dialect) -> str:
    """A type as its engine writes it, "" for one that the dialect does not know."""
    from governance.extract.live.failure import FAILURES

    # the order in which characters compare is no part of what a column holds
    for attribute in ("collation", "charset"):
        if getattr(kind, attribute, None):
            kind = kind.copy()
            setattr(kind, attribute, None)
    try:
        return type_without_labels(kind.compile(dialect=dialect))
    except FAILURES:
        return ""
