"""Bad and hostile input: each has a defined answer, never a traceback, never a false "clean"."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from typing import Any

import pytest

from governance.cache import FileCache, NoCache
from governance.errors import ConfigError, ExtractError
from governance.extract.ddl import reading
from governance.extract.ddl.operations import Reading
from governance.extract.ddl.reading import read_text
from governance.extract.sources import ddl
from governance.kept import decode, encode
from governance.settings import Source
from governance.sql.dialect import dialect
from governance.sql.parse import deeply
from governance.tree import Folder

GOOD = "CREATE TABLE t (email text);"

FILES = {
    "binary": b"\x7fELF\x00\x01",
    "UTF-16, little endian": GOOD.encode("utf-16"),
    "UTF-16, big endian": b"\xfe\xff" + GOOD.encode("utf-16-be"),
    "UTF-16 without a mark": GOOD.encode("utf-16-le"),
    "Latin-1": "\n\nCREATE TABLE größe (x int);".encode("latin-1"),
    "control characters": b"CREATE TABLE t (\x01 int);",
    "not SQL": b"Dear reader, this is no SQL; really.",
    "half a statement": b"CREATE TABLE t (email text",
    "a comment that never ends": b"/* CREATE TABLE t (email text);",
    "a string that never ends": b"CREATE TABLE t (email text DEFAULT 'x);",
    "a body that never ends": b"CREATE FUNCTION f() AS $$ DROP TABLE t; ",
    "another file": b"\\i other.sql\n",
    "made-up SQL": b"SELECT 'DROP TABLE t' \\gexec\n",
    "an opaque import": b"IMPORT FOREIGN SCHEMA x FROM SERVER s INTO public;",
}


@pytest.mark.parametrize("name", FILES)
def test_what_cannot_be_read_is_a_problem_and_loses_no_other_file(name: str, read: Any) -> None:
    extraction = read({"1.sql": FILES[name], "2.sql": "CREATE TABLE good (email text);"})
    assert "good" in [table.ref.table for table in extraction.tables]
    assert extraction.problems
    assert extraction.problems[0].location.file == "migrations/1.sql"
    assert extraction.coverage.understood < extraction.coverage.statements


def test_the_line_of_the_first_byte_that_is_not_utf8(read: Any) -> None:
    assert read({"1.sql": FILES["Latin-1"]}).problems[0].location.line == 3


def test_a_byte_order_mark_and_windows_line_ends(read: Any) -> None:
    extraction = read({"1.sql": b"\xef\xbb\xbfCREATE TABLE t (\r\n  email text\r\n);"})
    (column,) = extraction.tables[0].columns
    assert (column.location.line, column.location.column) == (2, 3)
    assert not extraction.problems


@pytest.mark.parametrize(
    "name", ["a.b", 'a"b', "a\nb", "😀", "a\u202eb", "x" * 63, "select", " ", "a;b", "$$", "--"]
)
def test_names_of_every_kind(name: str, read: Any) -> None:
    quoted = '"' + name.replace('"', '""') + '"'
    extraction = read(
        f"CREATE TABLE {quoted} ({quoted} text);"
        f"CREATE VIEW v AS SELECT lower({quoted}) AS {quoted} FROM {quoted};"
        f"ALTER TABLE {quoted} ADD COLUMN other int, OWNER TO {quoted};"
    )
    table = next(t for t in extraction.tables if t.kind == "table")
    assert (table.ref.table, table.columns[0].name) == (name, name)
    assert [(e.upstream.column, e.downstream.column) for e in extraction.edges] == [(name, name)]
    assert not extraction.problems


def test_links_are_reported_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "m").mkdir()
    (tmp_path / "m" / "1.sql").write_text(GOOD)
    (tmp_path / "m" / "2.sql").symlink_to("1.sql")
    (tmp_path / "m" / "loop").symlink_to(".")
    extraction = ddl.extract(Source("a", "ddl", "m"), Folder(tmp_path), NoCache())
    assert [p.subject for p in extraction.problems] == ["m/2.sql", "m/loop"]
    assert extraction.coverage.files == 1


def test_a_source_without_files_or_with_an_unknown_dialect(tmp_path: Path) -> None:
    (tmp_path / "m").mkdir()
    with pytest.raises(ExtractError, match="no SQL file under m"):
        ddl.extract(Source("a", "ddl", "m"), Folder(tmp_path), NoCache())
    with pytest.raises(ExtractError, match="needs a path"):
        ddl.extract(Source("a", "ddl"), Folder(tmp_path), NoCache())
    with pytest.raises(ConfigError, match="no dialect"):
        ddl.extract(Source("a", "ddl", "m", "postgrs"), Folder(tmp_path), NoCache())


DEEP = {
    "150 nested calls": "lower(" * 150 + "email" + ")" * 150,
    "200 parentheses": "(" * 200 + "email" + ")" * 200,
}


@pytest.mark.parametrize("name", DEEP)
def test_deep_expressions_are_followed(name: str, read: Any) -> None:
    extraction = read(f"{GOOD} CREATE VIEW v AS SELECT {DEEP[name]} AS x FROM t;")
    assert [str(e.upstream.name) for e in extraction.edges] == ["public.t.email"]
    assert not extraction.problems


def test_a_thousand_unions_are_followed_and_deeper_than_sense_is_a_problem(read: Any) -> None:
    many = " UNION ALL ".join(["SELECT email FROM t"] * 1000)
    extraction = read(f"{GOOD} CREATE VIEW v AS {many};")
    assert extraction.coverage.understood == 2
    deep = "(" * 100_000 + "1" + ")" * 100_000
    extraction = read({"2.sql": f"CREATE VIEW w AS SELECT {deep} AS x; CREATE TABLE u (a int);"})
    assert any("could not be understood" in p.message for p in extraction.problems)
    assert "u" in [t.ref.table for t in extraction.tables]


def test_more_paths_through_temporary_tables_than_can_be_walked(read: Any) -> None:
    steps = ["CREATE TEMP TABLE t0 AS SELECT email AS a, lower(email) AS b FROM t;"]
    steps += [
        f"CREATE TEMP TABLE t{n} AS SELECT a || b AS a, b || a AS b FROM t{n - 1};"
        for n in range(1, 61)
    ]
    extraction = read(f"{GOOD} {' '.join(steps)} CREATE TABLE u AS SELECT a FROM t60;")
    (edge,) = extraction.edges
    assert (edge.upstream.name, edge.downstream.name) == ("public.t.email", "public.u.a")
    assert edge.effect.value == "derived"


def test_temporary_tables_that_fill_each_other_keep_what_they_hold(read: Any) -> None:
    one = "CREATE TEMP TABLE a (email text); CREATE TEMP TABLE b (email text);"
    both = "INSERT INTO a SELECT email FROM b; INSERT INTO b SELECT email FROM a;"
    extraction = read(f"{one} {both} CREATE TABLE u AS SELECT email FROM a;")
    assert [e.upstream.column for e in extraction.edges] == ["email"]
    extraction = read(
        f"{GOOD} {one} {both} INSERT INTO b SELECT email FROM t;"
        "CREATE TABLE u AS SELECT email FROM a;"
    )
    assert [e.upstream.name for e in extraction.edges] == ["public.t.email"]


def test_a_file_of_another_language_is_given_up_and_said_to_be(read: Any) -> None:
    extraction = read("oops; " * 5000)
    assert len(extraction.problems) < 1100
    assert "the rest of this file is not read" in extraction.problems[-1].message


def test_a_file_of_bodies_that_never_close_is_given_up_and_said_to_be(read: Any) -> None:
    extraction = read("CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; " * 1_000)
    (problem,) = extraction.problems
    assert "never closed, the rest of this file is not read" in problem.message


CANARY = "canary-4711"
SECRETS = f"""
CREATE TABLE t (email text DEFAULT '{CANARY}', kind text CHECK (kind IN ('{CANARY}')));
CREATE TYPE mood AS ENUM ('{CANARY}');
INSERT INTO t VALUES ('{CANARY}'); INSERT INTO t SELECT '{CANARY}', email FROM t WHERE kind = '{CANARY}';
CREATE VIEW v AS SELECT email || '{CANARY}' AS e, '{CANARY}' AS f FROM t WHERE kind = $${CANARY}$$;
UPDATE t SET email = '{CANARY}' FRM '{CANARY}';
CREATE TABEL '{CANARY}'; SELECT '{CANARY}
CREATE POLICY p ON t USING (email = '{CANARY}');
CREATE INDEX i ON t (email) WHERE kind = '{CANARY}';
DO $body$ BEGIN EXECUTE format('x {CANARY}', 1); EXECUTE 'CREATE TABLE d (x text DEFAULT ''{CANARY}'')'; END $body$;
COPY t FROM stdin;
{CANARY}	x
\\.
-- {CANARY}
"""  # noqa: E501


@pytest.mark.parametrize("name", ["postgres", "mysql", "snowflake", "bigquery", "tsql", "duckdb"])
def test_no_value_of_the_files_is_kept_or_told(
    name: str, read: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    spoken = dialect(name)
    kept = encode(deeply(lambda: read_text(SECRETS, spoken)))
    cache = tmp_path / "cache.db"
    with caplog.at_level(logging.DEBUG):
        extraction = read(SECRETS, name, FileCache(cache))
    told = f"{extraction!r} {caplog.text} {kept}".encode() + cache.read_bytes()
    assert CANARY.encode() not in told
    assert extraction.problems


def test_readings_come_back_from_the_cache_without_the_parser(
    read: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sql = "CREATE TABLE a (email text); CREATE VIEW v AS SELECT lower(email) AS m FROM a;"
    cache = FileCache(tmp_path / "cache.db")
    first = read(sql, "postgres", cache)
    monkeypatch.setattr(reading, "_KNOWN", {})
    monkeypatch.setitem(sys.modules, "sqlglot", None)
    assert read(sql, "postgres", cache) == first


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", '{"is":"Reading","of":[]}', '{"is":"Popen","of":["ls"]}', '{"a":1}',
     '{"is":"Reading","of":[[{"is":"Write","of":[]}],1,1,0]}', "[" * 100_000],
)  # fmt: skip
def test_a_cache_entry_of_something_else_is_no_reading(text: str) -> None:
    assert decode(text, Reading) is None


def test_each_problem_can_be_told_from_the_others_without_its_line(read: Any) -> None:
    bad = "CREATE TABEL x (a int);\n"
    one = read({"1.sql": bad + bad + "FROBNICATE;"})
    two = read({"1.sql": "\n\n" + bad + bad + "FROBNICATE;"})
    marks = [p.fingerprint for p in one.problems]
    assert len(set(marks)) == 3
    assert marks == [p.fingerprint for p in two.problems]
