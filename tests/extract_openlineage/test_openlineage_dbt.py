"""Events about the models of a dbt project, which is read before them."""

from __future__ import annotations

import json

from click.testing import CliRunner

from governance.cli.main import cli

from .conftest import event, lines

FILES = {
    "lictor.yml": "version: 1\nsources:\n"
    "  - {name: jobs, kind: openlineage, path: events}\n"
    "  - {name: marts, kind: dbt, path: ., dialect: postgres, schema: mart}\n",
    "dbt_project.yml": "name: shop\nversion: '1'\nprofile: p\nmodel-paths: [models]\n",
    "models/people.sql": "select id, email as contact from {{ source('crm', 'customers') }}\n",
    "models/schema.yml": "version: 2\nsources:\n  - name: crm\n    tables:\n"
    "      - {name: customers, columns: [{name: id}, {name: email}]}\n",
}
EVENTS = [
    event({"job": "dbt", "in": [{"name": "db.crm.visits"}], "out": [{"name": "db.mart.people"}]}),
    event(
        {
            "job": "export",
            "out": [{"name": "db.sent.mails", "from": {"to": ["db.mart.people.contact IDENTITY"]}}],
        }
    ),
    event(
        {
            "job": "fill",
            "out": [{"name": "db.mart.people", "from": {"id": ["db.crm.visits.who IDENTITY"]}}],
        }
    ),
]


def test_models_are_the_datasets_of_their_names(repo, monkeypatch):
    repo.commit({**FILES, "events/a.jsonl": lines(EVENTS)})
    monkeypatch.chdir(repo.root)
    for _ in range(2):  # the second time from the cache
        result = CliRunner().invoke(cli, ["lineage", "--all", "--format", "json"])
        assert result.exit_code == 0, result.output
        edges = {(e["source"], e["target"]) for e in json.loads(result.stdout)["edges"]}
        assert edges == {
            ("crm.customers.id", "mart.people.id"),
            ("crm.customers.email", "mart.people.contact"),
            ("mart.people.contact", "db.sent.mails.to"),
            ("db.crm.visits.who", "mart.people.id"),
        }
