"""CSV and JSON: columns from the beginning of a file, and no value among them."""

from __future__ import annotations

import bz2
import gzip
import lzma
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from governance.extract.files import delimited, records
from governance.extract.files.heads import TEXT_BYTES, Head, NotRead

from .conftest import Reading, Write

CANARY = "zanzibar"
CASES = yaml.safe_load((Path(__file__).parent / "text.yml").read_text())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.get("name", case["file"]))
def test_columns(case: dict[str, Any], write: Write, read: Reading) -> None:
    content = case["content"] if "content" in case else case["repeat"][0] * case["repeat"][1]
    write({case["file"]: content})
    extraction = read(header=case.get("header"))
    (table,) = extraction.tables
    assert {column.name: column.type for column in table.columns} == case["columns"]
    problems = [problem.message for problem in extraction.problems]
    if "problem" in case:
        (message,) = problems
        assert case["problem"] in message
        assert message.startswith(case["file"])
    else:
        assert problems == []
    assert case.get("notice", "") in "".join(extraction.notices)
    assert ("notice" in case) == bool(extraction.notices)
    assert CANARY not in repr(extraction).lower()


def _zstd(content: bytes) -> bytes:
    return bytes(pa.compress(content, "zstd", asbytes=True))


CONTENT = "id,name\n" + "".join(f"{n},{CANARY}{n}\n" for n in range(1000))


@pytest.mark.parametrize(
    ("ending", "pack"),
    [(".gz", gzip.compress), (".bz2", bz2.compress), (".xz", lzma.compress), (".zst", _zstd)],
)
def test_packed_files(
    ending: str, pack: Callable[[bytes], bytes], write: Write, read: Reading
) -> None:
    packed = pack(CONTENT.encode())
    write({f"people.csv{ending}": packed})
    (table,) = read().tables
    assert table.ref.table == "people"
    assert [column.name for column in table.columns] == ["id", "name"]
    for broken in (packed[: len(packed) // 2], b"not packed at all", b""):
        write({f"people.csv{ending}": broken})
        extraction = read()
        assert len(extraction.problems) == 1 or len(extraction.tables[0].columns) == 2
        assert CANARY not in repr(extraction)


def test_a_file_that_unpacks_to_gigabytes_costs_its_head(write: Write, read: Reading) -> None:
    write({"bomb.csv.gz": gzip.compress(b"id,name\n" + b"1,a\n" * 20_000_000, 1)})
    (table,) = read().tables
    assert [column.name for column in table.columns] == ["id", "name"]


def test_of_ten_gigabytes_only_the_head_is_read(write: Write, read: Reading) -> None:
    root = write({"big.csv": "id,email\n" + "1,a@example.org\n" * 100_000})
    with (root / "lake/big.csv").open("r+b") as file:
        file.truncate(10 * 1024**3)  # a hole, which takes no room on the disk
    extraction = read()
    assert [column.name for column in extraction.tables[0].columns] == ["id", "email"]
    (statistics,) = extraction.statistics.values()
    assert (statistics.rows, statistics.bytes) == (None, 10 * 1024**3)


@pytest.mark.parametrize(
    ("encoding", "notice"),
    [("utf-8", ""), ("utf-8-sig", ""), ("utf-16", ""), ("utf-16-le", ""), ("cp1252", "Windows")],
)
def test_encodings(encoding: str, notice: str, write: Write, read: Reading) -> None:
    content = "id,straße\n" + "1,Zürich\n" * 50
    write({"people.csv": content.encode(encoding)})
    extraction = read()
    assert [column.name for column in extraction.tables[0].columns] == ["id", "straße"]
    assert notice in "".join(extraction.notices)
    assert bool(notice) == bool(extraction.notices)


def test_a_head_that_ends_within_a_character_or_a_record(write: Write, read: Reading) -> None:
    for shift in range(4):
        line = "1," + "ü" * 50 + "x" * shift + "\n"
        write({"people.csv": "id,name\n" + line * (2 * TEXT_BYTES // len(line.encode()))})
        write({"events.json": '[{"id": 1, "name": "üüüü"}' + ', {"id": 2, "name": "ü"}' * 60_000})
        tables = {table.ref.table: table for table in read().tables}
        assert [c.name for c in tables["people"].columns] == ["id", "name"]
        assert [c.name for c in tables["events"].columns] == ["id", "name"]
        assert tables["events"].open


def test_bytes_that_are_no_text(write: Write, read: Reading) -> None:
    write({"image.csv": bytes(range(256)) * 50})
    (problem,) = read().problems
    assert problem.message == "image.csv is no text"


def test_a_quote_without_an_end(write: Write, read: Reading) -> None:
    write({"open.csv": 'id,name\n1,"' + "x" * 400_000})
    extraction = read()
    assert [column.name for column in extraction.tables[0].columns] == ["id", "name"]


def test_more_columns_than_there_may_be(write: Write, read: Reading) -> None:
    write({"wide.csv": ",".join(f"c_{n}" for n in range(10_001)) + "\n"})
    (problem,) = read().problems
    assert "more than 10,000 columns" in problem.message


WORDS = st.text(alphabet="abcxyz", min_size=1, max_size=8).map(lambda word: f"q{word}_{word}")


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    names=st.lists(WORDS, min_size=2, max_size=8, unique=True),
    rows=st.lists(st.lists(st.integers(0, 10**6), min_size=8, max_size=8), min_size=1, max_size=9),
    delimiter=st.sampled_from(",;\t|"),
)
def test_a_header_over_numbers_is_found(
    names: list[str], rows: list[list[int]], delimiter: str
) -> None:
    lines = [names, *([str(cell) for cell in row[: len(names)]] for row in rows)]
    text = "".join(delimiter.join(line) + "\r\n" for line in lines)
    found = delimited.read(Head(text, True, "utf-8"))
    assert found.columns == tuple((name, "bigint") for name in names)


@given(st.text(max_size=300), st.booleans())
def test_any_text_is_read_or_refused(text: str, whole: bool) -> None:
    head = Head(text, whole, "utf-8")
    for reader in (delimited.read, records.read):
        with suppress(NotRead):
            reader(head)


PEOPLE = st.lists(
    st.tuples(
        st.sampled_from(["Anna Miller", "Ben", "Cleo van Dam", "Ürsel", "O'Neil"]),
        st.sampled_from(["Berlin", "Hamburg", "Bad Ems", "Köln"]),
        st.sampled_from(["teacher", "nurse", "Dr.", "anna@example.org", "+49 30 123456"]),
    ),
    min_size=1,
    max_size=8,
)


@given(PEOPLE)
def test_people_never_become_names_of_columns(people: list[tuple[str, str, str]]) -> None:
    text = "".join(",".join(person) + "\n" for person in people)
    found = delimited.read(Head(text, True, "utf-8"))
    assert [name for name, _ in found.columns] == ["column1", "column2", "column3"]
