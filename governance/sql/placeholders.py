r"""Names that a tool fills in before the SQL runs: `{{ .Schema }}`, `${schema}`.

They are kept as what they are: names that nobody knows here. Each becomes a quoted name of the
same length, so that the statement can be read and every offset stays true.
"""

from __future__ import annotations

import re
from functools import cache

import regex  # possessive quantifiers of re loop for ever before Python 3.11.5

from governance.sql.syntax import syntax

_PLACEHOLDER = re.compile(r"([\"`]?)\{\{([^{}\n]+)\}\}\1|(?<!['\"`])\$\{([^{}\n]+)\}(?!['\"`])")
_QUOTES = str.maketrans("'\"`;.", "_____")


def named(text: str, dialect: str) -> str:
    """`text` with each placeholder as a quoted name; one glued to a word becomes part of it."""
    if "{{" not in text and "${" not in text:
        return text
    quote = "`" if syntax(dialect).double_strings or dialect == "clickhouse" else '"'

    def replace(match: re.Match[str]) -> str:
        start, end = match.span()
        if _glued(text, start - 1) or _glued(text, end):
            return re.sub(r"\W", "_", match[0])
        if match[2] is None:
            return f"{quote}${match[3].translate(_QUOTES)}{quote}"
        inside = " ".join(match[2].translate(_QUOTES).split())
        return f"{quote}{{{inside}}}{quote}".ljust(end - start)

    return _PLACEHOLDER.sub(replace, text)


def without_tags(text: str, dialect: str) -> tuple[str, list[int]]:
    """`text` with a template's tags blank (`{% if x %}`, `{# why #}`), and where they begin.

    What stands between them is read, whichever branch it is in. Tags in strings are left alone.
    """
    if "{%" not in text and "{#" not in text:
        return text, []
    found: list[int] = []
    pieces: list[str] = []
    position = 0
    for match in _tags(dialect).finditer(text):
        if match.lastgroup == "tag":
            found.append(match.start())
            blank = re.sub(r"[^\n]", " ", match[0])
            pieces += text[position : match.start()], blank
            position = match.end()
    return "".join((*pieces, text[position:])), found


@cache
def _tags(dialect: str) -> regex.Pattern[str]:
    rules = syntax(dialect)
    passed = "|".join((*rules.strings(), *rules.names(), *rules.line_comments()))
    return regex.compile(
        rf"(?:{passed}|/\*(?:[^*]++|\*(?!/))*+\*/)|(?P<tag>\{{%[^%]{{0,2000}}%\}}|\{{\#[^#]{{0,2000}}\#\}})",
        regex.DOTALL,
    )


def _glued(text: str, position: int) -> bool:
    return 0 <= position < len(text) and (text[position].isalnum() or text[position] == "_")
