"""Stores to write to, in SQLite and in the PostgreSQLs at hand, and catalogs to put in."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import make_url

from governance.catalog.opening import Store, open_store
from governance.catalog.publishing import Published, publish
from governance.catalog.runs import start
from governance.catalog.upgrading import upgrade
from governance.model.catalog import (
    Catalog,
    Column,
    Exposure,
    ForeignKey,
    Grant,
    Index,
    Role,
    Statistics,
    Table,
)
from governance.model.classification import Basis, Classification, Evidence, Level, Lowered
from governance.model.lineage import Edge, EdgeKind, Effect
from governance.model.location import Location
from governance.model.names import TableRef
from governance.model.protection import Protection
from governance.model.risk import Combination, Diversity, Reidentification, Remedy
from governance.model.stewardship import Dispute, Fact

from ..conftest import VERSIONS, Servers

ENGINES = ("sqlite", *(f"postgres-{version}" for version in VERSIONS))
POSTGRES = ENGINES[1:]

_numbers = count()


WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
"""Processes of pytest may share one server."""

AT_ONCE = 4
"""Databases of one server that a test may use; making one for each test takes minutes."""


@pytest.fixture(scope="session")
def databases() -> dict[str, None]:
    """Those that were made."""
    return {}


@pytest.fixture
def url_of(servers: Servers, databases: dict[str, None], tmp_path: Path) -> Callable[[str], str]:
    """The url of a new, empty store in an engine of `ENGINES`."""

    def make(engine: str) -> str:
        if engine == "sqlite":
            return f"sqlite:///{tmp_path}/{next(_numbers)}/.lictor/catalog.db"
        name = engine.removeprefix("postgres-")
        server = servers[int(name) if name.isdigit() else name]
        database = f"store_{WORKER}_{next(_numbers) % AT_ONCE}"
        url = make_url(server.url).set(database=database)
        shown = url.render_as_string(hide_password=False)
        if f"{engine} {database}" in databases:
            _emptied(shown)
        else:
            server.database(database)
            databases[f"{engine} {database}"] = None
        return shown

    return make


def _emptied(url: str) -> None:
    """Nothing of an earlier test is left, nor anybody who holds something."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        connection.execute("DROP SCHEMA IF EXISTS governance CASCADE")


def opened(url: str, folder: Path = Path()) -> Store:
    """A store ready to be used."""
    if not url.startswith("sqlite"):
        with open_store(url, folder, upgraded=False) as bare:
            upgrade(bare)
    return open_store(url, folder)


@pytest.fixture(params=ENGINES)
def store(request: pytest.FixtureRequest, url_of: Callable[[str], str]) -> Iterator[Store]:
    with opened(url_of(request.param)) as made:
        yield made


@pytest.fixture
def file_store(url_of: Callable[[str], str]) -> Iterator[Store]:
    with opened(url_of("sqlite")) as made:
        yield made


def scan(store: Store, source: str, catalog: Catalog) -> Published:
    return publish(store, start(store, source, by="ada"), catalog)


def shop() -> Catalog:
    """A small catalog with something of everything."""
    customers, orders, leads = (
        TableRef("shop", "crm", "customers"),
        TableRef("shop", "crm", "orders"),
        TableRef("marts", "staging", "leads"),
    )
    place = Location("migrations/0001.sql", 3, 5, 3, 9)
    email, contact = customers.column("email"), leads.column("contact")
    declared = Evidence(Basis.DECLARED, "email", "declared", location=Location("s.yml", 4))
    return Catalog(
        "live",
        tables=(
            Table(
                customers,
                columns=(
                    Column("id", "bigint", nullable=False, identity="always"),
                    Column("email", "text", comment="where we write to", tags=("pii", "contact")),
                    Column("born", "date", has_default=True, default="?", location=place),
                ),
                comment="People who buy from us.",
                primary_key=("id",),
                unique=(("email",),),
                indexes=(Index("by_email", ("email",), unique=True),),
                row_security=True,
                owner_role="crm_owner",
            ),
            Table(
                orders,
                columns=(Column("id", "bigint"), Column("customer", "bigint")),
                foreign_keys=(ForeignKey(("customer",), customers, ("id",), "orders_customer"),),
                partition_of=TableRef("shop", "crm", "all_orders"),
            ),
            Table(
                leads,
                "view",
                columns=(Column("contact", "text"),),
                definition="SELECT lower(email) FROM crm.customers",
                access="protected",
                contract=True,
                freshness=False,
            ),
        ),
        edges=(
            Edge(email, contact, Effect.DERIVED, location=place),
            Edge(customers.column("id"), leads.column("*"), Effect.PREDICATE, EdgeKind.INFLUENCE),
            Edge(TableRef("", "old", "people").column("mail"), contact, Effect.IDENTITY),
        ),
        grants=(
            Grant(customers, "PUBLIC", "SELECT", columns=("id",)),
            Grant(TableRef("shop", "crm", "*"), "readers", "SELECT", future=True),
            Grant(leads, "analysts", "SELECT", grantable=True, location=place),
        ),
        protections=(
            Protection(email, "masking", "keyed-hash", "wanted", place),
            Protection(customers, "row filter", "own_rows", "present"),
        ),
        exposures=(Exposure("marts", "board", "dashboard", (leads,), owner="bi"),),
        facts={
            customers: {
                "owner": Fact("team-crm", Location("s.yml", 2)),
                "retention_days": Fact(730, Location("s.yml", 3), "the law"),
            },
            email: {"category": Fact("email", Location("s.yml", 4))},
            TableRef("", "old", "people").column("mail"): {
                "category": Fact("email", Location("s.yml", 9))
            },
        },
        disputes=(
            Dispute(
                customers,
                "owner",
                (Fact("team-crm", Location("s.yml", 2)), Fact("it", Location("t.yml", 1))),
            ),
        ),
        classifications={
            email: Classification(
                email, "email", Level.CONFIDENTIAL, False, True, 1.0, (declared,), quasi=True
            ),
            contact: Classification(
                contact,
                "email",
                Level.CONFIDENTIAL,
                False,
                True,
                0.9,
                (
                    Evidence(
                        Basis.INHERITED,
                        "email",
                        "",
                        upstream=email,
                        effect=Effect.DERIVED,
                        place=place,
                    ),
                ),
                lowered=Lowered("lower than found", "only a test", place),
                pseudonym="hashed",
                kind="work",
            ),
        },
        roles=(Role("shop", "readers"), Role("shop", "ada", True, member_of=("readers",))),
        statistics={
            customers: Statistics(1_200, 2**33, datetime(2026, 11, 1, 3, tzinfo=UTC)),
            orders: Statistics(rows=7),
        },
        reidentification={
            customers: Reidentification(
                customers,
                rows=1_000,
                sampled=True,
                wanted=5,
                quasi=("born", "email"),
                combinations=(
                    Combination(("born",), 1_000, 1, 250, 17, (Diversity("email", 1, 3),)),
                ),
                remedies=(Remedy("born", "year", 12, 0, 0),),
            )
        },
    )


SOURCES = ("shop", "marts")


def same(one: Catalog, other: Catalog) -> None:
    """Two catalogs say the same, whatever the order."""
    for part in ("tables", "edges", "grants", "protections", "exposures", "disputes", "roles"):
        assert sorted(map(repr, getattr(one, part))) == sorted(map(repr, getattr(other, part)))
    for part in ("facts", "classifications", "statistics", "reidentification"):
        left = {key: value for key, value in getattr(one, part).items() if value}
        right = {key: value for key, value in getattr(other, part).items() if value}
        assert left == right
