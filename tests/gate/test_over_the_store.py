"""Changes to tables that the repository never made: the catalog's store says what they hold."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from governance import gate
from governance.extract.stored import Given
from governance.model.catalog import Column, Grant, Table
from governance.model.classification import Finding
from governance.model.judgement import Verdict
from governance.model.location import Location
from governance.model.names import TableRef
from governance.model.protection import Protection
from governance.model.stewardship import Fact
from tests.conftest import Repo

SETTINGS = """\
version: 1
sources:
  - {name: app, kind: ddl, path: migrations, dialect: postgres}
environments: {staging: ["*staging"], production: ["*"]}
"""
CUSTOMERS = TableRef("warehouse", "crm", "customers")
KNOWN = {
    ("crm", "customers"): Given(
        Table(
            CUSTOMERS,
            columns=(Column("id", "bigint"), Column("ref2", "text"), Column("score", "int")),
            primary_key=("id",),
        ),
        grants=(Grant(CUSTOMERS, "analyst", "SELECT"),),
        protections=(Protection(CUSTOMERS.column("score"), "masking", "redact", "present"),),
        findings=(Finding(CUSTOMERS.column("ref2"), "email", "catalog", 0.98, "9 of 10 values"),),
        facts={
            CUSTOMERS: {
                "owner": Fact("team-crm", Location("stewardship.yml", 3)),
                "retention_days": Fact(730, Location("stewardship.yml", 3)),
            }
        },
    )
}


class Store:
    """Knows one table."""

    def __init__(self, known: Mapping[tuple[str, str], Given] = KNOWN, version: str = "1") -> None:
        self.version = version
        self._known = known

    def given(self, schema: str, table: str) -> Given | None:
        return self._known.get((schema, table))


def judged(repo: Repo, change: str, *, before: str = "", store: Store | None = None) -> Verdict:
    """The verdict on one more migration."""
    first = before or "CREATE TABLE crm.things (id int);"
    repo.commit({"lictor.yml": SETTINGS, "migrations/0001.sql": first, ".gitignore": ".lictor\n"})
    repo.git("checkout", "-q", "-b", "change")
    repo.commit({"migrations/0002.sql": change})
    return gate.check(gate.trees(repo.root, base="main"), stored=store or Store())


def told(verdict: Verdict) -> list[str]:
    return sorted(f"{each.policy} {each.subject}" for each in verdict.new)


CASES = {
    "a star over it carries what its values are": (
        "CREATE TABLE staging.leads AS SELECT * FROM crm.customers;",
        [
            "GOV-001 staging.leads.ref2",
            "GOV-002 staging.leads",
            "GOV-003 staging.leads.ref2",
            "GOV-004 staging.leads",
        ],
    ),
    "a new column is all that is new about it": (
        "ALTER TABLE crm.customers ADD COLUMN passport_number text;",
        ["GOV-001 crm.customers.passport_number"],
    ),
    "nothing personal is added": ("ALTER TABLE crm.customers ADD COLUMN points int;", []),
    "what was applied already is no fault": (
        """\
        ALTER TABLE crm.customers RENAME COLUMN reference TO ref2;
        ALTER TABLE crm.customers DROP COLUMN gone;
        ALTER TABLE crm.customers ADD COLUMN score int;
        """,
        [],
    ),
    "a rename takes what is known along": (
        """\
        ALTER TABLE crm.customers RENAME COLUMN ref2 TO reference;
        CREATE TABLE staging.leads AS SELECT reference FROM crm.customers;
        """,
        [
            "GOV-001 crm.customers.reference",
            "GOV-001 staging.leads.reference",
            "GOV-002 staging.leads",
            "GOV-003 staging.leads.reference",
            "GOV-004 staging.leads",
        ],
    ),
    "a name that it does not know": (
        "CREATE TABLE staging.x AS SELECT email AS e FROM crm.other;",
        [
            "GOV-001 staging.x.e",
            "GOV-002 staging.x",
            "GOV-003 staging.x.e",
            "GOV-004 staging.x",
            "GOV-008 catalog",
        ],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_change_to_what_others_make(repo: Repo, name: str) -> None:
    change, expected = CASES[name]
    verdict = judged(repo, change)
    assert told(verdict) == expected
    assert verdict.new_problems == ()


def test_without_the_store_the_same_change_cannot_be_judged(repo: Repo) -> None:
    class Nothing(Store):
        def given(self, schema: str, table: str) -> Given | None:
            return None

    verdict = judged(repo, CASES["nothing personal is added"][0], store=Nothing())
    assert [problem.subject for problem in verdict.new_problems] == ["crm.customers"]


def test_what_was_wrong_with_it_before_does_not_block(repo: Repo) -> None:
    bare = {place: Given(known.table, findings=known.findings) for place, known in KNOWN.items()}
    verdict = judged(repo, CASES["nothing personal is added"][0], store=Store(bare))
    assert told(verdict) == []
    assert {each.policy for each in verdict.existing} >= {"GOV-001", "GOV-002", "GOV-004"}


def test_no_longer_speaking_of_it_is_no_breaking_change(repo: Repo) -> None:
    repo.commit({"lictor.yml": SETTINGS, ".gitignore": ".lictor\n"})
    repo.commit({"migrations/0001.sql": "CREATE VIEW crm.v AS SELECT ref2 FROM crm.customers;"})
    repo.git("checkout", "-q", "-b", "change")
    (repo.root / "migrations/0001.sql").unlink()
    repo.commit({"migrations/0001_other.sql": "CREATE TABLE crm.o (id int);"})
    verdict = gate.check(gate.trees(repo.root, base="main"), stored=Store())
    assert [each for each in told(verdict) if "customers" in each] == []


def test_dropping_a_column_of_it_is(repo: Repo) -> None:
    before = "CREATE VIEW crm.v AS SELECT ref2 FROM crm.customers;"
    verdict = judged(repo, "ALTER TABLE crm.customers DROP COLUMN ref2;", before=before)
    assert "CHG-001 crm.customers.ref2" in told(verdict)


def test_another_state_of_the_store_is_read_again(repo: Repo) -> None:
    change = "CREATE TABLE staging.leads AS SELECT ref2 FROM crm.customers;"
    assert "GOV-003 staging.leads.ref2" in told(judged(repo, change))
    known = KNOWN["crm", "customers"]
    harmless = {("crm", "customers"): Given(known.table, facts=known.facts)}
    again = gate.check(gate.trees(repo.root, base="main"), stored=Store(harmless, "2"))
    assert "GOV-003 staging.leads.ref2" not in told(again)


DBT = {
    "lictor.yml": SETTINGS.replace(
        "environments",
        "  - {name: marts, kind: dbt, path: dbt, schema: staging, dialect: postgres}\nenvironments",
    ),
    "migrations/0001.sql": "CREATE TABLE crm.things (id int);",
    "dbt/dbt_project.yml": "name: shop\n",
    "dbt/models/sources.yml": "sources: [{name: crm, tables: [{name: customers}]}]\n",
    ".gitignore": ".lictor\n",
}


@pytest.mark.parametrize("read", ["{{ source('crm', 'customers') }}", "crm.customers"])
def test_a_model_reads_what_only_the_store_knows(repo: Repo, read: str) -> None:
    repo.commit(dict(DBT))
    repo.git("checkout", "-q", "-b", "change")
    repo.commit({"dbt/models/leads.sql": f"select * from {read}\n"})
    verdict = gate.check(gate.trees(repo.root, base="main"), stored=Store())
    assert "GOV-003 staging.leads.ref2" in told(verdict)
    assert verdict.new_problems == ()
