"""The steps of `action.yml`, in their order; each returns its exit code."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from governance.errors import ConfigError, LictorError
from governance.github import caching, comment
from governance.github.api import Api, ApiError
from governance.github.event import Event
from governance.github.history import History
from governance.github.runner import Runner

_CODES = (0, 1, 2)


def prepare(runner: Runner) -> int:
    """Look at the inputs and the event; say what is kept where, and whether it may be used."""
    event = Event.of(runner)
    category = runner.name("LICTOR_CATEGORY", "check")
    comments, uploads = runner.switch("LICTOR_COMMENT"), runner.switch("LICTOR_SARIF")
    keys = caching.Keys.of(Path(runner.needed("GITHUB_ACTION_PATH")))
    parses = _parses(runner)
    _forget(parses)
    restores = runner.switch("LICTOR_CACHE")
    if restores:
        why = caching.distrust(event, _api(runner), runner.needed("GITHUB_REPOSITORY"))
        if why:
            runner.say(f"Nothing kept from other jobs is used: {why}.")
            restores = False
    runner.output(
        environment=str(Path(runner.needed("RUNNER_TEMP")) / "lictor-environment"),
        environment_key=keys.environment,
        parses=str(parses),
        parses_key=keys.parses,
        restores=restores,
        saves=runner.switch("LICTOR_CACHE") and caching.saves(event),
        category=category,
        comments=comments and event.name == "pull_request",
        uploads=uploads,
    )
    return 0


def trust(runner: Runner) -> int:
    """After something was restored: look again, and throw it away when it may not be used."""
    event = Event.of(runner)
    why = caching.distrust(event, _api(runner), runner.needed("GITHUB_REPOSITORY"))
    if why:
        runner.say(f"What was kept from other jobs is thrown away: {why}.")
        _remove(Path(runner.needed("LICTOR_ENVIRONMENT")))
        _forget(_parses(runner))
    return 0


def install(runner: Runner) -> int:
    """Install the Lictor of this action, in an environment of its own, unless it is there."""
    environment = Path(runner.needed("LICTOR_ENVIRONMENT"))
    key = runner.needed("LICTOR_ENVIRONMENT_KEY")
    done = environment / "lictor-key"
    if done.is_file() and done.read_text() == key:
        return 0
    action = runner.needed("GITHUB_ACTION_PATH")
    _remove(environment)
    for what, command in (
        ("an environment", [sys.executable, "-I", "-m", "venv", str(environment)]),
        ("Lictor", [str(_python(environment)), "-I", "-m", "pip", "install", "--quiet", action]),
    ):
        ended = subprocess.run(  # noqa: S603 - no shell, nothing of a stranger's in it
            command, cwd=runner.needed("RUNNER_TEMP"), capture_output=True, check=False
        )
        if ended.returncode != 0:
            runner.say(ended.stderr.decode(errors="replace"))
            raise ConfigError(f"{what} cannot be installed; the log says why")
    done.write_text(key)
    return 0


def check(runner: Runner) -> int:
    """Judge the change: annotations and the log, the job's summary, the reports, the outputs."""
    event, folder = Event.of(runner), runner.folder
    try:
        base = History(folder, runner).base(event, runner.get("LICTOR_BASE"))
    except LictorError:
        runner.output(exit_code=2, blocked=False, new=0, errors=1)
        raise
    reports = Path(tempfile.mkdtemp(prefix="lictor-reports-", dir=runner.needed("RUNNER_TEMP")))
    files = {
        "json": reports / "lictor.json",
        "markdown": reports / "lictor.md",
        "sarif": reports / "lictor.sarif",
    }
    command = [str(_python(Path(runner.needed("LICTOR_ENVIRONMENT")))), "-I", "-m"]
    command += ["governance.cli.main", "check", "--format=github", "--output=-"]
    for name, file in files.items():
        command += [f"--format={name}", f"--output={file}"]
    if base:
        command.append(f"--base={base}")
    if runner.get("LICTOR_CONFIG"):
        command.append(f"--config={runner.get('LICTOR_CONFIG')}")
    sys.stdout.flush()
    # the format github fences what it quotes; what goes to stderr is fenced here
    ended = subprocess.run(  # noqa: S603 - no shell, each option one argument with its value
        command, cwd=folder, env=_without_token(), stderr=subprocess.PIPE, check=False
    )
    if ended.stderr.strip():
        runner.say(ended.stderr.decode(errors="replace"))
    code = ended.returncode if ended.returncode in _CODES else 2
    summary = _summary(files["json"])
    if summary is None and code != 2:
        raise ConfigError("lictor check ended without its report")
    kept = _parses(runner)
    runner.output(
        exit_code=code,
        blocked=bool(summary and summary.get("blocked")),
        new=int(summary.get("new", 0)) if summary else 0,
        errors=int(summary.get("new_errors", 0)) if summary else 1,
        base=base or "",
        **{name: str(file) if file.is_file() else "" for name, file in files.items()},
        parses_key=runner.needed("LICTOR_PARSES_KEY") + _content(kept) if kept.is_file() else "",
    )
    return code


def remark(runner: Runner) -> int:
    """Keep the comment on the pull request. Where that is not allowed, say so and go on."""
    event = Event.of(runner)
    report, data = Path(runner.get("LICTOR_MARKDOWN")), _summary(Path(runner.get("LICTOR_JSON")))
    if event.number is None or data is None or not report.is_file():
        runner.say("There is no comment: there is no report.")
        return 0
    body = report.read_text(encoding="utf-8")
    marker, _, rest = body.partition("\n")
    marker = marker.replace("lictor: check", f"lictor: {runner.name('LICTOR_CATEGORY', 'check')}")
    try:
        done = comment.keep(
            _api(runner),
            runner.needed("GITHUB_REPOSITORY"),
            event.number,
            f"{marker}\n{rest}",
            wanted=bool(data.get("new") or data.get("new_errors") or data.get("governance")),
        )
    except ApiError as error:
        if error.status in (401, 403, 404):
            why = (
                "this pull request comes from a fork, whose token may only read"
                if event.fork
                else "the job needs the permission pull-requests: write"
            )
            runner.notice(f"No comment was written: {why}. The job's summary has the report.")
        else:
            runner.warning(f"No comment was written: {error}. The job's summary has the report.")
        return 0
    runner.say(f"Pull request {event.number}: {done}.")
    return 0


STEPS: Mapping[str, Callable[[Runner], int]] = {
    "prepare": prepare,
    "trust": trust,
    "install": install,
    "check": check,
    "comment": remark,
}


def _api(runner: Runner) -> Api:
    return Api(runner.get("GITHUB_API_URL") or "https://api.github.com", runner.get("LICTOR_TOKEN"))


def _parses(runner: Runner) -> Path:
    return History(runner.folder, runner).root / ".lictor" / "cache.db"


def _python(environment: Path) -> Path:
    """The interpreter of a virtual environment."""
    return environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _forget(parses: Path) -> None:
    """Remove what may lie there: from the checkout, or from another job on a machine of one's own.

    A folder that is a link leads out of the repository, and is no folder of ours.
    """
    if parses.parent.is_symlink():
        parses.parent.unlink()
    for end in ("", "-wal", "-shm"):
        _remove(parses.with_name(parses.name + end))


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _without_token() -> dict[str, str]:
    """The environment of `lictor check`, which needs no token."""
    return {name: value for name, value in os.environ.items() if name != "LICTOR_TOKEN"}


def _summary(file: Path) -> dict[str, Any] | None:
    """The summary of the JSON report, with how many changes of the rules; None without one."""
    try:
        report = json.loads(file.read_text(encoding="utf-8"))
        return {**report["summary"], "governance": len(report["governance"])}
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _content(file: Path) -> str:
    return sha256(file.read_bytes()).hexdigest()[:20]
