"""What functions, procedures and triggers do to personal data is judged like any other SQL."""

from __future__ import annotations

import json
from typing import Any

import pytest

from governance.cli.main import run

SETTINGS = """\
version: 1
sources: [{name: app, kind: ddl, path: migrations, dialect: postgres}]
environments: {staging: [staging], production: [crm, public]}
stewardship: [stewardship.yml]
"""
STEWARDSHIP = """\
version: 1
assets:
  - {match: "*.*", owner: team-crm, retention_days: 730, description: "What we know of buyers."}
  - {match: "crm.customers.email", category: email, classification: confidential}
"""
TABLES = """\
CREATE TABLE crm.customers (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE staging.leads (key text);
CREATE FUNCTION crm.key_of(e text) RETURNS bigint LANGUAGE sql AS $$ SELECT count(e) $$;
CREATE VIEW staging.keys AS SELECT crm.key_of(email) AS key FROM crm.customers;
"""

CHANGES = {
    "a function that gives the value itself from now on": (
        "CREATE OR REPLACE FUNCTION crm.key_of(e text) RETURNS text LANGUAGE sql AS 'SELECT e';",
        "staging.keys.key",
    ),
    "a procedure": (
        (
            "CREATE PROCEDURE crm.load() LANGUAGE plpgsql AS $$ DECLARE v text; BEGIN\n"
            "SELECT email INTO v FROM crm.customers;\n"
            "INSERT INTO staging.leads VALUES (lower(v)); END $$;"
        ),
        "staging.leads.key",
    ),
    "a trigger": (
        (
            "CREATE FUNCTION crm.log() RETURNS trigger LANGUAGE plpgsql AS\n"
            "$$ BEGIN INSERT INTO staging.leads VALUES (NEW.email); RETURN NEW; END $$;\n"
            "CREATE TRIGGER logs AFTER INSERT ON crm.customers EXECUTE FUNCTION crm.log();"
        ),
        "staging.leads.key",
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_to_a_routine_is_judged(
    name: str, repo: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    change, column = CHANGES[name]
    base = repo.commit(
        {
            "lictor.yml": SETTINGS,
            "stewardship.yml": STEWARDSHIP,
            "migrations/1.sql": TABLES,
        }
    )
    monkeypatch.chdir(repo.root)
    assert run(("check", "--base", base)) == 0
    repo.commit({"migrations/2.sql": change})
    capsys.readouterr()
    code = run(("check", "--base", base, "--format", "json"))
    told = json.loads(capsys.readouterr().out)
    new = {(v["policy"], v["subject"]) for v in told["violations"] if v["state"] == "new"}
    assert ("GOV-003", column) in new
    assert code == 1


def test_what_is_put_together_at_run_time_is_said_and_blocks_nobody(
    repo: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    base = repo.commit(
        {
            "lictor.yml": SETTINGS,
            "stewardship.yml": STEWARDSHIP,
            "migrations/1.sql": TABLES,
        }
    )
    change = (
        "CREATE FUNCTION crm.run(t text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN\n"
        "  EXECUTE 'ANALYZE ' || quote_ident(t); END $$;"
    )
    repo.commit({"migrations/2.sql": change})
    monkeypatch.chdir(repo.root)
    assert run(("check", "--base", base)) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "1 statement in functions and procedures is not followed" in out
    assert "migrations/2.sql:2" in out
