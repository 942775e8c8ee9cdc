"""Decisions and waivers come back as they were made, with their history."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from governance.catalog.checking import check
from governance.catalog.opening import Store
from governance.catalog.reviews import (
    Review,
    decide,
    decisions,
    keep_waivers,
    standing,
    stored_waivers,
)
from governance.model.location import Location
from governance.model.names import ColumnRef
from governance.model.waiver import Waiver

COLUMN = ColumnRef("shop", "crm", 'the "customers"', "e\0mail")
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


def test_who_decides_again_does_not_undo_what_was_decided(store: Store) -> None:
    first = Review(COLUMN, "email", "accepted", "ada", NOON, "f1")
    other = Review(COLUMN, "name", "rejected", "ada", NOON, "f1", note="a shop’s name")
    decide(store, [first, other])
    again = Review(COLUMN, "email", "rejected", "bob", NOON + timedelta(days=1), "f2")
    decide(store, [again])
    assert decisions(store) == (first, other, again)
    assert standing(decisions(store)) == {(COLUMN, "email"): again, (COLUMN, "name"): other}


def test_waivers_are_those_of_the_files_and_once_were(store: Store) -> None:
    one = Waiver("GOV-003", "crm.*", "moved by then", date(2027, 1, 31), Location("w.yml", 2))
    two = Waiver(
        "GOV-001",
        None,
        "\udcff",
        date(2027, 2, 1),
        Location("a.sql", 4, 1),
        "ada",
        "T-1",
        "c0de",
        (4,),
    )
    assert keep_waivers(store, [one, two], "ada")
    before = datetime.now(UTC)
    assert not keep_waivers(store, [one, two], "bob")
    assert stored_waivers(store) == (one, two)
    assert keep_waivers(store, [], "bob")
    assert stored_waivers(store) == ()
    assert stored_waivers(store, at=before) == (one, two)
    assert keep_waivers(store, [two], "bob")
    assert check(store) == ()
