"""What a scan publishes is what is loaded, and nothing is written twice."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs
from sqlalchemy import select, text

from governance.catalog import schema as s
from governance.catalog.aspects import structure_digest
from governance.catalog.checking import check
from governance.catalog.history import drift, history, scans
from governance.catalog.loading import digests, load, newest
from governance.catalog.opening import Store
from governance.catalog.publishing import publish
from governance.catalog.runs import start
from governance.errors import CatalogError
from governance.model.catalog import Catalog, Column, Grant, Index, Statistics, Table
from governance.model.classification import Basis, Classification, Evidence, Level
from governance.model.drift import Drift
from governance.model.lineage import Edge, Effect
from governance.model.location import Location
from governance.model.names import TableRef
from governance.model.stewardship import Fact

from .conftest import SOURCES, opened, same, scan, shop

LEADS = TableRef("marts", "staging", "leads")
CUSTOMERS = TableRef("shop", "crm", "customers")


def dump(store: Store, *left_out: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    with store.reading() as connection:
        return {
            name: sorted(map(tuple, connection.execute(select(table))), key=repr)
            for name, table in s.metadata.tables.items()
            if name not in left_out
        }


def test_what_is_published_is_loaded(store: Store) -> None:
    catalog = shop()
    published = [scan(store, source, catalog) for source in SOURCES]
    assert published[0].new == (CUSTOMERS, TableRef("shop", "crm", "orders"))
    assert published[1].new == (LEADS,)
    loaded = load(store)
    same(loaded, catalog)
    assert loaded.origin == "stored"
    assert check(store) == ()


def test_publishing_the_same_again_writes_only_the_scan(store: Store) -> None:
    catalog = shop()
    for source in SOURCES:
        scan(store, source, catalog)
    before = dump(store, "scans")
    for source in SOURCES:
        assert not scan(store, source, catalog).anything
    shuffled = structs.replace(
        catalog, edges=catalog.edges[::-1], grants=catalog.grants[::-1], roles=catalog.roles[::-1]
    )
    for source in SOURCES:
        assert not scan(store, source, shuffled).anything
    assert dump(store, "scans") == before
    assert [each.state for each in scans(store)] == ["published"] * 6


def test_only_what_changed_is_written_and_told(store: Store) -> None:
    catalog = shop()
    for source in SOURCES:
        scan(store, source, catalog)
    customers = catalog.tables[0]
    moved = structs.replace(
        catalog.tables[2], location=Location("migrations/0002.sql", 8), comment=None
    )
    new = Table(TableRef("shop", "crm", "notes"), columns=(Column("body", "text"),))
    changed = structs.replace(
        catalog,
        tables=(
            structs.replace(customers, columns=customers.columns[:2], comment="Buyers."),
            new,
            moved,
        ),
        grants=catalog.grants[1:],
        classifications={},
    )
    published = scan(store, "shop", changed)
    assert published.new == (new.ref,)
    assert published.dropped == (TableRef("shop", "crm", "orders"),)
    assert published.changed == {
        CUSTOMERS: ("structure", "access", "verdict"),
        LEADS: ("verdict",),  # of the other source: what it inherited is gone
    }
    assert published.moved == ()
    again = scan(store, "marts", changed)
    assert again.moved == (LEADS,)
    assert again.changed == {}
    same(
        load(store),
        structs.replace(
            changed,
            statistics={CUSTOMERS: Statistics(*structs.astuple(catalog.statistics[CUSTOMERS]))},
        ),
    )
    assert check(store) == ()


def test_an_estimate_is_no_change(store: Store) -> None:
    catalog = shop()
    scan(store, "shop", catalog)
    before = dump(store, "scans", "statistics")
    grown = {CUSTOMERS: Statistics(5_000_000_000, None)}
    assert not scan(store, "shop", structs.replace(catalog, statistics=grown)).anything
    assert dump(store, "scans", "statistics") == before
    assert load(store).statistics == grown


def test_what_rows_say_is_no_change(store: Store) -> None:
    catalog = shop()
    scan(store, "shop", catalog)
    before = dump(store, "scans", "reidentification")
    (known,) = catalog.reidentification.values()
    other = {CUSTOMERS: structs.replace(known, rows=2_000, complete=False, person="id")}
    assert not scan(store, "shop", structs.replace(catalog, reidentification=other)).anything
    assert dump(store, "scans", "reidentification") == before
    assert load(store).reidentification == other
    assert load(store, tables=[CUSTOMERS]).reidentification == other
    assert not scan(store, "shop", structs.replace(catalog, reidentification={})).anything
    assert load(store).reidentification == {}
    assert check(store) == ()


def test_what_rows_said_stands_in_sql(store: Store) -> None:
    scan(store, "shop", shop())
    with store.reading() as connection:
        rows = connection.exec_driver_sql(
            "SELECT t.table_name, r.columns, r.smallest_group, r.share, r.row_count, r.sampled "
            "FROM reidentification r JOIN tables t ON t.id = r.table_id"
        ).all()
    assert [tuple(row) for row in rows] == [("customers", '["born"]', 1, 0.25, 1_000, True)]


def test_what_rows_said_and_cannot_be_read(store: Store) -> None:
    scan(store, "shop", shop())
    with store.writing() as connection:
        connection.exec_driver_sql('UPDATE reidentification SET record = \'{"rows": "many"}\'')
    with pytest.raises(CatalogError, match="damaged"):
        load(store)


def test_the_catalog_as_it_was(store: Store) -> None:
    catalog = shop()
    numbers = [scan(store, source, catalog).scan for source in SOURCES]
    scan(store, "shop", structs.replace(catalog, tables=catalog.tables[2:], classifications={}))
    later = scan(store, "shop", catalog)
    was = load(store, at=numbers[-1])
    assert was.reidentification == {}
    same(
        structs.replace(
            was, statistics=catalog.statistics, reidentification=catalog.reidentification
        ),
        catalog,
    )
    assert {table.ref for table in load(store, at=later.scan - 1).tables} == {LEADS}
    ended = scans(store, "shop")[1].ended
    assert ended is not None
    assert {table.ref for table in load(store, at=ended).tables} == {LEADS}
    assert load(store, ["marts"], at=numbers[0]).tables == ()
    with pytest.raises(CatalogError, match="no scan 99"):
        load(store, at=99)


def test_some_tables_alone(store: Store) -> None:
    catalog = shop()
    for source in SOURCES:
        scan(store, source, catalog)
    loaded = load(store, tables=[CUSTOMERS, TableRef("shop", "no", "such")])
    assert [table.ref for table in loaded.tables] == [CUSTOMERS]
    assert list(loaded.classifications) == [CUSTOMERS.column("email")]
    assert loaded.statistics == {CUSTOMERS: catalog.statistics[CUSTOMERS]}
    assert load(store, ["marts"]).tables == (catalog.tables[2],)


def test_digests_say_which_tables_are_new(store: Store) -> None:
    catalog = shop()
    scan(store, "shop", catalog)
    there = digests(store, "shop")
    assert there[CUSTOMERS].structure == structure_digest(catalog.tables[0])
    assert there[TableRef("shop", "crm", "*")].structure is None
    assert digests(store, "marts") == {}


def test_names_of_no_source_stay_while_somebody_mentions_them(store: Store) -> None:
    people = TableRef("", "old", "people")
    catalog = shop()
    for source in SOURCES:
        scan(store, source, catalog)
    alone = structs.replace(catalog, tables=catalog.tables[:2], facts={}, edges=())
    scan(store, "shop", alone)
    assert people.column("mail") in load(store).facts  # an edge of marts comes from it
    scan(store, "marts", structs.replace(catalog, edges=(), facts={}))
    assert people.column("mail") not in load(store).facts
    assert check(store) == ()


def test_history_has_before_and_after(store: Store) -> None:
    catalog = shop()
    first = scan(store, "shop", catalog)
    renamed = structs.replace(catalog.tables[0], comment="Buyers.")
    second = scan(store, "shop", structs.replace(catalog, tables=(renamed, *catalog.tables[1:])))
    entries = history(store, CUSTOMERS)
    assert [(e.scan, e.aspect, e.by) for e in entries] == [
        (first.scan, "structure", "ada"),
        (first.scan, "access", "ada"),
        (first.scan, "verdict", "ada"),
        (second.scan, "structure", "ada"),
    ]
    assert entries[0].before is None
    assert "People who buy from us." in str(entries[-1].before)
    assert "Buyers." in str(entries[-1].after)


@pytest.mark.parametrize("table", s.APPEND_ONLY)
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "UPDATE {} SET {} = {}"])
def test_history_is_only_added_to(store: Store, table: str, statement: str) -> None:
    scan(store, "shop", shop())
    with store.writing() as connection:
        now = "'2026-01-01'" if store.dialect == "sqlite" else "now()"
        connection.execute(
            text(
                f"INSERT INTO reviews VALUES (1, {now}, 'a', 's', 'c', 't', 'c', 'email', "
                "'accepted', 'f', NULL)"
            )
        )
    column = next(iter(s.metadata.tables[table].columns)).name
    with pytest.raises(CatalogError), store.writing() as connection:
        connection.execute(text(statement.format(table, column, column)))
    if store.dialect == "postgresql":
        with pytest.raises(CatalogError), store.writing() as connection:
            connection.execute(text(f"TRUNCATE {table} CASCADE"))


def test_drift_is_kept_with_its_scan(store: Store) -> None:
    told = (
        Drift("table_dropped", TableRef("shop", "crm", "orders"), owner="team-crm"),
        Drift(
            "column_retyped",
            TableRef("shop", "crm", "a\0b").column("c"),
            before="text",
            after="bytea",
            personal=True,
        ),
    )
    run = start(store, "shop")
    publish(store, run, shop(), drift=told, problems=3)
    assert drift(store, run.id) == told
    (only,) = scans(store)
    assert (only.tables, only.columns, only.new, only.problems) == (2, 5, 2, 3)


def test_a_name_that_no_index_holds_is_refused(file_store: Store) -> None:
    long = Table(TableRef("shop", "crm", "x" * 3000))
    with pytest.raises(CatalogError, match="3003 bytes"):
        scan(file_store, "shop", Catalog("live", (long,)))
    assert load(file_store).tables == ()


# Surrogates stand for bytes of a file's name that are no UTF-8; NUL is in CSV headers.
NAMES = st.text(st.characters(), min_size=1, max_size=12)
SOURCE = st.sampled_from(["a", "b", "c:d", 'e"\n'])
REFS = st.builds(TableRef, SOURCE, st.one_of(st.just(""), NAMES), NAMES)
PLACES = st.one_of(st.none(), st.builds(Location, NAMES, st.integers(0, 9)))
COLUMNS = st.builds(
    Column,
    NAMES,
    NAMES,
    nullable=st.booleans(),
    comment=st.one_of(st.none(), NAMES),
    location=PLACES,
    tags=st.lists(NAMES, max_size=2).map(tuple),
)


@st.composite
def catalogs(draw: st.DrawFn) -> Catalog:
    tables = draw(
        st.lists(
            st.builds(
                Table,
                REFS,
                columns=st.lists(COLUMNS, max_size=3).map(tuple),
                comment=st.one_of(st.none(), NAMES),
                primary_key=st.lists(NAMES, max_size=2).map(tuple),
                indexes=st.lists(
                    st.builds(Index, NAMES, st.lists(NAMES, max_size=2).map(tuple)), max_size=1
                ).map(tuple),
                definition=st.one_of(st.none(), NAMES),
            ),
            max_size=4,
            unique_by=lambda table: table.ref,
        )
    )
    refs = st.sampled_from([table.ref for table in tables] or [TableRef("a", "", "x")])
    columns = st.builds(lambda ref, name: ref.column(name), refs, NAMES)
    facts = st.dictionaries(
        st.sampled_from(["owner", "purpose", "description"]),
        st.builds(Fact, NAMES, st.builds(Location, NAMES)),
        min_size=1,
    )
    found = draw(st.lists(columns, max_size=2, unique=True))
    return Catalog(
        "live",
        tuple(tables),
        edges=tuple(
            draw(st.sets(st.builds(Edge, columns, columns, st.sampled_from(Effect)), max_size=3))
        ),
        grants=tuple(draw(st.sets(st.builds(Grant, refs, NAMES, NAMES), max_size=2))),
        facts=draw(st.dictionaries(st.one_of(refs, columns), facts, max_size=3)),
        classifications={
            ref: Classification(
                ref,
                "email",
                draw(st.sampled_from([None, *Level])),
                False,
                draw(st.booleans()),
                draw(st.floats(0, 1)),
                (Evidence(Basis.DETECTED, "email", draw(NAMES)),),
            )
            for ref in found
        },
    )


ONE_AFTER_ANOTHER = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.mark.parametrize("engine", ["sqlite", "postgres"])
@ONE_AFTER_ANOTHER
@given(steps=st.lists(catalogs(), min_size=1, max_size=4))
def test_whatever_was_published_comes_back_now_and_later(
    engine: str, url_of: Callable[[str], str], steps: list[Catalog]
) -> None:
    from .conftest import POSTGRES

    with opened(url_of(engine if engine == "sqlite" else POSTGRES[-1])) as store:
        kept = []
        for catalog in steps:
            for source in ("a", "b", "c:d", 'e"\n'):
                last = scan(store, source, catalog)
            kept.append((last.scan, catalog))
            same(load(store), catalog)
        assert check(store) == ()
        for number, catalog in kept:
            same(load(store, at=number), catalog)


def test_a_document_is_named_by_its_digest(store: Store) -> None:
    scan(store, "shop", shop())
    for name, body in dump(store)["contents"]:
        assert name == hashlib.sha256(body.encode()).hexdigest()


def test_what_another_scan_has_found_since_is_left_alone(store: Store) -> None:
    scan(store, "shop", shop())
    scan(store, "marts", shop())
    seen = newest(store)
    stale = structs.replace(shop(), classifications={}, facts={})
    grown = structs.replace(
        shop(),
        tables=tuple(
            structs.replace(table, columns=(*table.columns, Column("fax", "text")))
            if table.ref == LEADS
            else table
            for table in shop().tables
        ),
        classifications={
            **shop().classifications,
            LEADS.column("fax"): Classification(
                LEADS.column("fax"),
                "phone",
                Level.CONFIDENTIAL,
                special=False,
                confirmed=False,
                confidence=0.9,
                evidence=(Evidence(Basis.DETECTED, "phone", "its name"),),
            ),
        },
    )
    run = start(store, "shop", by="ada")
    scan(store, "marts", grown)
    publish(store, run, stale, seen=seen)
    left = load(store).classifications
    assert LEADS.column("fax") in left
    assert not any(ref.table_ref == CUSTOMERS for ref in left)
    assert check(store) == ()
