"""The tables while they change.

Everything refers to tables and columns as objects, not by name: a renamed column keeps its
foreign keys, its grants and its lineage, as it does in the database. They are structs, because
a dump makes a million of them.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct, field

from governance.extract.ddl.keys import (
    ConstraintKind,
)
from governance.extract.ddl.operations import (
    LOCAL,
    CreateFromQuery,
    Filled,
    Routine,
    Trigger,
)
from governance.lineage.effects import Transform
from governance.lineage.schema import Returned
from governance.model.catalog import Grant, TableKind
from governance.model.judgement import Problem
from governance.model.lineage import Edge, EdgeKind
from governance.model.location import Location
from governance.model.names import ColumnRef, TableRef
from governance.sql.dialect import Dialect
from governance.sql.place import Span
from governance.sql.reader import Name

TEMPORARY = "pg_temp"
SYSTEM = frozenset(("pg_catalog", "information_schema", "sys"))
"""Schemas of the engine itself."""


class Column(Struct, eq=False):
    """A column; `inflows` is what was put into it, and where.

    One that is not `local` is there because a table that this one inherits from has it. `given` is
    the name of one that the catalog's store knows.
    """

    table: Table
    name: str
    type: str = ""
    nullable: bool = True
    has_default: bool = False
    comment: str | None = None
    location: Location | None = None
    mask: tuple[str, Location] | None = None
    dropped: bool = False
    filled: Filled = "default"
    local: bool = True
    given: str | None = None
    inflows: dict[tuple[Column | ColumnRef, Transform, EdgeKind], Location | None] = field(
        default_factory=dict
    )


class Constraint(Struct, eq=False):
    """A constraint; `referred` is a name while no such table is known."""

    kind: ConstraintKind
    columns: list[Column]
    location: Location
    referred: Table | TableRef | None = None
    referred_columns: list[Column] | tuple[str, ...] = ()


class Index(Struct, eq=False):
    """An index made by CREATE INDEX; `uses` are columns in its expressions and its condition."""

    columns: list[Column]
    location: Location
    unique: bool = False
    uses: tuple[Column, ...] = ()


class Table(Struct, eq=False):
    """A table or view; `made_open` says that columns may be missing.

    A `partition` has the keys of the one table it inherits from. `of` is its type, for a table OF
    one.

    `unknown` is one that no statement creates. `given` is the name of such a table in the catalog's
    store, None where that does not know it: it is as it was on some day, which may be before or
    after a statement that changes it. `loose` is what goes into columns that cannot be told, by
    their names ("*" for a star).
    """

    schema: str
    name: str
    kind: TableKind
    location: Location | None = None
    columns: dict[str, Column] = field(default_factory=dict)
    comment: str | None = None
    constraints: dict[str, Constraint] = field(default_factory=dict)
    indexes: dict[str, Index] = field(default_factory=dict)
    row_security: bool = False
    policies: dict[str, Location] = field(default_factory=dict)
    grants: dict[tuple[str, str, tuple[str, ...]], Grant] = field(default_factory=dict)
    parents: list[Table] = field(default_factory=list)
    partition: bool = False
    made_open: bool = False
    unknown: bool = False
    given: tuple[str, str] | None = None
    dropped: bool = False
    of: str | None = None
    loose: dict[tuple[Column | ColumnRef, str, Transform, EdgeKind], Location | None] = field(
        default_factory=dict
    )

    def rename(self, column: Column, to: str) -> None:
        """Give a column another name, in its place."""
        column.name = to
        self.columns = {c.name: c for c in self.columns.values()}


class Waiting(Struct, frozen=True, eq=False):
    """A table made by a query over tables that were not all known (`missed`), and where."""

    file: str
    path: tuple[str, ...]
    within: str | None
    operation: CreateFromQuery
    table: Table
    missed: frozenset[Name]


class Read(Struct, frozen=True, eq=False):
    """A table that a query reads, and its columns by the names they had then."""

    table: Table
    columns: dict[str, Column]


class Calling(Struct, frozen=True, eq=False):
    """A view whose query calls routines, as they were then, and where it stands."""

    file: str
    path: tuple[str, ...]
    operation: CreateFromQuery
    table: Table
    called: dict[Name, Returned | None]
    read: dict[Name, Read]


class Defined(Struct, eq=False):
    """A routine, where it was defined, and what it gave when `shape` was so."""

    routine: Routine
    file: str
    path: tuple[str, ...]
    gives: tuple[int, Returned] | None = None


class Unfollowed(Struct, frozen=True):
    """A statement in a body that is not followed."""

    file: str
    span: Span
    why: str


class State(Struct, eq=False):
    """Everything known at one point of the replay.

    `record` is called with every edge when it is made, with the names of that moment. `routines`
    are known by schema, name and how many parameters they have; `later` are those that files still
    to come define, by name. While a routine runs, `locals` are its variables; `uncalled` says that
    nothing calls it. `shape` counts the changes of tables and routines. `give` makes a table known
    that no statement creates, if it can; each is asked for once (`asked`), and before it is made.
    """

    dialect: Dialect
    source: str
    record: Callable[[Edge], None] | None = None
    give: Callable[[State, tuple[str, str]], Table | None] | None = None
    asked: set[tuple[str, str]] = field(default_factory=set)
    file: str = ""
    tables: dict[tuple[str, str], Table] = field(default_factory=dict)
    schemas: set[str] = field(default_factory=set)
    path: tuple[str, ...] = ()
    within: str | None = None
    types: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    schema_grants: dict[tuple[str, str, str], Grant] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    missing: set[tuple[str, str]] = field(default_factory=set)
    loose_policies: dict[tuple[TableRef, str], Location] = field(default_factory=dict)
    loose_grants: dict[Grant, None] = field(default_factory=dict)
    inheriting: bool = False
    spellings: dict[str, str] = field(default_factory=dict)
    waiting: list[Waiting] = field(default_factory=list)
    loose_masks: dict[ColumnRef, tuple[str, Location]] = field(default_factory=dict)
    routines: dict[tuple[str, str], dict[int, Defined]] = field(default_factory=dict)
    later: dict[str, dict[int, Defined]] = field(default_factory=dict)
    triggers: dict[tuple[str, Table], tuple[Trigger, str, tuple[str, ...]]] = field(
        default_factory=dict
    )
    locals: dict[Name, Table] = field(default_factory=dict)
    calling: list[Calling] = field(default_factory=list)
    unfollowed: dict[Unfollowed, None] = field(default_factory=dict)
    uncalled: bool = False
    depth: int = 0
    runs: int = 0
    shape: int = 0
    sequences: set[tuple[str, str]] = field(default_factory=set)
    seen: dict[str, int] = field(default_factory=dict)

    def release(self) -> None:
        """Let go of the tables, which refer to each other and may take gigabytes."""
        for table in self.tables.values():
            table.columns.clear()
            table.constraints.clear()
            table.indexes.clear()
        self.tables.clear()

    def at(self, span: Span) -> Location:
        """A place in the file that is being replayed."""
        return Location(self.file, *span)

    def ref(self, table: Table) -> TableRef:
        """The name a table has now."""
        return TableRef(self.source, table.schema, table.name)

    def schema_of(self, parts: Name) -> str:
        """The schema a qualified name gives, with its database where that matters."""
        qualifier = parts[:-1]
        if self.dialect.name == "postgres":
            return qualifier[-1]
        if len(qualifier) == 1 and self.path and "." in self.path[0]:
            return f"{self.path[0].rpartition('.')[0]}.{qualifier[0]}"
        return ".".join(qualifier)

    def search(self) -> tuple[str, ...]:
        """The schemas where a bare name is looked for, in order."""
        # An empty path (pg_dump sets it) finds nothing: a bare name after it was written for
        # another session, one with the path that everyone has.
        path = tuple(s for s in self.path if s and (s != "$user" or "$user" in self.schemas))
        path = path or (self.dialect.default_schema,)
        return (self.within, *path) if self.within is not None else path

    def find(self, parts: Name) -> Table | None:
        """The table of that name, None when none is known."""
        if self.locals and (local := self.locals.get(parts)) is not None:
            return local
        if len(parts) > 1:
            place = self.schema_of(parts), parts[-1]
            return self.tables.get(place) or self._given(place)
        if parts[0].startswith("pg_") and self.dialect.name == "postgres":
            return None
        for schema in (TEMPORARY, *self.search()):
            table = self.tables.get((schema, parts[0]))
            if table is not None:
                return table
        if self.give is None:
            return None
        given = (self._given((schema, parts[0])) for schema in self.search())
        return next((table for table in given if table is not None), None)

    def _given(self, place: tuple[str, str]) -> Table | None:
        """A table that no statement creates, from the store."""
        if self.give is None or place in self.asked:
            return None
        self.asked.add(place)
        table = self.give(self, place)
        return None if table is None else self.put(table)

    def place(self, parts: Name, *, temporary: bool = False) -> tuple[str, str]:
        """Where a new table of that name goes."""
        if temporary or parts[-1].startswith("@"):  # T-SQL's table variables
            return TEMPORARY, parts[-1]
        if len(parts) > 1:
            return self.schema_of(parts), parts[-1]
        if parts[-1].startswith("pg_") and self.dialect.name == "postgres":
            return "pg_catalog", parts[-1]
        return self.search()[0], parts[-1]

    def name(self, parts: Name) -> TableRef:
        """The reference of a table that may or may not be known."""
        table = self.find(parts)
        return self.ref(table) if table else TableRef(self.source, *self.place(parts))

    def put(self, table: Table) -> Table:
        """Make a table known under its name."""
        self.tables[table.schema, table.name] = table
        if self.give is not None:
            self.asked.add((table.schema, table.name))
        self.schemas.add(table.schema)
        return table

    def move(self, table: Table, schema: str, name: str) -> None:
        """Give a table another name."""
        del self.tables[table.schema, table.name]
        table.schema, table.name = schema, name
        self.put(table)

    def drop(self, table: Table) -> None:
        """Forget a table; what came from its columns still knows them."""
        self.tables.pop((table.schema, table.name), None)
        table.dropped = True
        for column in table.columns.values():
            column.dropped = True
        if self.inheriting:
            for child in self.children(table):
                child.parents.remove(table)

    def inherit(self, table: Table, parent: Table) -> None:
        """Make one table inherit from another."""
        self.inheriting = True
        table.parents.append(parent)

    def children(self, table: Table) -> list[Table]:
        """The tables that inherit from this one."""
        return [other for other in self.tables.values() if table in other.parents]

    def family(self, table: Table) -> list[Table]:
        """This table and everything that inherits from it, however far."""
        if not self.inheriting:
            return [table]
        found = [table]
        for member in found:
            found += [child for child in self.children(member) if child not in found]
        return found

    def problem(self, message: str, mark: str, span: Span, subject: str = "") -> None:
        """Report something with its place; `mark` tells it from others in the same file."""
        fingerprint = fingerprint_of(self.file, mark)
        self.problems.append(Problem(subject or self.file, message, fingerprint, self.at(span)))

    def known(self, parts: Name, span: Span, what: str, *, if_exists: bool = False) -> Table | None:
        """The table of that name; a problem, told once for each table, when there is none."""
        table = self.find(parts)
        if table is None and not if_exists:
            self.not_known(parts, span, what)
        return table

    def not_known(self, parts: Name, span: Span, what: str) -> None:
        """Report that a table is changed here that nothing before has made."""
        place = self.place(parts)
        if place in self.missing or place[0] in SYSTEM:
            return
        self.missing.add(place)
        ref = TableRef(self.source, *place)
        self.problem(
            f"{what} a table that no file before creates: {ref.name}; what else it holds is "
            "not known",
            f"unknown {ref.name}",
            span,
            ref.name,
        )

    def flow(
        self,
        upstream: ColumnRef,
        column: Column,
        transform: Transform,
        kind: EdgeKind,
        at: Location | None,
    ) -> None:
        """Something goes into a column."""
        column.inflows[self.origin(upstream), transform, kind] = at

    def origin(self, upstream: ColumnRef) -> Column | ColumnRef:
        """The column of that name; the name itself while no such column is known."""
        table = self.tables.get((upstream.schema, upstream.table))
        if table is None:
            return upstream
        known = table.columns.get(upstream.column)
        if known is None and table.schema == LOCAL:
            known = _field(table, upstream.column)
        return known or upstream


def _field(table: Table, name: str) -> Column:
    """A field of a variable that nobody named: made of all that may be in it."""
    column = table.columns[name] = Column(table, name)
    for (origin, loose, transform, kind), at in table.loose.items():
        if loose == "*":
            star = isinstance(origin, ColumnRef) and origin.column == "*" and name != "*"
            one = origin.table_ref.column(name) if star else origin  # type: ignore[union-attr]
            column.inflows[one, transform, kind] = at
    return column


def fingerprint_of(*parts: str) -> str:
    """A short, stable name for something that has no other."""
    from governance.cache import key

    return key(*parts)[:16]
