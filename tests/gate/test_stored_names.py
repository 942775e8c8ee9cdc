"""Which table of the store a file means: how it spells the name, and whose the table is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from governance.catalog.opening import Store, open_store
from governance.catalog.publishing import publish
from governance.catalog.runs import start
from governance.model.catalog import Catalog, Column, Table
from governance.model.names import TableRef
from governance.overlay import StoredCatalog
from governance.settings import Settings, Source

SETTINGS = Settings(
    sources=(
        Source(name="app", kind="ddl", path="sql"),
        Source(name="warehouse", kind="postgres", url="postgresql://example.org/w"),
    )
)
"""`app` is files of this repository; `warehouse` a database that it names."""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store("sqlite:///catalog.db", tmp_path) as made:
        yield made


def stored(store: Store, *names: str) -> StoredCatalog:
    refs = [TableRef.parse(name) for name in names]
    for source in dict.fromkeys(ref.source for ref in refs):
        catalog = Catalog(
            "live",
            tables=tuple(
                Table(ref, columns=(Column("id", "int"),)) for ref in refs if ref.source == source
            ),
        )
        publish(store, start(store, source, by="ada"), catalog)
    return StoredCatalog(store, SETTINGS)


CASES: dict[str, tuple[tuple[str, ...], str | None]] = {
    "the only one": (("other:crm.people",), "other:crm.people"),
    "in other letters": (("other:CRM.PEOPLE",), "other:CRM.PEOPLE"),
    "one is spelled so": (('other:"Crm"."People"', "other:crm.people"), "other:crm.people"),
    "one is a source of ours": (
        ("other:crm.people", "warehouse:crm.people"),
        "warehouse:crm.people",
    ),
    "spelling comes first": (("other:crm.people", "warehouse:CRM.PEOPLE"), "other:crm.people"),
    "nobody can say which": (("other:crm.people", "third:crm.people"), None),
    "a database above the schema": (("other:prod.crm.people",), "other:prod.crm.people"),
    "files say it": (("app:crm.people",), None),
    "files do not hide others": (("app:crm.people", "other:crm.people"), "other:crm.people"),
    "another schema": (("other:hr.people",), None),
}


@pytest.mark.parametrize("name", CASES)
def test_which_table_is_meant(store: Store, name: str) -> None:
    there, meant = CASES[name]
    found = stored(store, *there).given("crm", "people")
    assert (None if found is None else found.table.ref) == (meant and TableRef.parse(meant))
