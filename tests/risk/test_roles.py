"""Which part a classified column plays."""

from __future__ import annotations

from governance.model.classification import Classification, Level
from governance.model.names import ColumnRef
from scanners.risk.roles import Roles, roles


def classified(
    column: str, category: str, *, quasi: bool = False, special: bool = False
) -> Classification:
    ref = ColumnRef("app", "crm", "visits", column)
    level = Level.RESTRICTED if category == "credential" else Level.CONFIDENTIAL
    return Classification(ref, category, level, special, False, 0.9, (), quasi=quasi)


def test_the_parts() -> None:
    assert roles(
        (
            classified("patient", "person_id"),
            classified("born", "dob", quasi=True),
            classified("religion", "demographic", quasi=True, special=True),
            classified("diagnosis", "health", special=True),
            classified("pin", "credential"),
            classified("email", "email"),
            classified("house_style", "none", quasi=True),
        )
    ) == Roles(("born", "religion"), ("religion", "diagnosis", "pin"), "patient")


def test_of_two_numbers_of_people_neither_counts() -> None:
    found = roles((classified("patient", "person_id"), classified("doctor", "person_id")))
    assert found == Roles(())
    assert found.columns == ()
