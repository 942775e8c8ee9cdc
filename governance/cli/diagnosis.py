"""What is installed, reachable and configured: the checks of `lictor doctor`."""

from __future__ import annotations

import platform
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

import governance
from governance.errors import LictorError
from governance.model.names import printable

if TYPE_CHECKING:
    from governance.settings import Settings, Source
    from governance.tree import Tree

PACKAGES = ("governance", "scanners", "compliance", "governance.builtin_policies")
NEEDED = {
    "alembic": "alembic",
    "click": "click",
    "jinja2": "Jinja2",
    "msgspec": "msgspec",
    "psycopg": "psycopg[binary]",
    "regex": "regex",
    "sqlalchemy": "SQLAlchemy",
    "sqlglot": "sqlglot",
    "yaml": "PyYAML",
}
EXTRAS = {
    "scan": ("presidio_analyzer", "finding personal data by its values"),
    "ai": ("anthropic", "suggestions of a language model"),
    "protect": ("cryptography", "encryption and tokens"),
    "mariadb": ("pymysql", "databases of MariaDB and MySQL"),
    "duckdb": ("duckdb", "files of DuckDB"),
    "files": ("pyarrow", "Parquet files, Delta's checkpoints and Zstandard"),
    "snowflake": ("snowflake.sqlalchemy", "Snowflake"),
    "bigquery": ("sqlalchemy_bigquery", "BigQuery"),
    "redshift": ("redshift_connector", "Redshift"),
    "databricks": ("databricks.sqlalchemy", "Databricks"),
    "mssql": ("pyodbc", "SQL Server"),
    "oracle": ("oracledb", "Oracle"),
    "trino": ("trino", "Trino"),
    "clickhouse": ("clickhouse_connect", "ClickHouse"),
}
_AGAIN = "install Lictor again, in an environment of its own"

SQLITE = (3, 31, 0)
"""The first with PRAGMA hard_heap_limit, which keeps a policy's SQL within its memory."""


class State(StrEnum):
    """How a check came out."""

    OK = "ok"
    OPTIONAL = "optional"
    """Not there, and nothing that is there needs it."""
    BROKEN = "broken"
    """Without it `lictor check` does not work, or not on everything that is configured."""


class Check(Struct, frozen=True):
    """One thing looked at: what was found, and what to do about it ("" when nothing)."""

    name: str
    state: State
    found: str
    remedy: str = ""


def diagnose(folder: Path) -> Iterator[Check]:
    """Everything looked at, from the installation outwards; `folder` is where the person stands.

    Optional packages are looked for, never imported. Configured databases are connected to.
    """
    core = [*_installation(), _python(), *_dependencies(), _sqlite(), _git()]
    yield from core
    yield from _extras()
    if all(check.state is State.OK for check in core):
        yield from _configuration(folder)


def _installation() -> Iterator[Check]:
    """The packages have common names, and somebody else's may stand before ours."""
    home = Path(governance.__file__).resolve().parents[1]
    for name in PACKAGES:
        spec = find_spec(name)
        if spec is None or spec.origin is None:
            where = "not found" if spec is None else "a folder without Lictor in it"
            yield Check(f"package {name}", State.BROKEN, where, _AGAIN)
            continue
        origin = Path(spec.origin).resolve()
        # An editable installation keeps policies/ beside the packages, a wheel inside governance/.
        ours = origin.is_relative_to(home) and origin.parent.name in (
            name.split(".")[-1],
            "policies",
        )
        if ours:
            yield Check(f"package {name}", State.OK, str(origin.parent))
        else:
            yield Check(
                f"package {name}",
                State.BROKEN,
                f"{origin.parent} stands before Lictor's own in {home}",
                f"{_AGAIN}, or leave the folder that holds the other",
            )
    try:
        installed = distribution("lictor").version
    except PackageNotFoundError:
        yield Check("distribution lictor", State.OK, f"not installed; running from {home}")
        return
    if installed == governance.__version__:
        yield Check("distribution lictor", State.OK, installed)
    else:
        yield Check(
            "distribution lictor",
            State.BROKEN,
            f"{installed} is installed, {governance.__version__} is running",
            _AGAIN,
        )


def _python() -> Check:
    found = f"{platform.python_version()} on {platform.system()} ({sys.executable})"
    return Check("Python", State.OK, found)


def _dependencies() -> Iterator[Check]:
    missing = [requirement for module, requirement in NEEDED.items() if find_spec(module) is None]
    if missing:
        yield Check(
            "dependencies",
            State.BROKEN,
            f"missing: {', '.join(missing)}",
            f"pip install {' '.join(repr(requirement) for requirement in missing)}",
        )
    else:
        yield Check("dependencies", State.OK, ", ".join(sorted(NEEDED.values(), key=str.lower)))


def _sqlite() -> Check:
    version = sqlite3.sqlite_version
    if sqlite3.sqlite_version_info < SQLITE:
        least = ".".join(map(str, SQLITE))
        return Check("SQLite", State.BROKEN, version, f"use a Python built with SQLite {least}")
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.setlimit(sqlite3.SQLITE_LIMIT_SQL_LENGTH, 64)
        connection.set_authorizer(lambda *_: sqlite3.SQLITE_DENY)
        try:
            connection.execute("SELECT 1")
        except sqlite3.DatabaseError:
            return Check("SQLite", State.OK, f"{version}, with an authorizer and limits")
    return Check(
        "SQLite",
        State.BROKEN,
        f"{version}, without an authorizer: policies cannot be sealed",
        "use a Python built with a complete SQLite",
    )


def _git() -> Check:
    where = shutil.which("git")
    if where is None:
        return Check("git", State.BROKEN, "not on the PATH", "install git")
    done = subprocess.run([where, "--version"], capture_output=True, check=False)  # noqa: S603
    if done.returncode != 0:
        return Check("git", State.BROKEN, f"{where} does not run", "install git again")
    version = done.stdout.decode(errors="replace").strip().removeprefix("git version ")
    return Check("git", State.OK, printable(version))


def _extras() -> Iterator[Check]:
    for extra, (module, purpose) in EXTRAS.items():
        if not _there(module):
            yield Check(
                f"extra {extra}",
                State.OPTIONAL,
                f"not installed; for {purpose}",
                f"pip install 'lictor[{extra}]'",
            )
        else:
            yield Check(f"extra {extra}", State.OK, f"{module}, for {purpose}")


def _there(module: str) -> bool:
    """Whether a module is installed. What has a dot stands in a namespace, which runs no code."""
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def _configuration(folder: Path) -> Iterator[Check]:
    from governance import gate

    try:
        trees = gate.trees(folder)
        settings = gate.rules(trees)[1]
    except LictorError as error:
        yield Check("configuration", State.BROKEN, str(error), "correct it")
        return
    found = settings.file or "no lictor.yml; what check assumes instead"
    remedy = "" if settings.file else "lictor init writes one"
    yield Check("configuration", State.OK, f"{found} in {printable(str(trees.root))}", remedy)
    if not settings.sources:
        yield Check("sources", State.OPTIONAL, "nothing to read here", "name some in lictor.yml")
    for source in settings.sources:
        try:
            found, remedy = _source(source, trees.head)
        except LictorError as error:
            found, remedy = printable(str(error)), "correct it in lictor.yml, or reach it"
        state = State.BROKEN if remedy else State.OK
        yield Check(f"source {source.name}", state, found, remedy)
    yield _store(settings, trees.root)


def _store(settings: Settings, root: Path) -> Check:
    """Where the catalog is kept, and when it was filled last."""
    from governance.stores import store_of, there_is_one

    try:
        if not there_is_one(settings, root):
            return Check("catalog", State.OPTIONAL, "nothing is stored yet", "lictor scan fills it")
        from governance.catalog.history import scans

        with store_of(settings, root) as store:
            done = [scan for scan in scans(store) if scan.state == "published"]
            last = f"last scan {done[0].ended:%Y-%m-%d %H:%M} UTC" if done else "nothing scanned"
            return Check("catalog", State.OK, f"{printable(store.place)}, {last}")
    except LictorError as error:
        return Check(
            "catalog", State.BROKEN, printable(str(error)), "correct catalog:, or reach it"
        )


def _source(source: Source, tree: Tree) -> tuple[str, str]:
    """What there is of one source, and what to do when there is nothing.

    Raises:
        LictorError: there is no such kind, or the database cannot be reached or read.
    """
    from governance.cache import NoCache
    from governance.pipeline import EXTRACTORS, is_live
    from governance.tree import find

    if is_live(source):
        tables = EXTRACTORS[source.kind].extract(source, tree, NoCache()).tables
        return f"{source.kind}, reached: {len(tables):,} tables", ""
    count = len(find(tree, source.path or ""))
    where = printable(source.path or ".")
    if count:
        return f"{source.kind}, {count:,} files in {where}", ""
    return f"{source.kind}, no file in {where}", "correct its path in lictor.yml"
