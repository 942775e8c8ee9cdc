"""The files of `lictor init` are what a person would write: valid, commented, and true."""

from __future__ import annotations

from pathlib import Path

import yaml

from governance.cache import NoCache
from governance.detect import detect
from governance.settings import read
from governance.setup import files
from governance.tree import Folder

HOSTILE = 'CREATE TABLE "a""b: {x}\u202e#"."t%n" ("e-mail ""x""" text, "phone\t{" text);'


def test_the_configuration_says_what_was_found(tmp_path: Path) -> None:
    for folder in ("migrations/mysql", "migrations/postgres", "tests/migrations"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "1.sql").write_text("CREATE TABLE a (email text);")
    found = detect(Folder(tmp_path))
    written = files(Folder(tmp_path), NoCache())
    said = "# not read, as only for trying things out: tests/migrations\n"
    assert said in written["lictor.yml"]
    (tmp_path / "lictor.yml").write_text(written["lictor.yml"])
    assert written["stewardship.yml"].count("a.email") == 2  # public.a in one, a in the other
    settings = read(Folder(tmp_path))
    assert settings is not None
    assert [(s.name, s.path, s.dialect) for s in settings.sources] == [
        (s.name, s.path, s.dialect) for s in found.sources
    ]
    assert settings.environments == found.environments


def test_every_line_is_valid_when_it_counts(tmp_path: Path) -> None:
    (tmp_path / "migrations").mkdir()
    (tmp_path / "migrations/1.sql").write_text(HOSTILE, encoding="utf-8")
    text = files(Folder(tmp_path), NoCache())["stewardship.yml"]
    assert yaml.safe_load(text) == {"version": 1, "assets": None}
    assert text.isascii() or "\u202e" not in text
    lines = yaml.safe_load(text.replace("  # - ", "  - "))["assets"]
    assert [line.get("category") for line in lines] == [None, "email", "phone"]
    assert all(len(line) <= 100 for line in text.splitlines() if "%n" not in line)


def test_the_name_of_a_folder_is_no_line_of_the_configuration(tmp_path: Path) -> None:
    for folder in ("migrations", "tests/x\npolicies: {packs: []}/migrations"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "1.sql").write_text("CREATE TABLE a (email text);")
    text = files(Folder(tmp_path), NoCache())["lictor.yml"]
    assert yaml.safe_load(text)["policies"] == {"packs": ["core"]}
