"""Columns of one name that are described as different things."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from governance.knowledge.descriptions import described, gist, says_nothing
from governance.model.catalog import Catalog, Table
from governance.model.names import ColumnRef

_GENERIC = frozenset(
    {
        "id", "uuid", "guid", "key", "code", "name", "title", "label", "type", "kind", "status",
        "state", "value", "data", "description", "comment", "comments", "note", "notes", "text",
        "content", "body", "message", "date", "time", "timestamp", "amount", "count", "number",
        "position", "order", "sort", "slug", "url", "path", "tags", "active", "enabled", "deleted",
        "version", "metadata", "settings", "config", "options", "reason", "category", "level",
        "created_at", "updated_at", "deleted_at", "created_on", "updated_on", "created", "updated",
        "modified_at", "inserted_at", "total", "quantity", "row_id",
    }
)  # fmt: skip
"""Names that mean something of their own in each table."""
_SAME = 0.5
"""Two descriptions that share so much of their words say the same."""


class Saying(Struct, frozen=True):
    """One of the things that are said of columns of a name, and the columns it is said of."""

    text: str
    columns: tuple[ColumnRef, ...]


class Conflict(Struct, frozen=True):
    """A column's name, and the different things that are said of it, the most used first."""

    name: str
    sayings: tuple[Saying, ...]

    @property
    def columns(self) -> int:
        """How many columns are described."""
        return sum(len(saying.columns) for saying in self.sayings)


def conflicts(catalog: Catalog, tables: Iterable[Table]) -> tuple[Conflict, ...]:
    """The names whose descriptions do not say the same, those of most columns first.

    Descriptions are compared by their words: case, punctuation, order and small words do not
    count, and neither does a description that says nothing. Names such as id or status mean
    something else in each table, and are left out.
    """
    by_name: dict[str, dict[str, list[ColumnRef]]] = {}
    for table in tables:
        for column in table.columns:
            name = column.name.lower()
            if name in _GENERIC:
                continue
            text = described(catalog, table, column)
            if text is not None and not says_nothing(text, column.name, table.ref.table):
                by_name.setdefault(name, {}).setdefault(text, []).append(
                    table.ref.column(column.name)
                )
    found = [
        Conflict(name, sayings)
        for name, texts in by_name.items()
        if len(texts) > 1 and len(sayings := tuple(_sayings(texts))) > 1
    ]
    return tuple(sorted(found, key=lambda each: (-each.columns, each.name)))


def _sayings(texts: dict[str, list[ColumnRef]]) -> Iterator[Saying]:
    """The texts, those that say the same put together under the one most used."""
    groups: list[tuple[str, frozenset[str], list[ColumnRef]]] = []
    for text in sorted(texts, key=lambda text: (-len(texts[text]), text)):
        said = gist(text)
        for _, other, columns in groups:
            if _alike(said, other):
                columns += texts[text]
                break
        else:
            groups.append((text, said, list(texts[text])))
    groups.sort(key=lambda group: (-len(group[2]), group[0]))
    for text, _, columns in groups:
        yield Saying(text, tuple(sorted(columns)))


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    shared = len(one & other)
    return one <= other or other <= one or shared / len(one | other) >= _SAME
