"""What stands in the rendered SQL for a macro that nobody knows: never less than it may reveal.

In an expression it is the call of an unknown function of its arguments, so that whatever goes in is
taken to come out. In FROM it is the rows of the tables it was given. On a line of its own it is
nothing. Which of them it is can be told only when the SQL around it stands; until then a comment
marks it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from governance.errors import ConfigError
from governance.extract.dbt.jinja.budget import Budget
from governance.extract.dbt.jinja.offered import Unknown, words
from governance.extract.dbt.jinja.relations import Relation
from governance.extract.dbt.jinja.text import Text, placed

PREFIX = "dbt_macro__"
"""In front of a macro's name where it stands as a function: no engine has one of that name."""

_MARK = re.compile(r"/\*dbt_unknown_(\d+)\*/", re.IGNORECASE)
_WORDS = re.compile(r"""["`\[]?[^\W\d][\w$]*["`\]]?(?:\.["`\[]?[\w$]+["`\]]?)*""")
_PLACEHOLDER = re.compile(r"dbt_ref_\d+", re.IGNORECASE)
_PARTS = words(
    """second minute hour day week isoweek month quarter year dayofweek dayofyear true false null"""
)
_BEFORE = re.compile(r"(?:(\w+)|(\S))\s*\Z")
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|--[^\n]*", re.DOTALL)
_OPEN = words(
    """SELECT DISTINCT ALL AND OR NOT ON WHERE WHEN THEN ELSE CASE BY HAVING BETWEEN IN LIKE ILIKE
    FROM JOIN USING OVER SET VALUES QUALIFY LIMIT OFFSET INTERVAL IS LATERAL UNION EXCEPT INTERSECT
    RETURN FILTER WITHIN ANY SOME RLIKE REGEXP"""
)
_TYPE = "varchar"
_ROWS = "select * from "
_REACH = 400
_PARSING = 500
"""Steps that parsing an argument counts for."""


class StandIns:
    """The stand-ins of one rendering."""

    def __init__(self, adapter: str, budget: Budget) -> None:
        self._adapter = adapter
        self._budget = budget
        self.dropped: set[str] = set()
        """Macros of which nothing is in the SQL: what they would have added is not known."""
        self._texts: list[str] = []
        self._names: list[str] = []
        self._tables: list[str] = []

    def call(self, name: str, args: list[Any], kwargs: dict[str, Any]) -> Unknown:
        """What an unknown macro makes."""
        tables: list[str] = []
        inside: list[str] = []
        for value in _flat([*args, *kwargs.values()]):
            text = str(value)
            self._budget.making(1 + len(text))
            if isinstance(value, Relation) or _PLACEHOLDER.fullmatch(text):
                tables.append(text)
            elif sql := self._argument(value, text):
                inside.append(sql)
        if tables:
            text = f"({' union all '.join(_ROWS + table for table in tables)})"
        else:
            word = re.sub(r"\W", "_", name.rpartition(".")[2])[:60]
            text = f"{PREFIX}{word}({', '.join(inside)})"
        self._texts.append(text)
        self._names.append(name)
        self._tables.append(text[1:-1] if tables else "")
        return Unknown(f"/*dbt_unknown_{len(self._texts) - 1}*/{text}")

    def settled(self, sql: str) -> str:
        """The SQL with each stand-in as its place wants it. Nothing moves.

        If no SQL is left but tables were given to a macro, the model is what they hold.
        """
        if not self._texts:
            return sql
        made: list[str] = []
        tail = ""
        position = 0
        for match in _MARK.finditer(sql):
            start, stop = match.span()
            if start < position:  # inside one that is nothing here
                continue
            end = self._end(sql, int(match[1]), stop)
            between = sql[position:start]
            tail = (tail + between)[-_REACH:]
            before = _before(tail)
            if before == "type" or (before == "AS" and _closes(sql, end)):
                instead = _TYPE.ljust(end - start)
            elif before in ("nothing", "AS"):
                self.dropped.add(self._names[int(match[1])])
                instead = " " * (end - start)
            else:
                instead, end = " " * (stop - start), stop
            made += (between, instead)
            tail += instead
            position = end
        whole = "".join((*made, sql[position:]))
        if not _COMMENT.sub("", whole).strip(" \t\r\n;") and any(self._tables):
            return " union all ".join(table for table in self._tables if table)
        return placed(whole, sql.pieces) if type(sql) is Text else whole

    def _end(self, sql: str, number: int, stop: int) -> int:
        """Where a stand-in ends whose mark ends at `stop`."""
        text = self._texts[number] if number < len(self._texts) else ""
        return stop + len(text) if sql.startswith(text, stop) else stop

    def _argument(self, value: Any, text: str) -> str:
        """A macro's argument as SQL: a name or an expression as it is, any other text as `''`."""
        if isinstance(value, (bool, type(None))) or not text.strip():
            return ""
        if isinstance(value, (int, float, Unknown)):
            return text
        if not isinstance(value, str):
            return ""
        if _WORDS.fullmatch(text):
            return "''" if text.lower() in _PARTS else text
        return f"({text})" if self._expression(text) else "''"

    def _expression(self, text: str) -> bool:
        if len(text) > 2_000:
            return False
        self._budget.step(_PARSING)
        from governance.sql.dialect import dialect
        from governance.sql.parse import NotParsed, parse

        try:
            spoken = dialect(self._adapter)
        except ConfigError:
            spoken = dialect("postgres")
        for before, after in (("select (", ")"), (f"{_ROWS}(", ") as t")):
            try:
                parse(before + text + after, spoken)
            except NotParsed:
                continue
            return True
        return False


def _flat(values: Any) -> Iterator[Any]:
    waiting = [values]
    for _ in range(1_000):
        if not waiting:
            return
        value = waiting.pop()
        if isinstance(value, dict):
            waiting.extend(reversed([*value, *value.values()]))
        elif isinstance(value, (list, tuple, set)):
            waiting.extend(reversed(list(value)))
        else:
            yield value


def _closes(sql: str, at: int) -> bool:
    """Whether the next sign is one that ends what stands before it."""
    return sql[at : at + _REACH].lstrip()[:1] in (")", ",")


def _before(text: str) -> str:
    """What the SQL in front of a place says of it: "expression", "type", "AS" or "nothing"."""
    found = _BEFORE.search(_COMMENT.sub(" ", text))
    if found is None:
        return "nothing"
    if found[2]:
        if text.rstrip().endswith("::"):
            return "type"
        return "expression" if found[2] in ",(+-*/%=<>|!&^~:[" else "nothing"
    word = found[1].upper()
    if word == "AS":
        return "AS"
    return "expression" if word in _OPEN else "nothing"
