"""Stewardship files: what is read, what is refused and where, which declaration wins."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.errors import ConfigError
from governance.model.catalog import Column, Table
from governance.model.names import ColumnRef, TableRef, quote
from governance.stewardship import StewardshipDocument, read, resolve
from governance.stewardship.base import Candidate
from governance.stewardship.formats import lictor
from governance.stewardship.pattern import pattern
from governance.stewardship.written import declarations
from governance.tree import Folder

HERE = Path(__file__).parent
CASES = yaml.safe_load((HERE / "precedence.yml").read_text(encoding="utf-8"))


def table(source: str, schema: str, name: str, *columns: str) -> Table:
    return Table(TableRef(source, schema, name), columns=tuple(Column(c) for c in columns))


TABLES = (
    table("", "crm", "customers", "id", "email", "notes"),
    table("", "crm", "orders", "id", "email"),
    table("", "staging", "leads", "contact"),
    table("app", "shop", "users", "email"),
    table("", "db.crm", "accounts", "email"),
    table("", "", "files", "email"),
)
NAMES = {str(t.ref): t.ref for t in TABLES}
NAMES |= {str(t.ref.column(c.name)): t.ref.column(c.name) for t in TABLES for c in t.columns}


def declared(*assets: str):
    text = "version: 1\nassets:\n" + "".join(f"  - {asset}\n" for asset in assets)
    return said(text)


def said(text: str):
    return tuple(
        declarations(lictor.read(Candidate("stewardship.yml", text.encode())), "stewardship.yml")
    )


def resolved(*assets: str, environments=None):
    return resolve(declared(*assets), TABLES, environments or {})


@pytest.mark.parametrize("name", list(CASES))
def test_precedence(name):
    case = CASES[name]
    facts = resolved(*case["declared"]).facts
    for subject, expected in case["expect"].items():
        found = facts.get(NAMES[subject], {})
        assert {key: fact.value for key, fact in found.items()} == expected, subject


def test_a_fact_knows_where_it_stands_and_why():
    facts = resolved("{match: crm.customers, owner: team-crm, reason: they built it}").facts
    fact = facts[NAMES["crm.customers"]]["owner"]
    assert (fact.location.file, fact.location.line, fact.location.column) == (
        "stewardship.yml",
        3,
        35,
    )
    assert fact.reason == "they built it"


def test_environments_come_from_lictor_yml_the_first_match_counts():
    environments = {"staging": ["stag*"], "test": ["STAGING"], "production": ["*"]}
    facts = resolved("{match: staging.leads, owner: a}", environments=environments).facts
    assert facts[NAMES["staging.leads"]]["environment"].value == "staging"
    assert facts[NAMES["staging.leads"]]["environment"].location.file == "lictor.yml"
    assert facts[NAMES["staging.leads"]]["owner"].value == "a"
    assert facts[NAMES["db.crm.accounts"]]["environment"].value == "production"


def test_environments_do_not_mind_case_and_a_database_in_front():
    facts = resolved(environments={"production": ["CRM"]}).facts
    assert {str(ref) for ref in facts} == {"crm.customers", "crm.orders", "db.crm.accounts"}


@pytest.mark.parametrize(
    ("asset", "notice"),
    [
        ("{match: crm.custmers, owner: a}", 'nothing is named crm.custmers, did you mean "cust'),
        (
            "{match: crm.customers.emial, category: email}",
            "has no column 'emial', did you mean \"e",
        ),
        ("{match: crm.custmers.email, category: email}", 'did you mean "customers"'),
        ("{match: crm.customers, category: email}", "write crm.customers.<column>"),
        ("{match: nowhere.at.all, owner: a}", "nothing is named nowhere.at.all"),
        ("{match: x, owner: a}", "nothing is named x"),
    ],
)
def test_a_slip_of_the_pen_is_reported(asset, notice):
    found = resolved(asset)
    assert [d.match for d in found.unused]
    assert len(found.notices) == 1
    assert found.notices[0].startswith("stewardship.yml:3:")
    assert notice in found.notices[0]


def test_a_glob_that_matches_nothing_is_no_slip():
    assert resolved('{match: "legacy_*.*", owner: a}').unused == ()


REFUSED = [
    ("{match: a.b, ownr: x}", 'unknown key "ownr", did you mean "owner"'),
    ("{match: a..b, owner: x}", "fault at character 3"),
    ("{match: 'a b', owner: x}", "fault at character 2"),
    ("{match: '', owner: x}", "not empty"),
    ("{match: 'a:b:c.d', owner: x}", "fault at character 4"),
    ("{match: '\"a.b', owner: x}", "fault at character 1"),
    ("{match: a.b.c, category: e-mail}", "no category 'e-mail', did you mean \"email\""),
    ("{match: a.b, classification: secrets}", "no level 'secrets'; there are public"),
    ("{match: a.b, retention_days: 0}", "greater than 0"),
    ("{match: a.b, retention_days: -1}", "greater than 0"),
    ("{match: a.b, retention_days: true}", "must be a whole number"),
    ('{match: a.b, retention_days: "30"}', "must be a whole number"),
    ('{match: a.b, owner: ""}', "not empty"),
    ('{match: a.b, owner: "  "}', "not empty"),
    ("{match: a.b, owner: 5}", "must be text"),
    ("{match: a.b, owner: [x]}", "must be text"),
    ("{match: a.b}", "declares nothing"),
    ("{match: a.b, reason: because}", "declares nothing"),
    ("{owner: x}", '"match" is missing'),
    ("just words", "assets"),
]


@pytest.mark.parametrize(("asset", "message"), REFUSED)
def test_what_cannot_be_used_is_refused_in_its_line(asset, message):
    with pytest.raises(ConfigError) as caught:
        declared("{match: fine.table, owner: me}", asset)
    assert message in caught.value.message
    assert caught.value.location is not None
    assert caught.value.location.file == "stewardship.yml"
    assert caught.value.location.line == 4


@pytest.mark.parametrize("text", ["version: 2\nassets: []", "assets: 3", "- a", "assets:\n  a: b"])
def test_a_file_of_another_shape_is_refused(text):
    with pytest.raises(ConfigError):
        said(text)


@pytest.mark.parametrize("text", ["", "version: 1", "assets: []", "assets:\n  # - {match: a.b}"])
def test_an_empty_file_declares_nothing(text):
    assert said(text) == ()


def test_files_folders_and_globs_are_read_in_order(tmp_path):
    files = {"b.yml": "two", "a.yml": "one", "more/c.yaml": "three", "more/readme.md": "no"}
    for name, owner in files.items():
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"assets: [{{match: a.b, owner: {owner}}}]")
    found = read(Folder(tmp_path), ["b.yml", "*.yml", "more"])
    assert [d.facts["owner"].value for d in found.declarations] == ["two", "one", "three"]


def test_a_named_file_must_be_there(tmp_path):
    with pytest.raises(ConfigError, match=r"no stewardship file gone\.yml"):
        read(Folder(tmp_path), ["gone.yml"])
    assert read(Folder(tmp_path), ["*.yml"]).declarations == ()


names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)


@settings(deadline=None)
@given(names, names, names)
def test_whatever_prints_as_a_name_matches_itself_and_only_itself(schema, name, column):
    ref = ColumnRef("", schema.replace(".", "_"), name, column)
    match = ".".join(quote(part) for part in (ref.schema, ref.table, ref.column))
    wanted = pattern(match)
    assert wanted.exact
    assert tuple(part.text for part in wanted.parts) == (ref.schema, ref.table, ref.column)


@settings(deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_a_match_or_a_clear_refusal(text):
    try:
        found = pattern(text)
    except ValueError as error:
        said = str(error)
    else:
        said = "a match"
        assert found.parts
    assert said.isprintable()


def test_the_schema_describes_every_key():
    _, parts = msgspec.json.schema_components([StewardshipDocument])
    asset = parts["AssetDocument"]
    assert all(field.get("description") for field in asset["properties"].values())
    assert asset["additionalProperties"] is False
    assert asset["required"] == ["match"]
