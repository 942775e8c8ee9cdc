"""Variables of a procedural body: declared, and given values."""

from __future__ import annotations

from collections.abc import Iterator

from governance.extract.ddl.operations import Operation
from governance.extract.ddl.statements.routines.body import Body, Target
from governance.extract.ddl.statements.routines.variables import MARK
from governance.sql.reader import Reader, Unread


class Assigning(Body):
    """A body whose statements end in semicolons, and assign with `:=`, `=`, SET or LET."""

    _with_fields: set[str] | None = None

    def softly(self, operations: list[Operation]) -> list[Operation]:
        """The operations under the conditions they stand in."""
        return operations

    def statement_end(self) -> int:
        """The end of the statement at hand."""
        at = self.reader.at
        self.reader.skip_to(";")
        end, self.reader.at = self.reader.at, at
        return end

    def declaration(self) -> None:
        """Past one declaration: a variable, a cursor, or what concerns neither."""
        reader = self.reader
        stop = self.statement_end()
        item = reader.part(reader.at, stop)
        reader.at = stop
        if item.word() in ("CONTINUE", "EXIT", "UNDO", "PRAGMA", "TYPE", "SUBTYPE"):
            return
        if item.take("CURSOR"):  # PL/SQL
            self._cursor(item.identifier(), item)
            return
        names = [item.identifier()]
        while item.take(","):
            names.append(item.identifier())
        item.take_any("NO", "SCROLL", "CONSTANT")
        if item.sees("CURSOR") or item.sees("SCROLL", "CURSOR"):
            self._cursor(names[0], item)
            return
        if item.take("ALIAS", "FOR"):
            other = item.identifier()
            self.variables.declare(names[0], record=other in self.variables.records)
            self.assign([(names[0],)], self.value(item.at - 1, item.at), item.at - 1, item.at)
            return
        typed = item.at
        given = self._default(item)
        words = [token.word for token in reader.tokens[typed : item.at]]
        for name in names:
            self.variables.declare(name, record=_is_record(words) or self.has_fields(name))
        if given:
            self.keep_value([(name,) for name in names], item.at, stop)

    def _default(self, item: Reader) -> bool:
        """Whether a value follows the type; goes to it."""
        while not item.done:
            if item.take(":", "=") or item.take("=") or item.take("DEFAULT"):
                return True
            if item.word() in ("(", "["):
                item.skip_group()
            else:
                item.at += 1
        return False

    def has_fields(self, name: str) -> bool:
        """Whether the body names a field of this variable anywhere."""
        if self._with_fields is None:
            self._with_fields = set(_before_dots(self.reader))
        return name in self._with_fields

    def _cursor(self, name: str, item: Reader) -> None:
        self.variables.declare(name, record=True)
        if item.skip_to("FOR", "IS") and not item.done:
            item.at += 1
            self.assign([(name,)], self.query(item.at, item.stop), item.at, item.stop)

    def keep_value(self, targets: list[Target], start: int, stop: int) -> None:
        """An expression goes into variables; one that is a record or a query, with its fields."""
        reader = self.reader
        part = reader.part(start, stop)
        while part.word() == "(" and part.word(1) in ("SELECT", "WITH"):  # a RESULTSET's query
            part = part.group()
        if part.word() in ("SELECT", "WITH"):
            query = self.query(part.at, part.stop)
        elif stop - start == 1 and (record := self.record_at(start)) is not None:
            query = self.row_of(record, reader.span(start, stop))
        else:
            query = self.value(start, stop)
        self.assign(targets, query, start, stop)

    def record_at(self, at: int) -> str | None:
        """The record that the token names, None when it names none."""
        token = self.reader.part(at, at + 1)
        if token.token().kind not in ("word", "name"):
            return None
        name = token.identifier()
        return name if name in self.variables.records else None

    def assignment(self) -> None:
        """`v := x`, `v.field = x`, `v[1] := x`.

        Raises:
            Unread: it is nothing of the kind.
        """
        reader = self.reader
        stop = self.statement_end()
        item = reader.part(reader.at, stop)
        targets = self.targets(item)
        if not (item.take(":", "=") or item.take("=")):
            if item.done or item.word() == "(":  # PL/SQL calls without a word for it
                reader.at = stop
                self.call(targets[0], item.group() if not item.done else item, item.at - 1)
                return
            raise Unread(reader.at)
        reader.at = stop
        self.keep_value(targets, item.at, stop)

    def set_statement(self) -> None:
        """MySQL's and BigQuery's SET, or PostgreSQL's of a parameter."""
        reader = self.reader
        stop = self.statement_end()
        first = reader.part(reader.at + 1, stop)
        first.take_any("LOCAL", "SESSION", "GLOBAL")
        known = first.token().kind in ("word", "name") and (
            (name := first.identifier()) in self.variables or name.startswith(MARK)
        )
        if not known and first.word() != "(" and reader.word(1) != "(":
            self.operations += self.softly(self.sql(reader.at, stop))
            reader.at = stop
            return
        for item in reader.part(reader.at + 1, stop).items():
            grouped = item.word() == "("
            targets = self.targets(item.group()) if grouped else [item.name()]
            if item.take(":", "=") or item.take("="):
                self.keep_value(targets, item.at, item.stop)
        reader.at = stop

    def let(self) -> None:
        """Snowflake: LET v [type] := x, LET c CURSOR FOR query."""
        self.reader.at += 1
        self.declaration()


def _is_record(words: list[str]) -> bool:
    """Whether a declared type is a row: `record`, `t%ROWTYPE`, a set of results."""
    return bool({"RECORD", "ROWTYPE", "RESULTSET", "CURSOR", "REFCURSOR"} & set(words))


def _before_dots(reader: Reader) -> Iterator[str]:
    """The names that something follows after a dot, and that follow none."""
    for index in range(reader.stop - 1):
        if reader.tokens[index + 1].word != "." or reader.tokens[index].kind == "mark":
            continue
        before = reader.tokens[index - 1].word if index else ""
        token = reader.part(index, index + 1)
        if before != "." and token.token().kind in ("word", "name"):
            yield token.identifier()
