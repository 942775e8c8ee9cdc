"""`lineage: functions:` in lictor.yml: it is the base's, and a changed list is read anew."""

from __future__ import annotations

import contextlib
import io
import json
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from governance.cli.main import run

SETTINGS = """\
version: 1
sources: [{name: app, kind: ddl, path: migrations}]
environments: {staging: [staging], production: [crm]}
stewardship: [stewardship.yml]
"""
STEWARDSHIP = """\
version: 1
assets:
  - {match: "*.*", owner: team-crm, retention_days: 730}
  - {match: "crm.customers.email", category: email, classification: confidential}
"""
CUSTOMERS = "CREATE TABLE crm.customers (id bigint PRIMARY KEY, email text);\n"
COPY = "CREATE TABLE staging.leads AS SELECT id, vault.hide(email) AS m FROM crm.customers;\n"
BACK = "CREATE TABLE staging.back AS SELECT id, vault.show(m) AS m FROM crm.hidden;\n"


def told(**functions: str) -> str:
    lists = ", ".join(f"{effect}: [{names}]" for effect, names in functions.items())
    return f"{SETTINGS}lineage: {{functions: {{{lists}}}}}\n"


def started(repo: Any, settings: str, **more: str) -> None:
    repo.commit(
        {
            "lictor.yml": settings,
            "stewardship.yml": STEWARDSHIP,
            "migrations/0001.sql": CUSTOMERS,
            **{f"migrations/{name}.sql": text for name, text in more.items()},
        }
    )
    repo.git("checkout", "-q", "-b", "topic")


def blocked(root: Path) -> tuple[set[str], list[str]]:
    """The subjects of what GOV-003 blocks, and what the change does to the rules."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.chdir(root), redirect_stdout(out), redirect_stderr(err):
        code = run(["check", "--base", "main", "--format", "json"])
    assert code in (0, 1), err.getvalue()
    verdict = json.loads(out.getvalue())
    found = {v["subject"] for v in verdict["violations"] if v["policy"] == "GOV-003"}
    assert bool(found) is (code == 1)
    return found, [change["what"] for change in verdict["governance"]]


@pytest.mark.parametrize(
    ("settings", "blocks"),
    [
        (SETTINGS, True),
        (told(hashed="vault.hide"), True),
        (told(generalised="vault.hide"), True),
        (told(keyed="vault.hide"), False),
        (told(keyed="'vault.*'"), False),
        (told(keyed="hide"), True),
        (told(aggregated="vault.hide"), False),
        (told(predicate="vault.hide"), False),
        (told(none="vault.hide"), False),
    ],
)
def test_what_a_team_says_of_its_function_decides(repo: Any, settings: str, blocks: bool) -> None:
    started(repo, settings)
    repo.commit({"migrations/0002.sql": COPY})
    assert blocked(repo.root)[0] == ({"staging.leads.m"} if blocks else set())


@pytest.mark.parametrize("shows", ["", "vault.show"])
def test_what_a_function_gives_back_is_in_the_clear(repo: Any, shows: str) -> None:
    hidden = "CREATE TABLE crm.hidden AS SELECT id, vault.hide(email) AS m FROM crm.customers;\n"
    started(repo, told(keyed="vault.hide", restored=shows), two=hidden)
    repo.commit({"migrations/x.sql": BACK})
    assert blocked(repo.root)[0] == ({"staging.back.m"} if shows else set())


@pytest.mark.parametrize("effect", ["keyed", "none", "aggregated"])
def test_a_change_cannot_vouch_for_its_own_function(repo: Any, effect: str) -> None:
    started(repo, SETTINGS)
    repo.commit({"migrations/0002.sql": COPY, "lictor.yml": told(**{effect: "vault.hide"})})
    found, changes = blocked(repo.root)
    assert found == {"staging.leads.m"}
    assert changes == [f"lineage.functions.{effect}[vault.hide] added"]


def test_taking_a_function_off_the_list_is_told_and_judged_next_time(repo: Any) -> None:
    started(repo, told(keyed="vault.hide"))
    repo.commit({"migrations/0002.sql": COPY, "lictor.yml": SETTINGS})
    found, changes = blocked(repo.root)
    assert found == set()
    assert "lineage.functions.keyed[vault.hide] removed" in changes


def test_a_changed_list_is_not_answered_from_the_cache(repo: Any) -> None:
    started(repo, told(keyed="vault.hide"))
    repo.commit({"migrations/0002.sql": COPY})
    assert blocked(repo.root)[0] == set()
    repo.git("checkout", "-q", "main")
    repo.commit({"lictor.yml": told(hashed="vault.hide")})
    repo.git("checkout", "-q", "topic")
    repo.git("rebase", "-q", "main")
    assert blocked(repo.root)[0] == {"staging.leads.m"}


def test_a_model_of_dbt_is_read_anew_when_the_list_changes(repo: Any) -> None:
    def settings(functions: str) -> str:
        return f"""\
version: 1
sources:
  - {{name: marts, kind: dbt, path: dbt, schema: staging}}
  - {{name: app, kind: ddl, path: migrations, dialect: postgres}}
environments: {{staging: [staging], production: [crm]}}
stewardship: [stewardship.yml]
lineage: {{functions: {{{functions}}}}}
"""

    started(repo, settings("keyed: [protect]"))
    repo.git("checkout", "-q", "main")
    repo.commit(
        {
            "dbt/dbt_project.yml": "name: shop\n",
            "dbt/models/sources.yml": (
                "sources: [{name: app, schema: crm, tables: [{name: customers}]}]\n"
            ),
        }
    )
    repo.git("checkout", "-q", "topic")
    repo.git("rebase", "-q", "main")
    # a macro of a package that is not installed
    model = "select {{ our_package.protect('email') }} as m from {{ source('app', 'customers') }}\n"
    repo.commit({"dbt/models/leads.sql": model})
    assert blocked(repo.root)[0] == set()
    repo.git("checkout", "-q", "main")
    repo.commit({"lictor.yml": settings("hashed: [protect]")})
    repo.git("checkout", "-q", "topic")
    repo.git("rebase", "-q", "main")
    assert blocked(repo.root)[0] == {"staging.leads.m"}
