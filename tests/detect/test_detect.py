"""What a repository without a configuration is taken to hold."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from governance.detect import detect
from governance.tree import Folder

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "repositories.yml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_repository(case: dict[str, Any], tmp_path: Path) -> None:
    for path, text in case["files"].items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    found = detect(Folder(tmp_path))
    assert {s.path: s.dialect for s in found.sources} == case["sources"]
    assert len({s.name for s in found.sources}) == len(found.sources)
    if "names" in case:
        assert [s.name for s in found.sources] == case["names"]
    for sentence in case.get("says", ()):
        assert sentence in found.assumptions
    if "says" not in case:
        assert not [said for said in found.assumptions if said.startswith("not read")]


@pytest.mark.parametrize(
    ("before", "after", "read"),
    [
        (["db/schema.sql"], ["db/schema.sql", "migrations/1.sql"], ["db/schema.sql", "migrations"]),
        (["db/schema.sql"], ["migrations/1.sql"], ["migrations"]),
        (["a/one.sql", "b/two.sql"], ["a/one.sql", "b/two.sql", "migrations/1.sql"], ["."]),
        (["migrations/1.sql"], ["migrations/1.sql", "migrations/2.sql"], ["migrations"]),
        (["shop.sql"], ["shop.sql", "schema.sql"], ["schema.sql", "shop.sql"]),
        (
            ["tests/migrations/1.sql"],
            ["tests/migrations/1.sql", "ddl/1.sql"],
            ["ddl", "tests/migrations"],
        ),
    ],
)
def test_a_change_cannot_hide_what_was_read(
    before: list[str], after: list[str], read: list[str], tmp_path: Path
) -> None:
    trees = []
    for name, files in (("before", before), ("after", after)):
        for file in files:
            (tmp_path / name / file).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name / file).write_text("CREATE TABLE a (b int);")
        trees.append(Folder(tmp_path / name))
    found = detect(trees[1], trees[0])
    assert [source.path for source in found.sources] == read
    assert not any(said.startswith("not read") for said in found.assumptions)


def test_what_is_not_text_does_not_matter(tmp_path: Path) -> None:
    (tmp_path / "migrations").mkdir()
    (tmp_path / "migrations/1.sql").write_bytes(b"\xff\xfeC\x00R\x00" + b"\x00" * 100_000)
    (source,) = detect(Folder(tmp_path)).sources
    assert (source.name, source.dialect) == ("migrations", "postgres")
