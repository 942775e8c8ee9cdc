"""What SQLAlchemy's inspector shows of a database, and how each engine's driver is called.

The inspector is tried on SQLite here, and on MariaDB beside it. What needs a driver and a server
that no machine of ours has is tried as far as a url goes.
"""

from __future__ import annotations

import re
import sqlite3
import tomllib
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from sqlalchemy.dialects.oracle import dialect as oracle_dialect
from sqlalchemy.engine import make_url

from governance.cache import NoCache
from governance.errors import ConfigError, ExtractError, MissingExtra
from governance.extract.base import Extraction
from governance.extract.live import inspected
from governance.extract.live.engine import Engine
from governance.extract.live.put_together import chosen
from governance.extract.sources import sqlalchemy as extractor
from governance.model.catalog import Column, ForeignKey, Index, Table
from governance.model.names import TableRef
from governance.pipeline import EXTRACTORS
from governance.settings import Source
from governance.tree import Folder

CANARY = "zanzibar"

ENGINES = (
    *("bigquery", "clickhouse", "databricks", "mssql", "oracle", "redshift", "snowflake", "trino"),
)

SCRIPT = f"""
CREATE TABLE people (
    id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE, nick VARCHAR(40) DEFAULT '{CANARY}',
    raw {CANARY}_type, made TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    twice TEXT GENERATED ALWAYS AS (nick || '{CANARY}')
);
CREATE TABLE orders (
    day TEXT, person INTEGER REFERENCES people (id), PRIMARY KEY (day, person)
);
CREATE INDEX by_nick ON people (nick);
CREATE VIEW mails AS SELECT lower(email) AS mail, '{CANARY}' AS c FROM people;
CREATE VIEW broken AS SELECT a FROM gone;
"""


def read(file: Path, dialect: str | None = "sqlite") -> Extraction:
    source = Source(name="app", kind="sqlalchemy", url=f"sqlite:///{file}", dialect=dialect)
    return extractor.extract(source, Folder(file.parent), NoCache())


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    connection = sqlite3.connect(tmp_path / "shop.db")
    connection.executescript(SCRIPT)
    connection.close()
    return tmp_path / "shop.db"


def test_whatever_the_inspector_shows(shop: Path) -> None:
    extraction = read(shop)
    people = TableRef("app", "main", "people")
    tables = {table.ref.table: table for table in extraction.tables}
    assert tables["people"] == Table(
        people,
        columns=(
            Column("id", "integer"),
            Column("email", "text", nullable=False),
            Column("nick", "varchar(40)", has_default=True, default="?"),
            Column("raw", "numeric"),
            Column("made", "timestamp", has_default=True, default="CURRENT_TIMESTAMP"),
            Column("twice", "text", has_default=True, generated=True),
        ),
        primary_key=("id",),
        unique=(("email",),),
        indexes=(Index("by_nick", ("nick",)),),
    )
    assert tables["orders"].primary_key == ("day", "person")
    assert tables["orders"].foreign_keys == (ForeignKey(("person",), people, ("id",)),)
    assert tables["mails"].definition == "SELECT lower(email) AS mail, ? AS c FROM people"
    assert tables["broken"].open
    assert [problem.subject for problem in extraction.problems] == ["app:main.broken"]
    assert "app:main.people.email" in {str(edge.upstream) for edge in extraction.edges}
    assert CANARY not in repr(extraction)


def test_views_of_an_unknown_dialect_are_problems(shop: Path) -> None:
    extraction = read(shop, None)
    said = {p.subject: p.message for p in extraction.problems if "not followed" in p.message}
    assert said.keys() == {"app:main.mails", "app:main.broken"}
    assert "dialect:" in said["app:main.mails"]
    assert all(table.definition is None for table in extraction.tables)
    assert extraction.edges == ()


def test_a_dialect_that_is_not_there() -> None:
    source = Source(name="app", kind="sqlalchemy", url=f"zz://u:{CANARY}@h/db")
    with pytest.raises(MissingExtra, match="the dialect of SQLAlchemy") as caught:
        extractor.extract(source, Folder(Path()), NoCache())
    assert CANARY not in str(caught.value)
    with pytest.raises(ConfigError, match="there is no dialect"):
        read(Path("x.db"), "klingon")


def engine(kind: str) -> Engine:
    found: Any = EXTRACTORS[kind].ENGINE
    assert isinstance(found, Engine)
    return found


@pytest.mark.parametrize("kind", ENGINES)
def test_each_engine_is_live_and_has_an_extra(kind: str) -> None:
    assert EXTRACTORS[kind].LIVE
    assert engine(kind).extra == kind
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())["project"]
    assert kind in project["optional-dependencies"]
    assert kind in engine(kind).driver or kind in engine(kind).schemes


@pytest.mark.parametrize("kind", ENGINES)
def test_without_its_driver_it_says_what_brings_it(kind: str) -> None:
    source = Source(name="app", kind=kind, url=f"{kind}://user:{CANARY}@host.invalid/db")
    try:
        sqlalchemy.create_engine(make_url(source.url or "").set(drivername=engine(kind).driver))
    except (ImportError, sqlalchemy.exc.NoSuchModuleError):
        with pytest.raises(MissingExtra, match=re.escape(f"pip install 'lictor[{kind}]'")) as found:
            EXTRACTORS[kind].extract(source, Folder(Path()), NoCache())
        assert CANARY not in str(found.value)
    else:
        pytest.skip(f"the driver of {kind} is installed here")


@pytest.mark.parametrize("kind", ENGINES)
def test_a_url_of_another_kind_is_refused(kind: str) -> None:
    source = Source(name="app", kind=kind, url=f"postgresql://user:{CANARY}@host/db")
    with pytest.raises(ExtractError, match=f"{engine(kind).schemes[0]}://") as caught:
        EXTRACTORS[kind].extract(source, Folder(Path()), NoCache())
    assert CANARY not in str(caught.value)


@pytest.mark.parametrize(
    ("kind", "url", "expected", "noticed"),
    [
        ("snowflake", "snowflake://u:p@a/db", {"application": "lictor"}, ""),
        ("redshift", "redshift://u:p@h/db", {"application_name": "lictor"}, ""),
        ("redshift", "redshift://u:p@h/db?sslmode=disable", {}, "not fully verified"),
        ("mssql", "mssql://u:p@h/db", {"readonly": True}, ""),
        ("mssql", "mssql://u:p@h/db?TrustServerCertificate=yes", {}, "not verified"),
        ("oracle", "oracle://u:p@h/?service_name=s", {"program": "lictor"}, ""),
        ("trino", "trino://u:p@h/hive", {"http_scheme": "https", "source": "lictor"}, ""),
        ("trino", "trino://u@localhost:8080/hive", {"http_scheme": "http"}, ""),
        ("trino", "trino://u@h/hive?http_scheme=http", {"http_scheme": "http"}, "not encrypted"),
        ("clickhouse", "clickhouse://u:p@h/db", {"connect_timeout": 10}, ""),
        ("clickhouse", "clickhouse://u:p@h/db?secure=false", {}, "not encrypted"),
        ("clickhouse", "clickhouse://u:p@h/db?verify=false", {}, "not verified"),
        ("bigquery", "bigquery://project", {}, ""),
        ("databricks", "databricks://token:t@h?http_path=/x", {}, ""),
    ],
)
def test_how_drivers_are_called(
    kind: str, url: str, expected: dict[str, object], noticed: str
) -> None:
    opening = engine(kind).opening(make_url(url))
    assert expected.items() <= dict(opening.arguments).items()
    assert (noticed in "".join(opening.notices)) if noticed else opening.notices == ()


def test_clickhouse_is_spoken_to_over_tls_unless_told_otherwise() -> None:
    opening = engine("clickhouse").opening
    assert opening(make_url("clickhouse://h/db")).url.query["secure"] == "true"
    assert opening(make_url("clickhouse://localhost/db")).url.query["secure"] == "false"
    assert opening(make_url("clickhouse://h/db?secure=false")).url.query["secure"] == "false"


def test_names_are_as_oracle_and_snowflake_keep_them() -> None:
    dialect = oracle_dialect()
    assert inspected._real(dialect, "people") == "PEOPLE"
    assert inspected._real(dialect, "People") == "People"
    column = {"name": "email", "type": sqlalchemy.String(20), "nullable": False, "default": CANARY}
    assert inspected._column(column, dialect, "oracle") == Column(
        "EMAIL", "varchar2(20 char)", nullable=False, has_default=True
    )


def test_globs_are_in_the_case_that_people_write() -> None:
    source = Source(name="app", kind="oracle", schemas=("crm", "Stg_*", "none"))
    found = chosen(source, ("CRM", "STG_A", "SYS", "OTHER"), ("sys",), any_case=True)
    assert (found.schemas, found.unmatched) == (("CRM", "STG_A"), ("none",))
    assert chosen(source, ("CRM",), any_case=False).schemas == ()
