"""`adapter` and `api` of dbt: what can be told without a database, and a note of what cannot."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from governance.extract.dbt.jinja.offered import Function, Names, Offered, words
from governance.extract.dbt.jinja.relations import Relation, TableColumn, UnknownColumn

_BACKTICKS = frozenset({"bigquery", "databricks", "spark", "mysql", "mariadb", "glue", "athena"})
_SILENT = words(
    """add_query alter_column_type alter_table_add_columns cache_added cache_dropped commit_clear
    cancel_open_connections cache_renamed clean_up create_schema drop_relation drop_schema
    expand_target_column_types grant_access_to rename_relation release_connection
    truncate_relation upload_file update_columns alter_relation_add_remove_columns"""
)
"""What changes a database and gives nothing."""


class Adapter(Offered):
    """`adapter`.

    `dispatch(name, namespace)` finds a macro; `columns(relation)` gives the columns of a table or
    None; `asked(what)` takes down a question that only the database answers, and answers it.
    """

    __slots__ = ("_asked", "_columns", "_dispatch", "_quote", "_type")

    def __init__(
        self,
        adapter: str,
        dispatch: Callable[..., Any],
        columns: Callable[[Any], Any],
        asked: Callable[[str], Any],
    ) -> None:
        self._type = adapter
        self._dispatch = dispatch
        self._columns = columns
        self._asked = asked
        self._quote = "`" if adapter in _BACKTICKS else '"'

    def quote(self, name: Any) -> str:
        """A name in the quotes of the engine; `*` stays what it is."""
        return "*" if str(name) == "*" else f"{self._quote}{name}{self._quote}"

    def attribute(self, name: str) -> Any:
        """A method of the adapter."""
        if name == "dispatch":
            return Function(self._dispatch)
        if name in ("quote", "quote_as_configured", "quote_seed_column"):
            return Function(lambda text, *_, **__: self.quote(text))
        if name == "type":
            return Function(lambda: self._type)
        if name == "get_relation":
            return Function(self._relation)
        if name == "get_columns_in_relation":
            return Function(self._columns_of)
        if name == "check_schema_exists":
            return Function(lambda *_, **__: True)
        if name in ("is_replaceable", "is_before_version"):
            return Function(lambda *_, **__: False)
        if name in _SILENT:
            return Function(lambda *_, **__: "")
        if name.startswith("_"):
            raise KeyError(name)
        return Function(lambda *_, **__: self._asked(f"adapter.{name}"))

    def _relation(self, database: Any = None, schema: Any = None, identifier: Any = None) -> Any:
        return relation(database, schema, identifier)

    def _columns_of(self, table: Any = None, *_: Any, **__: Any) -> Any:
        known = self._columns(table)
        if known is None:
            return UnknownColumn(str(self._asked("adapter.get_columns_in_relation")))
        return [TableColumn(name, kind, self.quote) for name, kind in known]


def relation(
    database: Any = None, schema: Any = None, identifier: Any = None, **_: Any
) -> Relation:
    """A table that a macro names by its parts."""
    database, schema, identifier = (
        None if part is None else str(part) for part in (database, schema, identifier)
    )
    return Relation(database, schema, identifier)


def api(adapter: Adapter) -> Names:
    """`api.Relation.create(...)`, `api.Column(...)`."""

    def column(name: Any = "", dtype: Any = "", *_: Any, **kwargs: Any) -> TableColumn:
        return TableColumn(str(kwargs.get("column", name)), str(dtype), adapter.quote)

    class _Columns(Offered):
        __slots__ = ()

        def __call__(self, *args: Any, **kwargs: Any) -> TableColumn:
            return column(*args, **kwargs)

        def attribute(self, name: str) -> Any:
            if name in ("create", "from_description"):
                return Function(column)
            if name == "translate_type":
                return Function(str)
            if name == "string_type":
                return Function(lambda size=256: f"varchar({size})")
            if name == "numeric_type":
                return Function(lambda kind="numeric", *_: str(kind))
            raise KeyError(name)

    return Names(Relation=Names(create=Function(relation)), Column=_Columns())
