"""The variables of a routine: which there are, and how a statement speaks of them.

A variable is a column of a table of one row. `@name`, `:name` and `$1` are no names for a parser
of queries: their mark becomes a letter, so that they are read like any other name.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct, field

from governance.extract.ddl.operations import LOCAL
from governance.lineage.reduced import Source
from governance.sql.dialect import Dialect
from governance.sql.place import Place, Span
from governance.sql.reader import Reader

MARK = "\N{LATIN LETTER DENTAL CLICK}"
"""What stands for the mark of a variable; a letter that nobody's names begin with."""

_MARKS = {
    "postgres": "$",
    "redshift": "$",
    "snowflake": ":",
    "oracle": ":",
    "tsql": "@",
    "mysql": "@",
    "bigquery": "@",
}


def read_as_names(text: str, dialect: Dialect, place: Place) -> Reader:
    """A reader of a body in which its variables are names, every character in its place."""
    reader = Reader(text, dialect, place)
    marks = _MARKS.get(dialect.name, "")
    # Where a colon marks a variable, its name may also stand without.
    instead = " " if marks == ":" else MARK
    changed: list[str] = []
    position = 0
    for token in reader.tokens:
        at = token.start
        if token.kind != "variable" or text[at] not in marks or token.end <= at + 1:
            continue
        path = marks == ":" and at > 0 and (text[at - 1].isalnum() or text[at - 1] in '_"])')
        if text[at + 1] == text[at] or path:  # @@rowcount, data:field
            continue
        changed += text[position:at], instead
        position = at + 1
    if not changed:
        return reader
    return Reader("".join((*changed, text[position:])), dialect, place)


class Variables(Struct):
    """The variables known so far: values, rows with fields, and (in T-SQL) whole tables."""

    scalars: dict[str, None] = field(default_factory=dict)
    records: dict[str, None] = field(default_factory=dict)
    tables: dict[str, None] = field(default_factory=dict)

    def declare(self, name: str, *, record: bool = False) -> None:
        """Know one more."""
        if name not in self.records and name not in self.scalars:
            (self.records if record else self.scalars)[name] = None

    def __contains__(self, name: object) -> bool:
        return name in self.scalars or name in self.records or name in self.tables

    def around(self, names: Iterable[str], span: Span) -> tuple[Source, ...]:
        """Those of these names that are variables, as a statement sees them."""
        mentioned = set(names)
        found = []
        if any(name in self.scalars for name in mentioned):
            found.append(Source((LOCAL, LOCAL), span, LOCAL))
        found += [
            Source((LOCAL, record), span, record) for record in self.records if record in mentioned
        ]
        return tuple(found)


def names_in(reader: Reader, start: int, stop: int) -> set[str]:
    """All names among the tokens `start` to `stop` (exclusive), of whatever they are."""
    part = reader.part(start, stop)
    found = set()
    while not part.done:
        if part.token().kind in ("word", "name"):
            found.add(part.identifier())
        else:
            part.at += 1
    return found
