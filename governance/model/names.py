"""Names of sources, schemas, tables and columns, and how they are written.

A name prints as `schema.table.column`, each part quoted only where it must be, and with
`source:` in front when the source is given. What is printed can be parsed back, whatever
characters a database allowed in the name; and it is always safe to print, because characters
that do not show (line breaks, controls, right-to-left marks) are written in the SQL standard's
Unicode form `U&"..."` (ISO/IEC 9075-2, also PostgreSQL's manual, section 4.1.2.3).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from msgspec import Struct

from governance.model.text import printable as printable

_PLAIN = re.compile(r"[^\W\d]\w*")
_TOKEN = re.compile(
    r"""
      [Uu]&"(?P<unicode>(?:[^"]|"")*)"
    | "(?P<quoted>(?:[^"]|"")*)"
    | (?P<plain>[^\W\d]\w*)
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:\\|\+([0-9A-Fa-f]{6})|([0-9A-Fa-f]{4}))|\\")


@lru_cache(maxsize=65536)
def quote(part: str) -> str:
    """One part of a name as it is written: bare if it is a plain word, else in double quotes."""
    if _PLAIN.fullmatch(part):
        return part
    if part.isprintable():
        return '"' + part.replace('"', '""') + '"'
    escaped = []
    for char in part:
        if char == "\\":
            escaped.append("\\\\")
        elif char == '"':
            escaped.append('""')
        elif char.isprintable():
            escaped.append(char)
        else:
            code = ord(char)
            escaped.append(f"\\{code:04X}" if code <= 0xFFFF else f"\\+{code:06X}")
    return 'U&"' + "".join(escaped) + '"'


def split(text: str) -> tuple[str, tuple[str, ...]]:
    """`[source:]part.part...` → the source ("" when not given) and the unquoted parts.

    Raises:
        ValueError: `text` is not a name; the message says where it stops being one.
    """
    source = ""
    parts: list[str] = []
    position = 0
    while True:
        match = _TOKEN.match(text, position)
        if match is None:
            raise ValueError(f"{text!r} is not a name: unexpected text at character {position + 1}")
        parts.append(_unquote(match))
        position = match.end()
        if position == len(text):
            return source, tuple(parts)
        if text[position] == ":" and len(parts) == 1 and not source:
            source = parts.pop()
        elif text[position] != ".":
            raise ValueError(f"{text!r} is not a name: unexpected text at character {position + 1}")
        position += 1


def _unquote(match: re.Match[str]) -> str:
    if match["plain"] is not None:
        return match["plain"]
    if match["quoted"] is not None:
        return match["quoted"].replace('""', '"')

    def replace(escape: re.Match[str]) -> str:
        digits = escape[1] or escape[2]
        if digits:
            return chr(int(digits, 16))
        if escape[0] == "\\\\":
            return "\\"
        raise ValueError('a lone backslash in a U&"..." name: write it twice')

    return _ESCAPE.sub(replace, match["unicode"].replace('""', '"'))


@lru_cache(maxsize=65536)
def _path(schema: str) -> str:
    return ".".join(quote(part) for part in schema.split("."))


class TableRef(Struct, frozen=True, order=True, gc=False):
    """The name of a table or view.

    `source` is the name of the source in lictor.yml, "" where it does not matter. `schema` may
    hold a database in front (`analytics.crm`, Snowflake's and BigQuery's third level) and is ""
    for engines without schemas. Names are kept as the database keeps them, folding done.
    """

    source: str
    schema: str
    table: str

    @property
    def name(self) -> str:
        """`schema.table`, without the source."""
        table = quote(self.table)
        return f"{_path(self.schema)}.{table}" if self.schema else table

    def __str__(self) -> str:
        return f"{quote(self.source)}:{self.name}" if self.source else self.name

    def column(self, name: str) -> ColumnRef:
        """The reference of this table's column `name`."""
        return ColumnRef(self.source, self.schema, self.table, name)

    @classmethod
    def parse(cls, text: str) -> TableRef:
        """The inverse of `str`.

        Raises:
            ValueError: `text` is not a table's name.
        """
        source, parts = split(text)
        return cls(source, ".".join(parts[:-1]), parts[-1])


class ColumnRef(Struct, frozen=True, order=True, gc=False):
    """The name of a column; the parts are those of `TableRef`, and the column's own."""

    source: str
    schema: str
    table: str
    column: str

    @property
    def name(self) -> str:
        """`schema.table.column`, without the source."""
        above = f"{_path(self.schema)}." if self.schema else ""
        return f"{above}{quote(self.table)}.{quote(self.column)}"

    @property
    def table_ref(self) -> TableRef:
        """The table this column belongs to."""
        return TableRef(self.source, self.schema, self.table)

    def __str__(self) -> str:
        return f"{quote(self.source)}:{self.name}" if self.source else self.name

    @classmethod
    def parse(cls, text: str) -> ColumnRef:
        """The inverse of `str`.

        Raises:
            ValueError: `text` is not a column's name.
        """
        source, parts = split(text)
        if len(parts) < 2:
            raise ValueError(f"{text!r} is not a column: write table.column or schema.table.column")
        return cls(source, ".".join(parts[:-2]), parts[-2], parts[-1])


def table_of(ref: TableRef | ColumnRef) -> TableRef:
    """The table that a name means or belongs to."""
    return ref.table_ref if isinstance(ref, ColumnRef) else ref


def ref_of(parts: Sequence[str]) -> TableRef | ColumnRef:
    """The name whose fields these are: three of a table, four of a column.

    Raises:
        TypeError, ValueError: there are fewer or more of them.
    """
    source, schema, table, *column = parts
    ref = TableRef(source, schema, table)
    return ref.column(*column) if column else ref
