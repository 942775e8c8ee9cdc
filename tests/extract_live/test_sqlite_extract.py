"""What is read from a SQLite file, and that reading leaves it alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from governance.cache import NoCache
from governance.errors import ExtractError
from governance.extract.base import Extraction
from governance.extract.sources import sqlite
from governance.model.catalog import Column, ForeignKey, Index, Table
from governance.model.lineage import EdgeKind, Effect
from governance.model.names import TableRef
from governance.settings import Source
from governance.tree import Folder

CANARY = "zanzibar"


def write(file: Path, script: str) -> Path:
    connection = sqlite3.connect(file)
    connection.executescript(script)
    connection.close()
    return file


def read(file: Path) -> Extraction:
    source = Source(name="app", kind="sqlite", path=file.name)
    return sqlite.extract(source, Folder(file.parent), NoCache())


def ref(table: str) -> TableRef:
    return TableRef("app", "main", table)


def test_tables_views_keys_and_indexes(tmp_path: Path) -> None:
    extraction = read(
        write(
            tmp_path / "shop.db",
            f"""
            CREATE TABLE Customers (
                Id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE,
                nick VARCHAR(40) DEFAULT '{CANARY}',
                twice TEXT AS (nick || nick), CHECK (nick <> '{CANARY}!')
            );
            CREATE TABLE orders (
                day TEXT, n INT, customer INTEGER REFERENCES customers, mail TEXT,
                PRIMARY KEY (n, day), FOREIGN KEY (mail) REFERENCES CUSTOMERS (EMAIL)
            );
            CREATE INDEX by_nick ON customers (lower(nick), nick);
            CREATE UNIQUE INDEX once ON customers (nick);
            CREATE UNIQUE INDEX part ON customers (nick) WHERE nick <> '{CANARY}';
            CREATE VIEW mails AS SELECT email, '{CANARY}' AS c FROM customers;
            CREATE TABLE strict_one (a ANY PRIMARY KEY) STRICT, WITHOUT ROWID;
            INSERT INTO customers (email, nick) VALUES ('{CANARY}@example.org', '{CANARY}');
            """,
        )
    )
    assert extraction.problems == ()
    assert extraction.tables == (
        Table(
            ref("Customers"),
            columns=(
                Column("Id", "integer", nullable=False),
                Column("email", "text", nullable=False),
                Column("nick", "varchar(40)", has_default=True),
                Column("twice", "text", has_default=True),
            ),
            primary_key=("Id",),
            unique=(("email",),),
            indexes=(
                Index("part", ("nick",)),
                Index("once", ("nick",), unique=True),
                Index("by_nick", ("nick",)),
            ),
        ),
        Table(ref("mails"), "view", (Column("email", "text"), Column("c", ""))),
        Table(
            ref("orders"),
            columns=(
                Column("day", "text"),
                Column("n", "int"),
                Column("customer", "integer"),
                Column("mail", "text"),
            ),
            primary_key=("n", "day"),
            foreign_keys=(
                ForeignKey(("mail",), ref("Customers"), ("email",)),
                ForeignKey(("customer",), ref("Customers")),
            ),
        ),
        Table(ref("strict_one"), columns=(Column("a", "any", nullable=False),), primary_key=("a",)),
    )
    assert (extraction.coverage.tables, extraction.coverage.columns) == (4, 11)
    assert CANARY not in repr(extraction)


def test_a_broken_view_is_a_problem_and_the_rest_is_read(tmp_path: Path) -> None:
    file = write(
        tmp_path / "broken.db",
        """
        CREATE TABLE gone (a); CREATE TABLE kept (b);
        CREATE VIEW over_gone AS SELECT a FROM gone; DROP TABLE gone;
        CREATE VIEW circle AS SELECT * FROM kept;
        PRAGMA writable_schema = ON;
        UPDATE sqlite_master SET sql = 'CREATE VIEW circle AS SELECT * FROM circle'
            WHERE name = 'circle';
        INSERT INTO sqlite_master VALUES
          ('table', 'virtual', 'virtual', 0, 'CREATE VIRTUAL TABLE virtual USING no_such_module()');
        """,
    )
    extraction = read(file)
    assert {t.ref.table: (len(t.columns), t.open) for t in extraction.tables} == {
        "circle": (0, True),
        "kept": (1, False),
        "over_gone": (0, True),
        "virtual": (0, True),
    }
    assert sorted(p.subject for p in extraction.problems) == [
        "app:main.circle",
        "app:main.over_gone",
        "app:main.virtual",
    ]


def test_views_are_followed_in_the_spelling_of_the_tables(tmp_path: Path) -> None:
    file = write(
        tmp_path / "views.db",
        """
        CREATE TABLE "Cust omers" (Id INTEGER PRIMARY KEY, "E-Mail" TEXT, "Üser" TEXT);
        CREATE VIEW Contacts (Number, Contact) AS
          SELECT ID, lower("e-mail") FROM main."cust OMERS";
        CREATE VIEW second AS SELECT * FROM contacts;
        CREATE VIEW third AS SELECT [Üser] FROM "Cust omers" ORDER BY 1;
        """,
    )
    extraction = read(file)
    assert extraction.problems == ()
    assert {
        (edge.upstream.name, edge.downstream.name, edge.effect, edge.location)
        for edge in extraction.edges
        if edge.kind is EdgeKind.VALUE
    } == {
        ('main."Cust omers".Id', "main.Contacts.Number", Effect.IDENTITY, None),
        ('main."Cust omers"."E-Mail"', "main.Contacts.Contact", Effect.DERIVED, None),
        ("main.Contacts.Number", "main.second.Number", Effect.IDENTITY, None),
        ("main.Contacts.Contact", "main.second.Contact", Effect.IDENTITY, None),
        ('main."Cust omers".Üser', "main.third.Üser", Effect.IDENTITY, None),
    }


HOSTILE = [
    'quo"te',
    "dot.ted",
    "semi;colon --",
    "new\nline",
    "Ünïcödé 🦊",
    "right\u202eleft",
    "%s{}",
    "",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_come_out_as_they_are(tmp_path: Path, name: str) -> None:
    quoted = '"' + name.replace('"', '""') + '"'
    file = write(tmp_path / "odd.db", f"CREATE TABLE {quoted} ({quoted} INT UNIQUE)")
    (table,) = read(file).tables
    assert table == Table(ref(name), columns=(Column(name, "int"),), unique=((name,),))


@pytest.mark.parametrize(
    "name", ["per%cent.db", "que?ry#.db", "sp ace.db", "ünï🦊.db", "a&mode=rwc.db"]
)
def test_hostile_file_names_are_opened_and_no_other_is_made(tmp_path: Path, name: str) -> None:
    write(tmp_path / name, "CREATE TABLE t (a)")
    assert len(read(tmp_path / name).tables) == 1
    assert [file.name for file in tmp_path.iterdir()] == [name]


def test_a_database_at_rest_in_wal_mode_is_read_and_nothing_appears_beside_it(
    tmp_path: Path,
) -> None:
    file = write(tmp_path / "wal.db", "PRAGMA journal_mode = WAL; CREATE TABLE t (a)")
    before = file.read_bytes()
    assert len(read(file).tables) == 1
    assert [found.name for found in tmp_path.iterdir()] == ["wal.db"]
    assert file.read_bytes() == before


def test_what_stands_only_in_the_write_ahead_log_is_read(tmp_path: Path) -> None:
    file = tmp_path / "wal.db"
    writer = sqlite3.connect(file)
    writer.executescript(
        "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; CREATE TABLE t (a)"
    )
    assert len(read(file).tables) == 1
    writer.close()


def test_a_locked_database_is_said_to_be_locked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("governance.extract.live.sqlite.BUSY_SECONDS", 0.05)
    file = write(tmp_path / "busy.db", "CREATE TABLE t (a)")
    writer = sqlite3.connect(file)
    writer.execute("BEGIN EXCLUSIVE")
    with pytest.raises(ExtractError, match="locked"):
        read(file)
    writer.close()


def _text(file: Path) -> None:
    file.write_text(f"{CANARY}, not a database. " * 100)


def _truncated(file: Path) -> None:
    write(file, "".join(f"CREATE TABLE {CANARY}{n} (a);" for n in range(200)))
    file.write_bytes(file.read_bytes()[:5000])


def _broken_schema(file: Path) -> None:
    write(
        file,
        f"CREATE TABLE t (a); PRAGMA writable_schema = ON; "
        f"UPDATE sqlite_master SET sql = 'CREATE TABLE {CANARY} ({CANARY}'",
    )


def _nothing(file: Path) -> None:
    pass


def _folder(file: Path) -> None:
    file.mkdir()


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (_text, "is not a SQLite database"),
        (_truncated, "damaged"),
        (_broken_schema, "damaged"),
        (_nothing, "there is no file"),
        (_folder, "there is no file"),
    ],
)
def test_what_is_no_database_is_an_error_without_its_content(
    tmp_path: Path, make: Callable[[Path], None], said: str
) -> None:
    make(tmp_path / "bad.db")
    with pytest.raises(ExtractError, match=said) as caught:
        read(tmp_path / "bad.db")
    assert CANARY not in str(caught.value)


def test_an_empty_database_is_a_problem_not_a_clean_result(tmp_path: Path) -> None:
    (tmp_path / "empty.db").touch()
    (problem,) = read(tmp_path / "empty.db").problems
    assert "no tables" in problem.message


@pytest.mark.parametrize("url", ["sqlite:///my%20shop.db", "sqlite:///{folder}/my%20shop.db"])
def test_a_url_instead_of_a_path(tmp_path: Path, url: str) -> None:
    write(tmp_path / "my shop.db", "CREATE TABLE t (a)")
    source = Source(name="app", kind="sqlite", url=url.format(folder=tmp_path))
    assert len(sqlite.extract(source, Folder(tmp_path), NoCache()).tables) == 1


def test_another_url_is_refused_without_it(tmp_path: Path) -> None:
    source = Source(name="app", kind="sqlite", url=f"postgresql://user:{CANARY}@host/db")
    with pytest.raises(ExtractError, match="sqlite:///FILE") as caught:
        sqlite.extract(source, Folder(tmp_path), NoCache())
    assert CANARY not in str(caught.value)


def test_a_file_damaged_anywhere_is_read_or_refused_but_never_a_surprise(tmp_path: Path) -> None:
    random = Random(7)
    good = write(
        tmp_path / "good.db",
        f"""
        CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
        CREATE TABLE notes (id INTEGER PRIMARY KEY, person REFERENCES people (id), note TEXT);
        CREATE INDEX by_person ON notes (person);
        CREATE VIEW both AS SELECT p.name, n.note FROM people AS p, notes AS n;
        INSERT INTO people VALUES (1, '{CANARY}');
        """,
    ).read_bytes()
    refused = []
    for _ in range(200):
        damaged = bytearray(good)
        for _ in range(random.choice((1, 3, 30))):
            damaged[random.randrange(4096)] = random.randrange(256)
        (tmp_path / "bad.db").write_bytes(damaged)
        try:
            read(tmp_path / "bad.db")
        except ExtractError as error:
            refused.append(str(error))
    assert 0 < len(refused) < 200
    assert CANARY not in "".join(refused)
