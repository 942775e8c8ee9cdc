"""Bodies in PL/pgSQL, and in what reads like it: PL/SQL, MySQL's, Snowflake's, BigQuery's.

A straight reading: every branch is taken, every loop once, and whatever was ever put into a
variable may be in it. What is put together at run time is not followed, and said.
"""

from __future__ import annotations

from collections.abc import Callable

from governance.extract.ddl.operations import Operation
from governance.extract.ddl.statements.routines.assigning import Assigning
from governance.extract.ddl.statements.routines.body import Target, Translate
from governance.extract.ddl.statements.routines.conditional import asks_what_is_there, softened
from governance.extract.ddl.statements.routines.variables import MARK, Variables, names_in
from governance.sql.reader import Reader, Unread

_SQL = frozenset(
    ("ALTER", "ANALYZE", "COMMENT", "COPY", "CREATE", "DELETE", "DROP", "GRANT", "INSERT", "LOCK",
     "MERGE", "NOTIFY", "REFRESH", "REINDEX", "REPLACE", "RESET", "REVOKE", "SECURITY", "TRUNCATE",
     "UPDATE", "VACUUM")
)  # fmt: skip
_NOTHING = frozenset(
    ("ASSERT", "CLOSE", "COMMIT", "CONTINUE", "EXIT", "GET", "ITERATE", "LEAVE", "MOVE", "NULL",
     "RAISE", "RESIGNAL", "ROLLBACK", "SAVEPOINT", "SIGNAL", "START", "BREAK", "GOTO", "PRAGMA")
)  # fmt: skip
_ONE_BY_ONE = frozenset(("mysql", "bigquery"))
"""Dialects where each DECLARE declares what stands in its own statement."""


class Procedural(Assigning):
    """A body of statements that end in semicolons, with blocks, branches and loops.

    `at_once` says that it runs where it stands (DO). `declares` that it begins with declarations,
    without a word for it (PL/SQL).
    """

    def __init__(
        self,
        reader: Reader,
        translate: Translate,
        variables: Variables,
        returns: tuple[str, ...] = (),
        *,
        trigger: bool = False,
        at_once: bool = False,
        declares: bool = False,
        outputs: tuple[str, ...] = (),
    ) -> None:
        super().__init__(reader, translate, variables, returns, trigger=trigger)
        self._at_once = at_once
        self._declaring = declares
        self._outputs = outputs
        self._conditions: list[bool] = []
        self._caught = any(token.word == "EXCEPTION" for token in reader.tokens)

    def read(self) -> list[Operation]:
        """What the body does."""
        reader = self.reader
        span = reader.span(0, 1) if reader.tokens else (1, 1, 1, 1)
        while not reader.done:
            start = reader.at
            try:
                self._step()
            except Unread:
                reader.at = max(start, reader.at)
                reader.skip_to(";")
                self.operations.append(self.not_read(start, max(reader.at, start + 1)))
            if reader.at <= start:
                reader.at = start + 1
        if self._outputs and not self.trigger:
            self.give_variables(self._outputs, span)
        return self.operations

    def _step(self) -> None:
        reader = self.reader
        word = reader.word()
        if word == "BEGIN" or word in (";", "THEN", "LOOP", "DO", "ELSE", "REPEAT", "EXCEPTION"):
            self._declaring = self._declaring and word == ";"
            reader.at += 1
        elif word == "DECLARE":
            reader.at += 1
            if reader.dialect.name in _ONE_BY_ONE:
                self.declaration()
            else:
                self._declaring = True
        elif self._declaring:
            if word in ("PROCEDURE", "FUNCTION"):
                raise Unread(reader.at)  # a routine within a routine
            self.declaration()
        elif reader.word(1) == ":" and reader.word(2) in ("LOOP", "WHILE", "REPEAT", "BEGIN"):
            reader.at += 2
        elif reader.sees("<", "<"):
            reader.at += 2
            reader.skip_to(">")
            reader.at += 2
        elif (step := _STEPS.get(word)) is not None:
            step(self)
        elif word in _NOTHING:
            reader.skip_to(";")
        elif word in _SQL and self._begins():
            self._sql_statement()
        elif reader.token().kind in ("word", "name"):
            self.assignment()
        elif all(token.kind in ("mark", "stray") for token in reader.tokens[reader.at :]):
            reader.at = reader.stop  # what DELIMITER says a statement ends with
        else:
            raise Unread(reader.at)

    def _begins(self) -> bool:
        """Whether a statement begins here, and not a variable of that name."""
        following = self.reader.token(1)
        return following.kind in ("word", "name", "string") or following.word in ("*", "(")

    def _if(self) -> None:
        reader = self.reader
        reader.at += 1
        start = reader.at
        reader.skip_expression("THEN")
        self._conditions.append(asks_what_is_there(reader.tokens[start : reader.at]))

    def _elsif(self) -> None:
        self.reader.at += 1
        self.reader.skip_expression("THEN")

    def _case(self) -> None:
        reader = self.reader
        reader.at += 1
        if reader.word() != "WHEN":
            reader.skip_expression("WHEN")
        self._conditions.append(False)

    def _when(self) -> None:
        self.reader.at += 1
        self.reader.skip_expression("THEN")

    def _finish(self) -> None:
        reader = self.reader
        if reader.word(1) in ("IF", "CASE") and self._conditions:
            self._conditions.pop()
        reader.skip_to(";")

    def _while(self) -> None:
        self.reader.at += 1
        self.reader.skip_expression("LOOP", "DO")

    def _until(self) -> None:
        self.reader.at += 1
        self.reader.skip_expression("END")

    def _for(self) -> None:
        """FOR v IN query LOOP, FOR v IN 1..n LOOP, FOREACH v IN ARRAY x LOOP."""
        reader = self.reader
        start = reader.at
        reader.skip_expression("LOOP", "DO")
        stop = reader.at
        head = reader.part(start + 1, stop)
        targets = self.targets(head)
        if head.take("SLICE"):
            head.at += 1
        head.expect("IN")
        head.take("REVERSE")
        if head.take("EXECUTE"):
            self._run_text(head.part(head.at, stop), targets, start)
            return
        array = head.take("ARRAY")
        at, end = head.at, stop
        while reader.tokens[at].word == "(" and reader.tokens[at + 1].word in ("SELECT", "WITH"):
            inner = reader.part(at, end).group()
            at, end = inner.at, inner.stop
        if not array and reader.tokens[at].word in ("SELECT", "WITH", "VALUES", "TABLE"):
            for target in targets:
                record = len(targets) == 1 and target[0] not in self.variables.scalars
                self.variables.declare(target[0], record=record)
            self.assign(targets, self.query(at, end), at, end)
        elif (cursor := self.record_at(at)) is not None:
            self.variables.declare(targets[0][0], record=True)
            self.assign(targets, self.row_of(cursor, reader.span(at, at + 1)), at, end)
        elif ".." in reader.text[reader.tokens[at].start : reader.tokens[end - 1].end]:
            for target in targets:
                self.variables.declare(target[0])
        else:
            self.keep_value(targets, at, end)

    def _return(self) -> None:
        reader = self.reader
        start, stop = reader.at, self.statement_end()
        item = reader.part(start + 1, stop)
        reader.at = stop
        if self.trigger:
            return
        item.take("NEXT")
        rows = item.take("QUERY")
        if item.take("EXECUTE"):
            self.operations.append(self.dynamic(start, stop))
            return
        if item.take("TABLE"):
            item = item.group()
        while item.word() == "(" and item.word(1) in ("SELECT", "WITH"):
            item = item.group()
        if item.done:
            if reader.tokens[stop - 1].word == "NEXT":
                self.give_variables(self.returns, reader.span(start, stop))
        elif rows or item.word() in ("SELECT", "WITH", "TABLE", "VALUES"):
            self.give(self.query(item.at, item.stop), item.at, item.stop)
        elif item.stop - item.at == 1 and (record := self.record_at(item.at)) is not None:
            self.give(self.row_of(record, reader.span(item.at, item.stop)), item.at, item.stop)
        elif item.word() != "NULL":
            self.give(self.value(item.at, item.stop), item.at, item.stop)

    def _call_statement(self) -> None:
        """CALL p(x), PERFORM f(x): the routine runs."""
        reader = self.reader
        start, stop = reader.at, self.statement_end()
        reader.at = stop
        item = reader.part(start + 1, stop)
        if item.token().kind not in ("word", "name"):
            return
        name = item.name()
        if item.word() == "(":
            self.call(name, item.group(), start)

    def _execute(self) -> None:
        """EXECUTE of one plain string is SQL like any other; everything else is not known here."""
        reader = self.reader
        start, stop = reader.at, self.statement_end()
        reader.at = stop
        item = reader.part(start + 1, stop)
        item.take("IMMEDIATE")
        self._run_text(item, [], start)

    def _run_text(self, item: Reader, targets: list[Target], start: int) -> None:
        from governance.extract.ddl.statements.routines.literals import inside

        reader = self.reader
        token = item.token()
        single = token.kind == "string" and (
            item.stop - item.at == 1 or item.word(1) in ("INTO", "USING")
        )
        if not single:
            self.operations.append(self.dynamic(start, max(item.stop, start + 1)))
            return
        text, offset = inside(reader.text[token.start : token.end])
        offset += len(text) - len(text.lstrip())
        text = text.strip()
        item.at += 1
        if item.take("INTO"):
            item.take("STRICT")
            targets = self.targets(item)
        self.operations += self.softly(self._text_run(text, token.start + offset, targets, item))

    def _text_run(
        self, text: str, offset: int, targets: list[Target], item: Reader
    ) -> list[Operation]:
        from governance.extract.ddl.statements.queries import query_of
        from governance.extract.ddl.statements.routines.variables import read_as_names

        place = self.place(offset)
        if item.take("USING"):
            for index, value in enumerate(item.items(), 1):
                value.take_any("IN", "OUT")
                self.keep_value([(f"{MARK}{index}",)], value.at, value.stop)
        read = read_as_names(text, self.reader.dialect, place)
        if targets and read.word() in ("SELECT", "WITH"):
            at = self.reader.at - 1
            self.assign(targets, query_of(read.text, self.reader.dialect, place), at, at + 1)
            return []
        return self.statement(read.text, offset, names_in(read, 0, read.stop))

    def _open(self) -> None:
        """OPEN c FOR query."""
        reader = self.reader
        start, stop = reader.at, self.statement_end()
        reader.at = stop
        item = reader.part(start + 1, stop)
        name = item.identifier()
        if not item.skip_to("FOR"):
            return
        item.at += 1
        self.variables.declare(name, record=True)
        if item.take("EXECUTE") or item.word() not in ("SELECT", "WITH"):
            self.operations.append(self.dynamic(start, stop))
            return
        self.assign([(name,)], self.query(item.at, stop), item.at, stop)

    def _fetch(self) -> None:
        """FETCH c INTO v."""
        reader = self.reader
        start, stop = reader.at, self.statement_end()
        reader.at = stop
        item = reader.part(start + 1, stop)
        into = item.skip_to("INTO")
        if not into:
            return
        cursor = self.record_at(item.at - 1)
        if cursor is None:
            raise Unread(start)
        query = self.row_of(cursor, reader.span(item.at - 1, item.at))
        item.at += 1
        self.assign(self.targets(item), query, start, stop)

    def _select(self) -> None:
        """SELECT ... INTO v; in a MySQL procedure a plain SELECT is what it returns."""
        reader = self.reader
        start, stop = reader.at, self.statement_end()
        found = self._into(start, stop)
        reader.at = stop
        verb = reader.part(start, stop).skip_to("SELECT", "INSERT", "UPDATE", "DELETE", "MERGE")
        if verb not in ("SELECT", ""):
            self._write(start, stop)
        elif found is not None:
            targets, blank = found
            if len(targets) == 1 and len(targets[0]) == 1:
                self.variables.declare(targets[0][0], record=self.has_fields(targets[0][0]))
            self.assign(targets, self.query(start, stop, blank), start, stop)
        elif reader.dialect.name == "mysql":
            self.give(self.query(start, stop), start, stop)
        else:
            self.operations += self.softly(self.sql(start, stop))

    def _into(self, start: int, stop: int) -> tuple[list[Target], tuple[int, int]] | None:
        """The variables after INTO, and the tokens that say so."""
        item = self.reader.part(start, stop)
        while item.skip_to("INTO"):
            at = item.at
            item.at += 1
            if item.word(-2) in ("INSERT", "MERGE", "REPLACE"):
                continue
            item.take("STRICT")
            return self.targets(item), (at, item.at)
        return None

    def _sql_statement(self) -> None:
        start, stop = self.reader.at, self.statement_end()
        self.reader.at = stop
        self._write(start, stop)

    def _write(self, start: int, stop: int) -> None:
        """A statement of SQL; what it returns INTO variables is what it wrote."""
        reader = self.reader
        item = reader.part(start, stop)
        found = self._into(start, stop) if item.seek("RETURNING") else None
        if found is None:
            self.operations += self.softly(self.sql(start, stop))
            return
        targets, (at, _) = found
        self.operations += self.softly(self.sql(start, at))
        item.at += 1
        outputs = (item.at, at)
        table = self._written(start, stop)
        if outputs[0] < outputs[1]:
            head = "SELECT "
            first = reader.tokens[outputs[0]].start
            text = f"{head}{reader.raw(*outputs)} FROM {table}"
            from governance.extract.ddl.statements.queries import query_of

            query = query_of(text, reader.dialect, self.place(first - len(head)))
            self.assign(targets, query, start, stop)

    def _written(self, start: int, stop: int) -> str:
        item = self.reader.part(start, stop)
        item.skip_to("INTO", "UPDATE", "FROM")
        item.at += 1
        item.take("ONLY")
        at = item.at
        item.name()
        if item.take("AS") or (
            item.token().kind == "word"
            and item.word()
            not in (
                "SET",
                "SELECT",
                "VALUES",
                "WHERE",
                "DEFAULT",
                "WITH",
                "USING",
                "RETURNING",
                "OVERRIDING",
            )
        ):
            item.at += 1
        return self.reader.raw(at, item.at)

    def softly(self, operations: list[Operation]) -> list[Operation]:
        """The operations under the conditions they stand in.

        A change that depends on a condition only matters where it happens.
        """
        if not self._at_once:
            return operations
        return list(softened(operations, self._conditions, caught=self._caught))


_STEPS: dict[str, Callable[[Procedural], None]] = {
    "CALL": Procedural._call_statement,
    "CASE": Procedural._case,
    "ELSEIF": Procedural._elsif,
    "ELSIF": Procedural._elsif,
    "END": Procedural._finish,
    "EXECUTE": Procedural._execute,
    "FETCH": Procedural._fetch,
    "FOR": Procedural._for,
    "FOREACH": Procedural._for,
    "IF": Procedural._if,
    "LET": Procedural.let,
    "OPEN": Procedural._open,
    "PERFORM": Procedural._call_statement,
    "RETURN": Procedural._return,
    "SELECT": Procedural._select,
    "SET": Procedural.set_statement,
    "UNTIL": Procedural._until,
    "WHEN": Procedural._when,
    "WHILE": Procedural._while,
    "WITH": Procedural._select,
}
