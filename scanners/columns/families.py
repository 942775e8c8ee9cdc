"""Types of columns, brought to the few families that decide what a column can hold."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache


class Family(StrEnum):
    """What sort of values a type holds, in any database."""

    TEXT = "text"
    BOOLEAN = "boolean"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    TIMESTAMP = "timestamp"
    TIME = "time"
    UUID = "uuid"
    STRUCTURE = "structure"
    BINARY = "binary"
    NETWORK = "network"
    HARDWARE = "hardware"
    PLACE = "place"
    UNKNOWN = "unknown"


_NAMES = {
    Family.TEXT: "text varchar char character string nvarchar nchar clob tinytext mediumtext"
    " longtext citext bpchar varchar2 nvarchar2 ntext name enum set fixedstring lowcardinality xml"
    " str",
    Family.BOOLEAN: "boolean bool bit tinyint(1)",
    Family.INTEGER: "int integer bigint smallint tinyint mediumint int2 int4 int8 int16 int32 int64"
    " serial bigserial smallserial uint8 uint16 uint32 uint64 byteint hugeint long",
    Family.DECIMAL: "decimal numeric number float double real float4 float8 float32 float64 money"
    " bignumeric smallmoney",
    Family.DATE: "date year",
    Family.TIMESTAMP: "timestamp timestamptz datetime datetime2 datetimeoffset smalldatetime"
    " timestamp_ntz timestamp_ltz timestamp_tz interval datetime64",
    Family.TIME: "time timetz",
    Family.UUID: "uuid uniqueidentifier guid",
    Family.STRUCTURE: "json jsonb variant super struct map hstore record object array",
    Family.BINARY: "bytea blob binary varbinary image bytes longblob mediumblob tinyblob raw",
    Family.NETWORK: "inet cidr ipv4 ipv6",
    Family.HARDWARE: "macaddr macaddr8",
    Family.PLACE: "point geometry geography geopoint st_point",
}
_FAMILIES = {name: family for family, names in _NAMES.items() for name in names.split()}
_WRAPPED = re.compile(r"^(?:array|list|nullable|lowcardinality)\s*[<(]\s*(?!struct)(.+?)\s*[>)]$")
_HEAD = re.compile(r"[a-z_][a-z0-9_]*")


@lru_cache(maxsize=4096)
def family(type_: str) -> Family:
    """The family of a type as its database writes it; of the element for an array.

    UNKNOWN for "" and for types a database lets people define.
    """
    text = type_.strip().lower().replace("[]", "")
    while wrapped := _WRAPPED.match(text):
        text = wrapped[1]
    if text in _FAMILIES:
        return _FAMILIES[text]
    head = _HEAD.match(text.removeprefix("pg_catalog."))
    return _FAMILIES.get(head[0], Family.UNKNOWN) if head else Family.UNKNOWN


_LENGTH = re.compile(r"\((\d{1,9})")
_UNBOUNDED = 1 << 30


@lru_cache(maxsize=4096)
def length(type_: str) -> int:
    """How many characters a type has room for; a great many where it does not say."""
    stated = _LENGTH.search(type_)
    return int(stated[1]) if stated else _UNBOUNDED
