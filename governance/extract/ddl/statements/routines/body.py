"""What the bodies of all languages have in common: statements, assignments, what is returned."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, TypeAlias

from msgspec.structs import replace

from governance.extract.ddl.operations import (
    LOCAL,
    RETURNED,
    CreateFromQuery,
    Fill,
    NotRead,
    Operation,
    Run,
)
from governance.extract.ddl.statements.queries import query_of
from governance.extract.ddl.statements.routines.variables import Variables, names_in
from governance.lineage.effects import IDENTITY
from governance.lineage.reduced import (
    Nested,
    Output,
    Query,
    Select,
    Source,
    Star,
    Use,
    Write,
)
from governance.sql.place import Place, Span
from governance.sql.reader import Name, Reader, Unread

if TYPE_CHECKING:
    from governance.extract.ddl.statements.translated import Translated
    from governance.sql.dialect import Dialect

Translate: TypeAlias = Callable[[str, "Dialect", Place], "Translated"]
Target: TypeAlias = Name
"""What is assigned to: a variable, or a field of one."""

_WRITES = frozenset(("INSERT", "UPDATE", "MERGE"))


class Body:
    """A body that is being read; `operations` is what it does so far.

    `reader` reads it with its variables as names (`read_as_names`); `returns` are the names of
    the columns it gives, when they are declared.
    """

    def __init__(
        self,
        reader: Reader,
        translate: Translate,
        variables: Variables,
        returns: tuple[str, ...] = (),
        *,
        trigger: bool = False,
    ) -> None:
        self.reader = reader
        self.variables = variables
        self.returns = returns
        self.trigger = trigger
        self.operations: list[Operation] = []
        self._translate = translate

    # Statements.

    def sql(self, start: int, stop: int) -> list[Operation]:
        """The operations of a statement of SQL, its variables known."""
        reader = self.reader
        if start >= stop:
            return []
        first, last = reader.tokens[start].start, reader.tokens[stop - 1].end
        return self.statement(reader.text[first:last], first, names_in(reader, start, stop))

    def statement(self, text: str, offset: int, names: Iterable[str]) -> list[Operation]:
        """The operations of the statement `text`, which stands `offset` characters on."""
        place = self.place(offset)
        around = self.variables.around(names, place.span(0, 0))
        done = self._translate(text, self.reader.dialect, place)
        if not around:
            return list(done.operations)
        return [_among(operation, around) for operation in done.operations]

    def place(self, offset: int) -> Place:
        """Where the character `offset` of the body stands."""
        return Place(self.reader.place.lines, self.reader.place.offset + offset)

    def not_read(self, start: int, stop: int, why: str = "") -> NotRead:
        """The tokens `start` to `stop` as something that is not followed."""
        text = self.reader.raw(start, stop).encode("utf-8", "surrogatepass")
        why = why or "this statement could not be understood"
        return NotRead(why, sha256(text).hexdigest()[:16], self.reader.span(start, start + 1))

    def dynamic(self, start: int, stop: int) -> NotRead:
        """SQL that is put together when it runs."""
        return self.not_read(start, stop, "dynamic SQL is not analysed")

    # Values.

    def query(self, start: int, stop: int, blank: tuple[int, int] = (0, 0)) -> Query:
        """The query that the tokens `start` to `stop` are, without those of `blank`.

        Raises:
            Unread: it cannot be followed.
        """
        reader = self.reader
        if start >= stop:
            raise Unread(start)
        first = reader.tokens[start].start
        text = reader.text[first : reader.tokens[stop - 1].end]
        if blank[0] < blank[1]:
            begin = reader.tokens[blank[0]].start - first
            end = reader.tokens[blank[1] - 1].end - first
            text = text[:begin] + " " * (end - begin) + text[end:]
        found = query_of(text, reader.dialect, self.place(first))
        if any(token.word in _WRITES for token in reader.tokens[start:stop]):  # in its WITH
            self.operations += self.statement(text, first, names_in(reader, start, stop))
        return found

    def value(self, start: int, stop: int) -> Query:
        """The expression that the tokens `start` to `stop` are, as a query of one value.

        Raises:
            Unread: it cannot be followed.
        """
        reader = self.reader
        if start >= stop:
            raise Unread(start)
        head = "SELECT "
        first = reader.tokens[start].start
        text = head + reader.text[first : reader.tokens[stop - 1].end]
        return query_of(text, reader.dialect, self.place(first - len(head)))

    def targets(self, reader: Reader) -> list[Target]:
        """Past the names of what is assigned to.

        Raises:
            Unread: no name comes next.
        """
        found = [reader.name()]
        while reader.word() == "[":
            reader.skip_group()
        while reader.take(","):
            found.append(reader.name())
        return found

    def assign(self, targets: Sequence[Target], query: Query, start: int, stop: int) -> None:
        """The outputs of a query go into variables; the tokens are what is read for it."""
        span = self.reader.span(start, start + 1)
        around = self.variables.around(names_in(self.reader, start, stop), span)
        for target in targets:
            self.variables.declare(target[0], record=len(target) > 1)
        if len(targets) == 1 and len(targets[0]) == 1 and targets[0][0] in self.variables.records:
            self._put((LOCAL, targets[0][0]), None, query, span, around)
        elif all(len(target) == 1 and target[0] in self.variables.scalars for target in targets):
            names = tuple(target[0] for target in targets)
            self._put((LOCAL, LOCAL), names, query, span, around)
        else:
            for index, target in enumerate(targets):
                own = Nested(query, IDENTITY, column=index)
                name = target[-1]
                one = Query(Select((), (Output(name, (own,), span),)))
                record = target[0] in self.variables.records
                self._put((LOCAL, target[0] if record else LOCAL), (name,), one, span, around)

    def give(self, query: Query, start: int, stop: int) -> None:
        """The rows of a query are returned."""
        span = self.reader.span(start, start + 1)
        around = self.variables.around(names_in(self.reader, start, stop), span)
        self._put((LOCAL, RETURNED), self.returns or None, query, span, around)

    def give_variables(self, names: Sequence[str], span: Span) -> None:
        """The variables of these names are returned."""
        outputs = tuple(Output(n, (Use((n,), IDENTITY, span),), span) for n in names)
        around = self.variables.around(names, span)
        query = Query(Select((), outputs))
        self._put((LOCAL, RETURNED), tuple(names), query, span, around)

    def row_of(self, record: str, span: Span) -> Query:
        """All fields of a record, as a query."""
        return Query(Select((Source((LOCAL, record), span, record),), (Star((record,), span),)))

    def _put(
        self,
        target: Name,
        columns: tuple[str, ...] | None,
        query: Query,
        span: Span,
        around: tuple[Source, ...],
    ) -> None:
        # Not an insert where no columns are named: those of one assignment may not be those of
        # another, and go by their names.
        kind = "insert" if columns is not None else "table"
        write = Write(kind, target, columns, query, span, around=around)  # type: ignore[arg-type]
        self.operations.append(Fill(target, span, write))

    def call(self, name: Name, reader: Reader, start: int) -> None:
        """A routine is called; `reader` reads what it is given."""
        span = self.reader.span(start, start + 1)
        outputs = []
        around: tuple[Source, ...] = ()
        for item in reader.items():
            label = ""
            if item.token().kind == "word" and item.word(1) == "=" and item.word(2) == ">":
                label = item.identifier()
                item.at += 2
            elif item.token().kind == "word" and item.word(1) == "=":
                label = item.identifier()
                item.at += 1
            if item.stop > item.at and item.word(item.stop - 1 - item.at) in ("OUTPUT", "OUT"):
                item.stop -= 1
            try:
                query = self.value(item.at, item.stop)
            except Unread:
                self.operations.append(self.not_read(item.at, item.stop))
                continue
            around = tuple(
                dict.fromkeys(
                    (*around, *self.variables.around(names_in(item, item.at, item.stop), span))
                )
            )
            outputs.append(Output(label, (Nested(query, IDENTITY, column=0),), span))
        write = Write("table", name, None, Query(Select((), tuple(outputs))), span, around=around)
        self.operations.append(Run(name, span, arguments=write if outputs else None))


def _among(operation: Operation, around: tuple[Source, ...]) -> Operation:
    """An operation of a statement that sees variables."""
    if isinstance(operation, Fill | CreateFromQuery):
        return replace(operation, write=_seeing(operation.write, around))
    return operation


def _seeing(write: Write, around: tuple[Source, ...]) -> Write:
    also = tuple(_seeing(part, around) for part in write.also)
    return replace(write, around=around, also=also)
