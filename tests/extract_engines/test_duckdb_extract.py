"""What is read from a DuckDB file, and that reading leaves it and everything else alone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from random import Random

import duckdb
import pytest

from governance.cache import NoCache
from governance.errors import ExtractError, LictorError, MissingExtra
from governance.extract.base import Extraction
from governance.extract.sources import duckdb as extractor
from governance.model.catalog import Column, ForeignKey, Index, Statistics, Table
from governance.model.lineage import Edge, Effect
from governance.model.names import TableRef
from governance.settings import Source
from governance.tree import Folder

CANARY = "zanzibar"
NUMBER = "481516"

SCRIPT = f"""
CREATE SCHEMA crm;
CREATE TYPE mood AS ENUM ('{CANARY}', 'b');
CREATE TABLE crm.people (
    id integer PRIMARY KEY, feels mood DEFAULT '{CANARY}', nick varchar DEFAULT 'a' || '{CANARY}',
    more integer GENERATED ALWAYS AS (id + {NUMBER}),
    parts STRUCT(e ENUM('{CANARY}', 'it''s'), b integer), UNIQUE (nick), CHECK (nick <> '{CANARY}!')
);
COMMENT ON TABLE crm.people IS 'People who buy.';
COMMENT ON COLUMN crm.people.nick IS 'As they want to be called.';
INSERT INTO crm.people (id, nick) VALUES ({NUMBER}, '{CANARY}'), (2, 'b');
CREATE TABLE crm."odd ""one" (person integer REFERENCES crm.people (id), "q""z" varchar NOT NULL);
CREATE INDEX by_q ON crm."odd ""one" ("q""z", (lower("q""z") || '{CANARY}'));
CREATE VIEW crm.shown AS SELECT nick, upper(nick) AS loud, '{CANARY}' AS c FROM crm.people;
CREATE VIEW again AS SELECT loud FROM shop.crm.shown WHERE loud <> '{CANARY}';
CREATE TEMP TABLE passing (a integer);
"""


def write(file: Path, script: str) -> Path:
    with duckdb.connect(str(file)) as connection:
        connection.execute(script)
    return file


def read(file: Path, *schemas: str) -> Extraction:
    source = Source(name="app", kind="duckdb", path=file.name, schemas=schemas)
    return extractor.extract(source, Folder(file.parent), NoCache())


def test_tables_views_keys_and_indexes(tmp_path: Path) -> None:
    extraction = read(write(tmp_path / "shop.duckdb", SCRIPT))
    people, odd = TableRef("app", "crm", "people"), TableRef("app", "crm", 'odd "one')
    shown, again = TableRef("app", "crm", "shown"), TableRef("app", "main", "again")
    generated = int(duckdb.__version__.split(".")[0]) >= 2  # older ones do not say
    (key,) = extraction.tables[0].foreign_keys
    assert extraction.problems == ()
    assert extraction.tables == (
        Table(
            odd,
            columns=(Column("person", "integer"), Column('q"z', "varchar", nullable=False)),
            foreign_keys=(ForeignKey(("person",), people, ("id",), key.name),),
            indexes=(Index("by_q", ('q"z',)),),
        ),
        Table(
            people,
            columns=(
                Column("id", "integer", nullable=False),
                Column("feels", "enum", has_default=True, default="?"),
                Column(
                    "nick",
                    "varchar",
                    has_default=True,
                    comment="As they want to be called.",
                    default="(? || ?)",
                ),
                Column(
                    "more",
                    "integer",
                    has_default=True,
                    default="CAST((id + ?) AS INTEGER)",
                    generated=generated,
                ),
                Column("parts", "struct(e enum, b integer)"),
            ),
            comment="People who buy.",
            primary_key=("id",),
            unique=(("nick",),),
        ),
        Table(
            shown,
            "view",
            (Column("nick", "varchar"), Column("loud", "varchar"), Column("c", "varchar")),
            definition="SELECT nick, upper(nick) AS loud, ? AS c FROM crm.people",
        ),
        Table(
            again,
            "view",
            (Column("loud", "varchar"),),
            definition=extraction.tables[3].definition,
        ),
    )
    assert "<> ?" in (extraction.tables[3].definition or "").replace("!=", "<>")
    assert extraction.statistics == {people: Statistics(rows=2), odd: Statistics(rows=0)}
    values = {edge for edge in extraction.edges if edge.kind.value == "value"}
    computed = {Edge(people.column("id"), people.column("more"), Effect.DERIVED)}
    assert values == (computed if generated else set()) | {
        Edge(people.column("nick"), shown.column("nick"), Effect.IDENTITY),
        Edge(people.column("nick"), shown.column("loud"), Effect.DERIVED),
        Edge(shown.column("loud"), again.column("loud"), Effect.IDENTITY),
    }
    assert CANARY not in repr(extraction)
    assert NUMBER not in repr(extraction)


def test_globs_and_nothing_there(tmp_path: Path) -> None:
    file = write(tmp_path / "shop.duckdb", SCRIPT)
    assert {table.ref.schema for table in read(file, "cr*").tables} == {"crm"}
    (problem,) = read(file, "cr*", "nowhere").problems
    assert '"nowhere"' in problem.message
    (problem,) = read(write(tmp_path / "bare.duckdb", "SELECT 1")).problems
    assert "no tables" in problem.message


def test_reading_changes_nothing_and_opens_no_other_file(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text(f"a\n{CANARY}\n")
    script = f"CREATE VIEW peek AS SELECT * FROM read_csv('{tmp_path / 'secret.csv'}')"
    file = write(tmp_path / "shop.duckdb", script)
    before = file.read_bytes(), sorted(p.name for p in tmp_path.iterdir())
    (tmp_path / "secret.csv").unlink()
    extraction = read(file)
    assert [column.name for column in extraction.tables[0].columns] == ["a"]
    assert (file.read_bytes(), sorted([*(p.name for p in tmp_path.iterdir()), "secret.csv"])) == (
        before
    )
    assert "secret" not in (extraction.tables[0].definition or "")


HOSTILE = ('odd"name', "semi;colon", "a.b", "ünï", "new\nline", "it's", "\\", "--", "[x, y]")


def test_names_of_any_kind(tmp_path: Path) -> None:
    def quoted(name: str) -> str:
        return '"' + name.replace('"', '""') + '"'

    columns = ", ".join(f"{quoted(name)} integer" for name in HOSTILE)
    script = "".join(
        f"CREATE TABLE {quoted(name)} ({columns});"
        f"CREATE INDEX {quoted('i' + name)} ON {quoted(name)} ({quoted(name)});"
        for name in HOSTILE
    )
    tables = read(write(tmp_path / "hostile.duckdb", script)).tables
    assert {table.ref.table for table in tables} == set(HOSTILE)
    assert {tuple(c.name for c in table.columns) for table in tables} == {HOSTILE}
    assert {(t.ref.table, t.indexes[0].columns) for t in tables} == {(n, (n,)) for n in HOSTILE}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "there is no file"),
        (f"{CANARY}, not a database. ".encode() * 1000, "is not a DuckDB database"),
        (b"", "cannot be read|not a DuckDB database|no tables"),
    ],
)
def test_what_is_no_database_is_an_error_without_its_content(
    tmp_path: Path, content: bytes | None, said: str
) -> None:
    if content is not None:
        (tmp_path / "bad.duckdb").write_bytes(content)
    with pytest.raises(LictorError, match=said) as caught:
        read(tmp_path / "bad.duckdb")
    assert CANARY not in str(caught.value)


def test_a_database_that_somebody_writes_to(tmp_path: Path) -> None:
    file = write(tmp_path / "shop.duckdb", SCRIPT)
    code = (
        "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('open', flush=True);"
        "sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as writer:
        assert writer.stdout
        writer.stdout.readline()
        with pytest.raises(ExtractError, match="is open in a program that writes to it"):
            read(file)
        writer.communicate()
    assert len(read(file).tables) == 4


def test_a_file_damaged_anywhere_is_read_or_refused(tmp_path: Path) -> None:
    random = Random(7)
    good = write(tmp_path / "shop.duckdb", SCRIPT).read_bytes()
    refused = []
    for _ in range(60):
        damaged = bytearray(good)
        for _ in range(random.choice((1, 3, 30))):
            damaged[random.randrange(len(damaged))] = random.randrange(256)
        (tmp_path / "bad.duckdb").write_bytes(damaged)
        try:
            read(tmp_path / "bad.duckdb")
        except ExtractError as error:
            refused.append(str(error))
    assert refused
    assert CANARY not in "".join(refused)


@pytest.mark.parametrize(
    "url", ["duckdb:///my%20shop.duckdb", "duckdb:///{folder}/my%20shop.duckdb"]
)
def test_a_url_instead_of_a_path(tmp_path: Path, url: str) -> None:
    write(tmp_path / "my shop.duckdb", "CREATE TABLE t (a integer)")
    source = Source(name="app", kind="duckdb", url=url.format(folder=tmp_path))
    assert len(extractor.extract(source, Folder(tmp_path), NoCache()).tables) == 1
    other = Source(name="app", kind="duckdb", url=f"md:{CANARY}")
    with pytest.raises(ExtractError, match="duckdb:///FILE") as caught:
        extractor.extract(other, Folder(tmp_path), NoCache())
    assert CANARY not in str(caught.value)


def test_without_duckdb_it_says_what_brings_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(MissingExtra, match=r"pip install 'lictor\[duckdb\]'"):
        read(tmp_path / "shop.duckdb")
