"""What a statement does to the catalog, as values: read once from a file, replayed many times.

An operation depends on the text of its statement alone, never on the tables there are, so that it
can be kept under the hash of the file. Names are folded and have as many parts as the SQL gives.
No expression and no literal is kept; comments on tables and columns are, because they are metadata.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from governance.extract.ddl.keys import (
    AddConstraint,
    Constraint,
    CreateIndex,
    DropConstraint,
    DropIndex,
    RenameConstraint,
    RenameIndex,
)
from governance.extract.ddl.rights import (
    AddPolicy,
    DropPolicy,
    Give,
    Mask,
    RenamePolicy,
    RowSecurity,
    Take,
)
from governance.kept import Kept
from governance.lineage.reduced import Write
from governance.model.catalog import TableKind
from governance.sql.place import Span
from governance.sql.reader import Name

LOCAL = "%"
"""The schema of a routine's variables; `(LOCAL, LOCAL)` are the scalar ones."""
RETURNED = "%return"
"""The table of LOCAL that holds what a routine gives back."""


Filled = Literal["default", "generated", "identity"]
"""What fills a column that is left out."""


class ColumnDef(Kept, frozen=True, array_like=True, tag=False):
    """A declared column; `span` is its name."""

    name: str
    type: str
    span: Span
    nullable: bool = True
    has_default: bool = False
    comment: str | None = None
    masking: str | None = None
    filled: Filled = "default"


class Like(Kept, frozen=True):
    """LIKE another table: its columns, and what else is taken over (`including`, lower case)."""

    table: Name
    including: tuple[str, ...] = ()


class CreateTable(Kept, frozen=True):
    """A table declared column by column.

    `parents` are the tables it inherits from; `partition_of` the one it is a partition of. `open`
    says that it has columns which the statement does not show. `order` has, for each LIKE, how
    many columns stand before it.
    """

    name: Name
    span: Span
    kind: TableKind = "table"
    columns: tuple[ColumnDef, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    likes: tuple[Like, ...] = ()
    order: tuple[int, ...] = ()
    parents: tuple[Name, ...] = ()
    partition_of: Name = ()
    of_type: Name = ()
    comment: str | None = None
    keep: bool = False
    replace: bool = False
    open: bool = False


class CreateFromQuery(Kept, frozen=True):
    """A table or view made by a query: `write` is the reduced statement.

    `columns` are the names given to its columns, with their places and comments.
    """

    name: Name
    span: Span
    kind: TableKind
    write: Write
    columns: tuple[ColumnDef, ...] = ()
    comment: str | None = None
    keep: bool = False
    replace: bool = False
    with_data: bool = True


class Fill(Kept, frozen=True):
    """INSERT ... SELECT, UPDATE, MERGE: `write` is the reduced statement.

    `generated` is the expression of a generated column, which stands at `span`.
    """

    name: Name
    span: Span
    write: Write
    generated: bool = False


class Clone(Kept, frozen=True):
    """A table made as another one is now (Snowflake, BigQuery, Databricks, SELECT * INTO)."""

    name: Name
    span: Span
    origin: Name
    keep: bool = False
    replace: bool = False


class Drop(Kept, frozen=True):
    """Tables and views dropped."""

    names: tuple[Name, ...]
    span: Span
    if_exists: bool = False
    cascade: bool = False


class RenameTable(Kept, frozen=True):
    """A table or view gets another name, and a schema when `to` has more than one part."""

    name: Name
    to: Name
    span: Span
    if_exists: bool = False


class SetSchema(Kept, frozen=True):
    """A table or view moves to another schema."""

    name: Name
    schema: str
    span: Span
    if_exists: bool = False


class AddColumn(Kept, frozen=True):
    """A column more; `after` names the one before it, "" is the first place, None the last."""

    table: Name
    column: ColumnDef
    span: Span
    constraints: tuple[Constraint, ...] = ()
    keep: bool = False
    if_exists: bool = False
    after: str | None = None


class DropColumn(Kept, frozen=True):
    """A column less; `only` in the table itself, not in what inherits from it."""

    table: Name
    column: str
    span: Span
    if_exists: bool = False
    cascade: bool = False
    only: bool = False


class RenameColumn(Kept, frozen=True):
    """A column gets another name; `span` is the new name."""

    table: Name
    column: str
    to: str
    span: Span
    if_exists: bool = False


class AlterColumn(Kept, frozen=True):
    """What changes about a column; None stays. `definition` replaces all of it (MySQL's MODIFY).

    `only` in the table itself, not in what inherits from it.
    """

    table: Name
    column: str
    span: Span
    type: str | None = None
    nullable: bool | None = None
    has_default: bool | None = None
    comment: str | None = None
    definition: bool = False
    if_exists: bool = False
    only: bool = False
    filled: Filled = "default"


class Comment(Kept, frozen=True):
    """A comment on a table (`column` None) or column; None removes it."""

    table: Name
    column: str | None
    text: str | None
    span: Span


class Inherit(Kept, frozen=True):
    """A table begins or ceases to inherit from another, or to be its partition."""

    table: Name
    parent: Name
    span: Span
    partition: bool = False
    remove: bool = False


class SwapTables(Kept, frozen=True):
    """Two tables exchange their names."""

    table: Name
    other: Name
    span: Span


class SearchPath(Kept, frozen=True):
    """Where names without a schema are looked for; () is the dialect's default again.

    `scope` is "session", or "enter" and "leave" around the elements of a CREATE SCHEMA.
    """

    schemas: tuple[str, ...]
    span: Span
    scope: Literal["session", "enter", "leave"] = "session"


class CreateSchema(Kept, frozen=True):
    """A schema; names inside the same statement belong to it."""

    name: Name
    span: Span


class DropSchema(Kept, frozen=True):
    """Schemas dropped with everything in them."""

    names: tuple[Name, ...]
    span: Span


class RenameSchema(Kept, frozen=True):
    """A schema gets another name."""

    name: Name
    to: str
    span: Span


class CompositeType(Kept, frozen=True):
    """A type made of columns, for tables OF it."""

    name: Name
    columns: tuple[ColumnDef, ...]
    span: Span


class AlterComposite(Kept, frozen=True):
    """A type made of columns changes, and the tables OF it with it: `change` names the type."""

    change: AddColumn | DropColumn | RenameColumn | AlterColumn
    span: Span


class OfType(Kept, frozen=True):
    """A table is of a type from now on; of none (())."""

    table: Name
    type: Name
    span: Span


class Sequence(Kept, frozen=True):
    """A sequence, which ALTER TABLE may rename."""

    name: Name
    span: Span


class RenameType(Kept, frozen=True):
    """A type gets another name, or another `schema`, and the columns of that type with it."""

    name: Name
    to: str
    span: Span
    schema: str | None = None


class DropType(Kept, frozen=True):
    """Types dropped; with `cascade` the columns of them too."""

    names: tuple[Name, ...]
    span: Span
    cascade: bool = False


class Routine(Kept, frozen=True):
    """A function or procedure, and what its body does whenever it is called.

    `parameters` are the folded names of what it is given. `returns` are the names of the columns
    it gives when it declares them; `scalars` and `records` are its variables. The body speaks of
    them as tables of the schema LOCAL: one for all scalars, one for each record, one for what is
    returned. `known` is false for a body in another language: it may do anything.
    """

    name: Name
    span: Span
    body: tuple[Operation, ...] = ()
    parameters: tuple[str, ...] = ()
    returns: tuple[str, ...] = ()
    scalars: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    trigger: bool = False
    known: bool = True


class DropRoutine(Kept, frozen=True):
    """Functions or procedures dropped."""

    names: tuple[Name, ...]
    span: Span


class RenameRoutine(Kept, frozen=True):
    """A function or procedure gets another name or schema."""

    name: Name
    to: Name
    span: Span


class Trigger(Kept, frozen=True):
    """A trigger on a table: it calls `routine`, or does what `body` says.

    `rows` are the names under which it reads the changed rows as tables.
    """

    table: Name
    name: str
    span: Span
    routine: Name = ()
    body: Routine | None = None
    rows: tuple[str, ...] = ()


class DropTrigger(Kept, frozen=True):
    """A trigger less; `table` is () where a trigger is known by its own name."""

    name: str
    span: Span
    table: Name = ()


class RenameTrigger(Kept, frozen=True):
    """A trigger or rule gets another name."""

    name: str
    to: str
    table: Name
    span: Span


class Run(Kept, frozen=True):
    """A routine is called, or a `block` without a name runs; `arguments` is what it is given."""

    name: Name
    span: Span
    block: Routine | None = None
    arguments: Write | None = None


class Spelled(Kept, frozen=True):
    """How names are written that a statement declares: folded, and as they stand there."""

    names: tuple[tuple[str, str], ...]


class NotRead(Kept, frozen=True):
    """Something not understood; `why` has no text of the file, `hash` tells it from others."""

    why: str
    hash: str
    span: Span


Operation: TypeAlias = (
    CreateTable
    | CreateFromQuery
    | Fill
    | Clone
    | Drop
    | RenameTable
    | SetSchema
    | AddColumn
    | DropColumn
    | RenameColumn
    | AlterColumn
    | AddConstraint
    | DropConstraint
    | RenameConstraint
    | CreateIndex
    | DropIndex
    | RenameIndex
    | Comment
    | Give
    | Take
    | RowSecurity
    | AddPolicy
    | DropPolicy
    | RenamePolicy
    | Mask
    | Inherit
    | SwapTables
    | SearchPath
    | CreateSchema
    | DropSchema
    | RenameSchema
    | CompositeType
    | AlterComposite
    | OfType
    | Sequence
    | RenameType
    | DropType
    | Routine
    | DropRoutine
    | RenameRoutine
    | Trigger
    | DropTrigger
    | RenameTrigger
    | Run
    | Spelled
    | NotRead
)


class Reading(Kept, frozen=True):
    """What one file says: its operations in order, and how much of it was understood.

    `routines` counts those whose bodies are in a language that is not followed; `defines` says
    that there are any among its operations.
    """

    operations: tuple[Operation, ...]
    statements: int
    understood: int
    routines: int
    defines: bool = False
