"""What sort of value a column's type is, whichever engine wrote it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

Sort = Literal[
    "string",
    "integer",
    "number",
    "boolean",
    "date",
    "time",
    "timestamp",
    "binary",
    "array",
    "object",
]

_WORD = re.compile(r"[a-z]+")
_LENGTH = re.compile(r"\(\s*(\d+)")

_WORDS: dict[Sort, str] = {
    "string": "char varchar nvarchar nchar character text string clob tinytext mediumtext "
    "longtext ntext bpchar citext uuid enum xml name inet cidr macaddr",
    "integer": "int integer bigint smallint tinyint mediumint byteint serial bigserial "
    "smallserial long hugeint ubigint uinteger usmallint utinyint",
    "number": "numeric decimal number float double real money smallmoney bignumeric dec",
    "boolean": "bool boolean",
    "date": "date",
    "time": "time timetz",
    "timestamp": "timestamp timestamptz datetime smalldatetime datetimeoffset",
    "binary": "bytea blob binary varbinary bytes longblob mediumblob tinyblob image raw",
    "array": "array list",
    "object": "json jsonb struct map record row object variant super hstore",
}
_SORTS = {word: sort for sort, words in _WORDS.items() for word in words.split()}


@lru_cache(maxsize=4096)
def sort_of(type_: str) -> Sort | None:
    """The sort of a type as its engine writes it (`character varying(20)`), None when unknown."""
    text = type_.lower()
    if text.endswith("[]"):
        return "array"
    word = _WORD.match(text)
    if word is None:
        return None
    found = _SORTS.get(word[0])
    if found is None:
        # int4, float8, datetime2, timestamp_ntz: the word ends where a digit or _ stands
        found = next((_SORTS[w] for w in ("int", "float", "datetime") if word[0] == w), None)
    return found


def length_of(type_: str) -> int | None:
    """The length of a type that has one: 20 of `varchar(20)`."""
    found = _LENGTH.search(type_)
    return int(found[1]) if found else None
