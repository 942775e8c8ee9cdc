"""A catalog into the engine's tables, in sets, and from a row's number back to the thing it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeAlias, cast

from governance.model.catalog import Catalog, Column, ForeignKey, Grant, Table
from governance.model.classification import Level
from governance.model.names import ColumnRef, TableRef
from governance.model.risk import Reidentification
from governance.policy.known import (
    CATEGORY,
    CLASSIFICATION,
    DESCRIPTION,
    ENCRYPTION,
    LEVEL,
    MASKING,
    SPECIAL,
    Key,
    Known,
    Row,
    as_list,
    as_text,
    table_key,
)
from governance.policy.sealed import Refused, Sealed
from governance.policy.tables import (
    HAS_DEFAULT,
    INSERTS,
    NULLABLE,
    PERSONAL,
    PRIMARY_KEY,
    SCHEMA,
    WIDTH,
)
from governance.stewardship.disputes import places

Whole: TypeAlias = tuple[str | int | float | bool | None, ...]
"""What is known of a table as a whole: its row of base_table without the number."""

_ENVIRONMENT, _TABLE_PII, _TABLE_SPECIAL, _TABLE_LEVEL = 9, 14, 15, 16


class Loaded:
    """A catalog in a sealed engine.

    Row numbers of views count along the catalog's tuples; those of columns, see `WIDTH`. `edges`
    says whether a policy reads them. `wholes` are the rows of tables that were loaded before; where
    they are given, the tables are only known as wholes, and have no columns.

    Raises:
        Refused: the catalog does not fit, or this SQLite cannot be sealed.
    """

    def __init__(
        self,
        catalog: Catalog,
        engine: Sealed,
        *,
        edges: bool = True,
        wholes: Sequence[Whole] | None = None,
    ) -> None:
        self.catalog = catalog
        self.engine = engine
        self.wholes: tuple[Whole, ...] = ()
        self.relationships: list[tuple[Table, ForeignKey]] = [
            (table, key) for table in catalog.tables for key in table.foreign_keys
        ]
        self._tables = {table_key(table.ref): index for index, table in enumerate(catalog.tables)}
        self._known = Known(catalog)
        self._table_rows: list[Row] = []
        self._known_rows: list[Row] = []
        engine.script(SCHEMA)
        try:
            if wholes is None:
                _fill(engine, "column", self._columns)
            else:
                self._table_rows = [(number, *row) for number, row in enumerate(wholes)]
            self._fill(edges)
        except MemoryError:
            raise Refused("the catalog needs more memory than it may have") from None
        engine.seal()
        self.wholes = tuple(row[1:] for row in self._table_rows)
        del self._table_rows, self._known_rows, self._known

    def column(self, row_id: int) -> tuple[Table, Column]:
        """The column with that number, and its table."""
        index, place = divmod(row_id, WIDTH)
        table = self.catalog.tables[index]
        return table, table.columns[place]

    def table(self, ref: TableRef) -> Table | None:
        """The table of that name."""
        index = self._tables.get(table_key(ref))
        return None if index is None else self.catalog.tables[index]

    def named(self, table: str, schema: str | None, source: str | None) -> tuple[Table, ...]:
        """Every table that a query's row may mean."""
        if not hasattr(self, "_by_name"):
            self._by_name: dict[str, list[Table]] = {}
            for known in self.catalog.tables:
                self._by_name.setdefault(known.ref.table, []).append(known)
        return tuple(
            known
            for known in self._by_name.get(table, ())
            if schema in (None, known.ref.schema) and source in (None, known.ref.source)
        )

    def _fill(self, edges: bool) -> None:
        _fill(self.engine, "table", lambda: self._table_rows)
        _fill(self.engine, "known", lambda: self._known_rows)
        _fill(self.engine, "grant", self._grants)
        _fill(self.engine, "relationship", self._relationships)
        _fill(self.engine, "dispute", self._disputes)
        _fill(self.engine, "exposure", self._exposures)
        _fill(self.engine, "change", self._changes)
        if edges:
            _fill(self.engine, "edge", self._edges)

    def _columns(self) -> Iterator[Row]:
        """Rows of base_column; those of base_table and base_known are made on the way."""
        self._table_rows, self._known_rows = [], []
        known = self._known
        for index, table in enumerate(self.catalog.tables):
            number = index * WIDTH
            key, columns = table_key(table.ref), table.columns
            special = known.columns.get(key)
            primary = frozenset(table.primary_key)
            described = 0
            personal: list[Row] = []
            rows: list[Row] = []
            for column in columns:
                name, comment = column.name, column.comment
                pii = False
                if special is not None and name in special:
                    row, pii = known.row(number, key, name)
                    self._known_rows.append(row)
                    rows.append(row)
                    if pii:
                        personal.append(row)
                    if comment is None:
                        described += row[DESCRIPTION] is not None
                if comment is not None:
                    comment = as_text(comment)
                    described += comment is not None
                flags = NULLABLE if column.nullable else 0
                if column.has_default:
                    flags |= HAS_DEFAULT
                if name in primary:
                    flags |= PRIMARY_KEY
                yield number, name, column.type, flags | PERSONAL if pii else flags, comment
                number += 1
            self._table_rows.append(self._table(index, table, key, rows, personal, described))

    def _table(
        self,
        index: int,
        table: Table,
        key: Key,
        rows: list[Row],
        personal: list[Row],
        described: int,
    ) -> Row:
        facts = self._known.tables.get(key, {})
        classified = sum(row[CLASSIFICATION] is not None for row in personal)
        complete = bool(personal) and classified == len(personal)
        decisive = personal if personal else rows
        return (
            index,
            *key,
            table.kind,
            int(bool(table.primary_key)),
            int(table.row_security),
            self._known.filters.get(key),
            int(table.open),
            facts.get("environment"),
            facts.get("owner"),
            facts.get("purpose"),
            facts.get("retention_days"),
            facts.get("description") or as_text(table.comment),
            int(bool(personal)),
            int(any(row[SPECIAL] for row in personal)),
            _highest(row[LEVEL] for row in rows),
            len(table.columns),
            len(personal),
            classified,
            described,
            ", ".join(sorted({row[CATEGORY] for row in personal})) or None,
            _highest(row[CLASSIFICATION] for row in decisive) if complete or not personal else None,
            _all(row[MASKING] for row in personal),
            _all(row[ENCRYPTION] for row in personal),
            as_list(table.tags) if table.tags else "[]",
            table.access,
            table.contract,
            table.freshness,
            *_risk(self.catalog.reidentification.get(table.ref)),
        )

    def _number(self, ref: ColumnRef) -> int | None:
        index = self._tables.get((ref.source, ref.schema, ref.table))
        if index is None:
            return None
        names = self._numbers.get(index)
        if names is None:
            columns = self.catalog.tables[index].columns
            names = self._numbers[index] = {c.name: i for i, c in enumerate(columns)}
        place = names.get(ref.column)
        return None if place is None else index * WIDTH + place

    def _edges(self) -> Iterator[Row]:
        self._numbers: dict[int, dict[str, int]] = {}
        for number, edge in enumerate(self.catalog.edges):
            down, up = edge.downstream, edge.upstream
            yield (
                number,
                down.source,
                down.schema,
                down.table,
                down.column,
                up.source,
                up.schema,
                up.table,
                up.column,
                edge.effect.value,
                edge.kind.value,
                self._number(down),
                self._number(up),
            )

    def _grants(self) -> Iterator[Row]:
        by_schema: dict[tuple[str, str], list[int]] = {}
        if any(grant.subject.table == "*" for grant in self.catalog.grants):
            for index, table in enumerate(self.catalog.tables):
                by_schema.setdefault((table.ref.source, table.ref.schema), []).append(index)
        for number, grant in enumerate(self.catalog.grants):
            if grant.subject.table == "*":
                indexes = by_schema.get((grant.subject.source, grant.subject.schema), [])
            else:
                known = self._tables.get(table_key(grant.subject))
                indexes = [] if known is None else [known]
            yield self._grant(number, grant, [self._table_rows[index] for index in indexes])

    def _grant(self, number: int, grant: Grant, tables: list[Row]) -> Row:
        environments = {row[_ENVIRONMENT] for row in tables}
        pii, special = (
            any(row[_TABLE_PII] for row in tables),
            any(row[_TABLE_SPECIAL] for row in tables),
        )
        level = _highest(row[_TABLE_LEVEL] for row in tables)
        if grant.columns:
            own = [
                self._known.classification(table_key(grant.subject), name) for name in grant.columns
            ]
            pii = any(c is not None and c.personal for c in own)
            special = any(c is not None and c.personal and c.special for c in own)
            level = _highest(c.level.value for c in own if c is not None and c.level is not None)
        return (
            number,
            *table_key(grant.subject),
            grant.grantee,
            grant.privilege,
            as_list(grant.columns),
            int(grant.grantable),
            int(grant.future),
            environments.pop() if len(environments) == 1 else None,
            int(pii),
            int(special),
            level,
        )

    def _exposures(self) -> Iterator[Row]:
        for number, exposure in enumerate(self.catalog.exposures):
            indexes = [self._tables.get(table_key(ref)) for ref in exposure.reads]
            tables = [self._table_rows[index] for index in indexes if index is not None]
            yield (
                number,
                exposure.source,
                exposure.name,
                exposure.kind,
                as_text(exposure.owner),
                as_text(exposure.url),
                as_text(exposure.description),
                as_list(ref.name for ref in exposure.reads),
                int(any(row[_TABLE_PII] for row in tables)),
                int(any(row[_TABLE_SPECIAL] for row in tables)),
                _highest(row[_TABLE_LEVEL] for row in tables),
            )

    def _relationships(self) -> Iterator[Row]:
        for number, (table, key) in enumerate(self.relationships):
            width = len(key.columns)
            starts = [index.columns[:width] for index in table.indexes]
            starts += [table.primary_key[:width], *(unique[:width] for unique in table.unique)]
            yield (
                number,
                *table_key(table.ref),
                key.name,
                as_list(key.columns),
                key.referred.schema,
                key.referred.table,
                as_list(key.referred_columns),
                int(table_key(key.referred) in self._tables),
                int(any(set(start) == set(key.columns) for start in starts)),
            )

    def _disputes(self) -> Iterator[Row]:
        for number, dispute in enumerate(self.catalog.disputes):
            subject = dispute.subject
            yield (
                number,
                subject.source,
                subject.schema,
                subject.table,
                subject.column if isinstance(subject, ColumnRef) else None,
                subject.name,
                dispute.key,
                as_list(as_text(str(fact.value)) or "" for fact in dispute.sides),
                as_text(places(dispute)),
                int(dispute.settled),
            )

    def _changes(self) -> Iterator[Row]:
        for number, change in enumerate(self.catalog.changes):
            subject, reader = change.subject, change.reader
            yield (
                number,
                subject.source,
                subject.schema,
                subject.table,
                subject.column if isinstance(subject, ColumnRef) else None,
                subject.name,
                change.alteration,
                as_text(change.how),
                change.renamed_to,
                as_text(change.old_type),
                as_text(change.new_type),
                change.old_form,
                change.new_form,
                as_text(reader.name) if reader is not None else None,
                reader.kind if reader is not None else None,
                as_text(reader.owner) if reader is not None else None,
                None if reader is None or reader.breaks is None else int(reader.breaks),
            )


def _risk(found: Reidentification | None) -> Row:
    """How people can be told apart by the rows; nothing where nobody looked."""
    if found is None:
        return (None,) * 4
    worst = found.riskiest
    return worst.k, as_list(worst.columns), worst.share, int(found.sampled)


def _fill(engine: Sealed, table: str, rows: Any) -> None:
    """One INSERT for all rows; once more with clean texts if the engine cannot hold them."""
    try:
        engine.fill(INSERTS[table], rows())
    except (UnicodeEncodeError, OverflowError):
        engine.empty(f"base_{table}")
        engine.fill(INSERTS[table], (tuple(map(_clean, row)) for row in rows()))


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return as_text(value) or ""
    if isinstance(value, int):
        return max(-(2**62), min(value, 2**62))
    return value


def _highest(levels: Iterable[str | None]) -> str | None:
    """The highest of some levels by their names."""
    found = {level for level in levels if level is not None}
    return max(found, key=_RANKS.__getitem__) if found else None


_RANKS = {level.value: level.rank for level in Level}


def _all(methods: Iterable[str | None]) -> str | None:
    """The methods, None when there is nothing to protect or something is left in the clear."""
    found = list(methods)
    if not found or None in found:
        return None
    return ", ".join(sorted(cast("set[str]", set(found))))
