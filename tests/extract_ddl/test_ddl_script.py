"""One text by itself: its edges, with the names it uses."""

from __future__ import annotations

from governance.extract.ddl.script import script


def test_names_have_the_parts_that_the_sql_gives() -> None:
    found = script(
        """CREATE TABLE crm.customers (id int, email text);
        CREATE TABLE staging.leads AS
          SELECT c.id, lower(c.email) AS contact FROM crm.customers c;
        INSERT INTO bare SELECT * FROM staging.leads;""",
        "postgres",
        "x.sql",
    )
    edges = [
        (e.upstream.name, e.downstream.name, e.effect.value, e.location and e.location.line)
        for e in found.edges
        if e.kind.value == "value"
    ]
    assert ("crm.customers.email", "staging.leads.contact", "derived", 3) in edges
    assert ("staging.leads.contact", "bare.contact", "identity", 4) in edges
    assert not found.problems


def test_a_step_over_a_temporary_table_stays_two_edges() -> None:
    found = script(
        "CREATE TEMP TABLE t AS SELECT email FROM a; CREATE TABLE b AS SELECT email FROM t;"
        "DROP TABLE t; FROBNICATE;",
        "postgres",
        "x.sql",
    )
    assert [(e.upstream.name, e.downstream.name) for e in found.edges] == [
        ("a.email", "t.email"),
        ("t.email", "b.email"),
    ]
    assert [p.location.line for p in found.problems if p.location] == [1]


def test_a_variable_that_holds_what_a_query_gave_is_told() -> None:
    found = script(
        "SET schema_name = 'crm'; SET who = (SELECT max(email) FROM crm.people);",
        "snowflake",
        "x.sql",
    )
    assert [p.location.column for p in found.problems if p.location] == [26]
