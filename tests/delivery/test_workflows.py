"""What every workflow and the action keep to, whoever writes the next one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
ACTIONS = [ROOT / "action.yml", *sorted((ROOT / ".github").glob("actions/*/action.yml"))]
DOCUMENTED = sorted((ROOT / "docs").glob("*.md"))
FILES = [*WORKFLOWS, *ACTIONS]

PINNED = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}")


def read(file: Path) -> Any:
    return yaml.safe_load(file.read_text())


def triggers(workflow: Any) -> Any:
    return workflow[True]  # YAML 1.1 reads the key `on` so


def steps(document: Any) -> Iterator[dict[str, Any]]:
    for job in document.get("jobs", {}).values():
        yield from job.get("steps", [])
    yield from document.get("runs", {}).get("steps", [])


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_what_others_wrote_is_pinned_by_commit_and_says_its_version(file: Path) -> None:
    lines = [line for line in file.read_text().split("\n") if re.search(r"^\s*(- )?uses:", line)]
    named = [step["uses"] for step in steps(read(file)) if "uses" in step]
    assert len(lines) == len(named)
    for line, uses in zip(lines, named, strict=True):
        if uses != "./":
            assert PINNED.fullmatch(uses), line
            assert re.search(r"# v\d+\.\d+\.\d+$", line), line


def test_one_action_has_one_version_everywhere() -> None:
    found: dict[str, set[str]] = {}
    for file in (*FILES, *DOCUMENTED):
        for name, pin in re.findall(r"uses: ([\w./-]+)@([0-9a-f]{40} # \S+)", file.read_text()):
            found.setdefault("/".join(name.split("/")[:2]), set()).add(pin)
    assert {name: len(pins) for name, pins in found.items()} == dict.fromkeys(found, 1)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_nothing_is_pasted_into_a_script(file: Path) -> None:
    for step in steps(read(file)):
        assert "${{" not in step.get("run", ""), step
        assert "eval" not in step.get("run", "").split()


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_a_workflow_may_do_what_it_says_and_no_more(file: Path) -> None:
    workflow = read(file)
    assert workflow["permissions"] in ({}, {"contents": "read"})
    assert "concurrency" in workflow
    for name, job in workflow["jobs"].items():
        assert "timeout-minutes" in job, name
        granted = job.get("permissions", {})
        assert granted != "write-all"
        if "push" in triggers(workflow) and "tags" in (triggers(workflow)["push"] or {}):
            continue
        assert "write" not in granted.values(), f"{name} runs on pull requests"


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_no_event_lends_a_token_that_can_write_to_a_stranger(file: Path) -> None:
    assert not {"pull_request_target", "workflow_run", "issue_comment"} & set(triggers(read(file)))
    assert "secrets." not in file.read_text()


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_a_checkout_leaves_no_token_behind(file: Path) -> None:
    for step in steps(read(file)):
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False


def test_the_action_runs_each_script_with_the_same_line() -> None:
    scripts = [step for step in steps(read(ROOT / "action.yml")) if "run" in step]
    assert len(scripts) == 5
    for step in scripts:
        line = '"$PYTHON" -I "$GITHUB_ACTION_PATH/governance/github/run.py" ' + step["id"]
        assert (step["run"], step["shell"]) == (line, "bash")
        assert step["env"]["PYTHON"] == "${{ steps.python.outputs.python-path }}"


def test_each_input_of_the_action_is_used_and_described() -> None:
    action = read(ROOT / "action.yml")
    text = json.dumps(action["runs"])
    assert {name for name in action["inputs"] if f"inputs.{name} " in text} == set(action["inputs"])
    described = {**action["inputs"], **action["outputs"]}
    assert all(spec["description"].endswith(".") for spec in described.values())


@pytest.mark.parametrize("file", DOCUMENTED, ids=lambda file: file.name)
def test_the_workflows_in_the_documentation_keep_to_the_same(file: Path) -> None:
    inputs = set(read(ROOT / "action.yml")["inputs"])
    for block in re.findall(r"```yaml\n(.*?)```", file.read_text(), re.DOTALL):
        document = yaml.safe_load(block)
        if not isinstance(document, dict) or "jobs" not in document:
            continue
        assert "pull_request_target" not in triggers(document)
        assert document["permissions"] == {"contents": "read"}
        for step in steps(document):
            assert "${{" not in step.get("run", "")
            if step["uses"].startswith("OWNER/lictor@"):
                assert set(step.get("with", {})) <= inputs
            else:
                assert PINNED.fullmatch(step["uses"])
