"""Which files are one table, what it is called, and what of a folder is not read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from governance.cache import NoCache
from governance.errors import ExtractError, MissingExtra
from governance.extract.files import layout
from governance.extract.files.layout import File, groups
from governance.extract.sources import files
from governance.model.names import TableRef
from governance.pipeline import EXTRACTORS
from governance.settings import Source
from governance.tree import Folder

from .conftest import Reading, Write

CANARY = "zanzibar"
CSV = "id,name\n1,a\n"


@pytest.mark.parametrize(
    ("paths", "tables"),
    [
        (["people.csv", "orders.csv"], ["lake.orders", "lake.people"]),
        (["crm/people.csv", "crm/eu/people.csv"], ["lake.crm.eu.people", "lake.crm.people"]),
        (["orders_2026-01.csv", "orders_2026-02.csv"], ["lake.orders"]),
        (["orders.1.csv", "orders.2.csv", "orders.csv"], ["lake.orders"]),
        (["address1.csv", "address2.csv"], ["lake.address1", "lake.address2"]),
        (["shop/part-00000-3f2c8a10-1111-2222-3333-444455556666-c000.csv.gz"], ["lake.shop"]),
        (["shop/000000_0.csv", "shop/000001_0.csv"], ["lake.shop"]),
        (["events/2026/01/02.csv", "events/2026/01/03.csv"], ["lake.events"]),
        (["shop/2026-01/orders.csv", "shop/2026-02/orders.csv"], ["lake.shop.orders"]),
        (["e/year=2026/month=01/a.csv", "e/year=2026/month=02/b.csv"], ["lake.e"]),
        (["crm/e/year=2026/a.csv"], ["lake.crm.e"]),
        (["people.csv", "people.json"], ['lake."people.csv"', 'lake."people.json"']),
        (
            ["_SUCCESS", ".hidden.csv", "_tmp/a.csv", "notes.txt", "x/README.md", "a.csv"],
            ["lake.a"],
        ),
    ],
)
def test_tables(paths: list[str], tables: list[str], write: Write, read: Reading) -> None:
    import gzip

    write({path: gzip.compress(CSV.encode()) if path.endswith("gz") else CSV for path in paths})
    assert sorted(table.ref.name for table in read().tables) == tables


def test_a_folder_that_is_the_table_and_a_file_that_is(write: Write, read: Reading) -> None:
    write({"events/year=2026/a.csv": CSV, "people.csv": CSV})
    (table,) = read("lake/events").tables
    assert table.ref == TableRef("app", "lake", "events")
    (table,) = read("lake/people.csv").tables
    assert table.ref == TableRef("app", "lake", "people")
    assert [t.ref.name for t in read("lake/p*.csv").tables] == ["lake.people"]
    assert [t.ref.name for t in read("lake/events/*/*.csv").tables] == ["lake.events"]
    root = write({})
    (table,) = read(url=f"file://{root}/lake/people.csv").tables
    assert table.ref == TableRef("app", "lake", "people")
    everything = {str(t.ref) for t in read(url=f"file://{root}/lake").tables}
    assert everything == {"app:lake.events", "app:lake.people"}


def test_partitions_are_columns_and_their_values_stay(write: Write, read: Reading) -> None:
    write(
        {
            f"e/day=2026-01-0{n}/who={CANARY}%40example.org/n={n}/a.csv": CSV if n else "1,2\n"
            for n in range(4)
        }
        | {"e/day=2026-01-09/who=__HIVE_DEFAULT_PARTITION__/n=7/a.csv": CSV}
    )
    extraction = read()
    (table,) = extraction.tables
    assert [(c.name, c.type, c.nullable) for c in table.columns[-3:]] == [
        ("day", "date", False),
        ("who", "text", True),
        ("n", "bigint", False),
    ]
    assert any("do not agree" in problem.message for problem in extraction.problems)
    assert CANARY not in repr(extraction)


def test_a_broken_file_among_partitions_is_named_without_their_values(
    write: Write, read: Reading
) -> None:
    write({f"e/who={CANARY}/a.csv": CSV, f"e/who={CANARY}/b.json": "{", "e/who=x/b.json": "{"})
    (problem,) = read().problems
    assert problem.message == "e/who=…/b.json and 1 more is not JSON"
    assert CANARY not in repr(read())


def test_files_that_do_not_agree(write: Write, read: Reading) -> None:
    write({"o_1.csv": "id,name\n1,a\n", "o_2.csv": "id,email\nx,b@example.org\n"})
    extraction = read()
    (table,) = extraction.tables
    assert [column.name for column in table.columns] == ["id", "name", "email"]
    (problem,) = extraction.problems
    assert problem.message == "its files do not agree: columns id, name, email"
    assert problem.fingerprint == "files:app:lake.o:schemas"


def test_links_are_told_and_never_followed(write: Write, read: Reading, tmp_path: Path) -> None:
    root = write({"a.csv": CSV})
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/secret.csv").write_text(f"id,{CANARY}_name\n1,a\n")
    (root / "lake/link.csv").symlink_to(tmp_path / "outside/secret.csv")
    (root / "lake/folder").symlink_to(tmp_path / "outside")
    (root / "linked").symlink_to(tmp_path / "outside")
    extraction = read()
    assert [table.ref.table for table in extraction.tables] == ["a"]
    assert [p.message for p in extraction.problems] == ["2 symbolic links are not followed"]
    assert CANARY not in repr(extraction)
    for path in ("linked", "linked/secret.csv", "lake/folder/*.csv"):
        with pytest.raises(ExtractError, match="symbolic link"):
            read(path)


def test_what_is_not_read_is_said(write: Write, read: Reading) -> None:
    write({"a.csv": CSV, "b.avro": b"Obj", "c/d.orc": b"ORC", "c/e.xlsx": b"PK", "c/f.xlsx": b"PK"})
    assert [problem.message for problem in read().problems] == [
        "1 .avro file is not read",
        "1 .orc file is not read",
        "2 .xlsx files are not read",
    ]


def test_nothing_there(write: Write, read: Reading) -> None:
    write({"notes.txt": "hello"})
    (problem,) = read().problems
    assert "no data files" in problem.message
    for path, said in (("nowhere", "no file or folder nowhere"), ("lake/notes.txt", "no Parquet")):
        with pytest.raises(ExtractError, match=said):
            read(path)
    with pytest.raises(ExtractError, match="file:///FOLDER"):
        read(url=f"https://{CANARY}@example.org/x.csv")


def test_more_files_than_there_may_be(
    write: Write, read: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(layout, "MAX_FILES", 5)
    write({f"t{n:02}/x.csv": CSV for n in range(9)})
    extraction = read()
    assert len(extraction.tables) == 5
    (problem,) = extraction.problems
    assert "only so many" in problem.message


def test_of_many_files_some_are_looked_at(write: Write, read: Reading) -> None:
    write({f"o_{n:04}.csv": CSV for n in range(250)} | {"o_9999.csv": "id,late_one\n1,2\n"})
    extraction = read()
    (table,) = extraction.tables
    assert table.open
    assert [column.name for column in table.columns] == ["id", "name", "late_one"]
    assert "only 100 of its 251 files" in "".join(extraction.notices)


def test_a_pipe_and_a_file_without_permission(write: Write, read: Reading) -> None:
    root = write({"a.csv": CSV})
    os.mkfifo(root / "lake/pipe.csv")
    assert [table.ref.table for table in read().tables] == ["a"]


def test_a_file_that_goes_while_the_folder_is_read(
    write: Write, read: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write({"a.csv": CSV, "b.csv": CSV})
    walk = files.Walk

    def then_gone(folder: Path) -> layout.Walk:
        found = walk(folder)
        (root / "lake/b.csv").unlink()
        return found

    monkeypatch.setattr(files, "Walk", then_gone)
    extraction = read()
    (problem,) = extraction.problems
    assert problem.message == "b.csv cannot be opened: No such file or directory"
    assert {table.ref.table: table.open for table in extraction.tables} == {"a": False, "b": True}


HOSTILE = (
    "new\nline.csv",
    "semi;colon.csv",
    "a b.csv",
    "ünï.csv",
    'quo"te.csv',
    "=.csv",
    "[x].csv",
)


def test_names_of_any_kind(write: Write, read: Reading) -> None:
    write(dict.fromkeys(HOSTILE, CSV))
    refs = {table.ref for table in read().tables}
    assert {ref.table for ref in refs} == {name.removesuffix(".csv") for name in HOSTILE}
    assert all(TableRef.parse(str(ref)) == ref for ref in refs)
    write({"broken\n::error::.json": "{"})
    assert all("\n" not in problem.message for problem in read().problems)


def test_a_hundred_thousand_files_are_grouped_in_a_moment() -> None:
    many = [File((f"year={n % 50}", f"part-{n:05}.csv"), "csv", 1) for n in range(100_000)]
    (group,) = groups(many)
    assert (len(group.files), len(group.keys[0][1])) == (100_000, 50)


def test_data_is_read_only_with_live_sources() -> None:
    assert EXTRACTORS["files"].LIVE


def test_without_pyarrow_it_says_what_brings_it(
    write: Write, read: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    write({"a.csv": CSV})
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert len(read().tables) == 1
    write({"b.parquet": b"PAR1"})
    with pytest.raises(MissingExtra, match=r"pip install 'lictor\[files\]'"):
        read()


def test_a_source_at_the_root_is_named_after_itself(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(CSV)
    found = files.extract(Source("app", "files", "."), Folder(tmp_path), NoCache())
    assert [table.ref.name for table in found.tables] == ["app.a"]
