"""`lictor lineage`: one file's edges, and a column's way through a repository."""

from __future__ import annotations

import json
import os
import subprocess

import pytest
from click.testing import CliRunner

from governance import pipeline
from governance.cli.main import cli

_SCRIPT = """\
CREATE TABLE crm.customers (id int, email text, name text);
CREATE TABLE staging.leads AS
SELECT c.id,
       lower(c.email) AS contact
FROM crm.customers AS c WHERE c.name = 'CANARY';
SELECT upper(contact) AS shout FROM staging.leads;
"""


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(cli, ["lineage", *arguments])


@pytest.fixture
def repository(tmp_path, run):
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    (tmp_path / "migrations").mkdir()
    (tmp_path / "migrations" / "0001_crm.sql").write_text(
        "CREATE TABLE crm.customers (id int, email text);\n"
        "CREATE VIEW crm.known AS SELECT email AS mail FROM crm.customers WHERE id > 1;\n"
    )
    (tmp_path / "migrations" / "0002_leads.sql").write_text(
        "CREATE TABLE staging.leads AS SELECT sha256(mail::bytea) AS key FROM crm.known;\n"
    )
    (tmp_path / "lictor.yml").write_text(
        "version: 1\nsources:\n  - {name: app, kind: ddl, path: migrations, dialect: postgres}\n"
    )
    return run


def test_the_edges_of_a_file(tmp_path, run):
    (tmp_path / "x.sql").write_text(_SCRIPT)
    result = run("--sql", "x.sql", "--format", "json")
    assert result.exit_code == 0, result.output
    answer = json.loads(result.stdout)
    assert answer["errors"] == []
    told = [
        (e["source"], e["target"], e["effect"], e["kind"], e["line"], e["column"])
        for e in answer["edges"]
    ]
    assert told == [
        ("crm.customers.id", "staging.leads.id", "identity", "value", 3, 8),
        ("crm.customers.email", "staging.leads.contact", "derived", "value", 4, 8),
        ("crm.customers.name", "staging.leads.id", "predicate", "influence", 5, 31),
        ("crm.customers.name", "staging.leads.contact", "predicate", "influence", 5, 31),
        ("staging.leads.contact", "shout", "derived", "value", 6, 8),
    ]
    assert "CANARY" not in result.output


def test_for_people(tmp_path, run):
    (tmp_path / "x.sql").write_text(_SCRIPT)
    result = run("--sql", "x.sql")
    assert result.stdout.splitlines() == [
        "staging.leads",
        "├ id",
        "│ └ crm.customers.id  copied  x.sql:3:8",
        "├ contact [email, confidential]",
        "│ └ crm.customers.email [email, confidential]  derived  x.sql:4:8",
        "└ its rows",
        "  └ crm.customers.name  decides about rows  x.sql:5:31",
        "",
        "(a query)",
        "└ shout [email, confidential]",
        "  └ staging.leads.contact [email, confidential]  derived  x.sql:6:8",
    ]


def test_a_statement_that_is_not_understood_is_an_error(tmp_path, run):
    (tmp_path / "x.sql").write_text("CREATE TABLE n AS SELEC 'CANARY' FROM;\n" + _SCRIPT)
    result = run("--sql", "x.sql", "--format", "json")
    assert result.exit_code == 2
    (error,) = json.loads(result.stdout)["errors"]
    assert (error["file"], error["line"]) == ("x.sql", 1)
    assert len(json.loads(result.stdout)["edges"]) == 5
    assert "CANARY" not in result.output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "name a column"),
        (("a.b", "--sql", "x.sql"), "name a column"),
        (("--sql", "none.sql"), "none.sql cannot be read"),
        (("--sql", "bytes.sql", "--depth", "2"), "need a column or a table"),
        (("--all", "--upstream"), "need a column or a table"),
        (("--all", "a.b"), "name a column"),
        (("a.b", "--depth", "0"), "x>=1"),
        (("a.b", "--format", "mermade"), 'did you mean "mermaid"?'),
        (("a.b", "--event-time", "2026-01-31T12:00:00Z"), "text has none"),
        (("a.b", "--format", "openlineage", "--event-time", "noon"), "noon is no time"),
        (("a.b", "--format", "openlineage", "--event-time", "2026-01-31"), "its zone"),
        (("a.b", "--output", ""), "--output is empty"),
        (("--sql", "bytes.sql"), "not text in UTF-8"),
        (("--sql", "bytes.sql", "--dialect", "postgre"), 'did you mean "postgres"?'),
    ],
)
def test_usage(tmp_path, run, arguments, message):
    (tmp_path / "bytes.sql").write_bytes(b"\xff\xfe\x00")
    result = run(*arguments)
    assert result.exit_code != 0
    assert message in result.output + str(result.exception)


def test_both_ways_from_a_column(repository):
    result = repository("crm.known.mail")
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines() == [
        "crm.known.mail [email, confidential]",
        "comes from",
        "├ crm.customers.email [email, confidential]",
        "│   copied  migrations/0001_crm.sql:2:33",
        "└ crm.customers.id  decides about rows  migrations/0001_crm.sql:2:72",
        "goes to",
        "└ staging.leads.key [email, confidential]",
        "    hashed without a key  migrations/0002_leads.sql:1:38",
    ]


def test_upstream_for_machines(repository):
    result = repository("staging.leads.key", "--upstream", "--format", "json")
    answer = json.loads(result.stdout)
    assert "downstream" not in answer
    values = [
        (e["source"], e["effect"], e["depth"]) for e in answer["upstream"] if e["kind"] == "value"
    ]
    assert values == [("crm.known.mail", "hashed", 1), ("crm.customers.email", "identity", 2)]


def test_a_table(repository):
    result = repository("crm.known", "--downstream")
    assert result.stdout.splitlines() == [
        "crm.known",
        "",
        "crm.known.mail [email, confidential]",
        "goes to",
        "└ staging.leads.key [email, confidential]",
        "    hashed without a key  migrations/0002_leads.sql:1:38",
    ]
    answer = json.loads(repository("known", "--format", "json").stdout)
    assert (answer["table"], answer["errors"]) == ("crm.known", [])
    assert [column["column"] for column in answer["columns"]] == ["crm.known.mail"]
    assert len(answer["columns"][0]["upstream"]) == 2


def test_what_columns_share_is_told_to_machines_for_each(repository, tmp_path):
    (tmp_path / "migrations" / "0003.sql").write_text(
        "CREATE VIEW crm.twice AS SELECT mail AS one, lower(mail) AS two FROM crm.known;\n"
    )
    assert repository("crm.twice").stdout.count("crm.customers.email") == 1
    answer = json.loads(repository("crm.twice", "--upstream", "--format", "json").stdout)
    for column in answer["columns"]:
        sources = [e["source"] for e in column["upstream"] if e["kind"] == "value"]
        assert sources == ["crm.known.mail", "crm.customers.email"]


def test_so_deep_and_no_deeper(repository):
    result = repository("staging.leads.key", "--upstream", "--depth", "1")
    assert "(there is more: --depth)" in result.stdout
    assert "crm.customers" not in result.stdout


def test_only_what_a_way_leads_through_is_loaded(repository, monkeypatch, tmp_path):
    (tmp_path / "migrations" / "0003.sql").write_text(
        "CREATE TABLE far.off (x int);\nCREATE VIEW far.view AS SELECT x FROM far.off;\n"
        "CREATE VIEW crm.both AS SELECT k.mail, o.x FROM crm.known k, far.off o;\n"
    )
    loaded = []

    def spied(found, cache, wanted=None):
        loaded.append(None if wanted is None else [ref.name for ref in wanted])
        return catalogued(found, cache, wanted)

    catalogued = pipeline.catalogued
    monkeypatch.setattr(pipeline, "catalogued", spied)
    whole = {name: repository(name).stdout for name in ("staging.leads.key", "crm.known")}
    assert [sorted(names) for names in loaded] == [
        ["crm.customers", "crm.known", "staging.leads"],
        ["crm.both", "crm.customers", "crm.known", "far.off", "staging.leads"],
    ]
    monkeypatch.setattr(
        pipeline, "catalogued", lambda found, cache, _=None: catalogued(found, cache)
    )
    assert {name: repository(name).stdout for name in whole} == whole


def test_everything(repository):
    answer = json.loads(repository("--all", "--format", "json").stdout)
    told = sorted((edge["source"], edge["target"], edge["effect"]) for edge in answer["edges"])
    assert told == [
        ("crm.customers.email", "crm.known.mail", "identity"),
        ("crm.customers.id", "crm.known.*", "predicate"),
        ("crm.known.mail", "staging.leads.key", "hashed"),
    ]


def test_into_a_file(repository, tmp_path):
    result = repository("crm.known.mail", "--format", "html", "--output", "page/lineage.html")
    assert (result.exit_code, result.output) == (0, "")
    assert (tmp_path / "page" / "lineage.html").read_text().startswith("<!DOCTYPE html>")
    (tmp_path / "file").write_text("")
    result = repository("crm.known.mail", "--format", "html", "--output", "file/lineage.html")
    assert "file/lineage.html cannot be written" in str(result.exception)


def test_events_have_the_time_of_the_commit(repository, tmp_path):
    def times():
        lines = repository("--all", "--format", "openlineage", *given).stdout.splitlines()
        return {json.loads(line)["eventTime"] for line in lines}

    given = []
    assert times() == {"1970-01-01T00:00:00+00:00"}
    git = ["git", "-C", str(tmp_path)]
    subprocess.run([*git, "add", "-A"], check=True)
    commit = [*git, "-c", "user.email=a@example.org", "-c", "user.name=a", "commit", "-qm", "all"]
    date = {"GIT_COMMITTER_DATE": "2026-03-01T10:00:00+01:00"}
    subprocess.run(commit, check=True, env={**os.environ, **date})
    assert times() == {"2026-03-01T10:00:00+01:00"}
    given = ["--event-time", "2026-03-02T00:00:00Z"]
    assert times() == {"2026-03-02T00:00:00Z"}


def test_what_is_not_understood_is_said_whatever_the_format(repository, tmp_path):
    (tmp_path / "migrations" / "0003.sql").write_text("CREATE TABLE n AS SELEC 'CANARY' FROM;\n")
    for form in ("text", "json", "html", "mermaid", "openlineage"):
        result = repository("crm.known.mail", "--format", form)
        assert result.exit_code == 2
        assert "not understood: migrations/0003.sql:1" in result.stderr
        assert "CANARY" not in result.output
    assert json.loads(repository("crm.known", "--format", "json").stdout)["errors"]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("crm.known.male", 'did you mean "crm.known.mail"?'),
        ("mail", "there is no column or table mail"),
        ("crm.nown", 'did you mean "crm.known"?'),
        ("a b", "is not a name"),
    ],
)
def test_a_column_that_is_not_there(repository, name, message):
    result = repository(name)
    assert result.exit_code != 0
    assert message in str(result.exception) + result.output
