"""The cache keeps texts; whatever befalls its file costs time and nothing else."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from governance.cache import FileCache, key


def test_what_was_put_is_there_the_next_time(tmp_path: Path) -> None:
    file = tmp_path / ".lictor" / "cache.db"
    FileCache(file).put({"a": "1", "b": "2"})
    FileCache(file).put({"b": "3"})
    assert FileCache(file).get(["a", "b", "c"]) == {"a": "1", "b": "3"}


def test_its_folder_is_nothing_to_commit(tmp_path: Path) -> None:
    FileCache(tmp_path / ".lictor" / "cache.db").put({"a": "1"})
    assert (tmp_path / ".lictor" / ".gitignore").read_text() == "*\n"


def test_thousands_of_keys_are_one_question(tmp_path: Path) -> None:
    cache = FileCache(tmp_path / "cache.db")
    entries = {str(number): str(number) for number in range(3_000)}
    cache.put(entries)
    assert cache.get(entries) == entries


def test_the_oldest_entries_go_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FileCache, "_KEPT", 10)
    cache = FileCache(tmp_path / "cache.db")
    for number in range(30):
        cache.put({str(number): "x"})
    assert set(cache.get(map(str, range(30)))) == {str(number) for number in range(20, 30)}


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\x00" + b"\xff" * 200])
def test_a_broken_file_is_an_empty_cache(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "cache.db"
    file.write_bytes(content)
    cache = FileCache(file)
    assert cache.get(["a"]) == {}
    cache.put({"a": "1"})


def test_another_shape_of_database_is_an_empty_cache(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "cache.db") as database:
        database.execute("CREATE TABLE entry (other int)")
    database.close()
    cache = FileCache(tmp_path / "cache.db")
    cache.put({"a": "1"})
    assert cache.get(["a"]) == {}


def test_a_place_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    cache = FileCache(tmp_path / "file" / "cache.db")
    cache.put({"a": "1"})
    assert cache.get(["a"]) == {}


FILL = """
import sys
from pathlib import Path
from governance.cache import FileCache
cache = FileCache(Path(sys.argv[1]))
for number in range(50):
    cache.put({f"{sys.argv[2]}{number}": "x"})
"""


def test_two_processes_may_write_at_once(tmp_path: Path) -> None:
    file = tmp_path / "cache.db"
    writers = [subprocess.Popen([sys.executable, "-c", FILL, str(file), name]) for name in "ab"]
    assert [writer.wait() for writer in writers] == [0, 0]
    keys = [f"{name}{number}" for name in "ab" for number in range(50)]
    assert set(FileCache(file).get(keys)) == set(keys)


def test_a_key_tells_its_parts_apart() -> None:
    assert len({key("ab", "c"), key("a", "bc"), key("abc"), key("abc", ""), key(b"ab", "c")}) == 4
    assert key("\ud800") != key("?")
