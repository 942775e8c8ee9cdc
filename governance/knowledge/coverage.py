"""How much of the data is known: shares of tables and columns, by schema, owner or source."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Literal, TypeAlias, get_args

from msgspec import Struct

from governance.knowledge.descriptions import described, says_nothing
from governance.knowledge.scope import Scope
from governance.model.catalog import Catalog, Table
from governance.model.names import ColumnRef, TableRef

Measure = Literal["owner", "retention", "tables", "columns", "confirmed", "protected"]
"""What is measured, in percent; see `Coverage`."""

MEASURES: tuple[Measure, ...] = get_args(Measure)

Grouping = Literal["schema", "owner", "source", "environment"]

GROUPINGS: tuple[Grouping, ...] = get_args(Grouping)


class Share(Struct, frozen=True):
    """How many of how many."""

    done: int = 0
    of: int = 0

    @property
    def percent(self) -> int | None:
        """Rounded down, so that 100 means all; None of nothing."""
        return self.done * 100 // self.of if self.of else None

    def __add__(self, other: Share) -> Share:
        return Share(self.done + other.done, self.of + other.of)


class Coverage(Struct, frozen=True):
    """What is known of a group of tables.

    `name` is that of the group, None for what belongs to none. Of the tables: `owner` have one,
    `tables` have a description that says something; of those whose own rows hold personal data,
    `retention` say how long these are kept. Of the columns: `columns` have a description that says
    something; of those with personal data, a person stands behind `confirmed`, and `protected` are
    masked, encrypted or keyed, or their table has a row filter.
    """

    name: str | None
    owner: Share = Share()
    retention: Share = Share()
    tables: Share = Share()
    columns: Share = Share()
    confirmed: Share = Share()
    protected: Share = Share()

    def share(self, measure: Measure) -> Share:
        """One of the shares."""
        found: Share = getattr(self, measure)
        return found

    def plus(self, other: Coverage) -> Coverage:
        """Both groups together, under the name of this one."""
        return Coverage(self.name, *(self.share(m) + other.share(m) for m in MEASURES))

    def below(self, threshold: int, measures: Iterable[Measure]) -> tuple[Measure, ...]:
        """The measures that do not reach a threshold; of nothing, all is known."""
        return tuple(
            measure
            for measure in measures
            if (percent := self.share(measure).percent) is not None and percent < threshold
        )


class Covered(Struct, frozen=True):
    """The total, and the groups by name, what belongs to none last."""

    total: Coverage
    groups: tuple[Coverage, ...]


def coverage(catalog: Catalog, by: Grouping = "schema", scope: Scope | None = None) -> Covered:
    """How much is known of each group and of all; partitions and temporary tables do not count."""
    named = _NAMES[by]
    hidden = _Hidden(catalog)
    found: dict[str | None, Coverage] = {}
    for table in (scope or Scope()).tables(catalog):
        name = named(catalog, table)
        own = _of_table(catalog, table, hidden)
        found[name] = found.get(name, Coverage(name)).plus(own)
    groups = tuple(sorted(found.values(), key=lambda each: (each.name is None, each.name or "")))
    total = Coverage("all")
    for group in groups:
        total = total.plus(group)
    return Covered(total, groups)


def _said(catalog: Catalog, table: Table, key: Literal["owner", "environment"]) -> str | None:
    value = catalog.value(table.ref, key)
    return None if value is None else str(value)


_Name: TypeAlias = Callable[[Catalog, Table], str | None]

_NAMES: Mapping[Grouping, _Name] = {
    "schema": lambda catalog, table: table.ref.schema or None,
    "owner": lambda catalog, table: _said(catalog, table, "owner"),
    "source": lambda catalog, table: table.ref.source or None,
    "environment": lambda catalog, table: _said(catalog, table, "environment"),
}


def _of_table(catalog: Catalog, table: Table, hidden: _Hidden) -> Coverage:
    columns = documented = personal = confirmed = protected = 0
    for column in table.columns:
        columns += 1
        text = described(catalog, table, column)
        documented += text is not None and not says_nothing(text, column.name, table.ref.table)
        ref = table.ref.column(column.name)
        known = catalog.classifications.get(ref)
        if known is not None and known.personal:
            personal += 1
            confirmed += known.confirmed
            protected += known.pseudonym == "keyed" or hidden.hides(table, ref)
    text = described(catalog, table)
    keeps = personal > 0 and table.kind == "table"
    return Coverage(
        None,
        owner=Share(int(catalog.value(table.ref, "owner") is not None), 1),
        retention=Share(
            int(keeps and catalog.value(table.ref, "retention_days") is not None), int(keeps)
        ),
        tables=Share(int(text is not None and not says_nothing(text, table.ref.table)), 1),
        columns=Share(documented, columns),
        confirmed=Share(confirmed, personal),
        protected=Share(protected, personal),
    )


class _Hidden:
    """What is masked or encrypted, in the database or as people declare, or filtered by row."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._found: set[TableRef | ColumnRef] = {
            protection.subject for protection in catalog.protections if protection.state != "wanted"
        }

    def hides(self, table: Table, ref: ColumnRef) -> bool:
        if ref in self._found or table.ref in self._found:
            return True
        return any(self._declared(ref, key) for key in ("masking", "encryption"))

    def _declared(self, ref: ColumnRef, key: Literal["masking", "encryption"]) -> bool:
        value = self._catalog.value(ref, key)
        return value is not None and str(value).lower() != "none"
