"""Pull requests that leak, and some that do not: caught at the line, with the way of the data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

TABLE = yaml.safe_load(Path(__file__).with_name("leaks.yml").read_text(encoding="utf-8"))
CASES = TABLE["cases"]
MADE = {
    "identity": "copied from",
    "derived": "derived from",
    "generalised": "a part of",
    "hashed": "hashed from",
    "keyed": "keyed from",
}


@pytest.mark.parametrize("name", list(CASES))
def test_leak(judge: Any, name: str) -> None:
    case = CASES[name]
    verdict = judge({**TABLE["base"], **case.get("before", {})}, case["change"])
    assert verdict.errors == []
    blocking = [v for v in verdict.new() if v["severity"] == "block"]
    leaks = [f"{v['policy']} {v['subject']} {v['file']}:{v['line']}" for v in blocking]
    assert sorted(leaks) == case["leaks"]
    assert verdict.code == (1 if leaks else 0)
    if "path" in case:
        path = min(blocking, key=lambda v: (v["policy"], v["subject"]))["path"]
        assert [told(step) for step in path["steps"]] == case["path"]
        if "begins" in case:
            assert path["begins"] == case["begins"]


def told(step: dict[str, Any]) -> str:
    made = "decrypted from" if step["restores"] else MADE[step["effect"]]
    return f"{made} {step['source']} {step['file']}:{step['line']}"
