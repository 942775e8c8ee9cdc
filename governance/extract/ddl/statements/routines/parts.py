"""What is said of a routine before its body, in any dialect."""

from __future__ import annotations

from msgspec import Struct, field

from governance.extract.ddl.operations import Operation, Routine
from governance.extract.ddl.statements.routines.variables import MARK, Variables
from governance.sql.place import Span
from governance.sql.reader import Name

ROWS = ("new", "old", "NEW", "OLD")
"""The rows that a trigger sees, folded as the dialects fold them."""


class Header(Struct):
    """What is said of a routine before its body."""

    name: Name = ()
    span: Span = (1, 1, 1, 1)
    parameters: list[str] = field(default_factory=list)
    outputs: list[str] = field(default_factory=list)
    returns: list[str] = field(default_factory=list)
    language: str = ""
    trigger: bool = False

    def variables(self) -> Variables:
        """The variables that a body has from its self."""
        variables = Variables()
        for index, name in enumerate(self.parameters):
            variables.declare(f"{MARK}{index + 1}")
            if name:
                variables.declare(name)
        for name in (*self.outputs, *self.returns):
            variables.declare(name)
        if self.trigger:
            for row in ROWS:
                variables.declare(row, record=True)
        return variables

    def routine(self, variables: Variables, operations: list[Operation]) -> Routine:
        """The routine with its body read."""
        rows = ROWS if self.trigger else ()
        return Routine(
            self.name,
            self.span,
            tuple(operations),
            tuple(self.parameters),
            tuple(self.returns or self.outputs),
            tuple(variables.scalars),
            tuple(record for record in variables.records if record not in rows),
            self.trigger,
        )
