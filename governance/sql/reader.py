"""A cursor over one statement's tokens: keywords, names, groups, and what is to be skipped."""

from __future__ import annotations

from collections.abc import Iterator

from governance.sql.dialect import Dialect
from governance.sql.place import Place, Span
from governance.sql.tokens import Token, string_value, tokens, unicode_escapes

Name = tuple[str, ...]
"""The parts of a name, folded: table, schema.table or database.schema.table."""

_END = Token("mark", "", 0, 0)


class Unread(Exception):  # noqa: N818 - not a fault of the program
    """The reader met something it does not know.

    `at` is the index of the token, `why` what is known about the reason, without any text of the
    statement.
    """

    def __init__(self, at: int, why: str = "") -> None:
        super().__init__("not understood")
        self.at = at
        self.why = why


class Reader:
    """The tokens of one statement and a position among them.

    Methods named `take...` move past what they name and say whether it was there.
    """

    def __init__(self, text: str, dialect: Dialect, place: Place) -> None:
        self.text = text
        self.dialect = dialect
        self.place = place
        self.tokens = tokens(text, dialect.name)
        self.at = 0
        self.stop = len(self.tokens)
        self.spelled: dict[str, str] = {}

    def part(self, start: int, stop: int) -> Reader:
        """A reader of the tokens `start` to `stop` (exclusive) only."""
        other = object.__new__(Reader)
        other.text, other.dialect, other.place = self.text, self.dialect, self.place
        other.tokens, other.at, other.stop = self.tokens, start, stop
        other.spelled = self.spelled
        return other

    @property
    def done(self) -> bool:
        """Whether nothing is left."""
        return self.at >= self.stop

    def token(self, ahead: int = 0) -> Token:
        """The token `ahead` of the position, an empty mark past the end."""
        index = self.at + ahead
        return self.tokens[index] if index < self.stop else _END

    def word(self, ahead: int = 0) -> str:
        """The upper-case keyword or the mark there, "" for everything else."""
        index = self.at + ahead
        return self.tokens[index].word if index < self.stop else ""

    def sees(self, first: str, *more: str) -> bool:
        """Whether exactly these words come next."""
        at = self.at
        if at >= self.stop or self.tokens[at].word != first:
            return False
        if not more:
            return True
        if at + len(more) >= self.stop:
            return False
        return all(self.tokens[at + 1 + i].word == word for i, word in enumerate(more))

    def take(self, first: str, *more: str) -> bool:
        """Past these words, if all of them come next."""
        at = self.at
        if at >= self.stop or self.tokens[at].word != first:
            return False
        if more and not self.sees(first, *more):
            return False
        self.at = at + 1 + len(more)
        return True

    def take_any(self, *words: str) -> str:
        """Past one word if it is one of these; "" if not."""
        word = self.word()
        if word and word in words:
            self.at += 1
            return word
        return ""

    def expect(self, *words: str) -> None:
        """Past these words.

        Raises:
            Unread: something else comes next.
        """
        if not self.take(*words):
            raise Unread(self.at)

    def finish(self) -> None:
        """Raises Unread when something is left."""
        if not self.done:
            raise Unread(self.at)

    def span(self, start: int, stop: int) -> Span:
        """The file position of the tokens `start` to `stop` (exclusive)."""
        last = max(start, stop - 1)
        return self.place.span(self.tokens[start].start, self.tokens[last].end - 1)

    def here(self) -> Span:
        """The file position of the next token; of the last one at the end."""
        at = min(self.at, len(self.tokens) - 1)
        return self.span(at, at + 1)

    def raw(self, start: int, stop: int) -> str:
        """The text of the tokens `start` to `stop` (exclusive)."""
        if start >= stop:
            return ""
        return self.text[self.tokens[start].start : self.tokens[stop - 1].end]

    def identifier(self) -> str:
        """Past one part of a name, folded.

        Raises:
            Unread: no name comes next.
        """
        token = self.token()
        if token.kind not in ("word", "name"):
            raise Unread(self.at)
        self.at += 1
        if token.kind == "word":
            return self.dialect.fold(self.text[token.start : token.end], False)
        return self._folded(token)

    def _folded(self, token: Token) -> str:
        return self.dialect.fold(self._bare(token), token.kind == "name")

    def _bare(self, token: Token) -> str:
        text = self.text[token.start : token.end]
        if token.kind == "word":
            return text
        if text[0] in "uU":
            return unicode_escapes(text[3:-1].replace('""', '"'))
        closing = text[-1]
        return text[1:-1].replace(closing * 2, closing)

    def spell(self, start: int, stop: int) -> None:
        """Remember how the names among the tokens `start` to `stop` (exclusive) are written.

        For what a statement declares, where the engine shows names as they were written.
        """
        if not self.dialect.keeps_spelling:
            return
        for token in self.tokens[start:stop]:
            if token.kind in ("word", "name"):
                written, kept = self._bare(token), self._folded(token)
                if written != kept:
                    self.spelled.setdefault(kept, written)

    def name(self) -> Name:
        """Past a name of one or more parts.

        Raises:
            Unread: no name comes next.
        """
        bigquery = self.dialect.name == "bigquery"
        quoted = self.token().kind == "name"
        parts = [self.identifier()]
        while True:
            if self.word() == "." and self.token(1).kind in ("word", "name"):
                self.at += 1
                parts.append(self.identifier())
            elif self.sees(".", "."):  # T-SQL and Snowflake: database..table
                self.at += 2
                parts += [self.dialect.default_schema, self.identifier()]
            elif bigquery and not quoted and self.word() == "-" and self._touches():
                self.at += 1
                self.at += 1
                last = self.tokens[self.at - 1]
                parts[-1] += "-" + self.text[last.start : last.end].lower()
            else:
                break
        if bigquery:
            parts = [piece for part in parts for piece in part.split(".")]
        return tuple(parts)

    def _touches(self) -> bool:
        before, mark, after = self.tokens[self.at - 1], self.token(), self.token(1)
        return before.end == mark.start and mark.end == after.start

    def names(self) -> list[Name]:
        """Past names separated by commas."""
        found = [self.name()]
        while self.take(","):
            found.append(self.name())
        return found

    def string(self) -> str:
        """Past a string literal (adjacent ones count as one): its value.

        Raises:
            Unread: no string comes next.
        """
        if self.token().kind != "string":
            raise Unread(self.at)
        value = ""
        while self.token().kind == "string":
            token = self.token()
            value += string_value(self.text[token.start : token.end], self.dialect.name)
            self.at += 1
        return value

    def group(self) -> Reader:
        """Past a parenthesised group: a reader of its inside.

        Raises:
            Unread: no parenthesis opens here, or it is never closed.
        """
        start = self.at
        if self.word() != "(":
            raise Unread(start)
        self.skip_group()
        return self.part(start + 1, self.at - 1)

    def skip_group(self) -> None:
        """Past a group in (), [] or {}.

        Raises:
            Unread: it is never closed.
        """
        start, depth = self.at, 0
        while self.at < self.stop:
            word = self.tokens[self.at].word
            self.at += 1
            if word in _OPEN:
                depth += 1
            elif word in _CLOSE:
                depth -= 1
                if depth == 0:
                    return
        raise Unread(start)

    def skip_to(self, *words: str) -> str:
        """Forward to the first of these words outside any group; which one, "" at the end."""
        while self.at < self.stop:
            word = self.tokens[self.at].word
            if word and word in words:
                return word
            if word in _OPEN:
                self.skip_group()
            elif word in _GENERIC and self.word(1) == "<":
                self.at += 1
                self.skip_angles()
            else:
                self.at += 1
        return ""

    def skip_angles(self) -> None:
        """Past `<...>`: the fields of a struct, array or map.

        Raises:
            Unread: it is never closed.
        """
        start, depth = self.at, 0
        while self.at < self.stop:
            word = self.tokens[self.at].word
            if word == "(":
                self.skip_group()
                continue
            depth += {"<": 1, ">": -1}.get(word, 0)
            self.at += 1
            if depth == 0:
                return
        raise Unread(start)

    def skip_expression(self, *stops: str) -> None:
        """Past an expression: at least one token, up to one of `stops` outside groups and CASE.

        Raises:
            Unread: nothing comes next.
        """
        if self.done:
            raise Unread(self.at)
        first, cases = True, 0
        while self.at < self.stop:
            word = self.tokens[self.at].word
            if cases == 0 and not first and word and word in stops and not self._type_word(word):
                return
            if word == "CASE":
                cases += 1
            elif word == "END":
                cases = max(0, cases - 1)
            if word in _OPEN:
                self.skip_group()
            else:
                self.at += 1
            first = False

    def _type_word(self, word: str) -> bool:
        """Whether this belongs to a type's name: `character varying`, `with time zone`."""
        return (word, self.word(1)) in _IN_TYPES

    def items(self) -> Iterator[Reader]:
        """The parts between the commas outside any group; none at all of nothing."""
        while self.at < self.stop:
            start = at = self.at
            while at < self.stop and (word := self.tokens[at].word) != "," and word not in _SKIPS:
                at += 1
            self.at = at
            self.skip_to(",")
            yield self.part(start, self.at)
            self.at += 1

    def seek(self, *words: str) -> bool:
        """Whether these words stand somewhere ahead, in a row and outside groups; goes there."""
        start = self.at
        while self.skip_to(words[0]):
            if self.sees(*words):
                return True
            self.at += 1
        self.at = start
        return False


_IN_TYPES = frozenset((("CHARACTER", "VARYING"), ("WITH", "TIME"), ("WITH", "LOCAL")))
_GENERIC = frozenset(("ARRAY", "STRUCT", "MAP", "RANGE"))
_OPEN = frozenset("([{")
_CLOSE = frozenset(")]}")
_SKIPS = _OPEN | _GENERIC
