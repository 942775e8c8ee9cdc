"""What must hold of groups, whatever the table: held against counting by hand."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import combinations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from governance.model.names import TableRef
from scanners.risk.diversity import diversity
from scanners.risk.groups import Coded
from scanners.risk.measure import measure
from scanners.risk.roles import Roles
from scanners.risk.search import Limits, Sizes, search, sizes

REF = TableRef("app", "crm", "visits")
NAMES = ("a", "b", "c", "d", "e")
CELL = st.one_of(st.none(), st.sampled_from(["", "x", "y", "1960-01-01", "1960-02-01", "ſ", "\0"]))
ROW = st.tuples(*(CELL for _ in NAMES))
TABLE = st.lists(ROW, min_size=1, max_size=40)
Rows = list[tuple[str | None, ...]]


def columns(rows: Rows) -> dict[str, list[str | None]]:
    return {name: [row[n] for row in rows] for n, name in enumerate(NAMES)}


def by_hand(rows: Rows, names: tuple[str, ...], person: str | None = None) -> list[int]:
    """Sizes of groups, one row after the other."""
    groups: dict[tuple[str | None, ...], list[str | None]] = defaultdict(list)
    for row in rows:
        cells = dict(zip(NAMES, row, strict=True))
        groups[tuple(cells[name] for name in names)].append(cells[person] if person else None)
    return sorted(len(set(g)) if person else len(g) for g in groups.values())


@given(TABLE, st.integers(1, 4), st.booleans())
@settings(deadline=None)
def test_groups_are_those_of_counting_by_hand(rows: Rows, many: int, people: bool) -> None:
    person = "e" if people else None
    found = Coded(columns(rows)).groups(NAMES[:many], person)
    assert sorted(found.to_list()) == by_hand(rows, NAMES[:many], person)


@given(TABLE, st.integers(1, 3))
@settings(deadline=None)
def test_diversity_is_that_of_counting_by_hand(rows: Rows, many: int) -> None:
    groups: dict[tuple[str | None, ...], list[str | None]] = defaultdict(list)
    for row in rows:
        groups[row[:many]].append(row[4])
    holding = [g for g in groups.values() if any(value is not None for value in g)]
    found = diversity(Coded(columns(rows)), NAMES[:many], ["e"], 2)
    if not holding:
        assert found == ()
        return
    (one,) = found
    assert one.distinct == min(len(set(g)) for g in holding)
    assert one.told == sum(len(g) for g in holding if len(set(g)) == 1 and len(g) >= 2)


@given(TABLE, st.sets(st.sampled_from(NAMES), min_size=1), st.sets(st.sampled_from(NAMES)))
@settings(deadline=None)
def test_more_columns_never_make_groups_larger(rows: Rows, some: set[str], more: set[str]) -> None:
    coded = Coded(columns(rows))
    few = sizes(coded, tuple(sorted(some)), 3)
    many = sizes(coded, tuple(sorted(some | more)), 3)
    assert many.k <= few.k
    assert many.few >= few.few
    assert many.alone >= few.alone


@given(TABLE, ROW)
@settings(deadline=None)
def test_one_row_more_never_makes_fewer_groups(rows: Rows, row: tuple[str | None, ...]) -> None:
    before = Coded(columns(rows)).groups(NAMES)
    after = Coded(columns([*rows, row])).groups(NAMES)
    assert len(before) <= len(after) <= len(before) + 1
    assert after.sum() == before.sum() + 1


@given(TABLE, st.data())
@settings(deadline=None)
def test_a_sample_hides_nobody_better_than_the_table(rows: Rows, data: st.DataObject) -> None:
    """So that on average over samples the share in small groups is at least the table's."""
    chosen = data.draw(st.sets(st.sampled_from(range(len(rows))), min_size=1))
    sample = [rows[n] for n in sorted(chosen)]
    whole = Counter(row[:2] for row in rows)
    found = sizes(Coded(columns(sample)), NAMES[:2], 3)
    assert found.few >= sum(whole[row[:2]] < 3 for row in sample)
    assert all(whole[row[:2]] >= found.k for row in sample)


@given(TABLE, st.randoms(use_true_random=False))
@settings(deadline=None)
def test_the_order_of_rows_changes_nothing(rows: Rows, random: object) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    roles = Roles(NAMES[:4], ("e",))
    limits = Limits(wanted=3)
    one = measure(REF, columns(rows), roles, sampled=True, limits=limits)
    assert measure(REF, columns(shuffled), roles, sampled=True, limits=limits) == one


@given(TABLE, st.sampled_from([0.01, 0.3, 1.0]), st.integers(1, 4))
@settings(max_examples=200, deadline=None)
def test_the_search_finds_what_trying_all_sets_finds(rows: Rows, share: float, most: int) -> None:
    """All the smallest sets, and no other; and where there are none, the worst there is."""
    coded = Coded(columns(rows))
    limits = Limits(wanted=3, share=share, columns=most, named=100)
    every = [
        sizes(coded, names, 3) for many in range(1, most + 1) for names in combinations(NAMES, many)
    ]
    reach = {frozenset(each.columns): each for each in every if each.share >= share}
    least = {names for names in reach if not any(other < names for other in reach)}
    constant = {name for name in NAMES if coded.distinct(name) == 1}
    found = search(coded, NAMES, limits)
    assert found.complete
    if least:
        shown = {frozenset(each.columns) for each in found.sets}
        if constant == set(NAMES):
            assert shown <= least
        else:
            # a column that is the same everywhere is left out: sets of others say the same
            assert shown == {names for names in least if not names & constant}
    else:
        (one,) = found.sets
        assert (one.few, one.k) == (
            max(each.few for each in every),
            min(each.k for each in every if each.few == max(e.few for e in every)),
        )


def test_as_many_groups_as_no_number_can_hold() -> None:
    """Five columns of 9,000 different values each have more combinations than 64 bits."""
    rows = 9_000
    wide = {f"c{n}": [str((i * (n * 2 + 1)) % rows) for i in range(rows)] for n in range(5)}
    wide["diagnosis"] = ["gout"] * rows
    doubled = {name: values * 2 for name, values in wide.items()}
    coded = Coded(doubled)
    names = tuple(f"c{n}" for n in range(5))
    assert Counter(coded.groups(names).to_list()) == {2: rows}
    (told,) = diversity(coded, names, ["diagnosis"], 2)
    assert (told.distinct, told.told) == (1, 2 * rows)


def test_the_work_is_bounded_and_that_is_said() -> None:
    many = {f"c{n}": [str((i >> n) & 1) for i in range(64)] for n in range(12)}
    found = measure(
        REF, many, Roles(tuple(many)), sampled=False, limits=Limits(wanted=60, sets=5, share=1.0)
    )
    assert found is not None
    assert not found.complete
    bounded = Limits(wanted=2, rows=64 * 20)
    found = measure(REF, many, Roles(tuple(many)), sampled=False, limits=bounded)
    assert found is not None
    assert not found.complete


def test_no_value_comes_out() -> None:
    canary = "Beate-Kanarienvogel-1960"
    rows = [(canary, f"{n}", canary) for n in range(7)]
    table = {"name": [r[0] for r in rows], "b": [r[1] for r in rows], "s": [r[2] for r in rows]}
    roles = Roles(("b", "name"), ("s",), "name")
    found = measure(REF, table, roles, sampled=True)
    assert found is not None
    assert canary not in repr(found)
    with pytest.raises(ValueError, match="rows in a column") as error:
        measure(REF, {**table, "b": [canary]}, roles, sampled=True)
    assert canary not in str(error.value)


def test_columns_of_any_kind_of_frame() -> None:
    pyarrow = pytest.importorskip("pyarrow", reason="pyarrow is of the extra files")
    born = ["1960-01-01", "1960-01-01", None, "1971-02-03"]
    roles = Roles(("born",))
    plain = measure(REF, {"born": born}, roles, sampled=False)
    assert plain is not None
    assert structs.astuple(plain.riskiest)[1:5] == (4, 1, 4, 2)
    for other in (
        pl.Series(born),
        pl.Series(born).str.to_date(),
        pyarrow.array(born),
        pyarrow.array(born).dictionary_encode(),
    ):
        assert measure(REF, {"born": other}, roles, sampled=False) == plain


@pytest.mark.parametrize("born", [[], [None, None]])
def test_nothing_to_judge_by(born: list[str | None]) -> None:
    assert measure(REF, {"born": born}, Roles(("born",)), sampled=False) is None
    assert measure(REF, {"other": ["x"]}, Roles(("born",)), sampled=False) is None


def test_a_share_of_nothing() -> None:
    assert Sizes(("a",), 0, 0, 0, 0).share == 0
