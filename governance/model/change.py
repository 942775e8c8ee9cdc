"""What a change takes away from tables or makes different in them, and who reads that."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from governance.model.location import Location
from governance.model.names import ColumnRef, TableRef

Alteration = Literal["dropped", "renamed", "retyped", "revealed"]
"""The last is a column whose personal data was hashed or keyed before, and is less hidden now."""


class Reader(Struct, frozen=True):
    """Who reads a table or column; `ref` is None for an exposure, `name` as printed.

    `kind` is that of the table or exposure. `location` is where it reads. `breaks` says that it
    still names what is gone; None where that cannot be told, as for an exposure.
    """

    name: str
    kind: str
    ref: TableRef | None
    location: Location | None = None
    owner: str | None = None
    breaks: bool | None = None


class Change(Struct, frozen=True):
    """A table or column that is not what it was before, and one reader of it, None for nobody.

    `subject` is its name before. `renamed_to` is the new name alone, `old_type` and `new_type` are
    a column's, and the forms of what is revealed ("keyed", "hashed", "clear"). `location` is where
    the subject is now, None where it is gone; `owner` answers for it.
    """

    subject: TableRef | ColumnRef
    alteration: Alteration
    reader: Reader | None = None
    renamed_to: str | None = None
    old_type: str | None = None
    new_type: str | None = None
    old_form: str | None = None
    new_form: str | None = None
    location: Location | None = None
    owner: str | None = None

    @property
    def how(self) -> str:
        """The alteration in words."""
        if self.alteration == "retyped":
            return f"changed from {self.old_type or '?'} to {self.new_type or '?'}"
        if self.alteration == "revealed":
            left = ", only hashed" if self.new_form == "hashed" else ""
            return f"no longer {self.old_form}{left}"
        return f"renamed to {self.renamed_to}" if self.renamed_to else self.alteration
