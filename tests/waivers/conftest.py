"""A small platform with an old leak, and the command line as a person runs it."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from governance import gate
from governance.cli.main import run

TODAY = date(2026, 11, 24)

FILES: dict[str, str | bytes] = {
    "lictor.yml": """\
version: 1
sources: [{name: app, kind: ddl, path: migrations}]
environments: {staging: [staging], production: [crm, public]}
stewardship: [stewardship.yml]
""",
    "stewardship.yml": """\
version: 1
assets:
  - {match: "*.*", owner: team-crm, retention_days: 730, description: "What we know of buyers."}
  - {match: "crm.customers.email", category: email, classification: confidential}
  - {match: "crm.customers.phone", category: phone, classification: confidential}
""",
    "migrations/0001_customers.sql": """\
CREATE SCHEMA crm;
CREATE SCHEMA staging;
CREATE TABLE crm.customers (id bigint PRIMARY KEY, email text NOT NULL, phone text);
CREATE TABLE staging.old AS
SELECT lower(c.email) AS contact
FROM crm.customers c;
""",
}
LEAK = """\
CREATE TABLE staging.leads AS
SELECT lower(c.email) AS contact
FROM crm.customers c;
"""
WAIVER = """\
  - policy: GOV-003
    subject: {subject}
    reason: keyed by the loader
    approver: Quentin Ashgrove
    until: {until}
"""


def waivers(*subjects: str, until: str = "2027-01-31") -> str:
    entries = [WAIVER.format(subject=subject, until=until) for subject in subjects]
    return "version: 1\nwaivers:\n" + "".join(entries)


class Platform:
    """The repository, and lictor in it."""

    def __init__(self, repo: Any) -> None:
        self.repo = repo
        self.root: Path = repo.root

    def commit(self, files: dict[str, str | bytes] | None = None) -> str:
        commit: str = self.repo.commit(files or {})
        return commit

    def branch(self, files: dict[str, str | bytes]) -> None:
        """A pull request against main."""
        self.repo.git("checkout", "-q", "-b", "topic")
        self.commit(files)

    def lictor(self, *arguments: str) -> tuple[int, str, str]:
        out, err = io.StringIO(), io.StringIO()
        with contextlib.chdir(self.root), redirect_stdout(out), redirect_stderr(err):
            code = run(arguments)
        assert "Traceback" not in err.getvalue()
        return code, out.getvalue(), err.getvalue()

    def judged(self, *arguments: str, code: int = 0) -> dict[str, Any]:
        found, out, err = self.lictor("check", "--format", "json", *arguments)
        assert found == code, err + out
        report: dict[str, Any] = json.loads(out)
        return report

    def states(self, *arguments: str, code: int = 0) -> dict[str, str]:
        """Subject → state of what violates GOV-003."""
        report = self.judged(*arguments, code=code)
        return {v["subject"]: v["state"] for v in report["violations"] if v["policy"] == "GOV-003"}


@pytest.fixture
def day(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Moves the clock."""

    def move(text: str) -> None:
        monkeypatch.setattr(gate, "the_day", lambda: date.fromisoformat(text))

    move(TODAY.isoformat())
    return move


@pytest.fixture
def platform(repo: Any, day: Callable[[str], None]) -> Platform:
    """Everything but the leak is in order on main."""
    made = Platform(repo)
    made.commit(FILES)
    return made
