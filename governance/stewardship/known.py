"""The names there are, looked up by the patterns of declarations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fnmatch import translate

from governance.model.catalog import Table
from governance.model.names import ColumnRef, TableRef, printable
from governance.model.stewardship import Declaration, Named
from governance.stewardship.pattern import Part, Pattern
from governance.suggest import did_you_mean

OF_COLUMNS = frozenset({"category", "masking", "encryption"})
"""What only a column can have."""

USUAL_SCHEMAS = frozenset({"public", "dbo", "main"})
"""Where PostgreSQL, Snowflake and Redshift, SQL Server, SQLite and DuckDB look for a bare name."""


class Names:
    """The names there are, so that an exact match costs a look-up and a glob its own schemas."""

    def __init__(self, tables: Sequence[Table]) -> None:
        self._schemas: dict[tuple[str, ...], dict[str, list[Table]]] = {}
        for table in tables:
            schema = tuple(table.ref.schema.split(".")) if table.ref.schema else ()
            self._schemas.setdefault(schema, {}).setdefault(table.ref.table, []).append(table)
        self._found: dict[tuple[Part, ...], list[Table]] = {}
        self._having: dict[str, list[Table]] | None = None
        self._called: dict[str, list[Table]] | None = None
        self._meant: dict[tuple[str, tuple[str, ...]], tuple[Table, ...]] = {}
        self._columns: dict[TableRef, dict[str, str]] = {}
        self._tables = tables

    def tables(self, wanted: Pattern) -> Iterator[TableRef]:
        """The tables that a pattern matches."""
        for table in self._matching(wanted.parts):
            if wanted.source is None or wanted.source.fits(table.ref.source):
                yield table.ref

    def columns(self, wanted: Pattern) -> Iterator[ColumnRef]:
        """The columns that a pattern matches."""
        *above, last = wanted.parts
        if not above:
            return
        tables: Iterable[Table] = self._matching(tuple(above))
        if not last.glob and any(part.glob for part in above):
            having = {id(table) for table in self._with(last.text)}
            tables = [table for table in tables if id(table) in having]
        fits = re.compile(translate(last.text)).match if last.glob else None
        for table in tables:
            if wanted.source is not None and not wanted.source.fits(table.ref.source):
                continue
            names = [column.name for column in table.columns]
            if fits is not None:
                yield from (table.ref.column(name) for name in names if fits(name))
            elif last.text in names:
                yield table.ref.column(last.text)

    def meant(self, named: Named) -> Iterator[TableRef | ColumnRef]:
        """What another tool's name means here.

        Case does not count where nothing is named exactly so. Where a schema is given, the table is
        one of that schema, or of none; a database counts only where both sides name one. Where none
        is given, it is the only table of its name, or of several the one in the schema that an
        engine takes where nobody names one; else it is none of them, for nobody said which.
        """
        for table in self._tables_meant(named):
            if named.column is None:
                yield table.ref
                continue
            if table.ref not in self._columns:
                folded = {column.name.casefold(): column.name for column in table.columns}
                self._columns[table.ref] = folded | {c.name: c.name for c in table.columns}
            columns = self._columns[table.ref]
            name = columns.get(named.column) or columns.get(named.column.casefold())
            if name is not None:
                yield table.ref.column(name)

    def _tables_meant(self, named: Named) -> tuple[Table, ...]:
        key = (named.table, named.schemas)
        if key not in self._meant:
            found = self._like(named)
            exact = [table for table in found if table.ref.table == named.table]
            found = exact or found
            if len({(table.ref.schema, table.ref.table) for table in found}) > 1:
                found = _nearest(found, named.schemas)
            self._meant[key] = tuple(found)
        return self._meant[key]

    def _like(self, named: Named) -> list[Table]:
        """The tables of that name, upper and lower case alike, in the schemas it may be in."""
        if self._called is None:
            self._called = {}
            for table in self._tables:
                self._called.setdefault(table.ref.table.casefold(), []).append(table)
        called = self._called.get(named.table.casefold(), [])
        if not named.schemas:
            return called
        return [t for t in called if any(_fits(t.ref.schema, each) for each in named.schemas)]

    def explain_name(self, named: Named, shown: str) -> str:
        """Why a name that another tool gives means nothing here."""
        tables = self._tables_meant(named)
        if tables:
            near = did_you_mean(named.column or "", [c.name for c in tables[0].columns])
            return f"{tables[0].ref.name} has no column {printable(named.column or '')!r}{near}"
        found = self._like(named)
        if found:
            where = sorted({printable(table.ref.schema) for table in found})
            return (
                f"{printable(named.table)} stands in {', '.join(where[:-1])} and {where[-1]}, and "
                "nothing says which is meant; declare it under its full name"
            )
        other = sorted({table.ref.name for table in self._like(Named(named.table))})
        if other:
            return f"nothing is named {shown}; there is {', '.join(other[:3])}"
        near = did_you_mean(named.table, (table.ref.table for table in self._tables))
        return f"nothing is named {shown}{near}"

    def _with(self, column: str) -> Sequence[Table]:
        if self._having is None:
            self._having = {}
            for table in self._tables:
                for each in table.columns:
                    self._having.setdefault(each.name, []).append(table)
        return self._having.get(column, ())

    def _matching(self, parts: tuple[Part, ...]) -> Sequence[Table]:
        """The tables of that name in all sources."""
        if parts not in self._found:
            *above, last = parts
            self._found[parts] = [
                table
                for schema in self._schemas_like(tuple(above))
                for table in _fitting(self._schemas[schema], last)
            ]
        return self._found[parts]

    def _schemas_like(self, parts: tuple[Part, ...]) -> Iterable[tuple[str, ...]]:
        if not any(part.glob for part in parts):
            exact = tuple(part.text for part in parts)
            return (exact,) if exact in self._schemas else ()
        return [
            schema
            for schema in self._schemas
            if len(schema) == len(parts)
            and all(part.fits(name) for part, name in zip(parts, schema, strict=True))
        ]

    def explain(self, wanted: Pattern, declaration: Declaration) -> str:
        """Why a declaration that names one thing matches nothing."""
        shown = printable(declaration.match)
        table = next(iter(self._matching(wanted.parts)), None)
        if table is not None and set(declaration.facts) <= OF_COLUMNS:
            keys = " and ".join(declaration.facts)
            return f"{keys} can only be declared for columns: write {shown}.<column>"
        *above, last = wanted.parts
        table = next(iter(self._matching(tuple(above))), None) if above else None
        if table is not None:
            near = did_you_mean(last.text, [column.name for column in table.columns])
            return f"{table.ref.name} has no column {printable(last.text)!r}{near}"
        # a slip in the table's name of a table or of a column's table
        near = ""
        for depth in (1, 2):
            *schema, name = wanted.parts[: len(wanted.parts) + 1 - depth] or (last,)
            tables = self._schemas.get(tuple(part.text for part in schema), {})
            near = near or did_you_mean(name.text, tables)
        return f"nothing is named {shown}{near}"


def _fits(schema: str, wanted: str) -> bool:
    """Whether a table of `schema` may be in the schema `wanted`."""
    have, want = schema.casefold().split("."), wanted.casefold().split(".")
    return schema == "" or all(a == b for a, b in zip(reversed(have), reversed(want), strict=False))


def _nearest(found: list[Table], schemas: tuple[str, ...]) -> list[Table]:
    """Of tables in several schemas those that are meant; none when nobody said which."""
    somewhere = [table for table in found if table.ref.schema]
    if schemas:
        return [table for table in found if table.ref.schema in schemas] or somewhere
    usual = [t for t in somewhere if t.ref.schema.rpartition(".")[2].lower() in USUAL_SCHEMAS]
    for one in (somewhere, usual):
        if len({table.ref.schema for table in one}) == 1:
            return one
    return []


def _fitting(tables: Mapping[str, list[Table]], part: Part) -> Iterator[Table]:
    if not part.glob:
        yield from tables.get(part.text, ())
        return
    fits = re.compile(translate(part.text)).match
    for name, same in tables.items():
        if part.text == "*" or fits(name):
            yield from same
