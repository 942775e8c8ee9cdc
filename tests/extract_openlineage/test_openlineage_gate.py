"""Events beside migrations: one graph, judged by the gate."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from governance.cli.main import cli
from governance.errors import ConfigError
from governance.settings import read
from governance.tree import Folder

from .conftest import SPACE, event, lines

SETTINGS = f"""\
version: 1
sources:
  - {{name: events, kind: openlineage, path: events, namespaces: {{"{SPACE}": app}}}}
  - {{name: app, kind: ddl, path: migrations, dialect: postgres}}
environments: {{staging: [staging], production: ["*"]}}
"""
LEADS = event(
    {
        "in": [{"name": "shop.crm.customers", "columns": ["id", "email"]}],
        "out": [
            {
                "name": "shop.staging.leads",
                "columns": ["contact"],
                "from": {"contact": ["shop.crm.customers.email TRANSFORMATION"]},
            }
        ],
    }
)
VIEW = "CREATE VIEW staging.hot AS SELECT contact AS who FROM staging.leads;\n"


@pytest.fixture
def repository(repo, monkeypatch):
    repo.commit(
        {
            "lictor.yml": SETTINGS,
            "migrations/0001.sql": "CREATE TABLE crm.customers (id int, email text);\n",
            "events/nightly.jsonl": "",
        }
    )
    monkeypatch.chdir(repo.root)
    return repo


def run(*arguments):
    return CliRunner().invoke(cli, arguments)


def test_data_goes_from_a_migration_through_a_running_system_into_a_view(repository):
    repository.write({"events/nightly.jsonl": lines([LEADS]), "migrations/0002.sql": VIEW})
    result = run("lineage", "staging.hot.who", "--upstream")
    assert result.stdout.splitlines() == [
        "staging.hot.who [email, confidential]",
        "comes from",
        "└ staging.leads.contact [email, confidential]  copied  migrations/0002.sql:1:35",
        "  └ crm.customers.email [email, confidential]  derived  events/nightly.jsonl:1",
    ]


def test_an_event_that_shows_a_leak_blocks(repository):
    repository.write({"events/nightly.jsonl": lines([LEADS])})
    repository.commit()
    result = run("check", "--base", "HEAD~1", "--format", "json")
    report = json.loads(result.stdout)
    leak = [v for v in report["violations"] if v["subject"] == "staging.leads.contact"]
    assert "GOV-003" in {v["policy"] for v in leak if v["severity"] == "block"}
    assert {(v["file"], v["line"]) for v in leak} == {("events/nightly.jsonl", 1)}


def test_a_broken_line_is_not_taken_for_clean(repository):
    repository.write({"events/nightly.jsonl": b"{}\n"})
    repository.commit()
    result = run("check", "--base", "HEAD~1")
    assert result.exit_code == 2
    assert "events/nightly.jsonl:1" in result.stdout


def test_a_namespace_of_a_source_that_is_not_there(tmp_path):
    (tmp_path / "lictor.yml").write_text(SETTINGS.replace(": app}", ": ap}"))
    with pytest.raises(ConfigError, match='there is no source "ap", did you mean "app"') as error:
        read(Folder(tmp_path))
    assert error.value.location.line == 3
