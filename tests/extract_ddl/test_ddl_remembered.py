"""Files that were replayed once are not replayed again, and give the same."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from governance.cache import FileCache
from governance.extract.base import Extraction
from governance.extract.parts import load
from governance.extract.remembered import apart, remembered
from governance.extract.sources import ddl
from governance.settings import Source
from governance.tree import Folder

HISTORY = {
    "1.sql": """\
CREATE TABLE crm.people (id bigint PRIMARY KEY, email text, "Date Of Birth" date);
CREATE TABLE crm.visits (id bigint, person_id bigint REFERENCES crm.people (id));
COMMENT ON TABLE crm.people IS 'Whom we know.';
ALTER TABLE crm.people ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON crm.people USING (id = 1);
GRANT SELECT ON crm.people TO reporting;
GRANT SELECT ON ALL TABLES IN SCHEMA crm TO auditors;
ALTER DEFAULT PRIVILEGES IN SCHEMA crm GRANT SELECT ON TABLES TO auditors;
""",
    "2.sql": """\
CREATE VIEW crm.mails AS SELECT lower(email) AS mail, count(*) AS many FROM crm.people, elsewhere;
INSERT INTO gone.away SELECT email FROM crm.people;
ALTER TABLE missing ADD COLUMN x int;
""",
}

Read = Callable[[], Extraction]


@pytest.fixture
def counted(tmp_path: Path) -> tuple[Read, list[int]]:
    """Reads the folder through a cache, and counts how often it was really read."""
    for name, text in HISTORY.items():
        (tmp_path / "m").mkdir(exist_ok=True)
        (tmp_path / "m" / name).write_text(text)
    source = Source("app", "ddl", "m", "postgres")
    times: list[int] = []

    def read() -> Extraction:
        tree, cache = Folder(tmp_path), FileCache(tmp_path / "cache.db")

        def really() -> Extraction:
            times.append(1)
            return ddl.extract(source, tree, cache)

        return remembered(source, tree, cache, really)

    return read, times


def whole(found: Extraction) -> tuple[object, ...]:
    return (
        load(found.parts),
        [(p.ref, p.made, p.open, p.columns, p.reads, p.refers, p.digest) for p in found.parts],
        *(found.grants, found.problems, found.notices, found.coverage),
    )


def test_the_same_files_are_read_once(counted: tuple[Read, list[int]]) -> None:
    read, times = counted
    first, second = read(), read()
    assert len(times) == 1
    assert whole(first) == whole(second)
    assert {grant.grantee for grant in second.grants} == {"auditors"}
    assert second.problems


@pytest.mark.parametrize("name", ["2.sql", "3.sql"])
def test_other_files_are_read_again(
    counted: tuple[Read, list[int]], name: str, tmp_path: Path
) -> None:
    read, times = counted
    read()
    (tmp_path / "m" / name).write_text("ALTER TABLE crm.people RENAME TO persons;")
    assert "persons" in {part.ref.table for part in read().parts}
    assert len(times) == 2
    (tmp_path / "m" / name).rename(tmp_path / "m" / "0.sql")  # the same text, in another order
    assert "people" in {part.ref.table for part in read().parts}
    assert len(times) == 3


def test_what_the_cache_has_lost_is_read_again(
    counted: tuple[Read, list[int]], tmp_path: Path
) -> None:
    read, times = counted
    first = whole(read())
    second = read()
    with closing(sqlite3.connect(tmp_path / "cache.db")) as database, database:
        database.execute("DELETE FROM entry WHERE value LIKE '%Whom we know%'")
    assert whole(second) == first
    assert len(times) == 2


def test_taken_apart_is_the_same_again(counted: tuple[Read, list[int]]) -> None:
    found = counted[0]()
    assert whole(apart(found)) == whole(found)
