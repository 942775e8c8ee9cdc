"""`lictor check` on small repositories, and what it says."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from typing import Any

import pytest

from governance.cli.main import run


class Verdict:
    """The report in JSON, and the exit code."""

    def __init__(self, code: int, report: dict[str, Any]) -> None:
        self.code = code
        self.report = report

    def new(self, *policies: str) -> list[dict[str, Any]]:
        """The new violations, those of some policies where they are named."""
        return [
            v
            for v in self.report["violations"]
            if v["state"] == "new" and (not policies or v["policy"] in policies)
        ]

    def places(self, *policies: str) -> list[tuple[str, str, int]]:
        """Subject, file and line of each."""
        return sorted((v["subject"], v["file"], v["line"]) for v in self.new(*policies))

    @property
    def errors(self) -> list[dict[str, Any]]:
        """What is new and could not be judged."""
        return [error for error in self.report["errors"] if error["state"] == "new"]


@pytest.fixture
def checked(repo: Any) -> Callable[..., str]:
    """What a check of the repository prints, without a traceback."""

    def run_it(*arguments: str) -> str:
        out, err = io.StringIO(), io.StringIO()
        with contextlib.chdir(repo.root), redirect_stdout(out), redirect_stderr(err):
            run(["check", "--base", "main", *arguments])
        assert "Traceback" not in err.getvalue()
        return out.getvalue()

    return run_it


@pytest.fixture
def judge(repo: Any, checked: Callable[..., str]) -> Callable[..., Verdict]:
    """Judge a change: files before, and files after (None: removed); twice, the same answer."""

    def run_it(base: dict[str, str | bytes], change: dict[str, str | bytes | None]) -> Verdict:
        repo.commit(base)
        repo.git("checkout", "-q", "-b", "topic")
        for path in [path for path, content in change.items() if content is None]:
            (repo.root / path).unlink()
        repo.commit({path: text for path, text in change.items() if text is not None})
        cold = json.loads(checked("--format", "json"))
        warm = json.loads(checked("--format", "json"))
        assert warm == cold
        return Verdict(cold["summary"]["exit_code"], cold)

    return run_it
