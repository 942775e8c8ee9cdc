"""Parts of the action that are decided without a repository."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from governance.errors import ConfigError
from governance.github.caching import Keys, saves
from governance.github.event import Event
from governance.github.runner import Runner

MAIN = "refs/heads/main"


@pytest.mark.parametrize(
    ("event", "answer"),
    [
        (Event("push", MAIN, "c", MAIN), True),
        (Event("schedule", MAIN, "c", MAIN), True),
        (Event("workflow_dispatch", MAIN, "c", MAIN), True),
        (Event("workflow_dispatch", "refs/heads/topic", "c", MAIN), False),
        (Event("push", "refs/heads/topic", "c", MAIN), False),
        (Event("push", "refs/tags/v1", "c", MAIN), False),
        (Event("pull_request", "refs/pull/7/merge", "c", MAIN, MAIN), False),
        (Event("pull_request_review", MAIN, "c", MAIN), False),
        (Event("merge_group", "refs/heads/gh-readonly-queue/main/pr-7", "c", MAIN, MAIN), False),
        (Event("push", "", "c", ""), False),
    ],
)
def test_only_a_job_on_the_default_branch_leaves_something_for_others(
    event: Event, answer: bool
) -> None:
    assert saves(event) is answer


@pytest.mark.parametrize(
    "text", ["a\n::error::pwned", "##[error]pwned", "a\r::x::", "\x1b[31m", "::stop-commands::x"]
)
def test_what_is_said_is_fenced_and_shown(capsys: pytest.CaptureFixture[str], text: str) -> None:
    Runner({}).say(text)
    first, *said, last, end = capsys.readouterr().out.split("\n")
    assert first.startswith("::stop-commands::")
    assert last == f"::{first.removeprefix('::stop-commands::')}::"
    assert end == ""
    assert all(line.isprintable() for line in said)
    Runner({}).say(text)
    assert capsys.readouterr().out.split("\n")[0] != first


@pytest.mark.parametrize("text", ["a\n::error::b", "a\r\n::x::", "100%0A::x::", "\x1b[31m\u2028"])
def test_an_annotation_is_one_line(capsys: pytest.CaptureFixture[str], text: str) -> None:
    Runner({}).error(text)
    out = capsys.readouterr().out
    assert out.startswith("::error title=Lictor::")
    assert out.count("\n") == 1
    assert out[:-1].isprintable()
    assert "%0A" not in text or "100%250A" in out


def test_an_output_sets_no_other(tmp_path: Path) -> None:
    file = tmp_path / "output"
    Runner({"GITHUB_OUTPUT": str(file)}).output(json="a\nend\nblocked=false", exit_code=1)
    first, *value, end, second, one, last, _ = file.read_text().split("\n")
    assert first == f"json<<{end}"
    assert value == ["a", "end", "blocked=false"]
    assert (second, one) == (f"exit-code<<{last}", "1")


def event(tmp_path: Path, payload: Any, name: str = "pull_request", **more: str) -> Event:
    file = tmp_path / "event.json"
    file.write_text(payload if isinstance(payload, str) else json.dumps(payload))
    return Event.of(Runner({"GITHUB_EVENT_NAME": name, "GITHUB_EVENT_PATH": str(file), **more}))


@pytest.mark.parametrize(
    ("head", "fork"),
    [
        ({"repo": {"full_name": "acme/shop"}}, False),
        ({"repo": {"full_name": "stranger/shop"}}, True),
        ({"repo": None}, True),
        (None, True),
    ],
)
def test_a_fork_is_one_also_when_it_is_gone(tmp_path: Path, head: Any, fork: bool) -> None:
    payload = {"pull_request": {"number": 7, "head": head, "base": {"ref": "main"}}}
    found = event(tmp_path, payload, GITHUB_REPOSITORY="acme/shop")
    assert (found.fork, found.number, found.base) == (fork, 7, MAIN)


@pytest.mark.parametrize(
    "payload",
    [
        [],
        {"pull_request": 7, "repository": None, "before": 3},
        {"pull_request": {"number": "7", "base": {"ref": ["x"]}}},
        {"before": "--upload-pack=x", "merge_group": {"base_sha": "HEAD", "base_ref": {}}},
        {"before": "0" * 40},
    ],
)
def test_a_payload_of_another_shape_says_nothing(tmp_path: Path, payload: Any) -> None:
    found = event(tmp_path, payload)
    assert (found.number, found.base, found.before, found.default) == (None, "", "", "")


def test_a_payload_that_is_no_json_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="GITHUB_EVENT_PATH"):
        event(tmp_path, "{")


def test_another_lictor_has_other_keys_and_a_cache_file_of_python_none(tmp_path: Path) -> None:
    (tmp_path / "governance/__pycache__").mkdir(parents=True)
    (tmp_path / "governance/a.py").write_text("1")
    (tmp_path / "pyproject.toml").write_text("")
    first = Keys.of(tmp_path)
    (tmp_path / "governance/__pycache__/a.pyc").write_text("x")
    assert Keys.of(tmp_path) == first
    (tmp_path / "governance/a.py").write_text("2")
    second = Keys.of(tmp_path)
    assert second.environment != first.environment
    assert second.parses != first.parses
    assert all(key.startswith("lictor-") for key in (first.environment, first.parses))
