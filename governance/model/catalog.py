"""What was read: tables, columns, keys, grants; and the catalog, one snapshot of it all."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Literal

from msgspec import Struct, field

from governance.model.change import Change
from governance.model.classification import Classification
from governance.model.lineage import Edge
from governance.model.location import Location
from governance.model.names import ColumnRef, TableRef
from governance.model.protection import Protection
from governance.model.risk import Reidentification
from governance.model.stewardship import Dispute, FactKey, Facts

TableKind = Literal["table", "view", "materialized view", "foreign table", "temporary table"]
Access = Literal["private", "protected", "public"]
Identity = Literal["always", "by default"]

NO_FACTS: Facts = MappingProxyType({})


class Column(Struct, frozen=True, gc=False, omit_defaults=True):
    """A column as extracted.

    `type` is written as its engine writes it, lower case, "" when unknown. `has_default` says that
    there is one; `default` is its expression where a database was asked, every literal in it
    replaced by ?, because it may hold personal data. `generated` says that it is computed from
    other columns, `identity` when the database numbers its rows. `location` is where the column
    was last declared: for a column made by a query, the expression that makes it.
    """

    name: str
    type: str = ""
    nullable: bool = True
    has_default: bool = False
    comment: str | None = None
    location: Location | None = None
    tags: tuple[str, ...] = ()
    default: str | None = None
    generated: bool = False
    identity: Identity | None = None


class ForeignKey(Struct, frozen=True, omit_defaults=True):
    """`columns` of the table refer to `referred_columns` (empty: the primary key) of `referred`."""

    columns: tuple[str, ...]
    referred: TableRef
    referred_columns: tuple[str, ...] = ()
    name: str | None = None
    location: Location | None = None


class Index(Struct, frozen=True, omit_defaults=True):
    """An index; `columns` leaves expressions out."""

    name: str
    columns: tuple[str, ...]
    unique: bool = False
    location: Location | None = None


class Grant(Struct, frozen=True, omit_defaults=True):
    """`grantee` may do `privilege` (upper case) on a table, or only on `columns` of it.

    `grantee` is "PUBLIC" for everyone. `subject` with the table name "*" is every table of the
    schema, the ones to come included when `future`.
    """

    subject: TableRef
    grantee: str
    privilege: str
    columns: tuple[str, ...] = ()
    grantable: bool = False
    future: bool = False
    location: Location | None = None


class Table(Struct, frozen=True, omit_defaults=True):
    """A table or view as extracted; `columns` in their order.

    `row_security` says whether row-level security is switched on; the policies themselves are
    protections of the catalog. `open` says that columns may be missing, because something about
    the table could not be understood (a star over an unknown table, for instance).

    `definition` is the query of a view where a database was asked, every literal replaced by ?.
    `owner_role` is the database's role that owns the table, `partition_of` the table whose rows
    it holds a part of. `tags` are labels. `access` says who may build on the table (dbt's model
    access), `contract` whether its columns are promised and enforced, `freshness` whether somebody
    declared how old its rows may be; each is None where the source has no such notion.
    """

    ref: TableRef
    kind: TableKind = "table"
    columns: tuple[Column, ...] = ()
    comment: str | None = None
    primary_key: tuple[str, ...] = ()
    unique: tuple[tuple[str, ...], ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    indexes: tuple[Index, ...] = ()
    row_security: bool = False
    open: bool = False
    location: Location | None = None
    tags: tuple[str, ...] = ()
    access: Access | None = None
    contract: bool | None = None
    freshness: bool | None = None
    definition: str | None = None
    owner_role: str | None = None
    partition_of: TableRef | None = None


class Statistics(Struct, frozen=True, gc=False, omit_defaults=True):
    """What a database estimates of a table; it changes all the time and is no part of the table.

    `rows` and `bytes` (indexes and large values included) are None when unknown, `analysed` is
    when the database last looked, in UTC.
    """

    rows: int | None = None
    bytes: int | None = None
    analysed: datetime | None = None


class Role(Struct, frozen=True, omit_defaults=True):
    """A role or user of a database; `member_of` are those whose rights it may use.

    `bypasses_row_security` is true of superusers, too.
    """

    source: str
    name: str
    can_login: bool = False
    superuser: bool = False
    bypasses_row_security: bool = False
    member_of: tuple[str, ...] = ()


class Exposure(Struct, frozen=True, omit_defaults=True):
    """What reads the tables from outside: a dashboard, a notebook, an application.

    `kind` is dbt's type of it (dashboard, notebook, analysis, ml, application). `reads` are the
    tables it is declared to depend on.
    """

    source: str
    name: str
    kind: str
    reads: tuple[TableRef, ...] = ()
    owner: str | None = None
    url: str | None = None
    description: str | None = None
    location: Location | None = None


class Catalog(Struct, frozen=True):
    """An immutable snapshot of everything known about the data.

    `origin` says where it comes from: "stored", "live", "files" or "git:<sha>". `facts` holds what
    people declared, resolved for each table and column (see `governance.stewardship`), and
    `disputes` what they contradict each other in.
    `classifications` holds one entry a column that is personal or was declared; a column without
    an entry was looked at and nothing was found. `changes` are what a change does to the tables
    that were there before; a catalog that is compared to none has none. `roles` and `statistics`
    are what databases that were asked say, `reidentification` what the rows of tables did; a table
    without an entry was not looked at, or there was nothing to judge by.
    """

    origin: str
    tables: tuple[Table, ...] = ()
    edges: tuple[Edge, ...] = ()
    grants: tuple[Grant, ...] = ()
    protections: tuple[Protection, ...] = ()
    exposures: tuple[Exposure, ...] = ()
    facts: Mapping[TableRef | ColumnRef, Facts] = field(default_factory=dict)
    disputes: tuple[Dispute, ...] = ()
    classifications: Mapping[ColumnRef, Classification] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    roles: tuple[Role, ...] = ()
    statistics: Mapping[TableRef, Statistics] = field(default_factory=dict)
    reidentification: Mapping[TableRef, Reidentification] = field(default_factory=dict)

    def fact(self, ref: TableRef | ColumnRef) -> Facts:
        """What people declared about one table or column; empty when nothing."""
        return self.facts.get(ref, NO_FACTS)

    def value(self, ref: TableRef | ColumnRef, key: FactKey) -> str | int | None:
        """A declared value; a column that has none of its own has its table's. None: nobody's."""
        fact = self.fact(ref).get(key)
        if fact is None and isinstance(ref, ColumnRef):
            fact = self.fact(ref.table_ref).get(key)
        return fact.value if fact else None
