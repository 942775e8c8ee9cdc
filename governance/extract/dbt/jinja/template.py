"""From a template's text to Jinja's tree, with offsets where Jinja has line numbers.

Only Jinja's lexer and parser are used: the tree is walked by `interpreter`, and no code is ever
generated from it. A line number is any number to the parser, so each token carries its offset
instead, and every node of the tree knows its exact place.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from threading import Lock
from typing import Any

from jinja2 import Environment, TemplateSyntaxError, nodes
from jinja2.ext import Extension
from jinja2.lexer import TOKEN_DATA, Lexer
from jinja2.parser import Parser
from msgspec import Struct

from governance.extract.dbt.jinja.text import placed

_LARGEST = 2_000_000
"""Characters of a template; beyond it is data, not a model."""
_PARSING = Lock()
_RETURN = re.compile("\r\n?")
_OPENING = frozenset({"variable_begin", "block_begin"})
_CLOSING = frozenset({"variable_end", "block_end"})
SNAPSHOT = "snapshot "
"""In front of the name of the block that stands for a dbt snapshot; no other can have a space."""


class Unreadable(Exception):  # noqa: N818 - says what the template is
    """The text is no template: an offset in it, and why in words that quote nothing of it."""

    def __init__(self, why: str, offset: int) -> None:
        super().__init__(why)
        self.offset = offset


class Template(Struct, frozen=True):
    """A parsed template: its statements, and where its tags begin and end."""

    body: tuple[nodes.Node, ...]
    _starts: tuple[int, ...]
    _stops: tuple[int, ...]

    def tag(self, offset: int) -> tuple[int, int]:
        """The first character of the tag around `offset`, and the one after its last."""
        index = bisect_right(self._starts, offset) - 1
        if index < 0 or self._stops[index] <= offset:
            return offset, offset + 1
        return self._starts[index], self._stops[index]


def normal(text: str) -> str:
    """`text` as it is lexed: no byte order mark, lines end in LF; no line or column moves."""
    text = text.removeprefix("\ufeff")
    if "\r" not in text:
        return text
    return _RETURN.sub(lambda end: "\n" if len(end[0]) == 2 else " ", text)


def parse(text: str, own: bool) -> Template:
    """The tree of a template that went through `normal`.

    `own` says whether its text shall know its places (a model's does, a macro file's need not).

    Raises:
        Unreadable: it is no template, or too large.
    """
    if len(text) > _LARGEST:
        raise Unreadable("it is too large for a template", 0)
    environment = _environment()
    try:
        with _PARSING:
            environment.lexer.own = own
            tree = Parser(environment, text).parse()
            starts, stops = environment.lexer.tags
    except TemplateSyntaxError as error:
        raise Unreadable(_why(error), min(error.lineno, len(text))) from None
    except RecursionError:
        raise Unreadable("it is nested too deeply", 0) from None
    except (ValueError, OverflowError):
        raise Unreadable("a number or text in a tag cannot be read", 0) from None
    return Template(tuple(tree.body), tuple(starts), tuple(stops[: len(starts)]))


def _why(error: TemplateSyntaxError) -> str:
    """What Jinja says of a syntax error, without what it quotes."""
    said = error.message or ""
    if "unknown tag" in said:
        return "it uses a tag that neither Jinja nor dbt has, or ends one that is not open"
    if "end of" in said or "end tag" in said or "Missing end" in said:
        return "a tag, bracket or block is not closed"
    return "a tag cannot be read"


class _OffsetLexer(Lexer):
    """Jinja's lexer, which tells offsets instead of lines."""

    tags: tuple[list[int], list[int]]
    own = False

    def _normalize_newlines(self, value: str) -> str:
        return value  # `normal` has done that

    def tokeniter(
        self, source: str, name: str | None, filename: str | None = None, state: str | None = None
    ) -> Iterator[tuple[int, str, str]]:
        """Tokens with the offset of their first character."""
        at = 0
        self.tags = starts, stops = [], []
        try:
            for _line, kind, value in super().tokeniter(source, name, filename, state):
                while not source.startswith(value, at):  # blanks that a `{%-` took away
                    at += 1
                stop = at + len(value)
                if kind == TOKEN_DATA and self.own:
                    yield at, kind, placed(value, ((0, len(value), at, stop, True),))
                else:
                    yield at, kind, value
                if kind in _OPENING:
                    starts.append(at)
                at = stop
                if kind in _CLOSING:
                    stops.append(at - len(value) + len(value.rstrip()))
        except TemplateSyntaxError as error:
            raise TemplateSyntaxError(error.message or "", at) from None


class _Offsets(Environment):
    """An environment that parses and does nothing else."""

    @property
    def lexer(self) -> Any:
        return self._lexer

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._lexer = _OffsetLexer(self)


class _Blocks(Extension):
    """The tags that dbt adds: each becomes a macro or a block of Jinja's own."""

    tags = {"materialization", "test", "data_test", "snapshot", "docs"}  # noqa: RUF012 - Jinja's form

    def parse(self, parser: Parser) -> nodes.Node | list[nodes.Node]:
        """One block."""
        tag = next(parser.stream)
        name = parser.parse_assign_target(name_only=True).name
        if tag.value in ("test", "data_test"):
            macro = nodes.Macro(lineno=tag.lineno)
            macro.name = f"test_{name}"
            parser.parse_signature(macro)
            macro.body = parser.parse_statements((f"name:end{tag.value}",), drop_needle=True)
            return macro
        while parser.stream.current.type != "block_end":
            next(parser.stream)
        body = parser.parse_statements((f"name:end{tag.value}",), drop_needle=True)
        if tag.value != "snapshot":
            return []
        return nodes.Block(SNAPSHOT + name, body, False, False, lineno=tag.lineno)


@cache
def _environment() -> _Offsets:
    return _Offsets(
        extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols", _Blocks],
        keep_trailing_newline=False,
        cache_size=0,
    )
