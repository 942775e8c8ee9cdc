"""Where the store is, what it is made with, and what is said when it cannot be opened."""

from __future__ import annotations

import os
import sqlite3
import stat
import threading
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.engine import make_url

from governance.catalog import schema as s
from governance.catalog.checking import check
from governance.catalog.connecting import parse
from governance.catalog.loading import load
from governance.catalog.opening import VERSION, Store, open_store, version
from governance.catalog.upgrading import scripts, sql, upgrade
from governance.errors import CatalogError, ConfigError
from governance.settings import Settings
from governance.stores import url_of as configured

from ..conftest import Repo
from .conftest import POSTGRES, SOURCES, WORKER, opened, same, scan, shop

CANARY = "kanarienvogel-4711"


def test_the_default_is_a_file_nobody_else_reads(tmp_path: Path) -> None:
    with open_store(None, tmp_path) as store:
        scan(store, "shop", shop())
        folder = tmp_path / ".lictor"
        assert (folder / ".gitignore").read_text() == "*\n"
        for file in folder.glob("catalog.db*"):
            assert stat.S_IMODE(file.stat().st_mode) == 0o600
        with store.reading() as connection:
            assert connection.scalar(text("PRAGMA foreign_keys")) == 1
            assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
            assert connection.scalar(text("PRAGMA synchronous")) == 2  # FULL
    with open_store(None, tmp_path) as again:
        assert load(again).tables


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://u:kanarienvogel-4711@h/d", "SQLite or PostgreSQL and nothing else"),
        ("kanarienvogel-4711", "is none: write postgresql://"),
        ("sqlite://", "is a file: write sqlite:///"),
        ("sqlite:///:memory:", "is a file: write sqlite:///"),
        ("postgresql://u:kanarienvogel-4711@127.0.0.1:1/d", "nobody answers there"),
        ("postgresql://u:kanarienvogel-4711@nowhere.invalid/d", "its host name is not known"),
        ("postgres+psycopg2://u:kanarienvogel-4711@127.0.0.1:1/d", "nobody answers there"),
        ("postgresql://u:x@127.0.0.1:1/d?kanarienvogel-4711=1", "PostgreSQL does not know"),
    ],
)
def test_a_url_that_leads_nowhere_is_told_without_its_secrets(
    url: str, said: str, tmp_path: Path
) -> None:
    with pytest.raises(CatalogError, match=said) as caught:
        open_store(url, tmp_path)
    told = f"{caught.value!r} {caught.value} {caught.value.__cause__}"
    assert CANARY not in told
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_a_store_does_not_show_its_password() -> None:
    url = f"postgresql://ada:{CANARY}@db.example.org/lictor?password={CANARY}&sslmode=require"
    store = Store(parse(url, Path()))
    assert CANARY not in f"{store!r} {store} {store.place} {store.engine!r} {store.url!r}"
    assert store.place == "postgresql://db.example.org/lictor"


@pytest.mark.parametrize("content", [b"no database", b"SQLite format 3\0 broken" * 99])
def test_a_file_of_something_else_is_refused(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "other.db"
    file.write_bytes(content)
    with pytest.raises(CatalogError, match=r"no SQLite database|damaged"):
        open_store(f"sqlite:///{file}", tmp_path)
    assert file.read_bytes() == content


def test_a_database_of_something_else_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "other.db"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE people (name TEXT)")
    connection.close()
    with pytest.raises(CatalogError, match="a database of something else"):
        open_store(f"sqlite:///{file}", tmp_path)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CatalogError, match="cannot be made: File exists"):
        open_store(f"sqlite:///{tmp_path}/file/catalog.db", tmp_path)


@pytest.mark.parametrize("url", [None, "sqlite:///data/c.db", "sqlite:///.LICTOR/Catalog.db"])
def test_a_store_that_comes_with_the_repository_is_refused(repo: Repo, url: str | None) -> None:
    open_store(url, repo.root).close()
    repo.git("add", "--force", "--all")
    with pytest.raises(CatalogError, match=r"is in git.*\ntake it out: git rm --cached"):
        open_store(url, repo.root)
    repo.git("rm", "-r", "--cached", "--quiet", ".")
    open_store(url, repo.root).close()


def test_a_link_that_comes_with_the_repository_is_refused(repo: Repo, tmp_path: Path) -> None:
    (repo.root / ".lictor").symlink_to(tmp_path)
    repo.git("add", "--all")
    with pytest.raises(CatalogError, match="is in git"):
        open_store(None, repo.root)
    assert not (tmp_path / "catalog.db").exists()


def test_a_newer_schema_is_refused(store: Store) -> None:
    with store.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9000'"))
    for attempt in (
        lambda: open_store(store.url.render_as_string(hide_password=False), Path()),
        lambda: upgrade(store),
        lambda: sql(store),
    ):
        with pytest.raises(CatalogError, match=r"version 9000 of its schema.*\nupdate lictor"):
            attempt()


def test_postgresql_is_upgraded_only_when_asked(url_of: Callable[[str], str]) -> None:
    url = url_of(POSTGRES[-1])
    with pytest.raises(CatalogError, match=r"holds no catalog yet.*\nrun: lictor catalog upgrade"):
        open_store(url, Path())
    with open_store(url, Path(), upgraded=False) as store:
        assert version(store) is None
        assert upgrade(store) == (None, VERSION)
        assert upgrade(store) == (VERSION, VERSION)
    open_store(url, Path()).close()


def test_the_script_of_an_upgrade_does_the_same(url_of: Callable[[str], str]) -> None:
    url = url_of(POSTGRES[-1])
    with open_store(url, Path(), upgraded=False) as store:
        script = sql(store)
        assert version(store) is None  # printed, not run
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(script.encode())
    with open_store(url, Path()) as store:
        scan(store, "shop", shop())
        assert check(store) == ()
        assert "already" in sql(store)


def test_migrations_lead_to_the_metadata(store: Store) -> None:
    with store.reading() as connection:
        views = {
            "compare_type": True,
            "include_object": lambda thing, name, kind, *_: name != "alembic_version",
        }
        context = MigrationContext.configure(connection, opts=views)
        assert compare_metadata(context, s.metadata) == []
    assert scripts().get_heads() == [VERSION]
    assert version(store) == VERSION


def test_two_upgrades_at_once(url_of: Callable[[str], str], tmp_path: Path) -> None:
    for engine in ("sqlite", POSTGRES[-1]):
        url = url_of(engine)
        failed: list[Exception] = []

        def one(url: str = url, failed: list[Exception] = failed) -> None:
            try:
                with open_store(url, tmp_path, upgraded=False) as store:
                    upgrade(store)
            except Exception as error:  # noqa: BLE001 - told below
                failed.append(error)

        threads = [threading.Thread(target=one) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failed == []
        with open_store(url, tmp_path) as store:
            assert version(store) == VERSION
            assert check(store) == ()


@pytest.mark.parametrize(
    "file", sorted((Path(__file__).parent / "versions").glob("*.sql")), ids=lambda f: f.stem
)
def test_a_store_of_each_release_is_upgraded_with_its_data(file: Path, tmp_path: Path) -> None:
    database = tmp_path / "catalog.db"
    with sqlite3.connect(database) as connection:
        connection.executescript(file.read_text())
    connection.close()
    with open_store(f"sqlite:///{database}", tmp_path) as store:
        assert version(store) == VERSION
        assert check(store) == ()
        same(load(store), shop())
        for source in SOURCES:
            assert not scan(store, source, shop()).anything


def test_there_is_a_store_of_each_release() -> None:
    folder = Path(__file__).parent / "versions"
    released = {revision.revision for revision in scripts().walk_revisions()}
    assert {file.stem for file in folder.glob("*.sql")} == released


def test_the_configured_url(monkeypatch: pytest.MonkeyPatch) -> None:
    assert configured(Settings()) is None
    monkeypatch.setenv("GOVERNANCE_DB_URL", "postgresql://db.example.org/lictor")
    assert configured(Settings()) == "postgresql://db.example.org/lictor"
    assert configured(Settings(catalog="sqlite:///x.db")) == "sqlite:///x.db"
    monkeypatch.setenv("STORE", "sqlite:///y.db")
    assert configured(Settings(catalog="${STORE}")) == "sqlite:///y.db"
    with pytest.raises(ConfigError, match="environment variable NOWHERE; set it"):
        configured(Settings(catalog="${NOWHERE}", file="lictor.yml"))


def test_a_file_that_cannot_be_written_is_told(file_store: Store) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write every file")
    Path(str(file_store.url.database)).chmod(0o400)
    with pytest.raises(CatalogError, match="read-only"):
        scan(file_store, "shop", shop())


def test_a_database_that_is_not_utf8_is_refused(url_of: Callable[[str], str]) -> None:
    url = url_of(POSTGRES[-1])
    latin = f"store_latin_{WORKER}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {latin}")
        connection.execute(
            f"CREATE DATABASE {latin} ENCODING 'LATIN1' TEMPLATE template0 "
            "LC_COLLATE 'C' LC_CTYPE 'C'"
        )
    shown = make_url(url).set(database=latin).render_as_string(hide_password=False)
    with pytest.raises(CatalogError, match="encoded in LATIN1; it must be UTF8"):
        open_store(shown, Path())


def test_tables_are_opened_as_they_are_everywhere(store: Store) -> None:
    url = store.url.render_as_string(hide_password=False)
    with opened(url) as again:
        assert version(again) == VERSION
