"""Two catalogs are named and compared: what stands here, and any commit."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import Ask

LEADS = """\
CREATE TABLE shop.leads AS SELECT email AS contact FROM crm.customers;
ALTER TABLE crm.customers RENAME COLUMN full_name TO display_name;
GRANT SELECT ON crm.customers TO PUBLIC;
"""


@pytest.fixture
def changed(repository: Path) -> Path:
    (repository / "migrations" / "0002.sql").write_text(LEADS)
    stewardship = (repository / "stewardship.yml").read_text()
    (repository / "stewardship.yml").write_text(stewardship.replace(", masking: partial", ""))
    return repository


def test_what_a_change_does_to_the_catalog(ask: Ask, changed: Path) -> None:
    code, out, err = ask("diff", "git:main")
    assert (code, err) == (0, "")
    assert out == (
        "Protection lost (1)\n"
        "  crm.customers.email, masking partial (wanted) → none [team-crm]\n"
        "\n"
        "Newly personal (1)\n"
        "  shop.leads.contact (email, confidential) [team-shop]\n"
        "\n"
        "Access widened (1)\n"
        "  PUBLIC, nothing → SELECT: crm.customers (confidential)\n"
        "\n"
        "Columns renamed (1)\n"
        "  crm.customers: full_name → display_name\n"
        "\n"
        "Tables added (1)\n"
        "  shop.leads\n"
        "\n"
        "5 differences from git:main to files.\n"
    )


def test_the_other_way_round(ask: Ask, changed: Path) -> None:
    told = json.loads(ask("diff", "files", "git:HEAD", "--format", "json")[1])
    assert told["summary"]["kinds"] == {
        "table_dropped": 1,
        "column_renamed": 1,
        "no_longer_personal": 1,
        "grants_narrowed": 1,
        "newly_protected": 1,
    }


def test_what_must_not_pass_decides_the_exit_code(ask: Ask, changed: Path) -> None:
    code, out, _ = ask(
        "diff", "git:main", "--fail-on", "newly_personal", "--fail-on", "level_raised"
    )
    assert code == 1
    assert "1 difference must not pass (newly_personal)." in out
    assert ask("diff", "git:main", "--fail-on", "level_raised")[0] == 0


def test_a_catalog_equals_itself(ask: Ask) -> None:
    assert ask("diff", "git:main", "files") == (
        0,
        "Nothing is different between git:main and files.\n",
        "",
    )


def test_what_cannot_be_read_may_hide_differences(ask: Ask, repository: Path) -> None:
    (repository / "migrations" / "0003.sql").write_text("CREATE TABLE (((;\n")
    code, _, err = ask("diff", "git:main")
    assert code == 2
    assert "not understood: migrations/0003.sql:1" in err


def test_a_message_goes_into_a_file(ask: Ask, changed: Path) -> None:
    assert ask("diff", "git:main", "--format", "markdown", "--output", "drift.md")[:2] == (0, "")
    message = (changed / "drift.md").read_text()
    assert message.startswith("**Lictor:** 5 differences from git:main to files.")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("main",), "there is no catalog named main; name one of files, git:REF, live"),
        (("git:",), "git: needs a commit"),
        (("git:nope",), "there is no commit named 'nope'"),
        (("git:main", "--fail-on", "newly_personl"), 'did you mean "newly_personal"?'),
        (("git:main", "--format", "html"), "there is no drift format named 'html'"),
        (("git:main", "--output", ""), "--output is empty"),
    ],
)
def test_mistakes(ask: Ask, arguments: tuple[str, ...], said: str) -> None:
    code, _, err = ask("diff", *arguments)
    assert code == 2
    assert said in err


def test_a_commit_before_there_was_a_configuration(ask: Ask, repository: Path) -> None:
    """It is read by the one of now; what was not there yet is left out."""
    from .conftest import git

    git(repository, "rm", "-q", "--cached", "lictor.yml", "stewardship.yml")
    git(repository, "commit", "-q", "-m", "Without")
    code, out, _ = ask("diff", "git:HEAD", "files", "--format", "json")
    assert code == 0
    assert "owner_set" in json.loads(out)["summary"]["kinds"]


@pytest.mark.parametrize("command", ["show", "export"])
def test_show_and_export_take_any_catalog(ask: Ask, changed: Path, command: str) -> None:
    assert "shop.leads" in ask(command)[1]
    assert "shop.leads" not in ask(command, "--in", "git:main")[1]
