"""Bodies in T-SQL, whose statements end where the next begins."""

from __future__ import annotations

from governance.extract.ddl.operations import Fill, Operation
from governance.extract.ddl.statements.queries import query_of
from governance.extract.ddl.statements.routines.body import Body, Target
from governance.extract.ddl.statements.routines.variables import MARK, names_in
from governance.lineage.reduced import Query, Select, Source, Star, Write
from governance.sql.reader import Reader, Unread

_BEGINS = frozenset(
    ("ALTER", "BEGIN", "BREAK", "CLOSE", "COMMIT", "CONTINUE", "CREATE", "DEALLOCATE", "DECLARE",
     "DELETE", "DENY", "DROP", "ELSE", "END", "EXEC", "EXECUTE", "FETCH", "GOTO", "GRANT", "IF",
     "INSERT", "MERGE", "OPEN", "PRINT", "RAISERROR", "RETURN", "REVOKE", "ROLLBACK", "SAVE",
     "SELECT", "SET", "THROW", "TRUNCATE", "UPDATE", "USE", "WAITFOR", "WHILE", "WITH")
)  # fmt: skip
_JOINS = frozenset(("UNION", "ALL", "EXCEPT", "INTERSECT", "AS", ")", "ANY", "SOME", ","))
_SQL = frozenset(("ALTER", "CREATE", "DELETE", "DENY", "DROP", "GRANT", "INSERT", "MERGE", "REVOKE",
                  "TRUNCATE", "UPDATE", "WITH"))  # fmt: skip


class Transact(Body):
    """A body in T-SQL. A procedure's plain SELECTs are what it returns, and `gives` says so."""

    gives = True

    def read(self) -> list[Operation]:
        """What the body does."""
        reader = self.reader
        while not reader.done:
            start = reader.at
            stop = self._statement_end(start)
            try:
                self._step(start, stop)
            except Unread:
                self.operations.append(self.not_read(start, stop))
            reader.at = max(stop, start + 1)
        return self.operations

    def _statement_end(self, start: int) -> int:
        """Where the statement that begins at `start` ends, its semicolon not included."""
        reader = self.reader
        word = reader.tokens[start].word
        if word in ("BEGIN", "END", "ELSE", ";"):
            following = reader.word(1)
            return start + (2 if following in ("TRY", "CATCH", "TRAN", "TRANSACTION") else 1)
        at, cases, seen = start + 1, 0, {word}
        while at < reader.stop:
            here = reader.tokens[at].word
            if here == ";":
                return at
            if here == "(":
                reader.at = at
                reader.skip_group()
                at, reader.at = reader.at, start
                continue
            if here == "CASE":
                cases += 1
            elif here == "END" and cases:
                cases -= 1
            elif here in _BEGINS and not cases and not self._belongs(at, word, seen):
                return at
            if here:
                seen.add(here)
            at += 1
        return at

    def _belongs(self, at: int, verb: str, seen: set[str]) -> bool:
        """Whether the word at `at` is part of the statement that began with `verb`."""
        reader = self.reader
        word, before = reader.tokens[at].word, reader.tokens[at - 1].word
        following = reader.tokens[at + 1].word if at + 1 < reader.stop else ""
        if verb == "MERGE" and (before == "THEN" or (word == "SET" and before == "UPDATE")):
            return True
        if word == "WITH":
            return following == "(" or verb in ("CREATE", "DECLARE")
        if word == "SELECT":
            first = "SELECT" not in seen
            query = {"INSERT", "WITH"} & {verb} and first and "VALUES" not in seen
            return bool(query) or before in ("UNION", "ALL", "EXCEPT", "INTERSECT", "FOR", "AS")
        if word == "SET":
            return (verb in ("UPDATE", "WITH") and "SET" not in seen) or verb == "ALTER"
        if word in ("EXEC", "EXECUTE"):
            return (verb == "INSERT" and not {"SELECT", "VALUES"} & seen) or before in (
                "WITH",
                "AS",
            )
        if verb == "WITH" and word in ("INSERT", "UPDATE", "DELETE", "MERGE"):
            return not {"SELECT", "INSERT", "UPDATE", "DELETE", "MERGE"} & seen
        if word in ("UPDATE", "DELETE", "INSERT"):
            return before in ("ON", "FOR", "AFTER", "OF", ",", "GRANT", "DENY", "REVOKE")
        if verb == "FETCH" or (verb == "IF" and word == "ELSE"):
            return False
        return verb == "ALTER" and word in ("ALTER", "DROP") and before != ";"

    def _step(self, start: int, stop: int) -> None:
        reader = self.reader
        item = reader.part(start, stop)
        word = item.word()
        if word == "DECLARE":
            self._declare(item)
        elif word == "SET":
            self._set(item)
        elif word == "SELECT":
            self._select(item)
        elif word in ("EXEC", "EXECUTE"):
            self._execute(item)
        elif word == "RETURN":
            self._return(item)
        elif word == "FETCH":
            self._fetch(item)
        elif (word == "INSERT" and item.seek("EXEC")) or (
            word == "INSERT" and item.seek("EXECUTE")
        ):
            self._insert_execute(start, item)
        elif word == "WITH" and item.skip_to("SELECT", "INSERT", "UPDATE", "DELETE") == "SELECT":
            self._select(reader.part(start, stop))
        elif word in _SQL:
            self.operations += self.sql(start, stop)

    def _declare(self, item: Reader) -> None:
        item.at += 1
        for part in item.items():
            start = part.at
            name = part.identifier()
            if part.take("CURSOR") or part.sees("INSENSITIVE") or part.sees("SCROLL"):
                self.variables.declare(name, record=True)
                if part.skip_to("FOR"):
                    query = self.query(part.at + 1, self._cursor_end(part))
                    self.assign([(name,)], query, part.at + 1, part.stop)
                return
            part.take("AS")
            if part.word() == "TABLE":
                self.variables.tables[name] = None
                head = f"CREATE TEMP TABLE {self.reader.raw(start, start + 1)} "
                first = self.reader.tokens[part.at + 1].start
                text = head + self.reader.raw(part.at + 1, part.stop)
                self.operations += self.statement(text, first - len(head), ())
                continue
            self.variables.declare(name)
            if part.skip_to("=") and part.at + 1 < part.stop:
                self.assign([(name,)], self.value(part.at + 1, part.stop), part.at + 1, part.stop)

    def _cursor_end(self, part: Reader) -> int:
        """The end of a cursor's query, before FOR UPDATE or FOR READ ONLY."""
        at, part.at = part.at, part.at + 1
        end = part.at if part.skip_to("FOR") else part.stop
        part.at = at
        return end

    def _set(self, item: Reader) -> None:
        item.at += 1
        if not self._is_variable(item):
            return  # SET NOCOUNT ON
        start = item.at
        name = item.name()
        item.take_any("+", "-", "*", "/")
        if item.take("="):
            self.assign([name], self.value(item.at, item.stop), start, item.stop)

    def _is_variable(self, item: Reader) -> bool:
        token = item.token()
        return self.reader.text.startswith(MARK, token.start)

    def _select(self, item: Reader) -> None:
        """`SELECT @a = x FROM t` assigns, `SELECT x INTO t` makes a table, others are returned."""
        start, stop = item.at, item.stop
        reader = self.reader
        found = self._assigned(reader.part(start, stop))
        if found is not None:
            targets, text = found
            query = query_of(text, reader.dialect, self.place(reader.tokens[start].start))
            self.assign(targets, query, start, stop)
        elif reader.part(start, stop).seek("INTO"):
            self.operations += self.sql(start, stop)
        elif self.gives:
            self.give(self.query(start, stop), start, stop)

    def _assigned(self, item: Reader) -> tuple[list[Target], str] | None:
        """The variables that a SELECT assigns, and its text without them."""
        reader = self.reader
        first, last = reader.tokens[item.at].start, reader.tokens[item.stop - 1].end
        if not item.skip_to("SELECT"):
            return None
        item.at += 1
        item.take_any("DISTINCT", "ALL")
        if item.take("TOP"):
            if item.word() == "(":
                item.skip_group()
            else:
                item.at += 1
        targets: list[Target] = []
        text = reader.text[first:last]
        end = item.stop
        at = item.at
        if item.skip_to("FROM"):
            end = item.at
        for part in reader.part(at, end).items():
            begin = part.at
            if part.done or not self._is_variable(part):
                return None
            name = part.identifier()
            part.take_any("+", "-", "*", "/")
            if not part.take("="):
                return None
            targets.append((name,))
            one = reader.tokens[begin].start - first
            two = reader.tokens[part.at].start - first if not part.done else len(text)
            text = text[:one] + " " * (two - one) + text[two:]
        return (targets, text) if targets else None

    def _return(self, item: Reader) -> None:
        item.at += 1
        if item.done or self.trigger:
            return
        while item.word() == "(" and item.word(1) in ("SELECT", "WITH", "("):
            item = item.group()
        if item.word() in ("SELECT", "WITH"):
            self.give(self.query(item.at, item.stop), item.at, item.stop)
        else:
            self.give(self.value(item.at, item.stop), item.at, item.stop)

    def _fetch(self, item: Reader) -> None:
        """FETCH NEXT FROM c INTO @v."""
        start = item.at
        if not item.skip_to("INTO"):
            return
        cursor = self.reader.part(item.at - 1, item.at).identifier()
        item.at += 1
        if cursor not in self.variables.records:
            raise Unread(start)
        span = self.reader.span(start, start + 1)
        self.assign(self.targets(item), self.row_of(cursor, span), start, item.stop)

    def _execute(self, item: Reader) -> None:
        start = item.at
        item.at += 1
        if item.word() == "(" or (self._is_variable(item) and item.word(1) != "="):
            self.operations.append(self.dynamic(start, item.stop))
            return
        if self._is_variable(item):
            item.at += 2
        name = item.name()
        if name[-1] == "sp_executesql":
            self.operations.append(self.dynamic(start, item.stop))
        elif name[-1].startswith("sp_"):
            self.operations += self.sql(start, item.stop)
        else:
            self.call(name, item, start)

    def _insert_execute(self, start: int, item: Reader) -> None:
        """INSERT INTO t EXEC p: what the procedure returns goes into the table."""
        reader = self.reader
        execute = item.at
        head = reader.part(start + 1, execute)
        head.take("INTO")
        target = head.name()
        columns = tuple(n[0] for n in head.group().names()) if head.word() == "(" else None
        self._execute(reader.part(execute, item.stop))
        name = reader.part(execute + 1, item.stop)
        if name.word() == "(" or self._is_variable(name):
            return
        span = reader.span(start, start + 1)
        called = name.name()
        source = Source(called, span, "executed")
        query = Query(Select((source,), (Star((), span),)))
        around = self.variables.around(names_in(reader, start, item.stop), span)
        write = Write("insert", target, columns, query, span, around=around)
        self.operations.append(Fill(target, span, write))
