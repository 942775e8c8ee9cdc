"""What folders and files call a database product, and the dialect its SQL is in.

Migrations for several products lie in a folder each (`migrations/mysql/`), or side by side with
the product as a word of the name: `1_users.mysql.up.sql`, `1_users.postgres.up.sql`, and
`2_pets.up.sql` for all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

PRODUCTS: Mapping[str, str] = MappingProxyType(
    {
        "postgres": "postgres",
        "postgresql": "postgres",
        "pgsql": "postgres",
        "pg": "postgres",
        "psql": "postgres",
        "mysql": "mysql",
        "mariadb": "mysql",
        "sqlite": "sqlite",
        "sqlite3": "sqlite",
        "mssql": "tsql",
        "sqlserver": "tsql",
        "oracle": "oracle",
        "snowflake": "snowflake",
        "bigquery": "bigquery",
        "redshift": "redshift",
        "databricks": "databricks",
        "duckdb": "duckdb",
        "clickhouse": "clickhouse",
        "cockroach": "postgres",
        "cockroachdb": "postgres",
    }
)
"""Product → dialect; of several for one dialect, the first is preferred."""


def product(path: str) -> str | None:
    """The product that a word of a file's name is: `mysql` of `1_users.mysql.up.sql`."""
    words = path.rpartition("/")[2].lower().split(".")
    return next((word for word in words[:-1] if word in PRODUCTS), None)


def for_dialect(paths: Sequence[str], dialect: str) -> tuple[str, ...]:
    """The files that the product of a dialect would run, in their order.

    Files for other products are left out, and those for all of them where one of its own has the
    same name otherwise. Where no file is for a product of the dialect, every file is.
    """
    named = {path: product(path) for path in paths}
    there = {name for name in named.values() if name}
    chosen = next((name for name in PRODUCTS if name in there and PRODUCTS[name] == dialect), None)
    if chosen is None:
        return tuple(paths)
    own = {_without(path, chosen) for path, name in named.items() if name == chosen}
    return tuple(
        path
        for path, name in named.items()
        if name == chosen or (name is None and path.lower() not in own)
    )


def products(paths: Iterable[str]) -> tuple[str, ...]:
    """The products that files are for, the preferred first."""
    there = {product(path) for path in paths}
    return tuple(name for name in PRODUCTS if name in there)


def _without(path: str, word: str) -> str:
    """The path as a file for all products would be called."""
    folder, slash, name = path.lower().rpartition("/")
    words = name.split(".")
    words.remove(word)
    return f"{folder}{slash}{'.'.join(words)}"
