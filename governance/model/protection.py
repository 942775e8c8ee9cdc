"""What keeps data from being read by whoever should not."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from governance.model.location import Location
from governance.model.names import ColumnRef, TableRef

ProtectionKind = Literal["masking", "encryption", "row filter"]
ProtectionState = Literal["wanted", "present", "verified"]


class Protection(Struct, frozen=True):
    """A masking, encryption or row filter on a column or table.

    `method` names it (`keyed-hash`, a policy's name). `wanted` is what people declared, `present`
    what was found in the database or its migrations, `verified` what a test has proven.
    """

    subject: TableRef | ColumnRef
    kind: ProtectionKind
    method: str
    state: ProtectionState
    location: Location | None = None
