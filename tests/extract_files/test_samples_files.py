"""Rows of data files: from all over them, lines and records whole, and silent about values."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.cache import NoCache
from governance.extract import sparse
from governance.extract.files.cells import cell
from governance.extract.sampling import WIDTH, Limits, Sample, Sampler, sampling
from governance.extract.sources import files
from governance.model.catalog import Table
from governance.settings import Source
from governance.tree import Folder

CANARY = "zanzibar"
SEEN = "ada@example.org"
ROWS = 120_000
PATIENT = Limits(seconds=120.0)


@pytest.fixture(autouse=True)
def time_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is tested is what is found, on a machine that has other things to do as well."""
    monkeypatch.setattr(sparse, "SECOND_LOOK", 60.0)


@contextmanager
def opened(folder: Path, path: str = "data") -> Iterator[tuple[Sampler, dict[str, Table]]]:
    source = Source(name="lake", kind="files", path=path)
    found = files.extract(source, Folder(folder), NoCache())
    with sampling(source, Folder(folder)) as sampler:
        yield sampler, {table.ref.table: table for table in found.tables}


def values(sample: Sample) -> list[tuple[str | None, ...]]:
    return [column.values for column in sample.columns]


def numbers(sample: Sample) -> list[int]:
    return [int(value or 0) for value in sample.columns[0].values]


def write_csv(file: Path, rows: Sequence[Sequence[object]], **how: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", newline="", encoding=how.get("encoding", "utf-8")) as stream:
        csv.writer(stream, delimiter=how.get("delimiter", ",")).writerows(rows)


def big_csv(file: Path) -> None:
    rows = ([i, f"note {i}\nsecond, line", SEEN if i == 77_777 else ""] for i in range(ROWS))
    write_csv(file, [["id", "note", "mail"], *rows])


def big_json(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w") as stream:
        for i in range(ROWS):
            mail = SEEN if i == 77_777 else None
            stream.write(json.dumps({"id": i, "note": f"note {i}\nsecond, line", "mail": mail}))
            stream.write("\n")


def big_parquet(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    table = pa.table(
        {
            "id": range(ROWS),
            "note": [f"note {i}\nsecond, line" for i in range(ROWS)],
            "mail": pa.array([SEEN if i == 77_777 else None for i in range(ROWS)], pa.string()),
        }
    )
    pq.write_table(table, file, row_group_size=10_000)


@pytest.mark.parametrize(
    ("name", "write"),
    [("big.csv", big_csv), ("big.jsonl", big_json), ("big.parquet", big_parquet)],
)
def test_large_files_are_read_all_over(
    tmp_path: Path, name: str, write: Callable[[Path], None]
) -> None:
    write(tmp_path / "data" / name)
    with opened(tmp_path) as (sampler, tables):
        first, second = (sampler.sample(tables["big"], PATIENT) for _ in range(2))
    assert first == second
    ids = numbers(first)
    assert len(ids) == len(set(ids)) == first.rows
    assert 900 <= first.rows <= 1000
    assert {ROWS - 1, 0} <= set(ids)
    for start in range(0, ROWS, ROWS // 6):
        assert any(start <= i < start + ROWS // 6 for i in ids)
    # lines are whole, also those with a line break in quotes
    for i, note in zip(ids, first.columns[1].values, strict=True):
        assert note == f"note {i}\nsecond, line"
    # one value in all rows is found
    assert first.columns[2].more == (SEEN,)
    assert first.chosen == "sampled"
    assert first.gaps == ()


@pytest.mark.parametrize("write", [big_csv, big_json])
def test_a_second_look_that_takes_too_long_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: Callable[[Path], None]
) -> None:
    monkeypatch.setattr(sparse, "SECOND_LOOK", 0.001)
    write(tmp_path / "data" / ("big.csv" if write is big_csv else "big.jsonl"))
    with opened(tmp_path) as (sampler, tables):
        sample = sampler.sample(tables["big"], PATIENT)
    assert sample.columns[2].unknown
    assert [(gap.what, gap.why) for gap in sample.gaps] == [
        ("mail", "it is empty in the sample, and looking for others took too long")
    ]


def test_another_seed_gives_other_lines(tmp_path: Path) -> None:
    big_csv(tmp_path / "data" / "big.csv")
    with opened(tmp_path) as (sampler, tables):
        one, other = (sampler.sample(tables["big"], Limits(seed=seed)) for seed in (1, 2))
    assert numbers(one) != numbers(other)


def test_small_files_are_read_whole(tmp_path: Path) -> None:
    data = tmp_path / "data"
    write_csv(data / "a.csv", [["Name", "City"], ["Ada", "x" * 9000], ["", "Ulm"]], delimiter=";")
    write_csv(data / "latin.csv", [["name", "city"], ["Jörg", "Köln"]], encoding="cp1252")
    (data / "b.json").write_text(
        json.dumps([{"p": {"mail": "m", "tags": ["a", "b"]}, "n": 1.50, "on": True}, {"n": None}])
    )
    with gzip.open(data / "c.jsonl.gz", "wt") as stream:
        stream.write('{"a": "1"}\n{"a": "2"}\n')
    with opened(tmp_path) as (sampler, tables):
        found = {name: sampler.sample(table) for name, table in tables.items()}
    assert values(found["a"]) == [("Ada", None), ("x" * WIDTH, "Ulm")]
    assert found["a"].columns[1].cut == 1
    assert values(found["latin"]) == [("Jörg",), ("Köln",)]
    assert {c.name: c.values for c in found["b"].columns} == {
        "p.mail": ("m", None),
        "p.tags": ('["a", "b"]', None),
        "n": ("1.5", None),
        "on": ("true", None),
    }
    assert values(found["c"]) == [("1", "2")]
    assert {sample.chosen for sample in found.values()} == {"all"}


def test_parquet_values_look_as_people_see_them(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    table = pa.table(
        {
            "s": pa.array([{"mail": "m", "at": {"x": 1}}]),
            "l": pa.array([[{"v": "a"}, {"v": None}, {"v": "b"}]]),
            "m": pa.array([[("k", 1)]], pa.map_(pa.string(), pa.int64())),
            "b": pa.array([b"\xff\x00"]),
            "d": pa.array(["2024-02-29"]).cast(pa.date32()),
            "t": pa.array(["2024-02-29T12:00:00"]).cast(pa.timestamp("us")),
            "c": pa.array(["x"]).dictionary_encode(),
        }
    )
    pq.write_table(table, tmp_path / "data" / "t.parquet")
    with opened(tmp_path) as (sampler, tables):
        sample = sampler.sample(tables["t"])
    assert {c.name: c.values[0] for c in sample.columns} == {
        "s.mail": "m",
        "s.at.x": "1",
        "l.v": '["a", "b"]',
        "m": '[["k", 1]]',
        "b": "ff00",
        "d": "2024-02-29",
        "t": "2024-02-29 12:00:00",
        "c": "x",
    }


def test_the_newest_files_of_a_table_have_the_most_rows(tmp_path: Path) -> None:
    data = tmp_path / "data"
    for day in range(1, 100):
        rows = [[f"{day}-{n}", ""] for n in range(50)]
        write_csv(data / f"log_{day:03d}.csv", [["id", "mail"], *rows])
    write_csv(data / "log_100.csv", [["id", "mail"], ["100-0", SEEN]])
    with opened(tmp_path) as (sampler, tables):
        sample = sampler.sample(tables["log"], Limits(rows=300))
    assert SEEN in values(sample)[1]
    names = [part.name for part in sample.parts]
    assert names[0] == "log_100.csv"
    assert len(set(names)) == 64
    assert sample.rows <= 300
    assert "64 of its 100 files were looked into" in sample.notices


def test_columns_of_folders(tmp_path: Path) -> None:
    for region in ("eu", "us"):
        folder = tmp_path / "data" / "sales" / f"region={region}"
        folder.mkdir(parents=True)
        pq.write_table(pa.table({"id": [1]}), folder / "part-0.parquet")
    with opened(tmp_path) as (sampler, tables):
        sample = sampler.sample(tables["sales"])
    assert {c.name: set(c.values) for c in sample.columns} == {"id": {"1"}, "region": {"eu", "us"}}
    assert all("=…/" in part.name for part in sample.parts), "a folder's value is data"


def test_a_delta_table_is_its_parquet_files(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "people"
    (folder / "_delta_log").mkdir(parents=True)
    fields = [{"name": name, "type": "string", "nullable": True} for name in ("mail", "day")]
    schema = json.dumps({"type": "struct", "fields": fields})
    (folder / "_delta_log" / f"{0:020d}.json").write_text(
        json.dumps({"metaData": {"schemaString": schema}}) + "\n"
    )
    (folder / "day=1").mkdir()
    pq.write_table(pa.table({"mail": [SEEN]}), folder / "day=1" / "part-0.parquet")
    with opened(tmp_path) as (sampler, tables):
        sample = sampler.sample(tables["people"])
    assert values(sample) == [(SEEN,), ("1",)]
    assert any("older versions" in said for said in sample.notices)


def test_what_cannot_be_read_is_told_without_a_value(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "good.parquet").write_bytes(b"")
    pq.write_table(pa.table({"a": [CANARY]}), data / "good.parquet")
    write_csv(data / "gone.csv", [["name"], [CANARY]])
    with opened(tmp_path) as (sampler, tables):
        (data / "gone.csv").unlink()
        (data / "good.parquet").write_bytes(b"PAR1" + CANARY.encode() + b"PAR1")
        samples = [sampler.sample(tables[name]) for name in ("gone", "good")]
    assert [[gap.what for gap in sample.gaps] for sample in samples] == [
        ["gone.csv"],
        ["good.parquet"],
    ]
    assert {sample.chosen for sample in samples} == {"nothing"}
    assert CANARY not in repr([sample.problems() for sample in samples])


def test_packed_files_and_documents_give_their_beginning(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    with gzip.open(data / "packed.csv.gz", "wt") as stream:
        stream.write("id,name\n" + "".join(f"{i},name {i}\n" for i in range(200_000)))
    (data / "one.json").write_text(
        json.dumps([{"id": i, "name": "x" * 100} for i in range(30_000)])
    )
    with opened(tmp_path) as (sampler, tables):
        packed, one = (sampler.sample(tables[name]) for name in ("packed", "one"))
    assert numbers(packed) == list(range(1000))
    assert any("only its beginning" in said for said in packed.notices)
    assert {0, 29_999} <= set(numbers(one))
    assert (packed.chosen, one.chosen) == ("sampled", "sampled")


def test_a_file_by_itself(tmp_path: Path) -> None:
    write_csv(tmp_path / "people.csv", [["id", "mail"], ["1", SEEN]])
    with opened(tmp_path, "people.csv") as (sampler, tables):
        (table,) = tables.values()
        sample = sampler.sample(table)
    assert values(sample) == [("1",), (SEEN,)]


KEYS = st.text("ab", min_size=1, max_size=2)


@given(
    st.recursive(st.text("xyz", min_size=1), lambda inner: st.dictionaries(KEYS, inner, min_size=1))
)
def test_every_leaf_of_a_record_is_found_by_its_path(record: object) -> None:
    def leaves(node: object, path: tuple[str, ...]) -> Iterator[tuple[str, str]]:
        if isinstance(node, dict):
            for key, each in node.items():
                yield from leaves(each, (*path, key))
        else:
            yield ".".join(path) or "value", str(node)

    for name, value in leaves(record, ()):
        assert cell(record, name) == value
