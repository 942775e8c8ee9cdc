"""What stands in files of the change is told first, however the change is held."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest

from governance.cli.main import run

FILES: dict[str, str | bytes] = {
    "lictor.yml": "version: 1\nsources: [{name: app, kind: ddl, path: migrations}]\n"
    "environments: {staging: [staging], production: [crm]}\nstewardship: [stewardship.yml]\n",
    "stewardship.yml": 'version: 1\nassets:\n  - {match: "staging.a.email", masking: keyed-hash}\n',
    "migrations/1.sql": "CREATE TABLE crm.people (id bigint PRIMARY KEY, email text);\n"
    "CREATE TABLE staging.a AS SELECT email FROM crm.people;\n",
}
CHANGE: dict[str, str | bytes] = {
    "stewardship.yml": "version: 1\nassets: []\n",
    "migrations/2.sql": "CREATE TABLE staging.b AS SELECT email FROM crm.people;\n",
}


@pytest.mark.parametrize("held", ["committed", "in the working tree", "staged"])
@pytest.mark.parametrize("name", ["text", "github", "markdown"])
def test_what_the_change_touches_comes_first(
    repo: Any, capsys: pytest.CaptureFixture[str], held: str, name: str
) -> None:
    repo.commit(FILES)
    repo.git("checkout", "-q", "-b", "topic")
    repo.write(CHANGE)
    if held != "in the working tree":
        repo.git("add", "--all")
    if held == "committed":
        repo.commit()
    with contextlib.chdir(repo.root):
        arguments = ["--staged"] if held == "staged" else ["--base", "main"]
        assert run(["check", "--format", name, *arguments]) == 1
    told = capsys.readouterr().out
    clear = "email holds an email address in the clear"
    assert 0 < told.index(f"staging.b.{clear}") < told.index(f"staging.a.{clear}")
