"""A whole store as a file, from one engine to another and back."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs

from governance.catalog.archive import export, restore
from governance.catalog.checking import check
from governance.catalog.loading import load
from governance.catalog.opening import Store
from governance.catalog.publishing import publish
from governance.catalog.reviews import Review, decide, keep_waivers
from governance.catalog.runs import Kept, keep, start
from governance.errors import CatalogError
from governance.model.catalog import Catalog
from governance.model.drift import Drift
from governance.model.location import Location
from governance.model.names import ColumnRef, TableRef
from governance.model.waiver import Waiver

from .conftest import ENGINES, POSTGRES, SOURCES, opened, same, scan, shop
from .test_store_publish import catalogs, dump


def full(store: Store) -> None:
    """Everything a store can hold."""
    catalog = shop()
    for source in SOURCES:
        scan(store, source, catalog)
    changed = structs.replace(catalog, tables=catalog.tables[1:], grants=())
    publish(
        store,
        start(store, "shop", by="b\0b"),
        changed,
        drift=[Drift("column_retyped", TableRef("shop", "s", "a\0").column("b"), before="a\0")],
    )
    scan(store, "shop", catalog)
    run = start(store, "marts")
    keep(store, run, {TableRef("marts", "s", 't"\n'): Kept("d", '{"a": "\\u0000"}')})
    now = datetime(2026, 11, 2, 12, 30, 1, 5, UTC)
    decide(
        store, [Review(ColumnRef("shop", "crm", "c", "e"), "email", "rejected", "ada", now, "f")]
    )
    until = datetime(2027, 1, 31, tzinfo=UTC).date()
    waiver = Waiver("GOV-003", "crm.*", "só", until, Location("waivers.yml", 3), lines=(3, 4))
    keep_waivers(store, [waiver], "ada")


@pytest.mark.parametrize("first", ENGINES)
def test_everything_moves_to_another_store_and_back(
    first: str, url_of: Callable[[str], str], tmp_path: Path
) -> None:
    second = POSTGRES[0] if first == "sqlite" else "sqlite"
    one, two, three = (opened(url_of(engine)) for engine in (first, second, first))
    full(one)
    moved = export(one, tmp_path / "a.jsonl")
    assert restore(two, tmp_path / "a.jsonl") == moved
    export(two, tmp_path / "b.jsonl.gz")
    restore(three, tmp_path / "b.jsonl.gz")
    expected = dump(one)
    assert (moved.tables, moved.scans) == (3, 5)
    for store in (two, three):
        assert check(store) == ()
        there = dump(store)
        assert {state for _, _, state, *_ in there["scans"]} == {"published", "lost"}
        assert {n: r for n, r in there.items() if n != "scans"} == {
            n: r for n, r in expected.items() if n != "scans"
        }
        same(load(store), load(one))
        same(load(store, at=2), load(one, at=2))
        store.close()
    one.close()


@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(catalogs(), min_size=1, max_size=3))
def test_whatever_is_stored_moves(
    url_of: Callable[[str], str], tmp_path: Path, steps: list[Catalog]
) -> None:
    one, two, three = (opened(url_of(engine)) for engine in ("sqlite", POSTGRES[-1], "sqlite"))
    with one, two, three:
        for catalog in steps:
            for source in ("a", "b", "c:d", 'e"\n'):
                scan(one, source, catalog)
        export(one, tmp_path / "a.jsonl")
        restore(two, tmp_path / "a.jsonl")
        export(two, tmp_path / "b.jsonl")
        restore(three, tmp_path / "b.jsonl")
        assert dump(two) == dump(three) == dump(one)
        same(load(three), steps[-1])
        assert check(two) == check(three) == ()


@pytest.fixture
def archive(file_store: Store, tmp_path: Path) -> Path:
    full(file_store)
    file = tmp_path / "catalog.jsonl"
    export(file_store, file)
    return file


def broken(line: str, **changes: object) -> str:
    record = json.loads(line) | changes
    return json.dumps(record)


CASES = {
    "empty": (lambda lines: [], "cut off"),
    "without its end": (lambda lines: lines[:-1], "cut off"),
    "cut in a line": (lambda lines: [*lines[:3], lines[3][:20]], "no archive of a catalog"),
    "a line missing": (lambda lines: [*lines[:5], *lines[6:]], "digest does not fit|no archive"),
    "a line more": (lambda lines: [*lines, lines[1]], "digest does not fit"),
    "a letter changed": (
        lambda lines: [
            line.replace("Buyers", "Buyer").replace("People", "Peopla") for line in lines
        ],
        "digest does not fit",
    ),
    "something else": (lambda lines: ['{"a": 1}'], r"no archive of a catalog \(line 1\)"),
    "no JSON": (lambda lines: ["hello"], r"no archive of a catalog \(line 1\)"),
    "a newer one": (
        lambda lines: [broken(lines[0], schema="9999"), *lines[1:]],
        "written by a newer lictor",
    ),
    "a row of an unknown table": (
        lambda lines: [lines[0], '{"is": "sqlite_master", "name": "x"}', *lines[1:]],
        r"line 2",
    ),
    "a column too many": (lambda lines: [lines[0], broken(lines[1], x=1), *lines[2:]], "line 2"),
    "a number for text": (lambda lines: [lines[0], broken(lines[1], body=1), *lines[2:]], "line 2"),
    "a list": (lambda lines: [lines[0], "[" * 5000, *lines[2:]], "line 2"),
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("engine", ["sqlite", "postgres"])
def test_a_foreign_or_broken_file_is_refused_whole(
    case: str, engine: str, archive: Path, url_of: Callable[[str], str], tmp_path: Path
) -> None:
    change, said = CASES[case]
    other = tmp_path / "other.jsonl"
    lines = archive.read_text().splitlines()
    other.write_text("".join(f"{line}\n" for line in change(lines)))
    with opened(url_of(engine if engine == "sqlite" else POSTGRES[-1])) as store:
        with pytest.raises(CatalogError, match=said):
            restore(store, other)
        assert not any(dump(store).values())


def test_a_packed_file_that_is_cut_off_is_refused(
    archive: Path, url_of: Callable[[str], str], tmp_path: Path
) -> None:
    packed = tmp_path / "x.gz"
    data = gzip.compress(archive.read_bytes())
    with opened(url_of("sqlite")) as store:
        for part in (data[: len(data) // 2], data[:10], data[:-3]):
            packed.write_bytes(part)
            with pytest.raises(CatalogError, match="cut off or damaged"):
                restore(store, packed)
        assert not any(dump(store).values())


def test_a_store_that_holds_something_is_not_overwritten(archive: Path, file_store: Store) -> None:
    before = dump(file_store)
    with pytest.raises(CatalogError, match="is not empty"):
        restore(file_store, archive)
    assert dump(file_store) == before


def test_an_archive_is_nobody_elses_and_appears_whole(file_store: Store, tmp_path: Path) -> None:
    full(file_store)
    file = tmp_path / "a.jsonl.gz"
    export(file_store, file)
    assert file.stat().st_mode & 0o077 == 0
    assert gzip.decompress(file.read_bytes()).splitlines()[-1].startswith(b'{"end"')
    with pytest.raises(CatalogError, match="cannot be written: No such file or directory"):
        export(file_store, tmp_path / "nowhere" / "a.jsonl")
    assert [each.name for each in tmp_path.glob("*.jsonl*")] == ["a.jsonl.gz"]
    assert list(tmp_path.glob(".lictor.*")) == []
