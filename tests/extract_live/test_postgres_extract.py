"""What is read from a PostgreSQL database, and what is not."""

from __future__ import annotations

import pytest

from governance.model.catalog import Column, ForeignKey, Grant, Index
from governance.model.lineage import Edge, EdgeKind, Effect
from governance.model.names import ColumnRef, TableRef
from governance.model.protection import Protection

from .conftest import Server, read_postgres

CANARY = "zanzibar"

SCRIPT = f"""
DO $$ BEGIN
  CREATE ROLE analyst; CREATE ROLE "Odd ""role"; EXCEPTION WHEN duplicate_object THEN NULL;
END $$;
CREATE SCHEMA crm; CREATE SCHEMA stg_web; CREATE SCHEMA other;

CREATE DOMAIN crm.mail AS text;
CREATE TABLE crm.customers (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email crm.mail NOT NULL UNIQUE,
    nick varchar(40) DEFAULT '{CANARY}',
    upper_nick text GENERATED ALWAYS AS (upper(nick)) STORED,
    gone int
);
ALTER TABLE crm.customers DROP COLUMN gone;
ALTER TABLE crm.customers ADD CHECK (nick <> '{CANARY}!');
COMMENT ON TABLE crm.customers IS 'People who buy.';
COMMENT ON COLUMN crm.customers.email IS 'Where we write to.';
CREATE INDEX customers_nick ON crm.customers (lower(nick), nick) INCLUDE (id);
CREATE UNIQUE INDEX customers_nick_once ON crm.customers (nick);
CREATE UNIQUE INDEX customers_nick_part ON crm.customers (nick) WHERE nick <> '{CANARY}';
INSERT INTO crm.customers (email, nick) VALUES ('{CANARY}@example.org', '{CANARY}');

CREATE TABLE crm.orders (
    customer bigint, day date, note text,
    PRIMARY KEY (day, customer),
    CONSTRAINT ordered_by FOREIGN KEY (customer) REFERENCES crm.customers (id)
) PARTITION BY RANGE (day);
CREATE TABLE crm.orders_2026 PARTITION OF crm.orders
    FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE TABLE crm.lines (
    day date, customer bigint, n int,
    CONSTRAINT line_of FOREIGN KEY (day, customer) REFERENCES crm.orders
);
CREATE VIEW crm.mails AS SELECT email FROM crm.customers WHERE nick <> '{CANARY}';
CREATE MATERIALIZED VIEW stg_web.nicks AS SELECT nick FROM crm.customers;
CREATE TABLE other.things (a int);

GRANT SELECT, INSERT ON crm.customers TO analyst;
GRANT SELECT (email, id), UPDATE (email) ON crm.customers TO PUBLIC;
GRANT SELECT ON crm.mails TO "Odd ""role" WITH GRANT OPTION;
ALTER TABLE crm.customers ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON crm.customers USING (nick = '{CANARY}');
CREATE POLICY asleep ON crm.orders USING (true);
"""


@pytest.fixture(scope="module")
def url(server: Server) -> str:
    return server.database("shapes", SCRIPT)


def test_columns_keys_comments_and_indexes(url: str) -> None:
    tables = {table.ref.name: table for table in read_postgres(url).tables}

    customers = tables["crm.customers"]
    assert customers.columns == (
        Column("id", "bigint", nullable=False, has_default=True, identity="always"),
        Column("email", "crm.mail", nullable=False, comment="Where we write to."),
        Column("nick", "character varying(40)", has_default=True, default="?::character varying"),
        Column(
            "upper_nick",
            "text",
            has_default=True,
            default="upper((nick)::text)",
            generated=True,
        ),
    )
    assert customers.comment == "People who buy."
    assert customers.primary_key == ("id",)
    assert customers.unique == (("email",),)
    assert customers.row_security
    assert customers.indexes == (
        Index("customers_nick", ("nick",)),
        Index("customers_nick_once", ("nick",), unique=True),
        Index("customers_nick_part", ("nick",)),
    )


def test_foreign_keys_are_not_repeated_for_partitions(url: str) -> None:
    tables = {table.ref.name: table for table in read_postgres(url).tables}

    by_customer = ForeignKey(
        ("customer",), TableRef("app", "crm", "customers"), ("id",), "ordered_by"
    )
    assert tables["crm.orders"].foreign_keys == (by_customer,)
    assert tables["crm.orders_2026"].foreign_keys == (by_customer,)
    assert tables["crm.lines"].foreign_keys == (
        ForeignKey(
            ("day", "customer"), TableRef("app", "crm", "orders"), ("day", "customer"), "line_of"
        ),
    )
    assert tables["crm.orders"].primary_key == ("day", "customer")


def test_every_kind_of_table_is_there_and_no_system_schema(url: str) -> None:
    extraction = read_postgres(url)

    assert {table.ref.name: table.kind for table in extraction.tables} == {
        "crm.customers": "table",
        "crm.lines": "table",
        "crm.mails": "view",
        "crm.orders": "table",
        "crm.orders_2026": "table",
        "other.things": "table",
        "stg_web.nicks": "materialized view",
    }
    assert extraction.coverage.tables == 7
    assert extraction.coverage.columns == sum(len(t.columns) for t in extraction.tables)
    assert extraction.problems == ()


def test_a_partition_is_fed_by_its_parent(url: str) -> None:
    edges = read_postgres(url).edges

    assert tuple(edge for edge in edges if edge.downstream.table == "orders_2026") == tuple(
        Edge(
            ColumnRef("app", "crm", "orders", column),
            ColumnRef("app", "crm", "orders_2026", column),
            Effect.IDENTITY,
        )
        for column in ("customer", "day", "note")
    )


def test_views_and_generated_columns_are_followed_through_their_sql(url: str) -> None:
    values = {
        (edge.upstream.name, edge.downstream.name, edge.effect, edge.location)
        for edge in read_postgres(url).edges
        if edge.kind is EdgeKind.VALUE and edge.downstream.table != "orders_2026"
    }
    assert values == {
        ("crm.customers.email", "crm.mails.email", Effect.IDENTITY, None),
        ("crm.customers.nick", "stg_web.nicks.nick", Effect.IDENTITY, None),
        ("crm.customers.nick", "crm.customers.upper_nick", Effect.DERIVED, None),
    }


def test_a_view_that_is_not_understood_is_a_problem(server: Server) -> None:
    url = server.database(
        "odd_view",
        f"""
        CREATE TABLE t (x xml);
        CREATE VIEW odd AS SELECT n.a FROM t, XMLTABLE('/{CANARY}' PASSING x COLUMNS a text) AS n;
        """,
    )
    extraction = read_postgres(url)
    (problem,) = extraction.problems
    assert problem.subject == "app:public.odd"
    assert CANARY not in repr(extraction)


def test_grants_of_tables_and_columns_without_the_owner(url: str) -> None:
    customers, mails = TableRef("app", "crm", "customers"), TableRef("app", "crm", "mails")

    assert set(read_postgres(url).grants) == {
        Grant(customers, "analyst", "SELECT"),
        Grant(customers, "analyst", "INSERT"),
        Grant(customers, "PUBLIC", "SELECT", columns=("id", "email")),
        Grant(customers, "PUBLIC", "UPDATE", columns=("email",)),
        Grant(mails, 'Odd "role', "SELECT", grantable=True),
    }


def test_a_row_filter_counts_only_when_it_is_switched_on(url: str) -> None:
    assert read_postgres(url).protections == (
        Protection(TableRef("app", "crm", "customers"), "row filter", "own_rows", "present"),
    )


@pytest.mark.parametrize(
    ("globs", "schemas"),
    [
        (["crm"], {"crm"}),
        (["stg_*", "other"], {"stg_web", "other"}),
        (["*"], {"crm", "stg_web", "other"}),
    ],
)
def test_schemas_are_chosen_by_globs(url: str, globs: list[str], schemas: set[str]) -> None:
    extraction = read_postgres(url, *globs)
    assert {table.ref.schema for table in extraction.tables} == schemas
    assert extraction.problems == ()


def test_a_glob_that_matches_nothing_is_a_problem_not_a_clean_result(url: str) -> None:
    extraction = read_postgres(url, "crm", "cmr", "pg_*")
    assert [problem.message for problem in extraction.problems] == [
        'no schema of the database matches "cmr"',
        'no schema of the database matches "pg_*"',
    ]


def test_a_database_without_tables_is_a_problem(server: Server) -> None:
    (problem,) = read_postgres(server.database("bare")).problems
    assert "no tables" in problem.message


def test_no_value_default_or_condition_is_kept(url: str) -> None:
    assert CANARY not in repr(read_postgres(url))


HOSTILE = [
    'quo"te',
    "dot.ted",
    "semi;colon --",
    "new\nline",
    "Ünïcödé 🦊",
    "right\u202eleft",
    "%s %(x)s {}",
    "'; DROP TABLE x; --",
]


def test_hostile_names_come_out_as_they_are(server: Server) -> None:
    from psycopg import sql

    script = sql.SQL("; ").join(
        sql.SQL(
            "CREATE SCHEMA {0}; CREATE TABLE {0}.{0} ({0} int PRIMARY KEY, UNIQUE ({0}))"
        ).format(sql.Identifier(name))
        for name in HOSTILE
    )
    tables = read_postgres(server.database("hostile", script)).tables
    assert {t.ref for t in tables} == {TableRef("app", name, name) for name in HOSTILE}
    for table in tables:
        assert [c.name for c in table.columns] == [table.ref.table]
        assert table.primary_key == (table.ref.table,)
