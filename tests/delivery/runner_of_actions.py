"""Enough of GitHub's runner to run a composite action's steps as it would.

The scripts of `action.yml` are run by bash with the environment that its expressions give; steps
that use another action are played by the test.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
Played = Callable[[Mapping[str, str]], Mapping[str, str]]

_TOKEN = re.compile(
    r"\s*(?:(?P<text>'(?:[^']|'')*')|(?P<op>==|!=|&&|\|\||!|\(|\))|(?P<name>[A-Za-z][\w.-]*))"
)


@dataclass
class Result:
    """How the steps ended: `outcome` by step, the outputs of the action, the log."""

    outcome: dict[str, str] = field(default_factory=dict)
    steps: dict[str, dict[str, str]] = field(default_factory=dict)
    outputs: dict[str, str] = field(default_factory=dict)
    code: int = 0
    log: str = ""
    summary: str = ""


def run_action(
    environment: Mapping[str, str],
    inputs: Mapping[str, str],
    played: Mapping[str, Played],
    temp: Path,
    only: frozenset[str] | None = None,
    given: Mapping[str, Mapping[str, str]] | None = None,
) -> Result:
    """Run the steps of action.yml; `only` some, with what the others would have `given`."""
    action = yaml.safe_load((ROOT / "action.yml").read_text())
    context = {f"inputs.{name}": spec.get("default", "") for name, spec in action["inputs"].items()}
    context = {
        name: _text(value, {"github.token": environment["TOKEN"]})
        for name, value in context.items()
    }
    context |= {f"inputs.{name}": value for name, value in inputs.items()}
    result = Result(steps={name: dict(outputs) for name, outputs in (given or {}).items()})
    for name, outputs in result.steps.items():
        context |= {f"steps.{name}.outputs.{key}": value for key, value in outputs.items()}
    for step in action["runs"]["steps"]:
        if only is None or step["id"] in only:
            _step(step, context, environment, played, temp, result)
    result.outputs = {
        name: _text(spec["value"], context) for name, spec in action["outputs"].items()
    }
    summary = temp / "summary.md"
    result.summary = summary.read_text() if summary.exists() else ""
    return result


def _step(
    step: Mapping[str, Any],
    context: dict[str, str],
    environment: Mapping[str, str],
    played: Mapping[str, Played],
    temp: Path,
    result: Result,
) -> None:
    name = step["id"]
    condition = str(step.get("if", "")).removeprefix("${{").removesuffix("}}").strip()
    failed = result.code != 0
    if (failed and "cancelled()" not in condition) or (
        condition and not _holds(condition, context)
    ):
        result.outcome[name] = context[f"steps.{name}.outcome"] = "skipped"
        return
    if "uses" in step:
        with_ = {key: _text(str(value), context) for key, value in step.get("with", {}).items()}
        outputs, code = dict(played[step["uses"].split("@")[0]](with_)), 0
    else:
        outputs, code = _script(step, context, environment, temp, result)
    result.steps[name] = outputs
    result.outcome[name] = context[f"steps.{name}.outcome"] = "failure" if code else "success"
    context |= {f"steps.{name}.outputs.{key}": value for key, value in outputs.items()}
    if code and not step.get("continue-on-error"):
        result.code = result.code or code


def _script(
    step: Mapping[str, Any],
    context: Mapping[str, str],
    environment: Mapping[str, str],
    temp: Path,
    result: Result,
) -> tuple[dict[str, str], int]:
    assert step["shell"] == "bash"
    assert "${{" not in step["run"]
    script, output = temp / "script.sh", temp / "output"
    script.write_text(step["run"])
    output.write_text("")
    own = {key: _text(str(value), context) for key, value in step.get("env", {}).items()}
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
        cwd=environment["GITHUB_WORKSPACE"],
        env={k: v for k, v in environment.items() if k != "TOKEN"}
        | own
        | {"GITHUB_OUTPUT": str(output), "GITHUB_STEP_SUMMARY": str(temp / "summary.md")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    result.log += done.stdout.decode(errors="surrogateescape")
    return _outputs(output.read_text()), done.returncode


def _outputs(text: str) -> dict[str, str]:
    """A GITHUB_OUTPUT file as the runner reads it."""
    outputs, lines = {}, iter(text.split("\n"))
    for line in lines:
        if not line:
            continue
        key, _, end = line.partition("<<")
        value = []
        for more in lines:
            if more == end:
                break
            value.append(more)
        outputs[key] = "\n".join(value)
    return outputs


def _text(text: str, context: Mapping[str, str]) -> str:
    return re.sub(r"\$\{\{\s*([\w.-]+)\s*\}\}", lambda m: context.get(m[1], ""), text)


def _holds(condition: str, context: Mapping[str, str]) -> bool:
    """An expression of GitHub's, as far as action.yml uses them."""
    words, position = [], 0
    while position < len(condition.rstrip()):
        token = _TOKEN.match(condition, position)
        assert token, f"no such expression: {condition}"
        position = token.end()
        if token["text"]:
            words.append(repr(token["text"][1:-1].replace("''", "'")))
        elif token["op"]:
            words.append({"&&": " and ", "||": " or ", "!": " not "}.get(token["op"], token["op"]))
        elif token["name"] == "cancelled":
            words.append("bool")
        else:
            words.append(repr(context.get(token["name"], "")))
    return bool(eval("".join(words), {"__builtins__": {}, "bool": bool}))


def clean_environment() -> dict[str, str]:
    """What a runner's shell has besides the job's own variables."""
    kept = ("PATH", "LANG", "LD_LIBRARY_PATH", "SSL_CERT_FILE")
    return {name: os.environ[name] for name in kept if name in os.environ}
