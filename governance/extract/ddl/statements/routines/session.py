"""Variables of a whole file: T-SQL's and MySQL's `@name`, what BigQuery's scripts declare."""

from __future__ import annotations

import re

from governance.extract.ddl.operations import LOCAL, Fill, Operation, Routine, Run
from governance.extract.ddl.statements.routines.body import Translate
from governance.extract.ddl.statements.routines.procedural import Procedural
from governance.extract.ddl.statements.routines.transact import Transact
from governance.extract.ddl.statements.routines.variables import (
    MARK,
    Variables,
    names_in,
    read_as_names,
)
from governance.kept import encode
from governance.sql.dialect import Dialect
from governance.sql.place import Place, Span

_PREPARED = re.compile(r"(PREPARE|EXECUTE)\s+(\w+|\"[^\"]+\")", re.IGNORECASE)
_SCRIPTS = frozenset(("tsql", "mysql", "bigquery"))


class Session:
    """The variables that the statements of a file have assigned so far."""

    def __init__(self, dialect: Dialect, translate: Translate) -> None:
        self._dialect = dialect
        self._translate = translate
        self._variables = Variables()
        self._carrying: set[str] = set()
        self._prepared: set[str] = set()

    def read(self, text: str, place: Place) -> list[Operation] | None:
        """What a statement does that assigns or uses a variable; None for any other."""
        if self._runs_prepared(text):
            return []
        if self._dialect.name not in _SCRIPTS or not self._may_concern(text):
            return None
        reader = read_as_names(text, self._dialect, place)
        assigns = reader.word() in ("DECLARE", "SET", "SELECT") and (
            self._dialect.name == "bigquery" or MARK in reader.text
        )
        known = self._variables
        if not assigns and not any(map(self._carries, names_in(reader, 0, reader.stop))):
            return None
        if self._dialect.name == "tsql":
            body = Transact(reader, self._translate, known)
            body.gives = False
            return self._kept(body.read())
        if reader.word() == "SELECT" and not reader.part(0, reader.stop).seek("INTO"):
            return None
        return self._kept(Procedural(reader, self._translate, known, at_once=True).read())

    def _runs_prepared(self, text: str) -> bool:
        """Whether a statement only runs one that the file has prepared, and that was read there."""
        found = _PREPARED.match(text)
        if found is None or self._dialect.name not in ("postgres", "redshift"):
            return False
        name = found[2].lower()
        if found[1].upper() == "PREPARE":
            self._prepared.add(name)
            return False
        return name in self._prepared

    def _carries(self, name: str) -> bool:
        """Whether something of a table may be in this variable."""
        return name in self._carrying or name in self._variables.tables

    def _kept(self, operations: list[Operation]) -> list[Operation]:
        """The operations without assignments of what is in no table: most are of constants."""
        kept = []
        for operation in operations:
            if isinstance(operation, Fill) and operation.name[0] == LOCAL:
                written = encode(operation.write)
                if '"is":"Use"' not in written and '"is":"Nested"' not in written:
                    continue
                self._carrying.update(operation.write.columns or operation.name[1:])
            kept.append(operation)
        return kept

    def _may_concern(self, text: str) -> bool:
        """Whether it is worth a closer look: most statements of most files are not."""
        if self._dialect.name != "bigquery":
            return "@" in text
        declares = text[:7].upper() == "DECLARE"
        return declares or bool(self._variables.scalars or self._variables.records)

    def around(self, operations: list[Operation], span: Span) -> list[Operation]:
        """All operations of the file, with its variables around them if it has any."""
        known = self._variables
        if not self._carrying and not known.tables:
            return operations
        scalars, records = tuple(known.scalars), tuple(known.records)
        block = Routine((), span, tuple(operations), scalars=scalars, records=records)
        return [Run((), span, block)]
