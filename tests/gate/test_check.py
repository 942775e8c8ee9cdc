"""`lictor check` from end to end: a change is read, judged, blocked or passed."""

from __future__ import annotations

import contextlib
import io
import json
import sqlite3
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from governance.cli.main import run

SETTINGS = """\
version: 1
sources: [{name: app, kind: ddl, path: migrations}]
environments: {staging: [staging], production: [crm, public]}
stewardship: [stewardship.yml]
"""
STEWARDSHIP = """\
version: 1
assets:
  - {match: "*.*", owner: team-crm, retention_days: 730, description: "What we know of buyers."}
  - {match: "crm.customers.email", category: email, classification: confidential}
"""
CUSTOMERS = """\
CREATE SCHEMA crm;
CREATE SCHEMA staging;
CREATE TABLE crm.customers (id bigint PRIMARY KEY, email text NOT NULL, plan text);
"""
LEAK = """\
CREATE TABLE staging.leads AS
SELECT c.id,
       lower(c.email) AS contact
FROM crm.customers c;
"""
BASE: dict[str, str | bytes] = {
    "lictor.yml": SETTINGS,
    "stewardship.yml": STEWARDSHIP,
    "migrations/0001_customers.sql": CUSTOMERS,
}


def lictor(root: Path, *arguments: str) -> tuple[int, str, str]:
    """One command as a person runs it in `root`, without the price of a process."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.chdir(root), redirect_stdout(out), redirect_stderr(err):
        code = run(arguments)
    assert "Traceback" not in err.getvalue()
    return code, out.getvalue(), err.getvalue()


def judged(root: Path, *arguments: str, code: int = 0) -> Any:
    found, out, err = lictor(root, "check", "--format", "json", *arguments)
    assert found == code, err + out
    return json.loads(out)


def branched(repo: Any, files: dict[str, str | bytes] | None = None) -> None:
    repo.commit(BASE | (files or {}))
    repo.git("checkout", "-q", "-b", "topic")


def test_a_leak_through_sql_is_blocked_at_the_expression(repo: Any) -> None:
    branched(repo)
    repo.commit({"migrations/0002_leads.sql": LEAK})
    verdict = judged(repo.root, "--base", "main", code=1)
    [violation] = [v for v in verdict["violations"] if v["severity"] == "block"]
    assert violation["policy"] == "GOV-003"
    assert violation["subject"] == "staging.leads.contact"
    assert violation["state"] == "new"
    assert violation["file"] == "migrations/0002_leads.sql"
    assert (violation["line"], violation["column"]) == (3, 8)
    assert violation["owner"] == "team-crm"
    assert verdict["summary"]["blocked"] is True
    assert verdict["base"] == repo.git("rev-parse", "main")
    assert verdict["head"] == repo.git("rev-parse", "HEAD")


@pytest.mark.parametrize(
    ("expression", "blocks"),
    [
        ("c.email", True),
        ("sha256(c.email::bytea)", True),
        ("c.email || ''", True),
        ("(SELECT max(x.email) FROM crm.customers x)", True),
        ("hmac(c.email, 'k', 'sha256')", False),
        ("count(c.email)", False),
        ("c.email IS NOT NULL", False),
        ("c.plan", False),
    ],
)
def test_what_the_sql_does_decides(repo: Any, expression: str, blocks: bool) -> None:
    branched(repo)
    sql = f"CREATE TABLE staging.t AS SELECT {expression} AS v FROM crm.customers c;"
    repo.commit({"migrations/0002.sql": sql})
    verdict = judged(repo.root, "--base", "main", code=1 if blocks else 0)
    found = {v["policy"] for v in verdict["violations"] if v["severity"] == "block"}
    assert found == ({"GOV-003"} if blocks else set())


def test_decrypting_undoes_the_protection(repo: Any) -> None:
    keyed = (
        "CREATE TABLE crm.vault AS SELECT id, pgp_sym_encrypt(email, 'k') AS e FROM crm.customers;"
    )
    branched(repo, {"migrations/0002.sql": keyed})
    repo.commit({"migrations/0003.sql": "CREATE TABLE staging.a AS SELECT e FROM crm.vault;"})
    assert judged(repo.root, "--base", "main")["summary"]["blocked"] is False
    clear = "CREATE TABLE staging.b AS SELECT pgp_sym_decrypt(e, 'k') AS x FROM crm.vault;"
    repo.commit({"migrations/0004.sql": clear})
    verdict = judged(repo.root, "--base", "main", code=1)
    assert ("GOV-003", "staging.b.x") in {
        (v["policy"], v["subject"]) for v in verdict["violations"]
    }


def test_what_is_encrypted_and_decrypted_on_the_way_is_in_the_clear(repo: Any) -> None:
    branched(repo)
    sql = """\
CREATE TEMP TABLE t AS SELECT pgp_sym_encrypt(email, 'k') AS e FROM crm.customers;
CREATE TABLE staging.b AS SELECT pgp_sym_decrypt(e, 'k') AS x FROM t;
"""
    repo.commit({"migrations/0002.sql": sql})
    verdict = judged(repo.root, "--base", "main", code=1)
    assert ("GOV-003", "staging.b.x") in {
        (v["policy"], v["subject"]) for v in verdict["violations"]
    }


def test_data_from_a_table_that_nobody_describes_is_judged_by_its_name(repo: Any) -> None:
    branched(repo)
    sql = "CREATE TABLE staging.b AS SELECT lower(u.email) AS x FROM elsewhere.users u;"
    repo.commit({"migrations/0002.sql": sql})
    verdict = judged(repo.root, "--base", "main", code=1)
    assert ("GOV-003", "staging.b.x") in {
        (v["policy"], v["subject"]) for v in verdict["violations"]
    }


def test_only_what_is_new_blocks(repo: Any) -> None:
    branched(repo, {"migrations/0002_leads.sql": LEAK})
    repo.commit(
        {"migrations/0003_plan.sql": "ALTER TABLE staging.leads ADD COLUMN note_count int;"}
    )
    verdict = judged(repo.root, "--base", "main")
    assert verdict["summary"]["new"] == 0
    assert verdict["summary"]["existing"] >= 1
    code, out, _ = lictor(repo.root, "check", "--base", "main", "--all")
    assert code == 0
    assert "staging.leads.contact" in out


def test_without_a_base_everything_counts(repo: Any) -> None:
    repo.commit(BASE | {"migrations/0002_leads.sql": LEAK})
    verdict = judged(repo.root, code=1)
    assert verdict["base"] is None
    assert {v["state"] for v in verdict["violations"]} == {"new"}


def test_a_change_that_is_clean_passes_and_says_what_it_read(repo: Any) -> None:
    branched(repo)
    repo.commit({"migrations/0002.sql": "ALTER TABLE crm.customers ADD COLUMN seats int;"})
    code, out, err = lictor(repo.root, "check", "--base", "main")
    assert (code, err) == (0, "")
    assert "all 4 statements understood" in out


def test_staged_files_are_judged_without_a_commit(repo: Any) -> None:
    repo.commit(BASE)
    repo.write({"migrations/0002_leads.sql": LEAK})
    assert judged(repo.root, "--staged")["summary"]["new"] == 0
    repo.git("add", "migrations")
    assert judged(repo.root, "--staged", code=1)["summary"]["blocked"] is True


def test_what_is_not_committed_is_judged_too(repo: Any) -> None:
    branched(repo)
    repo.write({"migrations/0002_leads.sql": LEAK})
    verdict = judged(repo.root, "--base", "main", code=1)
    assert verdict["head"] is None


def test_a_change_cannot_loosen_the_gate_that_judges_it(repo: Any) -> None:
    branched(repo)
    loosened = SETTINGS + "policies: {severity: {GOV-003: off}}\n"
    repo.commit({"migrations/0002_leads.sql": LEAK, "lictor.yml": loosened})
    verdict = judged(repo.root, "--base", "main", code=1)
    assert "GOV-003" in {v["policy"] for v in verdict["violations"]}
    _, out, _ = lictor(repo.root, "check", "--base", "main")
    assert "GOV-003" in out
    assert "lictor.yml" in out


@pytest.mark.parametrize(
    "facts", ["masking: hash", "encryption: aes", "environment: production", "category: none"]
)
def test_what_a_change_declares_away_is_said(repo: Any, facts: str) -> None:
    branched(repo)
    said = (
        f'{STEWARDSHIP}  - {{match: "staging.leads.contact", {facts}, reason: "by the loader"}}\n'
    )
    repo.commit({"migrations/0002_leads.sql": LEAK, "stewardship.yml": said})
    _, out, _ = lictor(repo.root, "check", "--base", "main")
    assert f"staging.leads.contact declared {facts}" in out
    assert "stewardship.yml:5" in out
    repo.git("checkout", "-q", "-b", "next")
    repo.commit({"migrations/0003.sql": "ALTER TABLE crm.customers ADD COLUMN seats int;"})
    assert "declared" not in lictor(repo.root, "check", "--base", "topic")[1]


def test_a_company_policy_of_the_base_judges(repo: Any) -> None:
    policy = """\
id: ACME-001
title: No plan columns
severity: block
subject: column
where: column_name = 'plan'
require: "false"
message: "{column} is a plan"
rationale: Plans are kept elsewhere.
fix: leave it out
tests:
  - {name: a plan, given: {columns: [{column: a.b.plan}]}, violations: [a.b.plan]}
  - {name: none, given: {columns: [{column: a.b.c}]}, violations: []}
"""
    settings = SETTINGS + "policies: {paths: [rules]}\n"
    branched(repo, {"lictor.yml": settings, "rules/ACME-001.yaml": policy})
    repo.commit(
        {
            "migrations/0002.sql": "CREATE TABLE crm.p (id int PRIMARY KEY, plan text);",
            "rules/ACME-001.yaml": policy.replace("'plan'", "'nothing'"),
        }
    )
    verdict = judged(repo.root, "--base", "main", code=1)
    assert ("ACME-001", "crm.p.plan") in {
        (v["policy"], v["subject"]) for v in verdict["violations"] if v["state"] == "new"
    }
    _, out, _ = lictor(repo.root, "check", "--base", "main")
    assert "rules/ACME-001.yaml" in out


def test_rules_that_would_break_the_next_check_are_an_error(repo: Any) -> None:
    branched(repo)
    repo.commit({"lictor.yml": SETTINGS + "polices: {}\n"})
    verdict = judged(repo.root, "--base", "main", code=2)
    assert verdict["summary"]["errors"] == 1
    assert verdict["errors"][0]["file"] == "lictor.yml"


def test_the_change_that_brings_lictor_is_judged_by_itself(repo: Any) -> None:
    repo.commit({"migrations/0001_customers.sql": CUSTOMERS})
    repo.git("checkout", "-q", "-b", "topic")
    repo.commit(BASE)
    code, out, err = lictor(repo.root, "check", "--base", "main")
    assert (code, err) == (0, "")
    assert "lictor.yml" in out


BROKEN: list[dict[str, str | bytes]] = [
    {"lictor.yml": "version: 1\nsorces: []\n"},
    {"stewardship.yml": "version: 1\nasets: []\n"},
    {"lictor.yml": SETTINGS + "policies: {paths: [nowhere.yaml]}\n"},
]


@pytest.mark.parametrize("files", BROKEN, ids=["settings", "stewardship", "policies"])
def test_the_change_that_mends_broken_rules_passes(
    repo: Any, files: dict[str, str | bytes]
) -> None:
    branched(repo, files)
    assert lictor(repo.root, "check")[0] == 2
    repo.commit({name: BASE[name] for name in files})
    assert judged(repo.root, "--base", "main")["summary"]["blocked"] is False


def test_a_statement_that_is_not_understood_is_never_clean(repo: Any) -> None:
    branched(repo)
    repo.commit({"migrations/0002.sql": "\nCREATE TABEL crm.x (email text);\n"})
    verdict = judged(repo.root, "--base", "main", code=2)
    [error] = verdict["errors"]
    assert (error["file"], error["line"]) == ("migrations/0002.sql", 2)


def test_an_old_fault_of_reading_does_not_stop_a_new_change(repo: Any) -> None:
    branched(repo, {"migrations/0002.sql": "CREATE TABEL crm.x (email text);"})
    repo.commit({"migrations/0003.sql": "ALTER TABLE crm.customers ADD COLUMN seats int;"})
    assert judged(repo.root, "--base", "main")["summary"]["new"] == 0
    code, out, _ = lictor(repo.root, "check", "--base", "main")
    assert code == 0
    assert "4 of 5 statements understood" in out


BAD_FILES: list[tuple[str, dict[str, str | bytes], str]] = [
    ("UTF-16", {"migrations/0002.sql": "CREATE TABLE a (b int);".encode("utf-16")}, "UTF-16"),
    ("binary", {"migrations/0002.sql": b"\x00\x01\x02\xff" * 50}, "binary"),
    ("latin-1", {"migrations/0002.sql": b"-- caf\xe9\nCREATE TABLE a (b int);"}, "UTF-8"),
    ("bomb", {"stewardship.yml": b"a: &a [1]\nb: [*a, *a]\n"}, "aliases"),
    ("duplicate", {"stewardship.yml": "version: 1\nversion: 1\n"}, "twice"),
    ("no stewardship", {"stewardship.yml": "assets: 1\n"}, "stewardship.yml"),
]


@pytest.mark.parametrize(
    ("files", "says"), [b[1:] for b in BAD_FILES], ids=[b[0] for b in BAD_FILES]
)
def test_bad_input_is_told_and_never_clean(
    repo: Any, files: dict[str, str | bytes], says: str
) -> None:
    branched(repo)
    repo.commit(files)
    code, out, err = lictor(repo.root, "check", "--base", "main")
    assert code == 2
    assert says in out + err
    assert judged(repo.root, "--base", "main", code=2)["summary"]["errors"] >= 1


def test_fifty_megabytes_of_a_dump_are_read_to_the_end(repo: Any) -> None:
    row = f"7\t{CANARY}@example.org\tgold\n"
    dump = [
        CUSTOMERS,
        "COPY crm.customers (id, email, plan) FROM stdin;\n",
        row * (50_000_000 // len(row)),
        "\\.\nALTER TABLE crm.customers ADD COLUMN phone text;\n",
    ]
    repo.write(BASE | {"migrations/0001_customers.sql": "".join(dump)})
    verdict = judged(repo.root, code=1)
    assert verdict["coverage"]["statements"] == verdict["coverage"]["understood"] == 5
    assert "crm.customers.phone" in {v["subject"] for v in verdict["violations"]}
    assert CANARY not in json.dumps(verdict)


def test_links_are_told(repo: Any) -> None:
    branched(repo)
    (repo.root / "migrations/loop").symlink_to("../migrations")
    repo.commit()
    verdict = judged(repo.root, "--base", "main", code=2)
    assert verdict["errors"][0]["file"] == "migrations/loop"


def test_places_that_cannot_be_judged_are_told(repo: Any, tmp_path: Path) -> None:
    cases = [
        (("--base", "main"), "no commits yet"),
        (("--config", "other.yml"), "there is no other.yml"),
        ((), "nothing to read"),
    ]
    for arguments, says in cases:
        code, _, err = lictor(repo.root, "check", *arguments)
        assert (code, says in err) == (2, True), err
    repo.commit(BASE)
    code, _, err = lictor(repo.root, "check", "--base", "nowhere")
    assert (code, "nowhere" in err) == (2, True)
    outside = tmp_path / "outside"
    outside.mkdir()
    code, _, err = lictor(outside, "check", "--base", "main")
    assert (code, "no git repository" in err) == (2, True)


def test_a_shallow_clone_says_what_to_fetch(repo: Any, tmp_path: Path) -> None:
    branched(repo)
    repo.commit({"migrations/0002_leads.sql": LEAK})
    clone = tmp_path / "clone"
    repo.git("clone", "-q", "--depth", "1", f"file://{repo.root}", str(clone))
    code, _, err = lictor(clone, "check", "--base", "origin/main")
    assert code == 2
    assert "fetch-depth: 0" in err


def test_a_source_without_files_is_an_error(repo: Any) -> None:
    branched(repo)
    repo.git("rm", "-q", "-r", "migrations")
    repo.commit()
    code, _, err = lictor(repo.root, "check", "--base", "main")
    assert code == 2
    assert "no SQL file" in err


HOSTILE = [
    'say "hi"',
    "do.t",
    "line\nbreak",
    "😀",
    "\u202egnp",
    "x" * 70,
    "::error::x",
    "%0A",
    "</a>",
]


@pytest.mark.parametrize("form", ["text", "json", "sarif", "github", "markdown"])
def test_hostile_names_go_through_every_format(repo: Any, form: str) -> None:
    branched(repo)
    columns = ", ".join(f'c.email AS "{name.replace(chr(34), chr(34) * 2)}"' for name in HOSTILE)
    sql = f"CREATE TABLE staging.t AS SELECT {columns} FROM crm.customers c;"
    repo.commit({"migrations/0002 x.sql": sql})
    code, out, err = lictor(repo.root, "check", "--base", "main", "--format", form)
    assert (code, err) == (1, "")
    assert "\u202e" not in out
    verdict = judged(repo.root, "--base", "main", code=1)
    blocked = {v["subject"] for v in verdict["violations"] if v["policy"] == "GOV-003"}
    assert len(blocked) == len(HOSTILE)
    assert all(name.isprintable() for name in blocked)


CANARY = "canary-9f2b1c"


def test_no_value_of_a_file_is_in_any_report_error_or_cache(repo: Any) -> None:
    branched(repo)
    sql = f"""\
CREATE TABLE staging.t AS
SELECT c.email, '{CANARY}@example.org' AS v FROM crm.customers c
WHERE c.plan = '{CANARY}'; -- {CANARY}
INSERT INTO crm.customers VALUES (1, '{CANARY}@example.org', '{CANARY}');
ALTER TABLE crm.customers ADD COLUMN phone text DEFAULT '{CANARY}',
  ADD CHECK (plan <> '{CANARY}');
CREATE TABEL broken ('{CANARY}');
DO $$ BEGIN EXECUTE '{CANARY}'; END $$;
COPY crm.customers (id, email) FROM stdin;
7\t{CANARY}@example.org
\\.
SELECT '{CANARY} unterminated;
"""
    bad = (
        f"version: 1\nassets:\n  - {{match: 'crm.*', ownr: '{CANARY}', retention_days: {CANARY}}}\n"
    )
    repo.commit({"migrations/0002.sql": sql})
    said = ""
    for form in ("text", "json", "sarif", "github", "markdown"):
        code, out, err = lictor(repo.root, "check", "--base", "main", "--all", "--format", form)
        assert code == 1, err
        said += out + err
    for command in (["catalog", "export"], ["catalog", "show", "staging.t"], ["--debug", "check"]):
        said += "".join(map(str, lictor(repo.root, *command)[1:]))
    assert "staging.t.email" in said
    repo.write({"stewardship.yml": bad})
    _, out, err = lictor(repo.root, "check")
    assert "ownr" in err
    said += out + err
    assert CANARY not in said
    kept = b"".join(f.read_bytes() for f in (repo.root / ".lictor").rglob("*") if f.is_file())
    assert kept
    assert CANARY.encode() not in kept


def test_checking_again_changes_nothing(repo: Any) -> None:
    branched(repo)
    repo.commit({"migrations/0002_leads.sql": LEAK})
    first = judged(repo.root, "--base", "main", code=1)
    assert judged(repo.root, "--base", "main", code=1) == first
    assert repo.git("status", "--porcelain") == ""


@pytest.mark.parametrize(
    "content", [b"", b"not a database", b"SQLite format 3\x00" + b"\xff" * 500]
)
def test_a_broken_cache_costs_time_and_nothing_else(repo: Any, content: bytes) -> None:
    branched(repo)
    repo.commit({"migrations/0002_leads.sql": LEAK})
    first = judged(repo.root, "--base", "main", code=1)
    (repo.root / ".lictor/cache.db").write_bytes(content)
    assert judged(repo.root, "--base", "main", code=1) == first


def test_a_cache_that_lies_about_its_shape_is_not_believed(repo: Any) -> None:
    branched(repo)
    repo.commit({"migrations/0002_leads.sql": LEAK})
    first = judged(repo.root, "--base", "main", code=1)
    for lie in ("{}", "[]", "null", '["x"]', "[[[[]]]]", "{"):
        with sqlite3.connect(repo.root / ".lictor/cache.db") as database:
            database.execute("UPDATE entry SET value = ?", (lie,))
        database.close()
        assert judged(repo.root, "--base", "main", code=1) == first


def test_it_may_be_killed_at_any_moment(repo: Any) -> None:
    branched(repo)
    repo.commit({"migrations/0002_leads.sql": LEAK})
    command = [sys.executable, "-m", "governance.cli.main", "check", "--base", "main"]
    command += ["--format", "json", "--output", "verdict.json"]
    for wait in (0.1, 0.3, 0.4, 0.5, 0.6, 0.7):
        killed = subprocess.Popen(command, cwd=repo.root)
        with contextlib.suppress(subprocess.TimeoutExpired):
            killed.wait(wait)
        killed.kill()
        killed.wait()
        if (repo.root / "verdict.json").exists():
            json.loads((repo.root / "verdict.json").read_text())
    assert "GOV-003" in {
        v["policy"] for v in judged(repo.root, "--base", "main", code=1)["violations"]
    }


def test_several_formats_go_to_their_files(repo: Any) -> None:
    branched(repo)
    repo.commit({"migrations/0002_leads.sql": LEAK})
    code, out, _ = lictor(
        repo.root,
        *("check", "--base", "main", "--format", "sarif", "--format", "text"),
        *("--output", "out/x.sarif"),
    )
    assert code == 1
    assert "GOV-003 blocks" in out
    assert json.loads((repo.root / "out/x.sarif").read_text())["version"] == "2.1.0"
    code, _, err = lictor(repo.root, "check", "--format", "json", "--format", "text")
    assert (code, "standard output" in err) == (2, True)
    code, _, err = lictor(repo.root, "check", "--format", "jsn")
    assert (code, '"json"' in err) == (2, True)


def test_github_gets_annotations_and_a_summary(
    repo: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    branched(repo)
    repo.commit({"migrations/0002_leads.sql": LEAK})
    summary = tmp_path / "summary.md"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    code, out, _ = lictor(repo.root, "check", "--base", "main", "--format", "github")
    assert code == 1
    assert "::error file=migrations/0002_leads.sql,line=3" in out
    assert "GOV-003" in summary.read_text()


def test_the_installed_command_ends_with_the_same_code(repo: Any) -> None:
    branched(repo)
    repo.commit({"migrations/0002_leads.sql": LEAK})
    done = subprocess.run(
        [sys.executable, "-m", "governance.cli.main", "check", "--base", "main"],
        cwd=repo.root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert "GOV-003 blocks: staging.leads.contact" in done.stdout


def test_without_a_configuration_the_assumptions_are_said(repo: Any) -> None:
    repo.commit({"db/migrations/001_users.sql": "CREATE TABLE staging.users (email text);"})
    code, out, _ = lictor(repo.root, "check")
    assert code == 1
    assert "there is no lictor.yml" in out
    assert "GOV-003" in out


def test_init_writes_what_check_then_uses(repo: Any) -> None:
    repo.commit({"db/migrations/001_users.sql": "CREATE TABLE public.users (email text);"})
    code, out, _ = lictor(repo.root, "init")
    assert code == 0
    assert "lictor.yml" in out
    assert "public.users.email" in (repo.root / "stewardship.yml").read_text()
    code, out, err = lictor(repo.root, "check")
    assert code == 0, err
    assert "there is no lictor.yml" not in out
    assert "(all in the baseline)" in out
    (repo.root / "lictor.baseline").unlink()
    assert lictor(repo.root, "check")[0] == 1
    text = (repo.root / "stewardship.yml").read_text()
    filled = text.replace("  # - ", "  - ")
    (repo.root / "stewardship.yml").write_text(filled)
    assert judged(repo.root)["summary"]["blocked"] is False
    lictor(repo.root, "init")
    assert (repo.root / "stewardship.yml").read_text() == filled


def test_a_live_database_is_read_on_request(repo: Any) -> None:
    with sqlite3.connect(repo.root / "app.db") as database:
        database.execute("CREATE TABLE people (id integer primary key, email text)")
    database.close()
    live = SETTINGS.replace(
        "path: migrations}", "path: migrations}, {name: db, kind: sqlite, path: app.db}"
    )
    repo.commit(BASE | {"lictor.yml": live})
    _, out, _ = lictor(repo.root, "check")
    assert "db is a live source and is not read" in out
    verdict = judged(repo.root, "--live", code=1)
    assert "main.people.email" in {v["subject"] for v in verdict["violations"]}


def test_data_flows_between_sources(repo: Any) -> None:
    settings = SETTINGS.replace(
        "path: migrations}]", "path: migrations}, {name: marts, kind: ddl, path: marts}]"
    )
    branched(repo, {"lictor.yml": settings, "marts/001.sql": "CREATE TABLE staging.a (id int);"})
    repo.commit({"marts/002.sql": LEAK})
    verdict = judged(repo.root, "--base", "main", code=1)
    assert "staging.leads.contact" in {v["subject"] for v in verdict["violations"]}
