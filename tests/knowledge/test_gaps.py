"""What a catalog lacks is found, told shortly, and with what to write."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from msgspec.structs import replace

from governance.knowledge.descriptions import says_nothing
from governance.knowledge.gaps import KINDS, Gap, gaps
from governance.model.catalog import Catalog, Column, Statistics, Table
from governance.model.classification import Basis, Classification, Evidence
from governance.model.lineage import Edge, Effect
from governance.model.location import Location
from governance.model.names import TableRef
from governance.model.stewardship import Dispute, Fact
from governance.report.gaps.report import TITLES
from governance.report.rows import cell

from .conftest import CANARY, FILES, Ask, git

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("text", "name", "empty"),
    [
        ("TODO", "region", True),
        ("tbd.", "region", True),
        ("n/a", "region", True),
        ("-", "region", True),
        ("Description here", "region", True),
        ("Customer id", "customer_id", True),
        ("The id of the customer.", "customerId", True),
        ("This column contains the customer's ID", "customer_id", True),
        ("Regions", "region", True),
        ("Die Straße", "strasse", False),
        ("Sales region, as in the contract.", "region", False),
        ("In euro cents.", "total", False),
        ("Who pays.", "customer_id", False),
    ],
)
def test_a_description_must_say_more_than_the_name(text: str, name: str, empty: bool) -> None:
    assert says_nothing(text, name, "orders") is empty


SECTIONS = """\
Tables without an owner (1)
  travel: travellers
  write: - {match: "travel.travellers", owner: TEAM}

Entries about what is not there (1)
  crm.custmers: nothing of that name is there, stewardship.yml:6:5

Descriptions that say no more than the name (2)
  crm.customers: id, vip

  region
    "Sales region, as in the contract." in crm.customers and 1 more
    "Where the passport was issued." in travel.travellers

24 gaps in 4 tables of files."""


def test_gaps_of_a_repository(ask: Ask) -> None:
    code, out, err = ask("gaps")
    assert (code, err) == (0, "")
    assert out.startswith(
        "Found to be personal, and confirmed by nobody (5)\n"
        "  crm.customers: full_name (person_name), region (address)\n"
    )
    for section in SECTIONS.split("\n\n"):
        assert section in out
    assert max(map(len, out.splitlines())) <= 80


def test_only_a_schema_or_what_nobody_answers_for(ask: Ask) -> None:
    assert "crm." not in ask("gaps", "--schema", "TRAVEL")[1]
    assert "gaps in 1 table of files" in ask("gaps", "--owner", "none")[1]
    assert "gaps in 1 table of files" in ask("gaps", "--owner", "team-c*")[1]


def test_every_gap_in_a_spreadsheet_and_for_machines(ask: Ask) -> None:
    told = json.loads(ask("gaps", "--format", "json")[1])
    Draft202012Validator(json.loads((ROOT / "docs/schemas/gaps.schema.json").read_text())).validate(
        told
    )
    rows = list(csv.DictReader(io.StringIO(ask("gaps", "--format", "csv")[1])))
    assert len(rows) == len(told["gaps"]) == 24
    passport = next(row for row in rows if row["subject"] == "travel.travellers.passport_no")
    assert passport == {
        "kind": "unconfirmed",
        "subject": "travel.travellers.passport_no",
        "source": "app",
        "table": "travel.travellers",
        "what": "national_id/passport, restricted: detected, 97% sure, by no person",
        "write": '{match: "travel.travellers.passport_no", category: national_id}',
        "owner": "",
        "file": "migrations/0001.sql",
        "line": "15",
    }


@pytest.mark.parametrize(
    ("arguments", "forms"),
    [
        ("gaps --all", "text json csv markdown"),
        ("coverage", "text json csv"),
        ("search region email --limit 99", "text json"),
        ("diff git:EMPTY --all", "text json markdown"),
    ],
)
def test_no_literal_of_a_migration_comes_out(
    ask: Ask, repository: Path, arguments: str, forms: str
) -> None:
    (repository / "migrations/0001.sql").write_text("CREATE TABLE crm.customers (email text);\n")
    git(repository, "commit", "-q", "-a", "-m", "Less")
    git(repository, "tag", "EMPTY")
    (repository / "migrations/0001.sql").write_text(FILES["migrations/0001.sql"])
    for form in forms.split():
        code, out, err = ask(*arguments.split(), "--format", form)
        assert code == 0
        assert "region" in out or "crm" in out
        assert CANARY not in out + err


def test_what_is_written_can_be_declared(ask: Ask, repository: Path) -> None:
    """Each line to write is taken as it is, and its gap is gone."""
    told = json.loads(ask("gaps", "--format", "json")[1])["gaps"]
    lines = [gap["write"] for gap in told if gap["write"].startswith("- {")]
    values = {"TEAM": "team-x", "DAYS": "30", "WHAT IT IS": "Seen", "WHAT A ROW IS": "Seen once"}
    text = "version: 1\nassets:\n"
    text += "".join(f"  {line}\n" for line in lines)
    for placeholder, value in values.items():
        text = text.replace(placeholder, value)
    (repository / "more.yml").write_text(text)
    settings = (repository / "lictor.yml").read_text()
    (repository / "lictor.yml").write_text(
        settings.replace("[stewardship.yml]", "[stewardship.yml, more.yml]")
    )
    left = json.loads(ask("gaps", "--format", "json")[1])["summary"]["kinds"]
    assert left == {"stale_entry": 1, "conflicting_descriptions": 1}


REF = TableRef("w", "crm", "users")
HERE = Location("stewardship.yml", 4, 3)
USERS = Table(REF, columns=(Column("email", "text", comment="Where we write to."),), comment="All.")


def personal(**more: object) -> Catalog:
    known = Classification(
        REF.column("email"),
        "email",
        None,
        special=False,
        confirmed=False,
        confidence=0.9,
        evidence=(Evidence(Basis.DETECTED, "email", "its name"),),
    )
    return Catalog(
        "stored",
        (USERS,),
        classifications={known.subject: replace(known, **more)},
        facts={REF: {"owner": Fact("a", HERE), "retention_days": Fact(3, HERE)}},
    )


def told(catalog: Catalog) -> list[tuple[str, str]]:
    return [(gap.kind, gap.subject) for gap in gaps(catalog)]


def test_a_level_that_nobody_knows_is_no_level() -> None:
    assert told(personal()) == [("unclassified", "crm.users.email")]


def test_evidence_against_a_declaration() -> None:
    found = gaps(personal(contradiction="the name says phone", confirmed=True))
    assert [(gap.kind, gap.what) for gap in found] == [("contradicted", "the name says phone")]


def test_entries_of_what_is_gone_and_not_of_what_is_only_read() -> None:
    fact = {"owner": Fact("a", HERE)}
    elsewhere = TableRef("", "lake", "events")
    catalog = Catalog(
        "stored",
        (USERS,),
        edges=(Edge(elsewhere.column("mail"), REF.column("email"), Effect.IDENTITY),),
        facts={
            REF: fact,
            REF.column("gone"): fact,
            TableRef("w", "crm", "gone"): fact,
            TableRef("w", "crm", "globbed"): {"environment": Fact("staging", HERE)},
            elsewhere: fact,
        },
    )
    stale = [gap for gap in gaps(catalog) if gap.kind == "stale_entry"]
    assert [(gap.subject, gap.what, gap.location) for gap in stale] == [
        ("crm.gone", "no such table is there", HERE),
        ("crm.users.gone", "no such column is there", HERE),
    ]


def test_an_open_table_may_have_the_column() -> None:
    catalog = Catalog(
        "stored",
        (replace(USERS, open=True),),
        facts={REF.column("gone"): {"owner": Fact("a", HERE)}},
    )
    assert "stale_entry" not in [kind for kind, _ in told(catalog)]


def test_what_the_database_says_of_rows() -> None:
    catalog = replace(personal(level="internal", confirmed=True))
    assert told(replace(catalog, statistics={REF: Statistics(rows=0)})) == [
        ("empty_table", "crm.users")
    ]
    assert told(replace(catalog, statistics={REF: Statistics(bytes=8192)})) == [
        ("never_analysed", "crm.users")
    ]
    assert told(replace(catalog, statistics={REF: Statistics(rows=4)})) == []


def test_a_dispute_until_it_is_settled() -> None:
    sides = (Fact("a", HERE), Fact("b", Location("other.yml", 2)))
    catalog = replace(
        personal(confirmed=True, level="internal"), disputes=(Dispute(REF, "owner", sides),)
    )
    (found,) = gaps(catalog)
    assert (
        found.what == "2 places say different things of its owner: stewardship.yml:4:3, other.yml:2"
    )
    settled = replace(catalog, disputes=(Dispute(REF, "owner", sides, settled=True),))
    assert gaps(settled) == ()


def test_partitions_are_their_tables() -> None:
    part = replace(USERS, ref=TableRef("w", "crm", "users_1"), comment=None, partition_of=REF)
    catalog = personal(confirmed=True, level="internal")
    assert gaps(replace(catalog, tables=(*catalog.tables, part))) == ()


def conflict(*texts: str, name: str = "region") -> list[Gap]:
    listed = tuple(
        Table(TableRef("w", "s", f"t{n}"), columns=(Column(name, "text", comment=text),))
        for n, text in enumerate(texts)
    )
    found = gaps(Catalog("stored", listed))
    return [gap for gap in found if gap.kind == "conflicting_descriptions"]


@pytest.mark.parametrize(
    ("texts", "sayings"),
    [
        (("Sales region.", "sales regions", "str, the sales region"), 0),
        (("Sales region as agreed", "The sales region"), 0),
        (("Sales region", "Where the passport was issued"), 2),
        (("Sales region", "TODO", "region"), 0),
        (("Sales region", "Body part", "Cloud zone"), 3),
    ],
)
def test_descriptions_are_compared_by_what_they_say(texts: tuple[str, ...], sayings: int) -> None:
    assert [len(gap.sayings) for gap in conflict(*texts)] == ([sayings] if sayings else [])


def test_names_that_mean_something_else_everywhere_do_not_conflict() -> None:
    assert conflict("Of the order.", "Of the parcel.", name="status") == []


def test_every_kind_has_a_title_and_a_place_in_the_schema() -> None:
    schema = json.loads((ROOT / "docs/schemas/gaps.schema.json").read_text())
    listed = schema["properties"]["gaps"]["items"]["properties"]["kind"]["enum"]
    assert tuple(listed) == KINDS == tuple(TITLES)


@pytest.mark.parametrize(
    ("value", "written"),
    [("=1+1", "'=1+1"), ("@x", "'@x"), ("a\nb", "a\\nb"), (None, ""), (-3, "-3"), ("a", "a")],
)
def test_a_spreadsheet_computes_nothing(value: object, written: str) -> None:
    assert cell(value) == written
