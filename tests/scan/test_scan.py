"""`lictor scan`: what it stores, what it tells, and what it leaves alone."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing

import pytest

from governance import looking, scanning
from governance.catalog import runs
from governance.catalog.history import scans
from governance.catalog.loading import load, state
from governance.catalog.opening import Store
from governance.model.names import ColumnRef, TableRef
from governance.overlay import StoredCatalog
from governance.settings import Source, read
from governance.tree import Folder
from scanners.columns import remembered

from ..conftest import Repo
from .conftest import SETTINGS, SHOP, Said, lictor

Change = Callable[..., None]
Scan = Callable[..., Said]


def with_source(entry: str) -> str:
    """The settings with one more source."""
    return SETTINGS.replace("environments", f"  - {entry}\nenvironments")


CONTACT = ColumnRef("shop", "main", "contacts", "contact")


def test_a_first_scan_fills_the_store(shop: Change, scan: Scan, store: Callable[[], Store]) -> None:
    said = scan()
    assert said.code == 0
    assert "shop: 3 tables, 7 columns, 3 personal; first scan" in said.err
    assert "shop was scanned for the first time" in said.out
    found = load(store())
    assert [table.ref.table for table in found.tables] == ["contacts", "customers", "orders"]
    assert found.classifications[CONTACT].category == "email"


def test_scanning_again_changes_nothing(
    shop: Change, scan: Scan, store: Callable[[], Store], repo: Repo
) -> None:
    def rows() -> dict[str, list[tuple[object, ...]]]:
        with closing(sqlite3.connect(repo.root / ".lictor/catalog.db")) as database:
            names = [
                name
                for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type='table'")
                if name != "scans"
            ]
            return {name: database.execute(f'SELECT * FROM "{name}"').fetchall() for name in names}

    scan()
    before, was = rows(), state(store())
    said = scan()
    assert said.code == 0
    assert "Nothing is different" in said.out
    assert rows() == before
    assert state(store()) == was
    assert [each.state for each in scans(store())] == ["published", "published"]


def test_drift_is_told_and_some_of_it_fails(shop: Change, scan: Scan) -> None:
    scan()
    shop("ALTER TABLE customers ADD COLUMN phone_number text; DROP TABLE orders;")
    said = scan("--format", "json")
    report = json.loads(said.out)
    assert {(each["kind"], each["subject"]) for each in report["drift"]} == {
        ("newly_personal", "main.customers.phone_number"),
        ("column_added", "main.customers.phone_number"),
        ("table_dropped", "main.orders"),
    }
    assert said.code == 1
    assert scan().code == 0


def test_a_source_that_fails_keeps_what_it_had_and_the_others_go_on(
    shop: Change, scan: Scan, store: Callable[[], Store], repo: Repo
) -> None:
    more = SETTINGS.replace(
        "environments", "  - {name: hr, kind: sqlite, path: hr.db}\nenvironments"
    )
    repo.write({"lictor.yml": more})
    shop("CREATE TABLE people (surname text);", "hr.db")
    assert scan().code == 0
    (repo.root / "hr.db").unlink()
    shop("CREATE TABLE parcels (id int);")
    said = scan()
    assert said.code == 2
    assert "hr: not scanned: " in said.err
    assert "hr was not scanned: " in said.out
    names = {str(table.ref) for table in load(store()).tables}
    assert {"shop:main.parcels", "hr:main.people"} <= names
    assert [(s.source, s.state) for s in scans(store())][:2] == [
        ("hr", "failed"),
        ("shop", "published"),
    ]


def test_only_the_named_source_is_scanned_and_a_slip_is_told(
    shop: Change, scan: Scan, store: Callable[[], Store]
) -> None:
    said = scan("shpo")
    assert said.code == 2
    assert 'did you mean "shop"?' in said.err
    assert scan("shop").code == 0
    assert len(scans(store())) == 1


def test_a_scan_that_was_stopped_goes_on_where_it_was(
    shop: Change, scan: Scan, monkeypatch: pytest.MonkeyPatch, store: Callable[[], Store]
) -> None:
    looked: list[str] = []

    def look(tables: list[object], cache: object) -> list[object]:
        looked.extend(table.ref.table for table in tables)  # type: ignore[attr-defined]
        if len(looked) == 3:
            raise KeyboardInterrupt
        return remembered.findings_of(tables, cache)  # type: ignore[arg-type, return-value]

    monkeypatch.setattr(looking._Names, "chunk", 1)
    monkeypatch.setattr(scanning, "KEEP_SECONDS", 0.0)
    monkeypatch.setattr(looking, "findings_of", look)
    assert scan().code == 130
    assert load(store()).tables == ()
    assert [each.state for each in scans(store())] == ["failed"]
    assert len(runs.progress(store(), "shop")) == 2
    looked.clear()
    looked.append("")
    assert scan().code == 0
    assert len([name for name in looked if name]) == 1
    assert load(store()).classifications[CONTACT].category == "email"
    assert runs.progress(store(), "shop") == {}


def test_only_what_is_new_is_looked_at_where_that_is_asked(
    shop: Change, scan: Scan, monkeypatch: pytest.MonkeyPatch, store: Callable[[], Store]
) -> None:
    scan()
    shop("ALTER TABLE orders ADD COLUMN note text;")
    looked: list[str] = []

    def look(tables: list[object], cache: object) -> list[object]:
        looked.extend(table.ref.table for table in tables)  # type: ignore[attr-defined]
        return remembered.findings_of(tables, cache)  # type: ignore[arg-type, return-value]

    monkeypatch.setattr(looking, "findings_of", look)
    scan("--changed")
    assert looked == ["orders"]
    assert load(store()).classifications[CONTACT].category == "email"


def test_two_scans_of_one_source_do_not_meet(
    shop: Change, scan: Scan, store: Callable[[], Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "WAIT_SECONDS", 0.0)
    monkeypatch.setattr(runs.start, "__kwdefaults__", {"by": None, "wait": 0.0})
    run = runs.start(store(), "shop", by="grace")
    said = scan()
    assert said.code == 2
    assert "by grace" in said.err
    runs.fail(store(), run, "enough")
    assert scan().code == 0


def test_a_source_that_somebody_scans_does_not_keep_the_others(
    shop: Change,
    scan: Scan,
    store: Callable[[], Store],
    repo: Repo,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    repo.write({"lictor.yml": with_source("{name: hr, kind: sqlite, path: hr.db}")})
    shop("CREATE TABLE people (surname text);", "hr.db")
    monkeypatch.setattr(runs.start, "__kwdefaults__", {"by": None, "wait": 0.0})
    runs.start(store(), "shop", by="grace")
    said = scan()
    assert said.code == 2
    assert "shop: not scanned: " in said.err
    assert "hr: 1 table" in said.err
    assert {table.ref.source for table in load(store()).tables} == {"hr"}


def test_a_source_that_cannot_be_stored_does_not_keep_the_others(
    shop: Change, scan: Scan, store: Callable[[], Store], repo: Repo
) -> None:
    repo.write({"lictor.yml": with_source("{name: hr, kind: sqlite, path: hr.db}")})
    shop("CREATE TABLE people (surname text);", "hr.db")
    shop(f"CREATE TABLE {'n' * 3_000} (id int);")
    said = scan()
    assert said.code == 2
    assert "shop: not scanned: " in said.err
    assert "the store keeps names of" in said.err
    assert {table.ref.source for table in load(store()).tables} == {"hr"}
    assert {each.source: each.state for each in scans(store())} == {
        "hr": "published",
        "shop": "failed",
    }


def test_a_scan_that_is_stopped_begins_with_no_other_database(
    shop: Change,
    scan: Scan,
    repo: Repo,
    store: Callable[[], Store],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names = [f"db{number}" for number in range(6)]
    entries = "".join(f"  - {{name: {name}, kind: sqlite, path: shop.db}}\n" for name in names)
    repo.write({"lictor.yml": SETTINGS.replace("environments", f"{entries}environments")})
    begun: list[str] = []
    read = scanning.read_source

    def slow(source: Source, *rest: object) -> object:
        begun.append(source.name)
        if source.name == "shop":
            return read(source, *rest)  # type: ignore[arg-type]
        time.sleep(0.3)
        return read(source, *rest)  # type: ignore[arg-type]

    def stop(_: object) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr(scanning, "read_source", slow)
    monkeypatch.setattr(scanning, "as_completed", stop)
    assert scan("--jobs", "1").code == 130
    assert len(begun) <= 2
    assert {each.state for each in scans(store())} == {"failed"}


def test_a_table_that_a_scan_drops_meanwhile_is_not_known(
    shop: Change, scan: Scan, repo: Repo, store: Callable[[], Store]
) -> None:
    scan()
    settings = read(Folder(repo.root))
    assert settings is not None
    known = StoredCatalog(store(), settings)
    shop("DROP TABLE orders;")
    scan()
    assert known.given("main", "orders") is None
    assert known.given("main", "customers") is not None


def test_what_people_wrote_in_another_repository_stays(
    shop: Change,
    scan: Scan,
    store: Callable[[], Store],
    repo: Repo,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    repo.write(
        {
            "lictor.yml": SETTINGS.replace("scan:", "stewardship: [s.yml]\nscan:"),
            "s.yml": 'version: 1\nassets: [{match: "main.customers", owner: team-crm}]\n',
        }
    )
    scan()
    other = tmp_path_factory.mktemp("other")
    settings = SETTINGS.replace("shop", "app").replace(
        "version: 1", f"version: 1\ncatalog: sqlite:///{repo.root}/.lictor/catalog.db"
    )
    (other / "lictor.yml").write_text(settings)
    with closing(sqlite3.connect(other / "app.db")) as database:
        database.executescript("CREATE TABLE parcels (id int);")
    assert lictor(other, "scan").code == 0
    found = load(store())
    assert {table.ref.source for table in found.tables} == {"app", "shop"}
    assert found.value(TableRef("shop", "main", "customers"), "owner") == "team-crm"
    assert found.classifications[CONTACT].category == "email"


CANARY = "Zaphod.Beeblebrox@example.org"


def test_no_value_is_stored_or_printed(shop: Change, scan: Scan, repo: Repo) -> None:
    shop(
        f"INSERT INTO customers VALUES (1, '{CANARY}', '{CANARY}');"
        f"CREATE TABLE d (mail text DEFAULT '{CANARY}', n text CHECK (n <> '{CANARY}'));"
        f"CREATE VIEW v AS SELECT id, '{CANARY}' AS x FROM customers WHERE email <> '{CANARY}';"
    )
    said = scan()
    scan("--format", "markdown")
    for file in (repo.root / ".lictor").iterdir():
        if file.is_file():
            assert CANARY.encode() not in file.read_bytes(), file
            assert b"Zaphod" not in file.read_bytes(), file
    assert CANARY not in said.out + said.err


def test_a_check_stands_on_what_was_scanned(
    shop: Change, scan: Scan, repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan()
    monkeypatch.setenv("GOVERNANCE_DB_URL", f"sqlite:///{repo.root}/.lictor/catalog.db")
    settings = SETTINGS.replace(
        "environments: {production",
        "  - {name: app, kind: ddl, path: sql}\nenvironments: {staging: [staging], production",
    )
    repo.commit({"lictor.yml": settings, "sql/1.sql": "CREATE TABLE main.things (id int);"})
    repo.git("checkout", "-q", "-b", "change")
    repo.commit({"sql/2.sql": "CREATE TABLE staging.x AS SELECT contact AS c FROM main.contacts;"})
    said = lictor(repo.root, "check", "--base", "main", "--format", "json")
    assert said.code == 1
    new = {f"{v['policy']} {v['subject']}" for v in json.loads(said.out)["violations"]}
    assert "GOV-003 staging.x.c" in new


def test_a_store_that_git_has_is_not_believed(
    shop: Change, scan: Scan, repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan()
    settings = with_source("{name: app, kind: ddl, path: sql}")
    (repo.root / ".lictor/catalog.db").rename(repo.root / "catalog.db")
    repo.commit({"lictor.yml": settings, "sql/1.sql": "CREATE TABLE main.things (id int);"})
    repo.git("add", "-f", "catalog.db")
    monkeypatch.setenv("GOVERNANCE_DB_URL", "sqlite:///catalog.db")
    said = lictor(repo.root, "check")
    assert said.code == 2
    assert "is in git" in said.err


def test_a_check_says_when_the_store_is_not_there(
    shop: Change, repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOVERNANCE_DB_URL", "sqlite:///nowhere/catalog.db")
    repo.commit(
        {
            "lictor.yml": SETTINGS.replace("kind: sqlite, path: shop.db", "kind: ddl, path: sql"),
            "sql/1.sql": "CREATE TABLE a (id int);",
        }
    )
    said = lictor(repo.root, "check")
    assert said.code == 2
    assert "lictor scan makes one" in said.err
    assert not (repo.root / "nowhere").exists()


@pytest.mark.parametrize(
    ("name", "code"),
    [("stored", 0), ("scan:1", 0), ("scan:7", 2), ("scan:x", 2), ("2026-13-45", 2)],
)
def test_stored_catalogs_have_names(
    shop: Change, scan: Scan, repo: Repo, name: str, code: int
) -> None:
    scan()
    said = lictor(repo.root, "catalog", "diff", name, "stored")
    assert said.code == code, said.err
    if said.code == 0:
        assert said.out.startswith("Nothing is different")


def test_the_scans_are_listed(shop: Change, scan: Scan, repo: Repo) -> None:
    scan()
    shop("ALTER TABLE orders ADD COLUMN note text;")
    scan()
    (repo.root / "shop.db").unlink()
    scan()
    said = lictor(repo.root, "catalog", "history")
    assert said.code == 0
    first, second, third = said.out.split("scan ")[1:]
    assert first.startswith("3 ")
    assert "failed: " in first
    assert second.startswith("2 ")
    assert "3 tables, 1 changed" in second
    assert third.startswith("1 ")
    assert "3 tables, 3 new" in third


@pytest.mark.parametrize(
    "asked", [("history",), ("history", "a.b"), ("export", "--format", "archive", "--output", "a")]
)
def test_asking_makes_no_store(shop: Change, repo: Repo, asked: tuple[str, ...]) -> None:
    said = lictor(repo.root, "catalog", *asked)
    assert said.code == 2
    assert "nothing is stored yet; lictor scan fills the catalog" in said.err
    assert not (repo.root / ".lictor/catalog.db").exists()


def test_a_name_of_several_sources_is_shown_with_its_source(
    shop: Change, scan: Scan, repo: Repo
) -> None:
    repo.write({"lictor.yml": with_source("{name: copy, kind: sqlite, path: shop.db}")})
    scan()
    said = lictor(repo.root, "catalog", "show")
    assert "copy:main.orders  table, 3 columns" in said.out
    assert "shop:main.orders  table, 3 columns" in said.out
    said = lictor(repo.root, "catalog", "show", "main.orders")
    assert said.code == 2
    assert "name one: copy:main.orders, shop:main.orders" in said.err
    assert lictor(repo.root, "catalog", "show", "copy:main.orders").code == 0
    found = lictor(repo.root, "catalog", "search", "--category", "email")
    assert "copy:main.customers.email" in found.out


def test_a_first_scan_of_many_is_one_sentence(shop: Change, scan: Scan, repo: Repo) -> None:
    repo.write({"lictor.yml": with_source("{name: copy, kind: sqlite, path: shop.db}")})
    said = scan()
    assert "shop, copy were scanned for the first time" in said.out
    assert "Nothing was compared with the last scan." in said.out
    assert "different" not in said.out


def test_what_comes_into_an_empty_database_is_new(shop: Change, scan: Scan) -> None:
    shop("DROP VIEW contacts; DROP TABLE orders; DROP TABLE customers;")
    assert scan().code == 0
    shop(SHOP)
    said = scan()
    assert said.code == 1
    assert "first time" not in said.out
    assert "newly_personal" in said.out


def test_nothing_to_scan_makes_no_store(repo: Repo, scan: Scan) -> None:
    said = scan()
    assert said.code == 2
    assert "nothing to scan: there is nothing here to read; lictor init helps" in said.err
    assert not (repo.root / ".lictor/catalog.db").exists()


def test_a_check_without_the_variable_of_the_store_says_which(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CATALOG_URL", raising=False)
    settings = SETTINGS.replace("kind: sqlite, path: shop.db", "kind: ddl, path: sql")
    repo.commit(
        {
            "lictor.yml": settings + "catalog: ${CATALOG_URL}\n",
            "sql/1.sql": "CREATE TABLE a (id int);",
        }
    )
    said = lictor(repo.root, "check", "--format", "json")
    assert said.code != 2
    told = " ".join(lictor(repo.root, "check").out.split())
    assert "files alone are judged: catalog: needs the environment variable CATALOG_URL" in told
