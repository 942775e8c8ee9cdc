"""Operations on who may do and see what: grants, row policies, masking."""

from __future__ import annotations

from governance.kept import Kept
from governance.sql.place import Span
from governance.sql.reader import Name


class Give(Kept, frozen=True):
    """GRANT; `schemas` for all tables of these schemas, `future` for the ones to come."""

    privileges: tuple[tuple[str, tuple[str, ...]], ...]
    grantees: tuple[str, ...]
    span: Span
    tables: tuple[Name, ...] = ()
    schemas: tuple[Name, ...] = ()
    everywhere: bool = False
    future: bool = False
    grantable: bool = False


class Take(Kept, frozen=True):
    """REVOKE; `option_only` takes back only the right to grant."""

    privileges: tuple[tuple[str, tuple[str, ...]], ...]
    grantees: tuple[str, ...]
    span: Span
    tables: tuple[Name, ...] = ()
    schemas: tuple[Name, ...] = ()
    everywhere: bool = False
    future: bool = False
    option_only: bool = False


class RowSecurity(Kept, frozen=True):
    """Row-level security switched on or off."""

    table: Name
    enabled: bool
    span: Span
    if_exists: bool = False


class AddPolicy(Kept, frozen=True):
    """A row-level security or row access policy on a table."""

    table: Name
    policy: str
    span: Span


class DropPolicy(Kept, frozen=True):
    """A row policy less; None for all of them."""

    table: Name
    policy: str | None
    span: Span


class RenamePolicy(Kept, frozen=True):
    """A row policy gets another name."""

    table: Name
    policy: str
    to: str
    span: Span


class Mask(Kept, frozen=True):
    """A column is masked by `method`, or no longer (None)."""

    table: Name
    column: str
    method: str | None
    span: Span
