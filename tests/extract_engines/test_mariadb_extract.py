"""What is read from a MariaDB server, and what is not."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from governance.cache import NoCache
from governance.errors import ConfigError, ExtractError
from governance.extract.base import Extraction
from governance.extract.live.mariadb_rights import _like
from governance.extract.sources import mariadb as extractor
from governance.extract.sources import sqlalchemy as inspector
from governance.model.catalog import Column, ForeignKey, Grant, Index, Role, Table
from governance.model.lineage import Edge, EdgeKind, Effect
from governance.model.names import TableRef
from governance.settings import Source
from governance.tree import Folder

from .conftest import FAR, MariaDB

CANARY = "zanzibar"
NUMBER = "481516"

SCRIPT = f"""
CREATE TABLE customers (
    id bigint AUTO_INCREMENT PRIMARY KEY,
    email varchar(200) NOT NULL UNIQUE COMMENT 'Where we write to.',
    nick varchar(40) CHARACTER SET latin1 DEFAULT '{CANARY}',
    mood enum('{CANARY}', 'it''s {CANARY}(', 'sad') NOT NULL DEFAULT 'sad',
    score int DEFAULT {NUMBER},
    made timestamp NOT NULL DEFAULT current_timestamp(),
    twice varchar(90) AS (concat(nick, '{CANARY}', "{CANARY}")) STORED,
    nothing int NULL DEFAULT NULL,
    random varchar(90) DEFAULT (concat('{CANARY}', uuid())),
    CHECK (nick <> '{CANARY}!')
) COMMENT 'People who buy.';
CREATE INDEX by_nick ON customers (nick, email);
CREATE UNIQUE INDEX once ON customers (nick, score);
INSERT INTO customers (email, nick) VALUES ('{CANARY}@example.org', '{CANARY}');
CREATE TABLE orders (
    day date, customer bigint, note text, PRIMARY KEY (day, customer),
    CONSTRAINT ordered_by FOREIGN KEY (customer) REFERENCES customers (id)
) PARTITION BY HASH (customer);
"""
# a partitioned table has no foreign keys in MariaDB
SCRIPT = (
    SCRIPT.replace(" PARTITION BY HASH (customer)", "")
    + f"""
CREATE TABLE parts (a int) PARTITION BY HASH (a) PARTITIONS 4;
CREATE VIEW mails AS
    SELECT email, concat(nick, '{CANARY}') AS n, {NUMBER} AS k FROM customers
    WHERE nick <> '{CANARY}';
CREATE SEQUENCE numbers;
"""
)


def read(url: str, *schemas: str) -> Extraction:
    source = Source(name="app", kind="mariadb", url=url, schemas=schemas)
    return extractor.extract(source, Folder(Path()), NoCache())


def test_tables_views_keys_and_indexes(mariadb: MariaDB) -> None:
    extraction = read(mariadb.database("shop", SCRIPT))

    def ref(table: str) -> TableRef:
        return TableRef("app", "shop", table)

    assert extraction.problems == ()
    assert extraction.tables == (
        Table(
            ref("customers"),
            columns=(
                Column("id", "bigint(20)", False, True, identity="by default"),
                Column("email", "varchar(200)", False, comment="Where we write to."),
                Column("nick", "varchar(40)", has_default=True, default="?"),
                Column("mood", "enum", False, True, default="?"),
                Column("score", "int(11)", has_default=True, default="?"),
                Column("made", "timestamp", False, True, default="current_timestamp()"),
                Column(
                    "twice",
                    "varchar(90)",
                    has_default=True,
                    default="concat(`nick`,?,?)",
                    generated=True,
                ),
                Column("nothing", "int(11)"),
                Column("random", "varchar(90)", has_default=True, default="concat(?,uuid())"),
            ),
            comment="People who buy.",
            primary_key=("id",),
            unique=(("email",), ("nick", "score")),
            indexes=(Index("by_nick", ("nick", "email")),),
        ),
        Table(
            ref("mails"),
            "view",
            (
                Column("email", "varchar(200)", False, comment="Where we write to."),
                Column("n", "varchar(48)"),
                Column("k", "int(6)", False),
            ),
            definition=(
                "select `shop`.`customers`.`email` AS `email`,"
                "concat(`shop`.`customers`.`nick`,?) AS `n`,? AS `k` "
                "from `shop`.`customers` where `shop`.`customers`.`nick` <> ?"
            ),
        ),
        Table(
            ref("orders"),
            columns=(
                Column("day", "date", False),
                Column("customer", "bigint(20)", False),
                Column("note", "text"),
            ),
            primary_key=("day", "customer"),
            foreign_keys=(ForeignKey(("customer",), ref("customers"), ("id",), "ordered_by"),),
            indexes=(Index("ordered_by", ("customer",)),),
        ),
        Table(ref("parts"), columns=(Column("a", "int(11)"),)),
    )
    assert (extraction.coverage.tables, extraction.coverage.columns) == (4, 16)
    nick = ref("customers").column("nick")
    assert Edge(nick, ref("mails").column("n"), Effect.DERIVED) in extraction.edges
    assert Edge(nick, ref("customers").column("twice"), Effect.DERIVED) in extraction.edges
    assert Edge(nick, ref("mails").column("*"), Effect.PREDICATE, EdgeKind.INFLUENCE) in (
        extraction.edges
    )
    assert CANARY not in repr(extraction)
    assert NUMBER not in repr(extraction)


def test_estimates_are_of_tables_alone(mariadb: MariaDB) -> None:
    script = (
        "CREATE TABLE t (a int); CREATE VIEW v AS SELECT a FROM t;"
        "INSERT INTO t SELECT seq FROM seq_1_to_1000; ANALYZE TABLE t PERSISTENT FOR ALL;"
    )
    statistics = read(mariadb.database("counted", script)).statistics
    (ref,) = statistics
    assert ref == TableRef("app", "counted", "t")
    assert statistics[ref].rows == pytest.approx(1000, rel=0.1)
    assert (statistics[ref].bytes or 0) > 16_000


def test_the_database_of_the_url_and_globs(mariadb: MariaDB) -> None:
    mariadb.database("one", "CREATE TABLE t (a int)")
    url = mariadb.database("two_a", "CREATE TABLE t (a int)")

    def schemas(url: str, *globs: str) -> set[str]:
        return {table.ref.schema for table in read(url, *globs).tables}

    assert schemas(url) == {"two_a"}
    assert schemas(url, "one", "two_*") == {"one", "two_a"}
    everything = schemas(mariadb.url())
    assert {"one", "two_a"} <= everything
    assert not everything & {"mysql", "sys", "information_schema", "performance_schema"}


def test_a_glob_that_matches_nothing_and_an_empty_database_are_problems(mariadb: MariaDB) -> None:
    url = mariadb.database("bare", "SELECT 1")
    (problem,) = read(url).problems
    assert "no tables" in problem.message
    (problem,) = read(url, "nowhere", "bare").problems[:1]
    assert '"nowhere"' in problem.message


def test_a_broken_view_is_a_problem_and_the_rest_is_read(mariadb: MariaDB) -> None:
    url = mariadb.database(
        "broken",
        "CREATE TABLE kept (a int); CREATE TABLE gone (b int);"
        "CREATE VIEW over_gone AS SELECT b FROM gone; DROP TABLE gone;",
    )
    extraction = read(url)
    assert [(str(t.ref), t.open) for t in extraction.tables] == [
        ("app:broken.kept", False),
        ("app:broken.over_gone", True),
    ]
    (problem,) = extraction.problems
    assert problem.subject == "app:broken.over_gone"


HOSTILE = ('odd"`name', "semi;colon", "a.b", "ünï", "new\nline", "it's", "\\", "--")


def test_names_of_any_kind(mariadb: MariaDB) -> None:
    def quoted(name: str) -> str:
        return "`" + name.replace("`", "``") + "`"

    columns = ", ".join(f"{quoted(name)} int" for name in HOSTILE)
    script = "".join(f"CREATE TABLE {quoted(name)} ({columns});" for name in HOSTILE)
    tables = read(mariadb.database("hostile", script)).tables
    assert {table.ref.table for table in tables} == set(HOSTILE)
    assert {tuple(c.name for c in table.columns) for table in tables} == {HOSTILE}
    assert all(TableRef.parse(str(table.ref)) == table.ref for table in tables)


def test_who_may_do_what(mariadb: MariaDB) -> None:
    url = mariadb.database(
        "rights",
        "CREATE TABLE t (a int, b int, c int); CREATE VIEW v AS SELECT a FROM t;"
        "CREATE OR REPLACE ROLE analyst; CREATE OR REPLACE USER anna@'%';"
        "GRANT analyst TO anna@'%';"
        "GRANT SELECT ON rights.t TO analyst;"
        "GRANT SELECT (a), SELECT (b), UPDATE (b) ON rights.t TO anna@'%';"
        "GRANT INSERT ON rights.t TO anna@'%' WITH GRANT OPTION;"
        "GRANT SELECT ON `right_`.* TO anna@'%'; GRANT DELETE ON `other%`.* TO anna@'%';",
    )
    extraction = read(url)
    table, whole = TableRef("app", "rights", "t"), TableRef("app", "rights", "*")
    granted = {g for g in extraction.grants if not g.grantee.startswith(("root@", "mariadb.sys@"))}
    assert granted == {
        Grant(table, "analyst", "SELECT"),
        Grant(table, "anna@%", "SELECT", ("a", "b"), grantable=True),
        Grant(table, "anna@%", "UPDATE", ("b",), grantable=True),
        Grant(table, "anna@%", "INSERT", grantable=True),
        Grant(whole, "anna@%", "SELECT", future=True),
    }
    everything = {g.privilege for g in extraction.grants if g.grantee == "root@localhost"}
    assert {"SELECT", "UPDATE"} <= everything
    roles = {role.name: role for role in extraction.roles}
    assert roles["analyst"] == Role("app", "analyst")
    assert roles["anna@%"] == Role("app", "anna@%", can_login=True, member_of=("analyst",))
    assert roles["root@localhost"].superuser

    mariadb.run("GRANT SHOW VIEW ON rights.* TO anna@'%'; CREATE OR REPLACE USER ben@'%'")
    mariadb.run("GRANT SELECT (a) ON rights.t TO ben@'%'; GRANT SELECT ON rights.v TO ben@'%'")
    extraction = read(mariadb.url("rights", "ben"))
    assert {t.ref.table: [c.name for c in t.columns] for t in extraction.tables} == {
        "t": ["a"],
        "v": ["a"],
    }
    (notice,) = extraction.notices
    assert "users and roles are not read" in notice
    (problem,) = extraction.problems
    assert problem.subject == "app:rights.v"
    assert "does not show its SQL" in problem.message
    assert {g.grantee for g in extraction.grants} == {"ben@%"}


@pytest.mark.parametrize(
    ("pattern", "schema", "fits"),
    [
        ("shop", "shop", True),
        ("shop", "shops", False),
        ("stg_web", "stgXweb", True),
        (r"stg\_web", "stgXweb", False),
        (r"stg\_%", "stg_web", True),
        ("%", "anything", True),
        ("a.c", "abc", False),
    ],
)
def test_patterns_of_grants(pattern: str, schema: str, fits: bool) -> None:
    assert _like(pattern, schema) is fits


def test_the_inspector_sees_the_same(mariadb: MariaDB) -> None:
    url = mariadb.database("shop", SCRIPT)
    ours = read(url).tables
    source = Source(
        name="app",
        kind="sqlalchemy",
        dialect="mysql",
        url=url.replace("mariadb:", "mysql+pymysql:"),
        schemas=("shop",),
    )
    extraction = inspector.extract(source, Folder(Path()), NoCache())
    theirs = {table.ref: table for table in extraction.tables}
    assert CANARY not in repr(extraction)
    assert NUMBER not in repr(extraction)
    for table in ours:
        other = theirs[table.ref]
        assert [c.name for c in other.columns] == [c.name for c in table.columns]
        assert (other.kind, other.primary_key, other.comment) == (
            table.kind,
            table.primary_key,
            table.comment,
        )
        assert other.foreign_keys == table.foreign_keys
    # what a column is computed from is followed only where the information schema is asked
    seen = {edge for edge in read(url).edges if edge.downstream.column != "twice"}
    assert set(extraction.edges) == seen


def test_nothing_can_be_written_and_nothing_takes_for_ever(mariadb: MariaDB) -> None:
    from sqlalchemy.exc import DBAPIError

    from governance.extract.live.engine import session
    from governance.extract.live.mariadb import ENGINE, _not_for_ever

    url = mariadb.database("held", "CREATE TABLE t (a int)")
    source = Source(name="app", kind="mariadb", url=url)
    with session(ENGINE, source) as opened:
        _not_for_ever(opened.connection)
        for statement in ("INSERT INTO t VALUES (1)", "CREATE TABLE u (a int)", "DROP TABLE t"):
            with pytest.raises(DBAPIError, match="READ ONLY"):
                opened.connection.exec_driver_sql(statement)
        said = "SELECT @@max_statement_time, @@lock_wait_timeout"
        assert opened.connection.exec_driver_sql(said).one() == (60, 5)


def test_a_slow_query_and_a_lost_connection_are_sentences(mariadb: MariaDB) -> None:
    from governance.extract.live.engine import session
    from governance.extract.live.mariadb import ENGINE

    source = Source(name="app", kind="mariadb", url=mariadb.database("held", "SELECT 1"))

    def slow() -> None:
        with session(ENGINE, source) as opened:
            opened.connection.exec_driver_sql("SET SESSION max_statement_time = 0.1")
            opened.connection.exec_driver_sql(f"SELECT sleep(5), '{CANARY}'")

    def lost() -> None:
        with session(ENGINE, source) as opened:
            (number,) = opened.connection.exec_driver_sql("SELECT connection_id()").one()
            mariadb.run(f"KILL {number}")
            opened.connection.exec_driver_sql(f"SELECT '{CANARY}'")

    for failing, said in ((slow, "took too long"), (lost, "connection was lost")):
        with pytest.raises(ExtractError, match=said) as caught:
            failing()
        assert CANARY not in str(caught.value)
        assert caught.value.__suppress_context__


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.parametrize(
    ("url", "said"),
    [
        (f"mariadb://{CANARY}:{CANARY}@localhost/{{there}}", "refuses the user or the password"),
        (f"mariadb://root@localhost/{CANARY}{{there}}", "no such database"),
        (f"mariadb://root:{CANARY}@localhost/?unix_socket=/nowhere/{CANARY}", "nobody answers"),
        (f"mariadb://root:{CANARY}@{CANARY}.invalid/", "not known|nobody answers"),
        (f"mariadb://root:{CANARY}@127.0.0.1:1/", "nobody answers"),
        (f"postgresql://root:{CANARY}@localhost/", "and not with mysql:// or mariadb://"),
        (f"not a url {CANARY}", "no connection string"),
        (f"mariadb://root:{CANARY}@h:port/", "no connection string"),
        (f"mariadb+{CANARY}://root@localhost/", "driver of MariaDB or MySQL"),
        (f"mariadb://root@{FAR}/?ssl_ca=/{CANARY}.pem", "certificate of the url cannot be read"),
        (f"mariadb://root@localhost/{{there}}&{CANARY}=1", "cannot be read"),
    ],
)
def test_errors_hold_nothing_of_the_url(mariadb: MariaDB, url: str, said: str) -> None:
    from governance.errors import LictorError

    url = url.replace("{there}", f"?unix_socket={mariadb.socket}")
    with pytest.raises(LictorError, match=said) as caught:
        read(url)
    assert CANARY not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    gc.collect()  # PyMySQL leaves the socket of a connection that failed to that


def test_a_url_that_is_missing_or_not_set() -> None:
    with pytest.raises(ConfigError, match="needs a url"):
        extractor.extract(Source(name="app", kind="mariadb"), Folder(Path()), NoCache())
    with pytest.raises(ConfigError, match="NOT_SET_ANYWHERE"):
        read("${NOT_SET_ANYWHERE}")


def far(mariadb: MariaDB, more: str = "") -> str:
    mariadb.database("far", "CREATE TABLE t (a int)")
    mariadb.run(
        f"CREATE OR REPLACE USER far@'%' IDENTIFIED BY '{CANARY}'; GRANT SELECT ON far.* TO far@'%'"
    )
    return f"mariadb://far:{CANARY}@{FAR}:{mariadb.port}/far{more}"


def test_a_password_from_a_file(mariadb: MariaDB, tmp_path: Path) -> None:
    url = far(mariadb, f"?ssl_ca={mariadb.certificate}")
    (tmp_path / "password").write_text(f"{CANARY}\n")
    source = Source(
        "app",
        "mariadb",
        url=url.replace(f":{CANARY}@", "@"),
        password_file=str(tmp_path / "password"),
    )
    assert len(extractor.extract(source, Folder(tmp_path), NoCache()).tables) == 1
    twice = Source("app", "mariadb", url=url, password_file=str(tmp_path / "password"))
    with pytest.raises(ExtractError, match="and password_file") as caught:
        extractor.extract(twice, Folder(tmp_path), NoCache())
    assert CANARY not in str(caught.value)


@pytest.mark.parametrize(
    ("more", "noticed"),
    [
        ("?ssl_ca={ca}", None),
        ("?ssl_verify_cert=false", "not verified"),
        ("?ssl_ca={ca}&ssl_check_hostname=false", "name in the server's certificate"),
        ("?ssl_disabled=true", "not encrypted"),
    ],
)
def test_tls(mariadb: MariaDB, more: str, noticed: str | None) -> None:
    extraction = read(far(mariadb, more.format(ca=mariadb.certificate)))
    assert len(extraction.tables) == 1
    said = [notice for notice in extraction.notices if "roles" not in notice]
    assert (said == []) if noticed is None else (len(said) == 1 and noticed in said[0])


def test_a_certificate_that_nobody_vouches_for_is_refused(mariadb: MariaDB) -> None:
    with pytest.raises(ExtractError, match="certificate cannot be verified") as caught:
        read(far(mariadb))
    assert CANARY not in str(caught.value)
    elsewhere = far(mariadb, f"?ssl_ca={mariadb.certificate}").replace(FAR, "127.0.0.3")
    with pytest.raises(ExtractError, match="certificate cannot be verified"):
        read(elsewhere)
