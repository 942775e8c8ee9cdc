"""The files of `lictor init` are what a person would write: valid, commented, and true."""

from __future__ import annotations

import re
from collections.abc import Callable
from email.message import Message
from pathlib import Path

import pytest
import yaml

from governance import gate
from governance.cache import NoCache
from governance.cli.reports import FORMATS
from governance.detect import detect
from governance.settings import read
from governance.setup.plan import Listed, Plan, plan
from governance.setup.workflows import GITLAB
from governance.tree import Folder

HOSTILE = 'CREATE TABLE "a""b: {x}\u202e#"."t%n" ("e-mail ""x""" text, "phone\t{" text);'
PEOPLE = "CREATE TABLE people (email text, born date);"

Planned = Callable[..., Plan]


@pytest.fixture
def planned(tmp_path: Path) -> Planned:
    """`planned({"migrations/1.sql": "CREATE ..."})` → what init would do there."""

    def planning(files: dict[str, str], **options: object) -> Plan:
        for path, text in files.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(text, encoding="utf-8")
        return plan(Folder(tmp_path), NoCache(), **options)  # type: ignore[arg-type]

    return planning


def test_the_configuration_says_what_was_found(planned: Planned, tmp_path: Path) -> None:
    folders = ("migrations/mysql", "migrations/postgres", "tests/migrations")
    written = planned({f"{f}/1.sql": "CREATE TABLE a (email text);" for f in folders}).files
    found = detect(Folder(tmp_path))
    assert (
        "# - not read, as only for trying things out: tests/migrations\n" in written["lictor.yml"]
    )
    assert written["stewardship.yml"].count("a.email") == 2  # public.a in one, a in the other
    (tmp_path / "lictor.yml").write_text(written["lictor.yml"])
    settings = read(Folder(tmp_path))
    assert settings is not None
    assert [(s.name, s.path, s.dialect) for s in settings.sources] == [
        (s.name, s.path, s.dialect) for s in found.sources
    ]
    assert settings.environments == found.environments


def test_every_line_is_valid_when_it_counts(planned: Planned) -> None:
    text = planned({"migrations/1.sql": HOSTILE}).files["stewardship.yml"]
    assert yaml.safe_load(text) == {"version": 1, "assets": None}
    assert "\u202e" not in text
    lines = yaml.safe_load(text.replace("  # - ", "  - "))["assets"]
    assert [line.get("category") for line in lines] == [None, "email", "phone"]


def test_the_name_of_a_folder_is_no_line_of_the_configuration(planned: Planned) -> None:
    folders = ("migrations", "tests/x\npolicies: {packs: []}/migrations")
    text = planned({f"{f}/1.sql": "CREATE TABLE a (email text);" for f in folders}).files
    assert yaml.safe_load(text["lictor.yml"])["policies"] == {"packs": ["core"]}


def test_owners_are_told_and_do_not_count(planned: Planned) -> None:
    found = planned(
        {
            "CODEOWNERS": "* @acme/all\n/db/ @acme/data\n/db/migrations/2_ @acme/pets\n",
            "db/migrations/1_a.sql": PEOPLE + "CREATE TABLE homes (city text);",
            "db/migrations/2_/pets.sql": "CREATE TABLE pets (name text);",
        }
    )
    text = found.files["stewardship.yml"]
    assert '  # - {match: "public.*", owner: "@acme/data"} # inferred from CODEOWNERS:2\n' in text
    assert '  # - {match: public.pets, owner: "@acme/pets"} # inferred from CODEOWNERS:3\n' in text
    assert found.verdict is not None
    ownerless = {v.subject for v in found.verdict.new if v.policy == "GOV-002"}
    assert "public.people" in ownerless  # a guess is no owner


def test_a_schema_in_which_a_table_has_no_owner_has_none(planned: Planned) -> None:
    text = planned(
        {
            "CODEOWNERS": "migrations/1_a.sql @acme/data\n",
            "migrations/1_a.sql": PEOPLE,
            "migrations/2_b.sql": "CREATE TABLE pets (name text);",
        }
    ).files["stewardship.yml"]
    assert '{match: public.people, owner: "@acme/data"} # inferred from CODEOWNERS:1' in text
    assert '{match: "public.*", owner: team-name, retention_days: 730}' in text


def test_databases_are_named_and_no_value_is(planned: Planned) -> None:
    secret = "hunter2-of-nobody"
    found = planned(
        {
            "migrations/1_a.sql": PEOPLE,
            "docker-compose.yml": (
                "services:\n  db:\n    image: postgis/postgis:16\n"
                f"    environment: {{POSTGRES_PASSWORD: {secret}}}\n"
            ),
            ".env.example": f"SECRET={secret}\nSHOP_DATABASE_URL=postgres://ana:{secret}@db/shop\n",
            ".env": f"OTHER_DATABASE_URL=mysql://ana:{secret}@db/shop\n",
        }
    )
    text = "".join(found.files.values())
    assert '  # - {name: live, kind: postgres, url: "${SHOP_DATABASE_URL}"}\n' in text
    assert "(docker-compose.yml:3, .env.example:2)" in text
    assert secret not in text
    assert "OTHER" not in text
    assert secret not in repr(found.found)


def test_env_is_never_opened(planned: Planned, tmp_path: Path) -> None:
    (tmp_path / ".env").mkdir()  # reading it would fail
    planned({"migrations/1_a.sql": PEOPLE, ".env.example": "DATABASE_URL=postgres://db\n"})


@pytest.mark.parametrize(
    ("files", "hosts", "path", "by_hand"),
    [
        ([".github/dependabot.yml"], (), ".github/workflows/lictor.yml", 'require the check "lic'),
        ([".gitlab-ci.yml"], (), GITLAB, "add to .gitlab-ci.yml:  include: "),
        (["Jenkinsfile"], ("github.com",), None, "run the command of line 4 in Jenkins"),
        ([], ("github.com",), ".github/workflows/lictor.yml", "require"),
        ([], ("gitlab.example.org",), GITLAB, "add"),
        ([], (), None, "run the command of line 4 where your checks run"),
        ([".github/x", ".gitlab-ci.yml"], ("gitlab.com",), GITLAB, "add"),
        ([".github/x", ".gitlab-ci.yml"], (), ".github/workflows/lictor.yml", "require"),
    ],
)
def test_the_workflow_goes_where_changes_are_judged(
    planned: Planned, files: list[str], hosts: tuple[str, ...], path: str | None, by_hand: str
) -> None:
    found = planned({"ddl/1_a.sql": PEOPLE, **dict.fromkeys(files, "")}, hosts=hosts)
    assert found.workflow is not None
    assert found.workflow.path == path
    assert found.workflow.by_hand.startswith(by_hand)
    assert {p for p in found.files if p not in ("lictor.yml", "stewardship.yml")} == {path} - {None}


def test_workflows_give_nothing_away_and_pin_what_they_use(planned: Planned) -> None:
    for service in ("github", "gitlab"):
        found = planned({"ddl/1_a.sql": PEOPLE}, service=service)
        assert found.workflow is not None
        data = yaml.safe_load(found.workflow.text)
        assert "{version}" not in found.workflow.text
        if service == "github":
            assert data["permissions"] == {"contents": "read"}
            steps = data["jobs"]["lictor"]["steps"]
            assert all("${{" not in step.get("run", "") for step in steps)
            uses = [step["uses"].split("@")[1] for step in steps if "uses" in step]
            assert uses
            assert all(len(commit) == 40 for commit in uses)


def test_staging_is_a_layer_in_dbt(tmp_path: Path) -> None:
    (tmp_path / "dbt_project.yml").write_text("name: shop\n")
    assert "staging" not in detect(Folder(tmp_path)).environments
    (tmp_path / "migrations").mkdir()
    (tmp_path / "migrations/1_a.sql").write_text(PEOPLE)
    assert "staging" in detect(Folder(tmp_path)).environments


def test_what_is_there_is_kept_and_counts(planned: Planned) -> None:
    owned = 'version: 1\nassets:\n  - {match: "public.*", owner: a, retention_days: 9}\n'
    found = planned({"ddl/1_a.sql": PEOPLE, "stewardship.yml": owned})
    assert found.kept == ("stewardship.yml",)
    assert list(found.files) == ["lictor.yml"]
    assert found.verdict is not None
    assert not {v for v in found.verdict.new if v.policy in ("GOV-002", "GOV-004")}


def test_a_repository_that_is_set_up_gets_only_what_it_names(planned: Planned) -> None:
    configured = "version: 1\nsources: [{name: a, kind: ddl, path: ddl}]\n"
    found = planned({"ddl/1_a.sql": PEOPLE, "lictor.yml": configured})
    assert (dict(found.files), found.kept) == ({}, ("lictor.yml",))
    found = planned({"lictor.yml": configured + "stewardship: [stewardship.yml]\n"})
    assert list(found.files) == ["stewardship.yml"]


def listing(trees: gate.Trees) -> Listed:
    """A baseline of sorts."""
    new = gate.check(trees).new
    return Listed("faults.txt", "".join(f"{v.policy} {v.subject}\n" for v in new), len(new))


def test_the_baseline_lists_the_faults_of_today(planned: Planned) -> None:
    found = planned({"ddl/1_a.sql": PEOPLE}, baseline=listing)
    assert list(found.files) == ["faults.txt", "stewardship.yml", "lictor.yml"]
    assert found.faults == len(found.files["faults.txt"].splitlines()) > 0
    assert "GOV-002 public.people\n" in found.files["faults.txt"]


def test_a_baseline_that_is_there_is_kept(planned: Planned) -> None:
    found = planned({"ddl/1_a.sql": PEOPLE, "faults.txt": ""}, baseline=listing)
    assert "faults.txt" in found.kept
    assert "faults.txt" not in found.files


def test_clean_from_the_first_day_needs_no_baseline(planned: Planned) -> None:
    facts = '{match: "public.*", owner: a, retention_days: 9, description: "No people."}'
    found = planned(
        {
            "ddl/1_a.sql": "CREATE TABLE pets (id bigint PRIMARY KEY);",
            "stewardship.yml": f"version: 1\nassets: [{facts}]\n",
        },
        baseline=listing,
    )
    assert list(found.files) == ["lictor.yml"]
    assert found.faults == 0


CONTRACT = """\
apiVersion: v3.0.2
kind: DataContract
id: people
version: 1.0.0
status: active
schema:
  - name: people
    physicalName: people
    properties:
      - {name: email, classification: confidential}
"""


def test_what_people_wrote_elsewhere_counts(planned: Planned) -> None:
    text = planned(
        {
            "ddl/1_a.sql": PEOPLE,
            "contracts/orders.odcs.yaml": CONTRACT.replace("people", "orders"),
            "contracts/people.odcs.yaml": CONTRACT,
            "docs/data_dictionary.csv": "schema,table,column,owner\npublic,people,email,ana\n",
            "docs/glossary.csv": "word,meaning\n",
        }
    ).files["lictor.yml"]
    assert yaml.safe_load(text)["stewardship"] == [
        "stewardship.yml",
        "contracts",
        "docs/data_dictionary.csv",
    ]
    assert "  - contracts # inferred: Open Data Contract\n" in text


def test_what_is_not_understood_is_said(planned: Planned) -> None:
    odd = "how the table looks,what the column says\n"
    text = planned({"ddl/1_a.sql": PEOPLE, "docs/columns.csv": odd}).files["lictor.yml"]
    assert "  # not read, as it is not understood: data dictionary: docs/columns.csv\n" in text


@pytest.mark.parametrize(
    "text",
    ["dataset:" + "\n" * 60_000, "dataset:\n" + " " * 60_000, "kind:" + "\n" * 60_000, "\x00\xff"],
)
def test_no_file_takes_long_to_look_at(planned: Planned, text: str) -> None:
    files = dict.fromkeys(("fides/dataset.yml", "contract.yml", "CODEOWNERS", "compose.yml"), text)
    found = planned({"ddl/1_a.sql": PEOPLE, **files})  # a slow pattern would take hours
    assert not found.found.metadata


def test_pipelines_hold_sql_that_is_not_read(planned: Planned) -> None:
    text = planned({"ddl/1_a.sql": PEOPLE, "dags/load.py": ""}).files["lictor.yml"]
    assert "  # - not read: SQL inside the pipelines of Airflow\n" in text


def test_with_an_action_of_ours_the_workflow_uses_it(
    planned: Planned, monkeypatch: pytest.MonkeyPatch
) -> None:
    distribution = Message()
    distribution["Project-URL"] = "Documentation, https://example.org/lictor"
    distribution["Project-URL"] = "Source, https://github.com/acme/lictor"
    monkeypatch.setattr("importlib.metadata.metadata", lambda _: distribution)
    found = planned({"ddl/1_a.sql": PEOPLE}, service="github", branch="release: {x}")
    assert found.workflow is not None
    data = yaml.safe_load(found.workflow.text)
    assert data["jobs"]["lictor"]["steps"][-1]["uses"] == "acme/lictor@v1"
    assert data[True]["push"]["branches"] == ["release: {x}"]  # YAML 1.1 takes `on` for true


def test_the_workflows_ask_for_reports_there_are(planned: Planned) -> None:
    for service in ("github", "gitlab"):
        found = planned({"ddl/1_a.sql": PEOPLE}, service=service)
        assert found.workflow is not None
        asked = re.findall(r"--format (\w+)", found.workflow.text)
        assert asked
        assert set(asked) <= set(FORMATS.names)
