"""Who owns a file, as GitHub and GitLab would say it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from governance.setup.codeowners import CodeOwners

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "codeowners.yml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_owners(case: dict[str, Any]) -> None:
    rules = CodeOwners(case["text"], gitlab=case.get("gitlab", False))
    found = {path: rules.of(path) for path in case["owners"]}
    said = {
        path: f"{owners.first} {owners.line}" if owners else None for path, owners in found.items()
    }
    assert said == case["owners"]


@pytest.mark.parametrize(
    "pattern", ["**/a/" * 60 + "b", "*a" * 60 + "b", "[", "[z-a]", "\\", "/", "!"]
)
@pytest.mark.parametrize("gitlab", [False, True])
def test_no_pattern_is_slow_or_breaks_it(pattern: str, gitlab: bool) -> None:
    rules = CodeOwners(f"{pattern} @one", gitlab=gitlab)
    assert rules.of("a/" * 200 + "a" * 200 + "!") is None  # an exponential one would never end
