"""Where the items of a statement's lists stand: what a SELECT puts out, what a SET assigns.

The parser keeps no positions for expressions, only for names in them. So its tokens are gone
through once more, for nothing but brackets, commas and the words that begin and end such lists.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Literal, TypeAlias

from msgspec import Struct
from sqlglot import Token, TokenType

_END = frozenset(
    {
        *("FROM", "INTO", "WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "UNION", "EXCEPT"),
        *("INTERSECT", "MINUS", "QUALIFY", "WINDOW", "WHEN", "RETURNING", "OUTPUT", "FETCH"),
        *("OFFSET", "ON", "BULK", "SORT", "CLUSTER", "DISTRIBUTE", "SETTINGS", "PREWHERE"),
    }
)
"""Words that end a list, wherever they are no name."""
_AFTER = {"EXCEPT": "*", "FROM": "DISTINCT", "GROUP": "WITHIN"}
"""Words that belong to an item after another one: `* EXCEPT (...)`, `WITHIN GROUP (...)`."""

_Role: TypeAlias = Literal[
    "open", "close", "comma", "select", "set", "values", "case", "end", "ends", "stop", "word"
]


def _role(kind: TokenType) -> _Role | None:
    name = kind.name
    if name in ("L_PAREN", "L_BRACKET", "L_BRACE"):
        return "open"
    if name in ("R_PAREN", "R_BRACKET", "R_BRACE"):
        return "close"
    # a word that is no keyword in its dialect may be one in others
    own: dict[str, _Role] = {"COMMA": "comma", "SEMICOLON": "stop", "VAR": "word"}
    for word in ("SELECT", "SET", "VALUES", "CASE", "END"):
        own[word] = word.lower()  # type: ignore[assignment]
    # GROUP_BY, ORDER_SIBLINGS_BY, BULK_COLLECT_INTO: the first word tells
    return own.get(name, "ends" if name.partition("_")[0] in _END else None)


_ROLES = {kind: role for kind in TokenType if (role := _role(kind)) is not None}
_IN_FRONT_OF_NAMES = frozenset({TokenType.DOT, TokenType.PARAMETER, TokenType.HASH})


class Items(Struct, frozen=True):
    """The items of all lists of a statement: first and last offset, and the item around each."""

    starts: list[int]
    ends: list[int]
    around: list[int]

    def at(self, offset: int, up: int = 0) -> tuple[int, int] | None:
        """The smallest item that holds the character at `offset`, or the one `up` around it.

        Gives its first and last offset.
        """
        index = bisect_right(self.starts, offset) - 1
        while index >= 0 and self.ends[index] < offset:
            index = self.around[index]
        for _ in range(up):
            if index >= 0 and self.around[index] >= 0:
                index = self.around[index]
        return (self.starts[index], self.ends[index]) if index >= 0 else None


def items(tokens: Sequence[Token]) -> Items:
    """All items of a statement."""
    found: list[tuple[int, int]] = []
    # Of each level of brackets: the first token of its open item, 0 when no list is open; whether
    # brackets hold tuples (after VALUES); how many CASE are open: their WHEN ends no list.
    start, tuples, cases = 0, False, 0
    levels: list[tuple[int, bool, int]] = []
    begun = 0  # where the list begins behind SELECT: what stands between is no part of it

    def close(stop: int) -> None:
        if stop > start:
            found.append((tokens[start].start, -tokens[stop - 1].end))

    role_of = _ROLES.get
    for index, token in enumerate(tokens):
        role = role_of(token.token_type)
        if role is None or index < begun:
            continue
        if role == "word":
            if not (start or tuples) or token.text.upper() not in _END:
                continue
            role = "ends"
        if role == "open":
            levels.append((start, tuples, cases))
            start, tuples, cases = index + 1 if tuples else 0, False, 0
        elif role == "close":
            if start:
                close(index)
            start, tuples, cases = levels.pop() if levels else (0, False, 0)
        elif role == "comma":
            if start:
                close(index)
                start = index + 1
        elif role == "stop":
            if start:
                close(index)
            start, tuples, cases = 0, False, 0
            levels.clear()
        elif index and tokens[index - 1].token_type in _IN_FRONT_OF_NAMES:
            continue
        elif role == "case":
            cases += 1
        elif role == "end":
            cases = max(0, cases - 1)
        elif role != "ends":
            if start:
                close(index)
            tuples = role == "values"
            start = 0 if tuples else index + 1
            if role == "select":
                start = begun = _past_modifiers(tokens, start)
        elif (start or tuples) and not cases and not _belongs(tokens, index):
            if start:
                close(index)
            start, tuples = 0, False
    if start:
        close(len(tokens))
    return _nested(found)


def _belongs(tokens: Sequence[Token], index: int) -> bool:
    needed = _AFTER.get(tokens[index].text.upper())
    return needed is not None and tokens[index - 1].text.upper() == needed


_MODIFIERS = frozenset({"ALL", "DISTINCT", "DISTINCTROW", "STRAIGHT_JOIN", "PERCENT"})
_PAIRED = frozenset({("AS", "STRUCT"), ("AS", "VALUE"), ("WITH", "TIES")})


def _past_modifiers(tokens: Sequence[Token], index: int) -> int:
    """The first token of the list behind SELECT, DISTINCT ON (...), TOP (3) WITH TIES and such."""
    while index + 1 < len(tokens):
        kind, word = tokens[index].token_type, tokens[index].text.upper()
        following = tokens[index + 1].token_type
        if kind in (TokenType.IDENTIFIER, TokenType.STRING):
            break
        if word in _MODIFIERS or kind is TokenType.HINT:
            index += 1
        elif word in ("ON", "TOP") and following is TokenType.L_PAREN:
            index = _past_group(tokens, index + 1)
        elif word == "TOP" and following in (TokenType.NUMBER, TokenType.PARAMETER):
            index += 2 if following is TokenType.NUMBER else 3  # TOP 5, TOP @n
        elif (word, tokens[index + 1].text.upper()) in _PAIRED:
            index += 2
        else:
            break
    return index


def _past_group(tokens: Sequence[Token], index: int) -> int:
    depth = 0
    while index < len(tokens):
        kind = tokens[index].token_type
        index += 1
        if kind is TokenType.L_PAREN:
            depth += 1
        elif kind is TokenType.R_PAREN:
            depth -= 1
            if not depth:
                break
    return index


def _nested(found: list[tuple[int, int]]) -> Items:
    """Items with the one around each; of a pair the last offset is below zero, to sort by it."""
    found.sort()
    starts: list[int] = []
    ends: list[int] = []
    around: list[int] = []
    enclosing: list[int] = []
    for index, (start, below) in enumerate(found):
        while enclosing and ends[enclosing[-1]] < start:
            enclosing.pop()
        around.append(enclosing[-1] if enclosing else -1)
        enclosing.append(index)
        starts.append(start)
        ends.append(-below)
    return Items(starts, ends, around)
