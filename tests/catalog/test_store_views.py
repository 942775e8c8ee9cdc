"""The views of the store say what the policies' views of the same names say; and who may read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from msgspec import structs
from sqlalchemy import text
from sqlalchemy.engine import make_url

from governance.catalog.granting import script
from governance.catalog.opening import Store, open_store
from governance.catalog.runs import start
from governance.errors import CatalogError
from governance.model.catalog import Catalog, Column, Table
from governance.model.classification import Basis, Classification, Evidence, Level
from governance.model.location import Location
from governance.model.names import TableRef
from governance.model.protection import Protection
from governance.model.stewardship import Fact
from governance.policy.loading import Loaded
from governance.policy.sealed import Limits, Sealed
from governance.policy.views import VIEWS

from .conftest import POSTGRES, opened, scan, shop

NAMED = ("column_catalog", "data_catalog", "data_dictionary")
PLACE = Location("s.yml", 1)


def awkward() -> Catalog:
    """Tables in which the words of the views come out differently."""
    people = TableRef("shop", "hr", "people")
    masked = TableRef("shop", "hr", "masked")
    plain = TableRef("shop", "", "plain")
    columns = tuple(
        Column(name, "text", comment=c) for name, c in (("a", None), ("b", " "), ("c", "x"))
    )

    def found(ref: TableRef, name: str, category: str, level: Level | None, **more: Any) -> Any:
        column = ref.column(name)
        reason = Evidence(Basis.DETECTED, category, "name")
        values = {"special": False, "confirmed": False, "confidence": 0.5} | more
        return column, Classification(column, category, level, evidence=(reason,), **values)

    return Catalog(
        "live",
        tables=(
            Table(people, columns=columns, comment="  "),
            Table(masked, columns=columns, comment="all hidden"),
            Table(plain, columns=columns),
            Table(TableRef("shop", "", "empty")),
        ),
        protections=(
            Protection(masked, "encryption", "", "present"),
            Protection(masked.column("a"), "masking", "hash", "wanted"),
            Protection(people.column("b"), "encryption", "aes", "verified"),
        ),
        facts={
            people: {"owner": Fact("hr", PLACE), "environment": Fact("production", PLACE)},
            people.column("a"): {"owner": Fact(" ", PLACE), "masking": Fact("None", PLACE)},
            people.column("b"): {
                "retention_days": Fact(30, PLACE),
                "description": Fact("y", PLACE),
            },
            masked.column("b"): {"masking": Fact("token", PLACE), "environment": Fact("x", PLACE)},
            plain: {"retention_days": Fact(7, PLACE), "description": Fact("plain", PLACE)},
        },
        classifications=dict(
            (
                found(people, "a", "email", Level.CONFIDENTIAL, confirmed=True),
                found(people, "b", "health", Level.RESTRICTED, special=True),
                found(people, "c", "none", Level.PUBLIC, confirmed=True),
                found(masked, "a", "email", Level.CONFIDENTIAL, confirmed=True),
                found(masked, "b", "name", None, confirmed=True),
                found(masked, "c", "none", Level.PUBLIC, pseudonym="keyed"),
                found(plain, "a", "none", Level.INTERNAL, confirmed=True),
                found(plain, "c", "none", Level.PUBLIC, confirmed=True),
            )
        ),
    )


@pytest.mark.parametrize("view", NAMED)
def test_the_views_are_those_of_the_policies(store: Store, view: str) -> None:
    together = structs.replace(awkward(), tables=(*awkward().tables, *shop().tables))
    for source in ("shop", "marts"):
        scan(store, source, together)
    names = [column.name for column in VIEWS[view].columns if column.name != "catalog_id"]
    query = f"SELECT {', '.join(names)} FROM {view}"
    flags = [n for n, c in enumerate(names) if VIEWS[view].by_name[c].type == "bool"]

    def comparable(rows: Any) -> list[tuple[Any, ...]]:
        return sorted(
            (tuple(bool(v) if n in flags else v for n, v in enumerate(row)) for row in rows),
            key=repr,
        )

    engine = Sealed(Limits())
    Loaded(together, engine)
    expected = comparable(engine.ask(query))
    engine.close()
    with store.reading() as connection:
        assert comparable(connection.execute(text(query))) == expected
    assert expected


def test_all_counts_are_of_one_moment(store: Store) -> None:
    scan(store, "shop", shop())
    with store.reading() as connection:
        first = connection.scalar(text("SELECT count(*) FROM data_catalog"))
        scan(store, "shop", Catalog("live"))
        assert connection.scalar(text("SELECT count(*) FROM data_catalog")) == first == 2
    with store.reading() as connection:
        assert connection.scalar(text("SELECT count(*) FROM data_catalog")) == 0


@pytest.mark.parametrize("engine", POSTGRES)
def test_roles_have_the_least_they_need(engine: str, url_of: Callable[[str], str]) -> None:
    url = url_of(engine)
    names = {"scanner": "scan \"ner'\\ $lictor$", "reader": "gate; DROP"}
    with opened(url) as store:
        database = str(store.url.database)
    with psycopg.connect(url, autocommit=True) as connection:
        for name in names.values():
            connection.execute(f"DROP ROLE IF EXISTS {quoted(name)}".encode())
        for _ in range(2):  # it may run again
            connection.execute(script(database, **names).encode())

    def as_role(name: str) -> Store:
        made = make_url(url)
        options = f"-c role={name}".replace("\\", "\\\\").replace(" ", "\\ ")
        options = options.replace("-c\\ ", "-c ")
        shown = made.update_query_dict({"options": options})
        return open_store(shown.render_as_string(hide_password=False), Path())

    with as_role(names["scanner"]) as scanner, as_role(names["reader"]) as reader:
        scan(scanner, "shop", shop())
        scan(scanner, "shop", Catalog("live"))
        with reader.reading() as connection:
            assert connection.scalar(text("SELECT count(*) FROM governance.history")) > 0
            assert connection.execute(text("SELECT * FROM data_catalog")).all() == []
        with pytest.raises(CatalogError, match="permission denied; lictor catalog roles"):
            start(reader, "shop")
        for statement in (
            "DELETE FROM history",
            "UPDATE contents SET body = ''",
            "DROP TABLE scans",
        ):
            with pytest.raises(CatalogError), scanner.writing() as connection:
                connection.execute(text(statement))
    with psycopg.connect(url, autocommit=True) as connection:
        for name in names.values():
            connection.execute(f"DROP OWNED BY {quoted(name)}".encode())
            connection.execute(f"DROP ROLE {quoted(name)}".encode())


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
