"""Any catalog, any one edit: exactly that edit is told, and nothing of a catalog to itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from governance.drift import drift
from governance.drift.records import drift_of, record
from governance.model.catalog import Catalog, Column, Grant, Role, Table
from governance.model.classification import Basis, Classification, Evidence, Level
from governance.model.drift import KINDS, Drift, RoleRef, worst_first
from governance.model.location import Location
from governance.model.names import ColumnRef, TableRef
from governance.model.protection import Protection
from governance.model.stewardship import Fact

NAMES = st.text(
    st.characters(blacklist_categories=("Cs",), blacklist_characters="."), min_size=1, max_size=8
)
TYPES = st.sampled_from(["text", "bigint", "date", "jsonb", ""])
PERSONAL = st.sampled_from(["email", "phone", "dob"])


@st.composite
def columns(draw: st.DrawFn) -> Column:
    return Column(
        draw(NAMES),
        draw(TYPES),
        draw(st.booleans()),
        comment=draw(st.none() | st.just("What it is.")),
    )


@st.composite
def tables(draw: st.DrawFn) -> Table:
    listed = draw(st.lists(columns(), min_size=1, max_size=6, unique_by=lambda c: c.name))
    ref = TableRef("w", draw(st.sampled_from(["crm", "shop", ""])), draw(NAMES))
    key = (listed[0].name,) if draw(st.booleans()) else ()
    return Table(ref, columns=tuple(listed), primary_key=key, row_security=draw(st.booleans()))


@st.composite
def catalogs(draw: st.DrawFn) -> Catalog:
    listed = tuple(draw(st.lists(tables(), min_size=1, max_size=5, unique_by=lambda t: t.ref)))
    every = [table.ref.column(column.name) for table in listed for column in table.columns]
    held = draw(st.lists(st.sampled_from(every), unique=True, max_size=4))
    return Catalog(
        "stored",
        tables=listed,
        grants=tuple(
            Grant(table.ref, who, "SELECT")
            for table in listed
            for who in draw(st.lists(st.sampled_from(["ana", "bob", "PUBLIC"]), unique=True))
        ),
        protections=tuple(Protection(ref, "masking", "partial", "present") for ref in held[:2]),
        facts={
            table.ref: {"owner": Fact(owner, Location("s.yml", 3))}
            for table in listed
            if (owner := draw(st.none() | st.sampled_from(["team-a", "team-b"])))
        },
        classifications={
            ref: Classification(
                ref,
                draw(PERSONAL),
                draw(st.sampled_from([*Level, None])),
                special=False,
                confirmed=False,
                confidence=0.9,
                evidence=(Evidence(Basis.DETECTED, "email", "its name"),),
            )
            for ref in held
        },
        roles=(Role("w", "ana", can_login=True),),
    )


@given(catalogs())
def test_nothing_is_different_from_itself(catalog: Catalog) -> None:
    other = replace(catalog, tables=tuple(replace(t) for t in reversed(catalog.tables)))
    assert drift(catalog, other) == ()


@settings(max_examples=300)
@given(catalogs(), catalogs())
def test_the_way_back_mirrors_the_way_there(one: Catalog, other: Catalog) -> None:
    def bare(drifts: tuple[Drift, ...]) -> list[Drift]:
        return sorted((replace(each, owner=None) for each in drifts), key=worst_first)

    assert bare(tuple(each.mirrored() for each in drift(one, other))) == bare(drift(other, one))


Edit = Callable[[Catalog, Table], tuple[Catalog, set[tuple[str, str]]]]


def _with(catalog: Catalog, table: Table, edited: Table) -> Catalog:
    return replace(catalog, tables=tuple(edited if t is table else t for t in catalog.tables))


def add_column(catalog: Catalog, table: Table) -> tuple[Catalog, set[tuple[str, str]]]:
    column = Column("quite_new_here", "uuid")
    edited = replace(table, columns=(*table.columns, column))
    ref = table.ref.column(column.name)
    return _with(catalog, table, edited), {("column_added", ref.name)}


def retype(catalog: Catalog, table: Table) -> tuple[Catalog, set[tuple[str, str]]]:
    first = table.columns[0]
    edited = replace(table, columns=(replace(first, type="inet"), *table.columns[1:]))
    ref = table.ref.column(first.name)
    told = {("column_retyped", ref.name)} if first.type else set()
    return _with(catalog, table, edited), told


def grant(catalog: Catalog, table: Table) -> tuple[Catalog, set[tuple[str, str]]]:
    new = Grant(table.ref, "intern", "UPDATE")
    return replace(catalog, grants=(*catalog.grants, new)), {("grants_widened", table.ref.name)}


def switch_row_security(catalog: Catalog, table: Table) -> tuple[Catalog, set[tuple[str, str]]]:
    edited = replace(table, row_security=not table.row_security)
    kind = "newly_unprotected" if table.row_security else "newly_protected"
    return _with(catalog, table, edited), {(kind, table.ref.name)}


def forget_owner(catalog: Catalog, table: Table) -> tuple[Catalog, set[tuple[str, str]]]:
    facts = {ref: said for ref, said in catalog.facts.items() if ref != table.ref}
    told = {("owner_lost", table.ref.name)} if table.ref in catalog.facts else set()
    return replace(catalog, facts=facts), told


def unmask(catalog: Catalog, table: Table) -> tuple[Catalog, set[tuple[str, str]]]:
    gone = {p.subject for p in catalog.protections}
    return replace(catalog, protections=()), {("newly_unprotected", ref.name) for ref in gone}


def rename_table(catalog: Catalog, table: Table) -> tuple[Catalog, set[tuple[str, str]]]:
    """Everything that is known of it goes with it."""
    to = replace(table.ref, schema="moved")
    moved = replace(catalog, tables=tuple(t for t in catalog.tables if t is not table))

    def there(ref: Any) -> Any:
        if isinstance(ref, ColumnRef):
            return to.column(ref.column) if ref.table_ref == table.ref else ref
        return to if ref == table.ref else ref

    moved = replace(
        moved,
        tables=(*moved.tables, replace(table, ref=to)),
        grants=tuple(replace(g, subject=there(g.subject)) for g in catalog.grants),
        protections=tuple(replace(p, subject=there(p.subject)) for p in catalog.protections),
        facts={there(ref): said for ref, said in catalog.facts.items()},
        classifications={
            there(ref): replace(known, subject=there(ref))
            for ref, known in catalog.classifications.items()
        },
    )
    return moved, {("table_renamed", to.name)}


@settings(max_examples=200)
@given(
    catalogs(),
    st.data(),
    st.sampled_from(
        [add_column, retype, grant, switch_row_security, forget_owner, unmask, rename_table]
    ),
)
def test_one_edit_is_told_as_that_edit(catalog: Catalog, data: st.DataObject, edit: Edit) -> None:
    table = data.draw(st.sampled_from(catalog.tables))
    edited, expected = edit(catalog, table)
    assert {(each.kind, each.subject.name) for each in drift(catalog, edited)} == expected


TEXTS = st.none() | st.text(max_size=12)
REFS = st.builds(TableRef, NAMES, st.sampled_from(["", "crm", "wh.crm"]), NAMES)
SUBJECTS = st.one_of(
    REFS, st.builds(lambda t, c: t.column(c), REFS, NAMES), st.builds(RoleRef, NAMES, NAMES)
)


@given(SUBJECTS, st.sampled_from(KINDS), TEXTS, TEXTS, TEXTS, st.booleans(), TEXTS, st.data())
def test_a_record_can_be_read_back(
    subject: object,
    kind: str,
    detail: str | None,
    before: str | None,
    after: str | None,
    personal: bool,
    owner: str | None,
    data: st.DataObject,
) -> None:
    level = data.draw(st.sampled_from([*Level, None]))
    was = data.draw(st.just(subject) | st.none())
    told = Drift(kind, subject, detail, before, after, was, level, personal, owner)  # type: ignore[arg-type]
    assert drift_of(record(told)) == told
