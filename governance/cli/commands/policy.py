"""List, show, test and start policies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from pathlib import Path

    from governance.policy.load import PolicyFile
    from governance.policy.policy import Policy
    from governance.policy.selftest import TestResult
    from governance.settings import PolicySettings
    from governance.tree import Tree

_FORMAT = click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="For machines."
)
_CONFIG = click.option(
    "--config", metavar="FILE", help="Another file than lictor.yml, from the root."
)


@click.group("policy")
def command() -> None:
    """List, show, test and start policies."""


@command.command("list")
@_FORMAT
@_CONFIG
def list_(form: str, config: str | None) -> None:
    """The policies that lictor.yml chooses, with the severity it gives them."""
    import json

    from governance.policy.load import load
    from governance.terminal import Terminal

    settings, tree = _chosen(config)
    policies = load(settings, tree)
    if form == "json":
        click.echo(json.dumps([_record(policy) for policy in policies], ensure_ascii=False))
        return
    terminal = Terminal.of()
    width = max((len(policy.info.id) for policy in policies), default=0)
    for policy in policies:
        severity = terminal.style(f"{policy.info.severity:5}", _COLORS[policy.info.severity])
        click.echo(f"{policy.info.id:{width}}  {severity}  {policy.info.title}")
    switched_off = sorted(name for name, severity in settings.severity.items() if severity == "off")
    if switched_off:
        click.echo(f"Switched off: {', '.join(switched_off)}.")


@command.command("show")
@click.argument("policy_id", metavar="ID")
@_FORMAT
@_CONFIG
def show(policy_id: str, form: str, config: str | None) -> None:
    """One policy: why it is there, what it checks, how to fix what it finds."""
    import json

    import msgspec

    from governance.errors import ConfigError
    from governance.policy import document
    from governance.policy.load import load, policy_files
    from governance.suggest import did_you_mean
    from governance.terminal import Terminal

    settings, tree = _chosen(config)
    files = {file.id: file for file in policy_files(settings, tree)}
    if policy_id not in files:
        raise ConfigError(
            f'there is no policy "{policy_id}"{did_you_mean(policy_id, files)}; '
            f"there are {', '.join(sorted(files))}"
        )
    file = files[policy_id]
    written, _ = document.read(file.content, file.path)
    policy = next((p for p in load(settings, tree) if p.info.id == policy_id), None)
    if form == "json":
        record = {k: v for k, v in msgspec.to_builtins(written).items() if v is not None}
        record["severity"] = policy.info.severity.value if policy else "off"
        record["parameters"] = dict(policy.parameters) if policy else written.parameters
        click.echo(json.dumps(record, ensure_ascii=False))
        return
    terminal = Terminal.of()
    severity = policy.info.severity.value if policy else "off"
    click.echo(terminal.style(f"{written.id}: {written.title}", "bold"))
    click.echo(f"{severity}, from {file.path}\n")
    click.echo(terminal.wrap(" ".join(written.rationale.split())))
    rows: list[tuple[str, str | None]] = [
        ("subject", written.subject),
        ("where", written.where),
        ("require", written.require),
        ("query", written.query),
        ("says", " ".join(written.message.split())),
        ("fix", written.fix),
        ("basis", "; ".join(basis.ref for basis in written.basis)),
    ]
    values = (policy.parameters if policy else written.parameters).items()
    rows.append(("with", ", ".join(f":{name} = {value}" for name, value in values)))
    click.echo()
    for name, text in rows:
        if text:
            first, *more = text.rstrip().split("\n")
            click.echo(f"{name:<9}{first}")
            for line in more:
                click.echo(f"{'':<9}{line}")


@command.command("test")
@click.argument("path", required=False)
@_FORMAT
@_CONFIG
def test(path: str | None, form: str, config: str | None) -> None:
    """Run the tests that stand in the policies.

    PATH is a policy's file or a folder of them; without it, all that lictor.yml chooses. Exit code
    0: all pass, 1: a policy does not do what its tests say, 2: one cannot be used.
    """
    import json

    from governance.errors import ConfigError, PolicyError
    from governance.policy.load import policy_files
    from governance.policy.selftest import run

    files = _files(path) if path is not None else policy_files(*_chosen(config))
    if not files:
        raise ConfigError(f"there is no policy (.yaml) at {path or 'any configured path'}")
    outcomes: list[tuple[PolicyFile, tuple[TestResult, ...], PolicyError | None]] = []
    for file in files:
        try:
            outcomes.append((file, run(file)[1], None))
        except PolicyError as error:
            outcomes.append((file, (), error))
    if form == "json":
        click.echo(json.dumps([_outcome(*outcome) for outcome in outcomes], ensure_ascii=False))
    else:
        _tell(outcomes)
    if any(error for _, _, error in outcomes):
        click.get_current_context().exit(2)
    if not all(result.passed for _, results, _ in outcomes for result in results):
        click.get_current_context().exit(1)


@command.command("new")
@click.argument("policy_id", metavar="ID")
@click.option("--folder", default=".", metavar="DIR", help="Where to write it; here by default.")
@_CONFIG
def new(policy_id: str, folder: str, config: str | None) -> None:
    """Write ID.yaml: a policy that already works, with its tests, to change into yours."""
    import re
    from pathlib import Path

    from governance.errors import ConfigError
    from governance.policy.document import ID
    from governance.policy.load import builtin, packs, policy_files
    from governance.policy.starting import starting_file

    if not re.fullmatch(ID, policy_id):
        raise ConfigError(
            "an id is capital letters, a hyphen, and a number or more of the same: ACME-001"
        )
    target = Path(folder) / f"{policy_id}.yaml"
    taken = {file.id: file.path for pack in packs() for file in builtin(pack)}
    taken |= {file.id: file.path for file in policy_files(*_chosen(config), unfinished=True)}
    if policy_id in taken:
        raise ConfigError(f"there is a policy {policy_id} already, in {taken[policy_id]}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("x", encoding="utf-8") as file:
            file.write(f"{_for_editors(target)}{starting_file(policy_id)}")
    except FileExistsError:
        raise ConfigError(f"{target} is there already; choose another id") from None
    except OSError as error:
        raise ConfigError(f"{target} cannot be written: {error.strerror}") from None
    click.echo(f"{target} written. Change it, then: lictor policy test {target}")
    used = policy_files(*_chosen(config), unfinished=True)
    if all(file.id != policy_id for file in used):
        click.echo("To use it, name its folder in lictor.yml: policies: {paths: [...]}")


def _for_editors(target: Path) -> str:
    """The line that tells an editor the schema; none for a file outside the repository."""
    from pathlib import Path

    from governance import gate
    from governance.setup.schemas import modeline

    root, folder = gate.trees(Path.cwd()).root.resolve(), target.parent.resolve()
    if not folder.is_relative_to(root):
        return ""
    up = "../" * len(folder.relative_to(root).parts)
    return f"{modeline('policy', up)}\n#\n"


_COLORS = {"block": "red", "warn": "yellow", "info": "blue"}


def _chosen(config: str | None) -> tuple[PolicySettings, Tree]:
    from pathlib import Path

    from governance import gate

    tree, settings = gate.rules(gate.trees(Path.cwd()), config)
    return settings.policies, tree


def _files(path: str) -> tuple[PolicyFile, ...]:
    from pathlib import Path

    from governance.errors import ConfigError
    from governance.policy.load import PolicyFile

    target = Path(path)
    if not target.exists():
        raise ConfigError(f"there is no file or folder {path}")
    found = sorted(target.rglob("*.y*ml")) if target.is_dir() else [target]
    try:
        return tuple(
            PolicyFile(file.as_posix(), file.read_bytes())
            for file in found
            if file.is_file() and not file.is_symlink()
        )
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}") from None


def _record(policy: Policy) -> dict[str, Any]:
    return {
        "id": policy.info.id,
        "title": policy.info.title,
        "severity": policy.info.severity.value,
        "parameters": dict(policy.parameters),
        "basis": [{"ref": basis.ref, "url": basis.url} for basis in policy.info.basis],
    }


def _outcome(file: PolicyFile, results: tuple[TestResult, ...], error: Any) -> dict[str, Any]:
    return {
        "policy": file.id,
        "file": file.path,
        "error": None if error is None else str(error),
        "tests": [
            {
                "name": result.name,
                "passed": result.passed,
                "line": result.location.line,
                "missed": list(result.missed),
                "unexpected": list(result.unexpected),
                "problem": result.problem,
            }
            for result in results
        ],
    }


def _tell(outcomes: list[tuple[PolicyFile, tuple[TestResult, ...], Any]]) -> None:
    from governance.model.names import printable
    from governance.terminal import Terminal

    terminal = Terminal.of()
    ok, failed = terminal.style("ok", "green"), terminal.style("FAILS", "red")
    for file, results, error in outcomes:
        good = error is None and all(result.passed for result in results)
        click.echo(f"{ok if good else failed}  {printable(file.id)}  {len(results)} tests")
        if error is not None:
            click.echo(f"    {error}")
        for result in results:
            if result.passed:
                continue
            click.echo(f"    {result.location}: {printable(result.name)}")
            for word, names in (("not found", result.missed), ("too much", result.unexpected)):
                for name in names:
                    click.echo(f"      {word}: {name}")
            if result.problem:
                click.echo(f"      {result.problem}")
    tests = sum(len(results) for _, results, _ in outcomes)
    click.echo(f"{tests} tests of {len(outcomes)} policies.")
