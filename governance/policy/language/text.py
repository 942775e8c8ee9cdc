"""The SQL a person wrote in a policy: limits, parsing, and where in the file a node stands."""

from __future__ import annotations

from typing import NoReturn

import sqlglot
from msgspec import Struct
from sqlglot import TokenType, exp
from sqlglot.errors import SqlglotError

from governance.errors import PolicyError
from governance.model.location import Location

MAX_CHARACTERS = 16_384
MAX_DEPTH = 40
MAX_OPERATORS = 400

_OPENING = frozenset({TokenType.L_PAREN, TokenType.L_BRACKET, TokenType.L_BRACE, TokenType.CASE})
_CLOSING = frozenset({TokenType.R_PAREN, TokenType.R_BRACKET, TokenType.R_BRACE, TokenType.END})
# What makes the parser, the checker or the engine go one level deeper for each occurrence.
_CHAINED = frozenset(
    {
        TokenType.NOT,
        TokenType.DASH,
        TokenType.TILDE,
        TokenType.PLUS,
        TokenType.AND,
        TokenType.OR,
        TokenType.DPIPE,
        TokenType.DCOLON,
        TokenType.UNION,
        TokenType.EXCEPT,
        TokenType.INTERSECT,
        TokenType.STAR,
        TokenType.SLASH,
        TokenType.MOD,
        TokenType.EQ,
        TokenType.IS,
        TokenType.DOT,
    }
)


class Text(Struct, frozen=True):
    """A piece of SQL. `start` is where it begins, `block` whether it is a YAML block (`|`)."""

    sql: str
    start: Location
    block: bool = False

    def at(self, offset: int) -> Location:
        """Where the character at `offset` stands; only the line, where YAML may have moved it."""
        line = self.sql.count("\n", 0, offset)
        if self.block:
            return Location(self.start.file, self.start.line + 1 + line)
        if line == 0 and self.start.column:
            return Location(self.start.file, self.start.line, self.start.column + offset)
        return Location(self.start.file, self.start.line)

    def refuse(self, node: exp.Expr | None, message: str) -> NoReturn:
        """Say what is not possible at `node`.

        Raises:
            PolicyError: always.
        """
        raise PolicyError(message, location=self.at(_offset(node) if node is not None else 0))

    def parse(self) -> exp.Expr:
        """The one expression or query the text holds.

        Raises:
            PolicyError: it is too long, too deep, or no such thing; never with its text.
        """
        if len(self.sql) > MAX_CHARACTERS:
            self.refuse(None, f"the SQL is longer than {MAX_CHARACTERS:,} characters; shorten it")
        self._limit()
        try:
            parsed = [node for node in sqlglot.parse(self.sql, dialect="postgres") if node]
        except RecursionError:
            self.refuse(None, "the SQL is nested too deeply; simplify it")
        except SqlglotError as error:
            raise PolicyError(
                "this is not SQL that can be read; check brackets, quotes and commas",
                location=self._error_place(error),
            ) from None
        except Exception:  # noqa: BLE001 - whatever a parser does with hostile text, it is refused
            self.refuse(None, "this is not SQL that can be read")
        if not parsed:
            self.refuse(None, "the SQL is empty")
        if len(parsed) > 1:
            self.refuse(parsed[1], "there is more than one statement; keep one")
        return parsed[0]

    def _limit(self) -> None:
        try:
            tokens = sqlglot.tokenize(self.sql, dialect="postgres")
        except SqlglotError:
            self.refuse(None, "this is not SQL that can be read; check the quotes")
        depth = chained = 0
        for token in tokens:
            if token.token_type in _OPENING:
                depth += 1
                if depth > MAX_DEPTH:
                    raise PolicyError(
                        f"the SQL is nested more than {MAX_DEPTH} levels deep; simplify it",
                        location=self.at(token.start),
                    )
            elif token.token_type in _CLOSING:
                depth -= 1
            elif token.token_type in _CHAINED:
                chained += 1
                if chained > MAX_OPERATORS:
                    raise PolicyError(
                        f"the SQL has more than {MAX_OPERATORS} operators; split the policy",
                        location=self.at(token.start),
                    )

    def _error_place(self, error: SqlglotError) -> Location:
        first: dict[str, object] = next(iter(getattr(error, "errors", ())), {})
        line = first.get("line")
        if not isinstance(line, int):
            return self.at(0)
        offset = 0
        for _ in range(line - 1):
            offset = self.sql.find("\n", offset) + 1
        return self.at(offset)


def _offset(node: exp.Expr) -> int:
    """Where a node starts: sqlglot keeps positions for names and functions only."""
    starts = [n.meta["start"] for n in node.walk() if "start" in n.meta]
    return min(starts, default=0)
