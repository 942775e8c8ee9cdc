"""What may or may not happen: operations under a condition, or where errors are caught.

Both branches of an IF are read. Such a change never takes a table or column away unless the
condition only asks whether something is there, and what is there already is not declared again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256

from msgspec.structs import replace

from governance.extract.ddl.keys import (
    AddConstraint,
    CreateIndex,
    DropConstraint,
    RenameConstraint,
)
from governance.extract.ddl.operations import (
    AddColumn,
    CreateFromQuery,
    CreateTable,
    Drop,
    DropColumn,
    NotRead,
    Operation,
    RenameColumn,
    RenameTable,
    SetSchema,
)
from governance.sql.tokens import Token


def asks_what_is_there(condition: list[Token]) -> bool:
    """`EXISTS (...)` or `NOT EXISTS (...)`, the usual guard of a migration that may run twice."""
    words = [token.word for token in condition[:3]]
    return "EXISTS" in words or "TO_REGCLASS" in words


def softened(
    operations: Iterable[Operation], conditions: list[bool], *, caught: bool
) -> Iterator[Operation]:
    """The operations under these conditions; each says whether it only asks what is there.

    `caught` says that an error in them is no error.
    """
    if not conditions and not caught:
        yield from operations
        return
    certain = all(conditions)
    for operation in operations:
        match operation:
            case CreateTable() | CreateFromQuery() | CreateIndex():
                yield replace(operation, keep=True) if not _replaces(operation) else operation
            case AddColumn():
                yield replace(operation, keep=True, if_exists=True)
            case Drop() | DropColumn() | DropConstraint():
                if certain:
                    yield replace(operation, if_exists=True)
                else:
                    yield NotRead(
                        "whether this DROP happens depends on a condition that is not followed",
                        _mark(operation),
                        operation.span,
                    )
            case RenameTable() | RenameColumn() | RenameConstraint() | SetSchema():
                yield replace(operation, if_exists=True)
            case AddConstraint():
                yield replace(operation, if_exists=True)
            case _:
                yield operation


def _mark(operation: Drop | DropColumn | DropConstraint) -> str:
    """What tells this drop from others, without its place."""
    named = replace(operation, span=(0, 0, 0, 0))
    return sha256(repr(named).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _replaces(operation: Operation) -> bool:
    return bool(getattr(operation, "replace", False))
