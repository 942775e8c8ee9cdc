"""Names as they were written, for engines that compare them in any case and show them so.

The replay knows every name in lower case; what it leaves behind is shown as it was first declared:
`DateOfBirth` tells more than `dateofbirth`, to people and to detectors.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar

from msgspec import Struct, structs

from governance.model.names import ColumnRef, TableRef

T = TypeVar("T")


def spelled_ref(ref: TableRef | ColumnRef, spellings: Mapping[str, str]) -> Any:
    """A reference with each of its parts as written; the source is no name of the database."""
    schema = ".".join(spellings.get(part, part) for part in ref.schema.split("."))
    table = spellings.get(ref.table, ref.table)
    if isinstance(ref, TableRef):
        return TableRef(ref.source, schema, table)
    return ColumnRef(ref.source, schema, table, spellings.get(ref.column, ref.column))


_NAMES = frozenset(("columns", "primary_key", "unique", "referred_columns", "name"))


def spelled(value: T, spellings: Mapping[str, str]) -> T:
    """A value of the catalog with all names in it as written."""
    if not spellings:
        return value
    return _spelled(value, spellings, named=False)  # type: ignore[no-any-return]


def _spelled(value: Any, spellings: Mapping[str, str], *, named: bool) -> Any:
    if isinstance(value, TableRef | ColumnRef):
        return spelled_ref(value, spellings)
    if isinstance(value, tuple):
        return tuple(_spelled(item, spellings, named=named) for item in value)
    if isinstance(value, str):
        return spellings.get(value, value) if named else value
    names = _fields(type(value))  # type: ignore[arg-type]  # a class is hashable
    if not names:
        return value
    changed = {
        name: _spelled(getattr(value, name), spellings, named=name in _NAMES) for name in names
    }
    return structs.replace(value, **changed)


@cache
def _fields(kind: type[Any]) -> tuple[str, ...]:
    """The fields of a value in which names may stand; none of what is no value of ours."""
    if not issubclass(kind, Struct):
        return ()
    return tuple(
        name for name in kind.__struct_fields__ if name not in ("location", "effect", "kind")
    )
