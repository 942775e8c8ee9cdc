"""What singles people out: shown, kept from scan to scan, and judged by policies."""

from __future__ import annotations

import contextlib
import io
import sqlite3
from contextlib import closing, redirect_stderr, redirect_stdout

import pytest
from msgspec import structs

from governance import gate
from governance.catalog.loading import load
from governance.catalog.opening import open_store
from governance.catalog.publishing import publish
from governance.catalog.runs import start
from governance.cli.main import run
from governance.extract.stored import Given
from governance.model.catalog import Catalog, Column, Table
from governance.model.classification import Finding
from governance.model.names import TableRef
from governance.model.risk import Combination, Diversity, Reidentification, Remedy
from governance.report.risk import risk_lines
from governance.terminal import Terminal

from ..conftest import Repo

VISITS = TableRef("shop", "main", "visits")
RISK = Reidentification(
    VISITS,
    rows=10_000,
    sampled=True,
    wanted=5,
    quasi=("birth_date", "postcode"),
    combinations=(
        Combination(
            ("birth_date", "postcode"), 10_000, 1, 8_716, 6_204, (Diversity("diagnosis", 1, 41),)
        ),
    ),
    remedies=(
        Remedy("birth_date", "year", 1, 1_200, 80),
        Remedy("postcode", "first half", 6, 0, 0),
    ),
)


def told(risk: Reidentification, width: int = 80) -> str:
    return "\n".join(risk_lines(risk, Terminal(width=width, color=False)))


def test_it_is_told_in_sentences() -> None:
    assert (
        told(RISK)
        == """\
  singling out
    birth_date and postcode: at most 87.1% of the rows are in groups of fewer
    than 5, 6,204 alone (k = 1)
    41 rows in larger groups still give away diagnosis: all of the group have
    the same
    would help: only the year of birth_date, which leaves 12% (k = 1)
    and then: only the first half of postcode, which leaves none (k = 6)
    a sample of 10,000 rows was read; groups of the whole table are at least as
    large"""
    )


def test_all_rows_people_and_a_search_that_ended_early() -> None:
    one = Combination(("a", "b", "odd\nname"), 999, 1, 998, 0, (Diversity("pin", 1, 1),))
    few = Combination(("c",), 100_000, 2, 2, 0)
    risk = structs.replace(
        RISK, sampled=False, rows=1, person="patient", complete=False, combinations=(one, few)
    )
    lines = told(structs.replace(risk, remedies=()), 100).splitlines()
    assert lines[1] == (
        '    a, b and U&"odd\\000Aname": 99.8% of the people are in groups of fewer than 5, '
        "0 alone (k = 1)"
    )
    assert (
        "    c: fewer than 0.1% of the people are in groups of fewer than 5, 0 alone (k = 2)"
        in lines
    )
    assert (
        "    1 person in larger groups still give away pin: all of the group have the same" in lines
    )
    assert (
        "all 1 row were read; people are told apart by patient; there are more"
        in lines[-2] + lines[-1]
    )


def test_nobody_is_singled_out() -> None:
    fine = structs.replace(
        RISK, combinations=(Combination(("sex",), 40, 1_200, 0, 0),), remedies=()
    )
    assert " ".join(told(fine).split()).startswith(
        "singling out nobody, by any few of birth_date and postcode: "
        "the smallest group has 1,200, those that agree in sex"
    )
    assert "nobody, by sex: the smallest group has 1,200\n" in told(
        structs.replace(fine, quasi=("sex",))
    )


SETTINGS = """\
version: 1
sources: [{name: shop, kind: sqlite, path: shop.db}]
environments: {staging: [main]}
"""
TABLE = "CREATE TABLE visits (birth_date date, postcode text, diagnosis text);"


def lictor(repo: Repo, *arguments: str) -> tuple[int, str]:
    out = io.StringIO()
    with contextlib.chdir(repo.root), redirect_stdout(out), redirect_stderr(io.StringIO()):
        return run(arguments), out.getvalue()


@pytest.fixture
def scanned(repo: Repo) -> Repo:
    """A database whose scan somebody has completed with what the rows say."""
    repo.write({"lictor.yml": SETTINGS, ".gitignore": ".lictor\n*.db\n"})
    change(repo, TABLE)
    assert lictor(repo, "scan")[0] == 0
    with open_store(None, repo.root) as store:
        catalog = load(store)
        known = structs.replace(catalog, reidentification={VISITS: RISK})
        publish(store, start(store, "shop"), known)
    return repo


def change(repo: Repo, script: str) -> None:
    with closing(sqlite3.connect(repo.root / "shop.db")) as database:
        database.executescript(script)


def stored(repo: Repo) -> Catalog:
    with open_store(None, repo.root) as store:
        return load(store)


def test_it_is_shown_with_its_table(scanned: Repo) -> None:
    code, said = lictor(scanned, "catalog", "show", "main.visits")
    assert code == 0
    assert "  singling out\n    birth_date and postcode: at most 87.1% of the rows" in said


def test_a_scan_that_does_not_look_at_rows_keeps_what_was_found(scanned: Repo) -> None:
    assert lictor(scanned, "scan")[0] == 0
    assert stored(scanned).reidentification == {VISITS: RISK}


def test_of_another_table_it_says_nothing(scanned: Repo) -> None:
    change(scanned, "ALTER TABLE visits ADD COLUMN sex text;")
    lictor(scanned, "scan")
    assert stored(scanned).reidentification == {}


def test_nor_where_a_column_tells_nothing_of_people_any_more(scanned: Repo) -> None:
    declared = "assets: [{match: main.visits.postcode, category: none, reason: of the shop}]\n"
    scanned.write(
        {
            "lictor.yml": SETTINGS + "stewardship: [stewardship.yml]\n",
            "stewardship.yml": "version: 1\n" + declared,
        }
    )
    assert lictor(scanned, "scan")[0] == 0
    assert stored(scanned).reidentification == {}


class Store:
    """Knows one table, and what its rows say."""

    def __init__(self, risk: Reidentification) -> None:
        self.version = str(risk.rows)
        self._risk = risk

    def given(self, schema: str, table: str) -> Given | None:
        if (schema, table) != ("staging", "visits"):
            return None
        ref = TableRef("warehouse", schema, table)
        columns = (Column("birth_date", "date"), Column("postcode", "text"))
        found = Finding(ref.column("birth_date"), "dob", "catalog", 0.9, "the name says so")
        return Given(Table(ref, columns=columns), findings=(found,), risk=self._risk)


def test_a_policy_warns_of_a_table_of_the_store(repo: Repo) -> None:
    settings = """\
version: 1
sources: [{name: app, kind: ddl, path: migrations, dialect: postgres}]
environments: {staging: [staging]}
"""
    repo.commit({"lictor.yml": settings, "migrations/0001.sql": "CREATE TABLE staging.t (id int);"})
    repo.git("checkout", "-q", "-b", "change")
    repo.commit({"migrations/0002.sql": "ALTER TABLE staging.visits RENAME postcode TO zip;"})

    def said(risk: Reidentification) -> list[str]:
        verdict = gate.check(gate.trees(repo.root, base="main"), stored=Store(risk))
        every = (*verdict.new, *verdict.existing)
        return [each.message for each in every if each.policy == "GOV-011"]

    (message,) = said(RISK)
    assert message.startswith("staging.visits in staging singles people out by birth_date, zip: ")
    assert message.endswith("the smallest group that agrees in them has 1")
    fine = Combination(("birth_date",), 10_000, 5, 0, 0)
    assert said(structs.replace(RISK, combinations=(fine,))) == []
    few = Combination(("birth_date",), 10_000, 1, 499, 0)
    assert said(structs.replace(RISK, combinations=(few,), rows=9_999)) == []


def test_another_name_for_table_and_columns() -> None:
    other = TableRef("shop", "main", "stays")
    risk = structs.replace(RISK, person="patient")
    moved = risk.called(other, {"postcode": "zip", "diagnosis": "icd", "patient": "p"})
    assert "postcode" not in repr(moved)
    assert "diagnosis" not in repr(moved)
    back = moved.called(VISITS, {"zip": "postcode", "icd": "diagnosis", "p": "patient"})
    assert back == risk
