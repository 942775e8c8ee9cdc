"""What is different between the SQL dialects we read, as far as names go.

Sources: PostgreSQL manual 4.1.1 (lower case, 63 bytes); Redshift "Names and identifiers" (lower
case also in quotes, 127 bytes); Snowflake "Identifier requirements" (upper case); Oracle "Schema
Object Names" (upper case). The others compare names without regard to case, or do so by default
(T-SQL and MySQL by collation and file system), so that their names are lower case here; BigQuery
compares table names exactly, but no two tables of one data set differ only in case in practice.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct, structs

from governance.errors import ConfigError
from governance.model.functions import Told
from governance.model.names import printable
from governance.suggest import did_you_mean

_ASCII_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}


def _postgres(name: str, quoted: bool) -> str:
    # In UTF-8 databases only ASCII letters are folded (downcase_identifier in scansup.c).
    if not quoted:
        name = name.lower() if name.isascii() else name.translate(_ASCII_LOWER)
    return _clipped(name, 63) if len(name) > 15 else name


def _redshift(name: str, quoted: bool) -> str:
    return _clipped(name.translate(_ASCII_LOWER), 127)


def _upper(name: str, quoted: bool) -> str:
    return name if quoted else name.upper()


def _any_case(name: str, quoted: bool) -> str:
    return name.lower()


def _exact(name: str, quoted: bool) -> str:
    return name


def _clipped(name: str, size: int) -> str:
    """`name` cut to `size` bytes of UTF-8, never within a character."""
    if len(name) * 4 <= size:
        return name
    data = name.encode("utf-8", "surrogatepass")
    if len(data) <= size:
        return name
    return data[:size].decode("utf-8", "ignore")


class Dialect(Struct, frozen=True):
    """One dialect.

    `name` is the word in lictor.yml, `sqlglot` the name its parser has there. `default_schema` is
    where a table goes when SQL names no schema, folded, "" for engines without one.
    """

    name: str
    sqlglot: str
    default_schema: str
    _fold: Callable[[str, bool], str]
    keeps_spelling: bool = False
    """Names are compared in any case, and shown as they were first written."""
    functions: tuple[Told, ...] = ()
    """What the team says of functions of its own."""

    @property
    def mark(self) -> str:
        """What tells it from every other for a cache: its name, and what was said of functions."""
        return "\0".join((self.name, *(f"{name}={effect}" for name, effect in self.functions)))

    def knowing(self, functions: tuple[Told, ...]) -> Dialect:
        """The same with functions that only a team knows."""
        return structs.replace(self, functions=functions) if functions else self

    def fold(self, name: str, quoted: bool) -> str:
        """A name as the engine keeps it; `quoted` says whether it stood in quotes."""
        return self._fold(name, quoted)


_DIALECTS = {
    d.name: d
    for d in (
        Dialect("postgres", "postgres", "public", _postgres),
        Dialect("snowflake", "snowflake", "PUBLIC", _upper),
        Dialect("bigquery", "bigquery", "", _any_case, True),
        Dialect("redshift", "redshift", "public", _redshift),
        Dialect("databricks", "databricks", "default", _any_case, True),
        Dialect("spark", "spark", "default", _any_case, True),
        Dialect("mysql", "mysql", "", _any_case, True),
        Dialect("tsql", "tsql", "dbo", _any_case, True),
        Dialect("duckdb", "duckdb", "main", _any_case, True),
        Dialect("sqlite", "sqlite", "main", _any_case, True),
        Dialect("trino", "trino", "", _any_case),
        Dialect("clickhouse", "clickhouse", "", _exact),
        Dialect("oracle", "oracle", "", _upper),
    )
}


def dialects() -> tuple[str, ...]:
    """The names there are."""
    return tuple(_DIALECTS)


def dialect(name: str) -> Dialect:
    """The dialect of that name.

    Raises:
        ConfigError: there is none; says which there are.
    """
    found = _DIALECTS.get(name)
    if found is None:
        raise ConfigError(
            f'there is no dialect "{printable(name)}"{did_you_mean(name, _DIALECTS)}; '
            f"there are {', '.join(sorted(_DIALECTS))}"
        )
    return found
