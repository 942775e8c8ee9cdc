"""`lictor catalog export` as people run it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from governance.cli import main

Lay = Callable[[dict[str, str | bytes]], Path]

FILES: dict[str, str | bytes] = {
    "lictor.yml": "version: 1\n"
    "sources: [{name: app, kind: ddl, path: migrations, dialect: mysql}]\n"
    "stewardship: [stewardship.yml]\n",
    "stewardship.yml": "version: 1\nassets:\n"
    "  - {match: crm.customers, owner: team-crm, purpose: To send what was bought}\n"
    "  - {match: crm.customers.email, category: email, classification: confidential}\n",
    "migrations/1.sql": "CREATE TABLE crm.customers (email varchar(200), phone text);\n"
    "CREATE VIEW crm.leads AS SELECT lower(email) AS contact FROM crm.customers;\n",
}


@pytest.fixture
def root(folder_with: Lay, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = folder_with(FILES)
    monkeypatch.chdir(place)
    return place


def test_a_format_of_one_file_goes_to_standard_output_or_a_file(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.run(["catalog", "export", "--format", "datahub"]) == 0
    printed = capsys.readouterr().out
    assert any("dataPlatform:mysql" in each["entityUrn"] for each in json.loads(printed))
    assert main.run(["catalog", "export", "--format", "datahub", "--output", "out.json"]) == 0
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "wrote out.json\n")
    assert (root / "out.json").read_text(encoding="utf-8") == printed
    (root / "out").mkdir()
    assert main.run(["catalog", "export", "--format", "datahub", "--output", "out"]) == 0
    assert (root / "out/datahub.json").read_text(encoding="utf-8") == printed


def test_events_are_of_every_edge(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["catalog", "export", "--format", "openlineage"]) == 0
    exported = capsys.readouterr().out
    assert main.run(["lineage", "--all", "--format", "openlineage"]) == 0
    assert exported == capsys.readouterr().out
    assert json.loads(exported)["job"]["name"] == "crm.leads"


def test_what_a_format_has_no_room_for_is_told(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.run(["catalog", "export", "--format", "openmetadata", "--output", "om"]) == 0
    assert capsys.readouterr().err.splitlines() == [
        "wrote 4 files to om",
        "left out: crm.customers: OpenMetadata has no place for its purpose",
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--format", "datahubb"], "no export format named 'datahubb', did you mean \"datahub\"?"),
        (["--format", "odcs"], "odcs is several files; name a folder for them with --output"),
        (["--format", "odcs", "--output", "lictor.yml"], "lictor.yml is a file, and odcs needs a"),
        (["--output", ""], "--output is empty; name a file or a folder"),
        (["--output", "lictor.yml/x"], "lictor.yml/x cannot be written: "),
    ],
)
def test_what_cannot_be_done(
    root: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert main.run(["catalog", "export", *arguments]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("form", ["odcs", "datahub", "openmetadata"])
def test_another_repository_reads_what_was_exported(
    root: Path, folder_with: Lay, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    before = _told(capsys)
    place = "known/x.json" if form == "datahub" else "known/x"
    assert main.run(["catalog", "export", "--format", form, "--output", place]) == 0
    (root / "stewardship.yml").unlink()
    settings = root / "lictor.yml"
    settings.write_text(settings.read_text().replace("stewardship.yml", "known"))
    capsys.readouterr()
    assert _told(capsys) == before


def _told(capsys: pytest.CaptureFixture[str]) -> list[tuple[str, ...]]:
    assert main.run(["catalog", "export"]) == 0
    keys = ("column", "owner", "pii", "category", "level", "basis", "status")
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return [tuple(str(row[key]) for key in keys) for row in rows]
