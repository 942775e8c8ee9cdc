"""One statement's text → sqlglot's tree, or the bare fact that there is none.

sqlglot's own errors and log lines quote the statement, which may hold personal data: neither
leaves this module.
"""

from __future__ import annotations

import gc
import logging
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from sqlglot import Token, exp

    from governance.sql.dialect import Dialect

T = TypeVar("T")
Item = TypeVar("Item")

_STACK = 512 * 1024 * 1024
"""Bytes of address space, not of memory: pages are only there once they are used."""
_RECURSION = 40_000
"""Frames; 1,000 UNIONs or 200 parentheses need some 10,000."""


_SECONDS, _SECONDS_PER_MILLION = 10.0, 10.0
"""How long one statement may be parsed, and how much longer for a million characters: ten times
what it takes on a busy machine."""
_QUICK = 600
"""Characters that cannot take long, whatever they are."""
_TOKENS = "tokens"
"""Where a tree carries the tokens it was made of."""


class NotParsed(Exception):  # noqa: N818 - reads as what it is
    """The text is not a statement that the parser knows. There is nothing more to say safely."""

    why = "it is no statement that the parser knows"


class TooSlow(NotParsed):
    """The parser did not come to an end in the time that a statement has."""

    why = "it takes too long to parse"


def parse(text: str, dialect: Dialect) -> exp.Expr:
    """The tree of one statement.

    Raises:
        NotParsed: it has none, or only an opaque one.
        TooSlow: the parser takes too long over it.
    """
    from governance.sql.overrun import Overrun, within

    if len(text) > _QUICK:
        try:
            with within(_SECONDS + len(text) * _SECONDS_PER_MILLION / 1e6):
                return _parsed(text, dialect)
        except Overrun:
            raise TooSlow from None
    return _parsed(text, dialect)


def _parsed(text: str, dialect: Dialect) -> exp.Expr:
    from governance.sql.repairs import repaired

    tree = _tree(text, dialect)
    if tree is None and (spelled := repaired(text, dialect.name)) is not None:
        tree = _tree(spelled, dialect)
    if tree is None:
        raise NotParsed
    return tree


def _tree(text: str, dialect: Dialect) -> exp.Expr | None:
    import sqlglot
    from sqlglot import exp

    try:
        spoken = sqlglot.Dialect.get_or_raise(dialect.sqlglot)
        found = spoken.tokenize(text)
        trees = spoken.parser().parse(found, text)
    except (
        sqlglot.errors.SqlglotError,
        RecursionError,
        ValueError,
        TypeError,
        LookupError,
        AttributeError,
        AssertionError,
    ):
        return None
    tree = trees[0] if len(trees) == 1 else None
    if tree is None or isinstance(tree, exp.Command):
        return None
    tree.meta[_TOKENS] = found
    return tree


def tokens_of(tree: exp.Expr, text: str, dialect: Dialect) -> list[Token]:
    """The parser's tokens of a statement that `parse` gave, once: the tree does not keep them.

    There are none where a text is no SQL of the dialect, whatever its tree was made of.
    """
    import sqlglot

    found: list[Token] | None = tree.meta.pop(_TOKENS, None)
    if found is not None:
        return found
    try:
        return list(sqlglot.Dialect.get_or_raise(dialect.sqlglot).tokenize(text))
    except sqlglot.errors.SqlglotError:
        return []


def deeply(work: Callable[[], T]) -> T:
    """The result of `work`, run where deeply nested SQL does not exhaust the stack."""
    results: list[T] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            with _quiet():
                results.append(work())
        except BaseException as error:  # noqa: BLE001 - raised again in the caller's thread
            errors.append(error)

    limit = sys.getrecursionlimit()
    before = threading.stack_size(_STACK)
    try:
        sys.setrecursionlimit(max(limit, _RECURSION))
        with not_collecting():
            thread = threading.Thread(target=run, name="sql")
            thread.start()
            threading.stack_size(before)  # only for this one
            thread.join()
    finally:
        threading.stack_size(before)
        sys.setrecursionlimit(limit)
    if errors:
        raise errors[0]
    return results[0]


@contextmanager
def not_collecting() -> Iterator[None]:
    """No garbage collection inside: among millions of live values it doubles the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def cleared(items: Iterable[Item], every: int = 1_000) -> Iterator[Item]:
    """The items one by one; what parsing many of them left behind is cleared away in between.

    Parsed trees lead back to themselves, and are never freed where nothing is collected.
    """
    gc.freeze()  # what was there before need not be looked through
    try:
        for number, item in enumerate(items, 1):
            yield item
            if number % every == 0:
                gc.collect()
    finally:
        gc.unfreeze()


@contextmanager
def _quiet() -> Iterator[None]:
    logger = logging.getLogger("sqlglot")
    logger.addFilter(_nothing)
    try:
        yield
    finally:
        logger.removeFilter(_nothing)


def _nothing(record: logging.LogRecord) -> bool:
    return False
