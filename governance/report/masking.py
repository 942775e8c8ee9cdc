"""SQL and YAML as they may be shown: what can be a value of somebody's data is starred out.

An excerpt ends up in logs and pull requests, and a migration can hold real values: in string
literals, dollar quotes, comments, COPY data and long numbers. The dialect of a file is not known
here, and the dialects disagree on where a literal ends. So the text is read in each way that
they have, and whatever is a value in any of them is starred out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_YAML = (".yml", ".yaml")

# Each alternative swallows what it opens up to its end, or to the end of the text. Group 1 is
# what is starred out; a token without it is skipped over whole, and shown.
_COMMON = r"""
    --([^\n]*)
  | /\*((?:[^*/]|\*(?!/)|/(?!\*)|/\*(?:[^*]|\*(?!/))*(?:\*/|\Z))*)(?:\*/|\Z)
  | \{\#(.*?)(?:\#\}|\Z)
  | (?:^|(?<=;))[ \t]*COPY\b[^;]*?\bFROM\s+STDIN\b[^;\n]*;[^\n]*\n(.*?)(?:^\\\.[ \t]*$|\Z)
  | \$(?P<tag>(?:[^\W\d]\w*)?)\$(.*?)(?:\$(?P=tag)\$|\Z)
  | \b[Ee]'((?:[^'\\]|\\.|'')*)(?:'|\Z)
  | `(?:[^`])*(?:`|\Z)
"""
_STANDARD = r"""
  | '((?:[^']|'')*)(?:'|\Z)
  | "(?P<name>(?:[^"]|"")*)(?:"|\Z)
"""
_BACKSLASH = r"""
  | \#(?!>)([^\n]*)
  | '''(.*?)(?:'''|\Z)
  | \"""(.*?)(?:\"""|\Z)
  | '((?:[^'\\]|\\.|'')*)(?:'|\Z)
  | "(?P<name>(?:[^"\\]|\\.|"")*)(?:"|\Z)
"""
_BRACKETS = r"""
  | \[[^\[\]\n]*'[^\[\]\n]*\]
"""
_FLAGS = re.VERBOSE | re.DOTALL | re.MULTILINE | re.IGNORECASE
_READINGS = tuple(
    re.compile(alternatives, _FLAGS)
    for alternatives in (
        _COMMON + _STANDARD,  # PostgreSQL, Snowflake, Redshift, SQLite, DuckDB
        _COMMON + _BACKSLASH,  # MySQL, BigQuery, Spark, Databricks
        _COMMON + _BRACKETS + _STANDARD,  # T-SQL
    )
)
_QUOTED = re.compile(
    r"""
    \bmatch:[ ](?:"[^"\n]*"|'[^'\n]*')
  | '((?:[^'\n]|'')*)(?:'|$)
  | "((?:[^"\\\n]|\\.)*)(?:"|$)
  | (?:^|(?<=\s))\#([^\n]*)
    """,
    re.VERBOSE | re.MULTILINE,
)
_SHOWN = re.compile(r"[^\n]")
_NUMBER = re.compile(r"(?<!\w)\d[\d.,_]*\d")

# Double quotes are a name in some dialects and a text in others. Here SQL allows only a name.
_NAME_AFTER = re.compile(
    r"""(?:\.|"\s*\(|\b(?:table|exists|only|into|from|join|update|column|view|index|constraint|references
        |rename|to|on|schema|type|policy|role|key\s*\(|unique\s*\())\s*$""",
    re.VERBOSE | re.IGNORECASE,
)
_NAME_BEFORE = re.compile(
    r"""\s*\.|\s+(?:text|citext|char|character|varchar|nvarchar|string|uuid|int|integer|bigint
        |smallint|tinyint|serial|bigserial|numeric|decimal|money|real|float|float64|double|bool
        |boolean|date|time|timetz|timestamp|timestamptz|datetime|interval|json|jsonb|bytea|blob
        |binary|varbinary|inet|variant|array|enum)\b""",
    re.VERBOSE | re.IGNORECASE,
)


def masked(text: str, file: str, known: frozenset[str] = frozenset()) -> str:
    """`text`, from its beginning, with a `*` for each character that may be of a value.

    Names, keywords, quotes and line breaks stay, and so does every position. In YAML the quoted
    scalars, comments and long numbers go. `known` are words that the report prints anyway: in
    double quotes, where a dialect may have a name or a text, these are shown.
    """
    if file.lower().endswith(_YAML):
        spans = {group for match in _QUOTED.finditer(text) for group in _groups(match)}
    else:
        spans = {span for reading in _READINGS for span in _values(reading, text, known)}
    spans |= {m.span() for m in _NUMBER.finditer(text) if sum(map(str.isdigit, m[0])) > 4}
    parts: list[str] = []
    position = 0
    for start, end in sorted(spans):
        start = max(start, position)
        if end > start:
            parts += text[position:start], _SHOWN.sub("*", text[start:end])
            position = end
    return "".join([*parts, text[position:]])


def _values(
    reading: re.Pattern[str], text: str, known: frozenset[str]
) -> Iterator[tuple[int, int]]:
    for match in reading.finditer(text):
        name = match.span("name")
        for span in _groups(match):
            if span != name or not (match["name"] in known or _is_name(match, text)):
                yield span


def _groups(match: re.Match[str]) -> Iterator[tuple[int, int]]:
    tag = match.re.groupindex.get("tag")
    for number in range(1, match.re.groups + 1):
        if number != tag and match.end(number) > match.start(number):
            yield match.span(number)


def _is_name(match: re.Match[str], text: str) -> bool:
    before = text[max(0, match.start() - 40) : match.start()]
    after = text[match.end() : match.end() + 24]
    return bool(_NAME_AFTER.search(before) or _NAME_BEFORE.match(after))
