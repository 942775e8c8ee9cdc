"""The semicolon at the end of a model, which dbt's users write though a model is no statement."""

from __future__ import annotations

import re

from governance.extract.dbt.jinja.text import Text, placed

_TOKEN = re.compile(
    r"(?P<end>;)|(?P<blank>\s+|--[^\n]*|/\*.*?(?:\*/|\Z))"
    r"|'(?:[^']|'')*'|\"[^\"]*\"|`[^`]*`|[^\s;'\"`/-]+|.",
    re.DOTALL,
)


def without_end(sql: str) -> str:
    """The SQL with blanks for the semicolons after which only comments follow. Nothing moves."""
    if ";" not in sql:
        return sql
    ends: list[int] = []
    for token in _TOKEN.finditer(sql):
        if token["end"]:
            ends.append(token.start())
        elif token["blank"] is None:
            ends.clear()
    if not ends:
        return sql
    letters = list(sql)
    for at in ends:
        letters[at] = " "
    whole = "".join(letters)
    return placed(whole, sql.pieces) if type(sql) is Text else whole
