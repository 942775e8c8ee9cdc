"""Which tables a question is about."""

from __future__ import annotations

from fnmatch import fnmatchcase

from msgspec import Struct

from governance.model.catalog import Catalog, Table
from governance.model.names import ColumnRef, TableRef


class Scope(Struct, frozen=True):
    """Globs for schemas and for owners, upper and lower case alike; None for all.

    An owner "none" asks for what nobody answers for.
    """

    schema: str | None = None
    owner: str | None = None

    def takes(self, catalog: Catalog, ref: TableRef | ColumnRef) -> bool:
        """Whether a table or column is meant."""
        if self.schema is not None and not _fits(ref.schema, self.schema):
            return False
        if self.owner is None:
            return True
        owner = catalog.value(ref, "owner")
        return _fits("none" if owner is None else str(owner), self.owner)

    def tables(self, catalog: Catalog) -> list[Table]:
        """The tables that are meant, by name; temporary ones and partitions are left out."""
        found = (
            table
            for table in catalog.tables
            if table.partition_of is None and table.kind != "temporary table"
        )
        return sorted(
            (table for table in found if self.takes(catalog, table.ref)), key=lambda each: each.ref
        )


def _fits(name: str, glob: str) -> bool:
    return fnmatchcase(name.lower(), glob.lower())
