"""Which databases a repository runs on, and which variable holds their address.

Only products and names of variables are taken out of a file; what stands behind a variable's name
is looked at for its scheme (`postgresql://`) and let go. `.env` itself is never opened.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from governance.detect.texts import aside
from governance.model.location import Location
from governance.sql.products import PRODUCTS
from governance.tree import Tree

_MOST = 12
"""Files of each sort that are read; the nearest to the root first."""


class Database(Struct, frozen=True):
    """A database that is spoken of: its product, and the variable that holds its address.

    Either may be None. `location` is where the file says so.
    """

    product: str | None
    variable: str | None
    location: Location


def find_databases(tree: Tree, paths: Iterable[str]) -> tuple[Database, ...]:
    """The databases that configuration speaks of, in the order of the files; none twice."""
    sorts: dict[int, list[str]] = {}
    for path in paths:
        for number, (files, _) in enumerate(_SORTS):
            if files.search(path) and not aside(path.rpartition("/")[0]):
                sorts.setdefault(number, []).append(path)
    found: dict[tuple[str | None, str | None], Database] = {}
    for number, named in sorted(sorts.items()):
        nearest = sorted(named, key=lambda path: (path.count("/"), path))[:_MOST]
        for path, content in tree.read(nearest).items():
            for line, text in enumerate(content.decode("utf-8", "replace").splitlines(), 1):
                for product, variable in _SORTS[number][1](text):
                    new = Database(product, variable, Location(path, line))
                    found.setdefault((product, variable), new)
    return tuple(found.values())


def dialect_of(databases: Sequence[Database]) -> str | None:
    """The dialect of the one product that is spoken of, None when there are several or none."""
    dialects = {PRODUCTS[d.product] for d in databases if d.product}
    return dialects.pop() if len(dialects) == 1 else None


Said = Iterator[tuple[str | None, str | None]]

_IMAGE = re.compile(r"""^\s*(?:-\s*)?image:\s*["']?(?P<image>[\w./-]+)""")
_IMAGES = {
    "postgres": "postgres", "postgresql": "postgres", "postgis": "postgres",
    "timescaledb": "postgres", "timescaledb-ha": "postgres", "pgvector": "postgres",
    "mysql": "mysql", "mysql-server": "mysql", "mariadb": "mariadb", "percona": "mysql",
    "percona-server": "mysql", "server": "mssql", "azure-sql-edge": "mssql",
    "clickhouse-server": "clickhouse", "cockroach": "cockroach",
}  # fmt: skip
_SCHEMES = {
    "postgres": "postgres", "postgresql": "postgres", "mysql": "mysql", "mariadb": "mariadb",
    "sqlite": "sqlite", "sqlite3": "sqlite", "mssql": "mssql", "sqlserver": "mssql",
    "snowflake": "snowflake", "bigquery": "bigquery", "redshift": "redshift", "oracle": "oracle",
    "clickhouse": "clickhouse", "cockroachdb": "cockroach",
}  # fmt: skip
_VARIABLE = r"[A-Za-z_]\w*"
_HOLDS = re.compile(
    r"(?:^|_)(?:DATABASE|DB|POSTGRES(?:QL)?|PG|MYSQL|MARIADB|WAREHOUSE|SQLALCHEMY)\w*"
    r"(?:_|^)(?:URL|URI|DSN)$|^(?:DSN|DATABASE_URL)$",
    re.IGNORECASE,
)
_ASSIGNED = re.compile(
    rf"""^\s*(?:export\s+)?(?P<name>{_VARIABLE})\s*=\s*["']?(?:jdbc:)?(?P<scheme>\w+)?(?:\+\w+)?:?"""
)
_FROM_ENVIRONMENT = re.compile(
    rf"""(?:ENV(?:\.fetch)?|environ(?:\.get)?|getenv|env|get_env|config|str|db|db_url)\s*[\[(]\s*
         ["'](?P<quoted>{_VARIABLE})["'] | process\.env\.(?P<js>{_VARIABLE})
         | \$\{{(?P<shell>{_VARIABLE})""",
    re.VERBOSE,
)
_ADAPTER = re.compile(
    r"""\b(?:adapter|provider|ENGINE|dialect|client|driver(?:-class-name)?|url|type)["']?\s*[:=]
        \s*["']?(?P<word>[\w.:]+)""",
    re.VERBOSE,
)
_ADAPTERS = {
    **_SCHEMES, "mysql2": "mysql", "trilogy": "mysql", "pg": "postgres", "postgis": "postgres",
    "org.postgresql.driver": "postgres", "com.mysql.cj.jdbc.driver": "mysql",
    "org.mariadb.jdbc.driver": "mariadb", "django.db.backends.postgresql": "postgres",
    "django.contrib.gis.db.backends.postgis": "postgres", "django.db.backends.mysql": "mysql",
    "django.db.backends.sqlite3": "sqlite", "jdbc:postgresql:": "postgres", "jdbc:mysql:": "mysql",
    "jdbc:mariadb:": "mariadb", "jdbc:sqlserver:": "mssql", "postgresql:": "postgres",
}  # fmt: skip


def _compose(line: str) -> Said:
    image = _IMAGE.match(line)
    if image:
        name = image["image"].rpartition("/")[2]
        if name in _IMAGES and (name != "server" or "mssql" in image["image"]):
            yield _IMAGES[name], None


def _example(line: str) -> Said:
    assigned = _ASSIGNED.match(line)
    if assigned and _HOLDS.search(assigned["name"]):
        yield _SCHEMES.get((assigned["scheme"] or "").lower()), assigned["name"]


def _settings(line: str) -> Said:
    variable = next(
        (
            name
            for found in _FROM_ENVIRONMENT.finditer(line)
            if _HOLDS.search(name := found["quoted"] or found["js"] or found["shell"])
        ),
        None,
    )
    adapter = _ADAPTER.search(line)
    product = _ADAPTERS.get(adapter["word"].lower()) if adapter else None
    if product or variable:
        yield product, variable


_SORTS = (
    (re.compile(r"(?:^|/)(?:docker-)?compose[\w.-]*\.ya?ml$"), _compose),
    (re.compile(r"(?:^|/)(?:\.env|env)[\w.-]*\.(?:example|sample|template|dist)$"), _example),
    (
        re.compile(
            r"(?:^|/)(?:database\.ya?ml|schema\.prisma|knexfile\.[jt]s|diesel\.toml"
            r"|application[\w-]*\.(?:ya?ml|properties)|settings(?:/\w+)?\.py|config/(?:database|"
            r"runtime|sequelize)\.(?:php|exs?|[jt]s))$"
        ),
        _settings,
    ),
)
