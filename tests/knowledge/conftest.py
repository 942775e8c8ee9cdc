"""A small repository to ask about, and the commands run in it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from governance.cli.main import run

Said = tuple[int, str, str]
Ask = Callable[..., Said]

SETTINGS = """\
version: 1
sources: [{name: app, kind: ddl, path: migrations, dialect: postgres}]
environments: {production: [crm, travel, shop]}
stewardship: [stewardship.yml]
"""

CANARY = "canary-4711"

TABLES = f"""\
CREATE TABLE crm.customers (
  id bigint PRIMARY KEY,
  email text DEFAULT '{CANARY}@example.org',
  full_name text,
  region text CHECK (region <> '{CANARY}'),
  vip boolean
);
COMMENT ON TABLE crm.customers IS 'People who buy from us, one row each.';
COMMENT ON COLUMN crm.customers.id IS 'Customer id';
COMMENT ON COLUMN crm.customers.region IS 'Sales region, as in the contract.';
COMMENT ON COLUMN crm.customers.vip IS 'TODO';
CREATE TABLE travel.travellers (
  id bigint PRIMARY KEY,
  customer_id bigint REFERENCES crm.customers,
  passport_no varchar(20),
  reisepassnummer text,
  region text
);
COMMENT ON COLUMN travel.travellers.region IS 'Where the passport was issued.';
CREATE TABLE shop.orders (id bigint, customer_id bigint, region text, total numeric);
COMMENT ON COLUMN shop.orders.region IS 'The sales region, as in the contract';
CREATE VIEW shop.regions AS SELECT region FROM shop.orders WHERE region <> '{CANARY}';
"""

STEWARDSHIP = """\
version: 1
assets:
  - {match: "crm.*", owner: team-crm}
  - {match: "crm.customers", retention_days: 730}
  - {match: "crm.customers.email", category: email, classification: confidential, masking: partial}
  - {match: "crm.custmers", owner: team-crm}
  - {match: "shop.*", owner: team-shop}
"""

FILES = {
    "lictor.yml": SETTINGS,
    "migrations/0001.sql": TABLES,
    "stewardship.yml": STEWARDSHIP,
}


def write(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


def git(folder: Path, *arguments: str) -> None:
    names = {
        f"GIT_{who}_{what}": value
        for who in ("AUTHOR", "COMMITTER")
        for what, value in (("NAME", "Ana Example"), ("EMAIL", "ana@example.org"))
    }
    subprocess.run(
        ["git", "-C", str(folder), *arguments],
        check=True,
        capture_output=True,
        env={**os.environ, **names},
    )


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A git repository with everything in one commit, and the current folder in it."""
    write(tmp_path, FILES)
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "Begin")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "80")
    return tmp_path


@pytest.fixture
def ask(repository: Path, capsys: pytest.CaptureFixture[str]) -> Ask:
    """Runs `lictor catalog …`: the exit code, standard output, standard error."""

    def asked(*arguments: str) -> Said:
        code = run(["catalog", *arguments])
        out, err = capsys.readouterr()
        return code, out, err

    return asked
