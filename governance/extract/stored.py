"""Tables that no file makes, as the catalog's store has them.

A team's migrations and dbt models build on tables that somebody else makes. Where a store is
configured, it says what such a table holds; the files say what becomes of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from msgspec import Struct, structs

from governance.lineage.schema import Relation
from governance.model.catalog import Grant, Table
from governance.model.classification import Finding
from governance.model.names import ColumnRef, TableRef
from governance.model.protection import Protection
from governance.model.risk import Reidentification
from governance.model.stewardship import Facts


class Given(Struct, frozen=True):
    """What the store knows of one table.

    `findings` say what its columns hold, whatever that was told by; `facts` are what people
    declared about it in files that this repository may not have. `risk` is what its rows said when
    somebody last looked at them.
    """

    table: Table
    grants: tuple[Grant, ...] = ()
    protections: tuple[Protection, ...] = ()
    findings: tuple[Finding, ...] = ()
    facts: Mapping[TableRef | ColumnRef, Facts] = {}
    risk: Reidentification | None = None

    @property
    def relation(self) -> Relation:
        """Its columns, as lineage asks for them."""
        columns = tuple((column.name, column.type) for column in self.table.columns)
        return Relation(self.table.ref, columns, self.table.open)

    def named(self, ref: TableRef, columns: Mapping[str, str] | None = None) -> Given:
        """The same table under the name that whoever speaks of it has for it.

        `columns` leads from names in the store to other ones.
        """

        def moved(subject: ColumnRef) -> ColumnRef:
            return ref.column((columns or {}).get(subject.column, subject.column))

        return Given(
            structs.replace(self.table, ref=ref),
            tuple(structs.replace(grant, subject=ref) for grant in self.grants),
            tuple(
                structs.replace(
                    each,
                    subject=moved(each.subject) if isinstance(each.subject, ColumnRef) else ref,
                )
                for each in self.protections
            ),
            tuple(structs.replace(each, subject=moved(each.subject)) for each in self.findings),
            {
                moved(subject) if isinstance(subject, ColumnRef) else ref: facts
                for subject, facts in self.facts.items()
            },
            None if self.risk is None else self.risk.called(ref, columns or {}),
        )


class Taken(Struct, frozen=True):
    """A table that was taken from the store: its name there, and what it is called now.

    `columns` are those that the files have renamed: the name in the store, and the one now.
    """

    schema: str
    table: str
    ref: TableRef
    columns: tuple[tuple[str, str], ...] = ()


class Stored(Protocol):
    """A catalog's store, as far as extractors ask it."""

    version: str
    """Tells one state of the store from another."""

    def given(self, schema: str, table: str) -> Given | None:
        """The one table of that name; None when there is none, or several."""


class NothingStored:
    """No store."""

    version = ""

    def given(self, schema: str, table: str) -> Given | None:
        """Nothing is known."""
        return None


NOTHING_STORED = NothingStored()
