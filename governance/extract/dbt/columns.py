"""The columns that a YAML file describes, read when somebody asks for them.

A project describes tens of thousands, and a check looks at those of a few models.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import overload

import msgspec

from governance.errors import ExtractError
from governance.extract.dbt.project import NodeColumn
from governance.extract.dbt.written import Place, WrittenColumn
from governance.model.location import Location

_NOWHERE: Mapping[str, Location] = {}
_DECODER = msgspec.json.Decoder(tuple[WrittenColumn, ...])


class Described(Sequence[NodeColumn]):
    """Columns as they were written in `file`.

    `written` is the JSON of a tuple of `WrittenColumn`; `capitals` are the names among them that
    have any.

    Raises (when looked into):
        ExtractError: this is no such JSON; it comes from a cache that is damaged.
    """

    __slots__ = ("_columns", "capitals", "file", "written")

    def __init__(self, written: bytes, capitals: tuple[str, ...], file: str) -> None:
        self.written = written
        self.capitals = capitals
        self.file = file
        self._columns: tuple[NodeColumn, ...] | None = None

    def _read(self) -> tuple[NodeColumn, ...]:
        if self._columns is None:
            try:
                written = _DECODER.decode(self.written)
            except (msgspec.DecodeError, RecursionError):
                raise ExtractError(
                    "what was kept of a dbt project is damaged; delete .lictor/cache.db"
                ) from None
            self._columns = columns_of(written, self.file)
        return self._columns

    @overload
    def __getitem__(self, index: int) -> NodeColumn: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[NodeColumn, ...]: ...
    def __getitem__(self, index: int | slice) -> NodeColumn | tuple[NodeColumn, ...]:
        return self._read()[index]

    def __len__(self) -> int:
        return len(self._read())

    def __iter__(self) -> Iterator[NodeColumn]:
        return iter(self._read())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._read() == tuple(other)

    __hash__ = None  # type: ignore[assignment]  # as any sequence that can be compared


def columns_of(written: Sequence[WrittenColumn], file: str) -> tuple[NodeColumn, ...]:
    """Columns with their places in the repository."""
    return tuple(
        [
            NodeColumn(
                column.name,
                column.type,
                column.description,
                column.meta,
                located(column.places, file) if column.places else _NOWHERE,
                column.tags,
                column.constraints,
                column.quoted,
                Location(file, *column.place),
            )
            for column in written
        ]
    )


def located(places: Mapping[str, Place], file: str) -> dict[str, Location]:
    """Places of keys as places in the repository."""
    return {key: Location(file, *place) for key, place in places.items()}


def with_capitals(columns: Sequence[NodeColumn]) -> Iterator[str]:
    """The names that are not all in lower case."""
    if isinstance(columns, Described):
        yield from columns.capitals
    else:
        yield from (column.name for column in columns if column.name != column.name.lower())
