"""What the README shows is what happens."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import click
import pytest

from governance.cli.main import cli, run
from governance.documents import load
from governance.settings import SettingsDocument
from governance.stewardship import StewardshipDocument

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)


def test_the_transcript_is_what_the_demo_prints(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["demo", "platform"]) == 0
    printed = {line.rstrip() for line in capsys.readouterr().out.splitlines()}
    [transcript] = blocks("text")
    shown = [
        line for line in transcript.splitlines() if line.strip(" .") and "policies." not in line
    ]
    assert len(shown) > 30
    assert [line for line in shown if line.rstrip() not in printed] == []


def test_the_files_it_shows_are_read() -> None:
    settings, stewardship = blocks("yaml")
    load(settings.encode(), "lictor.yml").read_as(SettingsDocument)
    assert load(stewardship.encode(), "stewardship.yml").read_as(StewardshipDocument).assets


def test_the_commands_it_names_exist() -> None:
    context = click.Context(cli)
    named = set(re.findall(r"`?lictor ([a-z]+)\b", "\n".join(blocks("console")) + README))
    named -= {"is", "are"}
    assert named
    assert [name for name in named if cli.get_command(context, name) is None] == []


def test_the_files_it_links_to_are_there() -> None:
    links = [link for link in re.findall(r"\]\(([^)]+)\)", README) if "://" not in link]
    assert links
    assert [link for link in links if not (Path(__file__).parents[2] / link).exists()] == []
