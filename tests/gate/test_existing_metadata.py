"""What a team has written down already, judged beside its SQL."""

from __future__ import annotations

import contextlib
import io
from contextlib import redirect_stdout
from typing import Any

import pytest

from governance import gate
from governance.cli.main import run
from governance.model.judgement import Verdict

SETTINGS = """\
version: 1
sources: [{name: app, kind: ddl, path: migrations}]
environments: {production: [crm]}
stewardship: [contracts, words.csv, stewardship.yml]
"""
SQL = """\
CREATE TABLE crm.customers (id bigint PRIMARY KEY, email text, memo text);
CREATE TABLE crm.orders (id bigint PRIMARY KEY, total numeric);
"""
CONTRACT = """\
apiVersion: v3.1.0
kind: DataContract
team: {name: team-crm}
servers: [{server: prod, type: postgres, schema: crm}]
slaProperties: [{property: retention, value: 2, unit: y}]
schema:
  - name: customers
    properties:
      - {name: email, classification: confidential, tags: ["category:email"]}
      - {name: memo, description: What the caller said, classification: internal}
  - {name: orders}
"""
WORDS = """\
table,column,sample,owner,classification
customers,email,a@example.org,team-crm,confidential
"""
FILES: dict[str, str | bytes] = {
    "lictor.yml": SETTINGS,
    "migrations/0001.sql": SQL,
    "contracts/crm.yaml": CONTRACT,
    "words.csv": WORDS,
    "stewardship.yml": "version: 1\nassets: []\n",
}


def judged(repo: Any) -> Verdict:
    return gate.check(gate.trees(repo.root, base="main"))


@pytest.fixture
def topic(repo: Any) -> Any:
    repo.commit(FILES)
    repo.git("checkout", "-q", "-b", "topic")
    return repo


def test_a_contract_and_a_dictionary_are_all_the_stewardship_there_is(repo: Any) -> None:
    repo.commit(FILES)
    verdict = gate.check(gate.trees(repo.root))
    assert verdict.new_problems == ()
    assert [v for v in verdict.new if v.severity == "block"] == []


def test_a_contradiction_is_new_once_and_stays_itself_when_lines_move(topic: Any) -> None:
    assert judged(topic).new == ()
    topic.commit({"words.csv": WORDS.replace("team-crm", "team-sales")})
    (found,) = judged(topic).new
    assert (found.policy, found.severity, found.subject) == ("GOV-009", "warn", "crm.customers")
    assert found.message == (
        "crm.customers has owner team-crm at contracts/crm.yaml:3 and team-sales at words.csv:2"
    )
    assert str(found.location) == "contracts/crm.yaml:3:14"
    assert '- {match: "crm.customers", owner: ..., reason: "..."}' in found.fix

    topic.git("checkout", "-q", "-b", "main2")
    topic.git("branch", "-q", "-f", "main", "main2")
    topic.commit({"contracts/crm.yaml": "# moved\n\n" + CONTRACT, "lictor.yml": SETTINGS})
    verdict = judged(topic)
    assert verdict.new == ()
    assert "contracts/crm.yaml:5 and" in verdict.existing[0].message

    topic.commit({"words.csv": WORDS.replace("team-crm", "team-support")})
    assert [violation.policy for violation in judged(topic).new] == ["GOV-009"]

    reason = "  - {match: crm.customers, owner: team-crm, reason: the contract is newer}\n"
    topic.commit({"stewardship.yml": f"version: 1\nassets:\n{reason}"})
    assert judged(topic).new == ()


def test_what_a_file_of_another_tool_breaks_is_a_problem_once(topic: Any) -> None:
    topic.commit({"words.csv": WORDS + ",x,,,\n"})
    verdict = judged(topic)
    assert verdict.exit_code == 2
    assert [(p.message, str(p.location)) for p in verdict.new_problems] == [
        ("a row names no table", "words.csv:3")
    ]
    topic.git("branch", "-q", "-f", "main", "topic")
    topic.commit({"words.csv": WORDS + "orders,total,,,\n,x,,,\n"})
    assert judged(topic).exit_code == 0


@pytest.mark.parametrize("form", ["text", "markdown", "json", "sarif", "github"])
def test_no_line_of_a_dictionary_is_shown(topic: Any, form: str) -> None:
    rows = "orders,total,b@example.org,,public\norders,total,c@example.org,,internal\n,x,,,\n"
    topic.commit({"words.csv": WORDS + rows})
    (found,) = judged(topic).new
    assert str(found.location) == "words.csv:4"
    out = io.StringIO()
    with contextlib.chdir(topic.root), redirect_stdout(out):
        run(["check", "--format", form])
    assert "words.csv" in out.getvalue()
    assert "@example" not in out.getvalue()


@pytest.mark.parametrize(
    "above",
    [
        "examples: [c@example.org]",
        "examples:\n          - c@example.org",
        "'sample': c@example.org",
    ],
)
def test_no_example_of_a_contract_is_shown(topic: Any, above: str) -> None:
    contract = CONTRACT.replace(
        "      - {name: email, classification: confidential,",
        f"      - name: email\n        {above}\n        classification: public\n       ",
    ).replace('        tags: ["category:email"]}', '        tags: ["category:email"]')
    topic.commit({"contracts/crm.yaml": contract})
    out = io.StringIO()
    with contextlib.chdir(topic.root), redirect_stdout(out):
        run(["check"])
    assert "classification: public" in out.getvalue()
    assert "@example" not in out.getvalue()


def test_many_columns_declared_harmless_by_a_new_file_are_told_in_a_line(topic: Any) -> None:
    rows = "".join(f"orders,c{n},,,\n" for n in range(30)).replace(",,,\n", ",,no,,\n")
    text = "table,column,sample,pii,owner,classification\n" + rows
    topic.commit({"words.csv": text, "stewardship.yml": "version: 1\nassets: []\n"})
    told = [str(change.what) for change in judged(topic).governance]
    assert told == ["orders.c0 and 29 more declared category: none"]


DBT: dict[str, str | bytes] = {
    "lictor.yml": """\
version: 1
sources:
  - {name: app, kind: ddl, path: migrations}
  - {name: marts, kind: dbt, path: dbt, dialect: postgres, schema: mart}
environments: {production: ["*"]}
stewardship: [contract.yaml]
""",
    "migrations/0001.sql": SQL,
    "dbt/dbt_project.yml": "name: shop\nversion: '1.0'\nprofile: shop\nmodel-paths: [models]\n",
    "dbt/models/buyers.sql": "select id, email from {{ source('crm', 'customers') }}\n",
    "dbt/models/schema.yml": """\
version: 2
sources:
  - name: crm
    tables:
      - {name: customers, meta: {owner: team-dbt}}
models:
  - name: buyers
    meta: {owner: team-dbt, retention_days: 30}
    columns:
      - {name: email, meta: {contains_pii: true, classification: confidential}}
""",
    "contract.yaml": """\
apiVersion: v3.1.0
kind: DataContract
schema:
  - {name: buyers, customProperties: [{property: owner, value: team-contract}]}
  - {name: customers, tags: ["owner:team-contract"]}
""",
}


def test_dbts_meta_takes_part_and_counts_least(repo: Any) -> None:
    repo.commit(DBT)
    verdict = gate.check(gate.trees(repo.root))
    assert verdict.new_problems == ()
    said = "has owner team-contract at contract.yaml"
    assert sorted(v.message for v in verdict.new if v.policy == "GOV-009") == [
        f"crm.customers {said}:5 and team-dbt at dbt/models/schema.yml:5",
        f"mart.buyers {said}:4 and team-dbt at dbt/models/schema.yml:8",
    ]
    assert {v.owner for v in verdict.new if v.policy == "GOV-009"} == {"team-contract"}
