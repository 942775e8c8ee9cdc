"""Operations on constraints and indexes."""

from __future__ import annotations

from typing import Literal

from governance.kept import Kept
from governance.sql.place import Span
from governance.sql.reader import Name

ConstraintKind = Literal["primary key", "unique", "foreign key", "check", "exclude", "not null"]


class Constraint(Kept, frozen=True, array_like=True, tag=False):
    """A constraint of a table; `using` names the index that becomes it."""

    kind: ConstraintKind
    columns: tuple[str, ...]
    span: Span
    name: str | None = None
    referred: Name = ()
    referred_columns: tuple[str, ...] = ()
    using: str | None = None


class AddConstraint(Kept, frozen=True):
    """A constraint more."""

    table: Name
    constraint: Constraint
    span: Span
    if_exists: bool = False


class DropConstraint(Kept, frozen=True):
    """A constraint less; without a name it is the only one of its kind."""

    table: Name
    name: str | None
    span: Span
    kind: ConstraintKind | None = None
    if_exists: bool = False


class RenameConstraint(Kept, frozen=True):
    """A constraint gets another name."""

    table: Name
    name: str
    to: str
    span: Span
    if_exists: bool = False


class CreateIndex(Kept, frozen=True):
    """An index; `columns` leaves expressions out, `plain` says that there are none.

    `labels` are the words an engine would make its name of, for an index without one; `uses` are
    all names in its expressions and its condition, of columns and of other things.
    """

    name: str | None
    table: Name
    columns: tuple[str, ...]
    span: Span
    unique: bool = False
    keep: bool = False
    partial: bool = False
    labels: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()


class DropIndex(Kept, frozen=True):
    """Indexes dropped; `table` is () where an index is known by its own name."""

    names: tuple[Name, ...]
    span: Span
    table: Name = ()


class RenameIndex(Kept, frozen=True):
    """An index gets another name."""

    name: Name
    to: str
    span: Span
