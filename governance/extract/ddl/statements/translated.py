"""What one statement was read as."""

from __future__ import annotations

from msgspec import Struct

from governance.extract.ddl.operations import NotRead, Operation
from governance.sql.parse import TooSlow


class Translated(Struct, frozen=True):
    """What a statement does; `routine` says that it defines code which is not followed."""

    operations: tuple[Operation, ...] = ()
    routine: bool = False

    @property
    def slow(self) -> bool:
        """Whether the parser took too long over it."""
        return any(
            isinstance(operation, NotRead) and operation.why.endswith(TooSlow.why)
            for operation in self.operations
        )

    @property
    def understood(self) -> bool:
        """Whether nothing of it was left unread."""
        return not any(isinstance(operation, NotRead) for operation in self.operations)
