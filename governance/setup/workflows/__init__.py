"""The gate in a pipeline: the file to write, and what else has to be done by hand.

An existing pipeline is never edited. GitHub takes a workflow of its own; GitLab a file that the
pipeline includes; for others the command is told.
"""

from __future__ import annotations

import re
from importlib import metadata
from importlib.resources import files
from typing import Literal

from msgspec import Struct

from governance import __version__
from governance.setup.scalars import scalar

Service = Literal["github", "gitlab", "none"]

GITLAB = ".gitlab/lictor.gitlab-ci.yml"

_GITHUB_REPOSITORY = re.compile(r"https://github\.com/(?P<name>[\w.-]+/[\w.-]+?)(?:\.git)?/?$")


class Workflow(Struct, frozen=True):
    """`path` is None where there is no file to write; `by_hand` says what a person must do."""

    path: str | None
    text: str
    by_hand: str


def workflow(service: Service, pipelines: tuple[str, ...], branch: str) -> Workflow:
    """What runs the gate on a service.

    `pipelines` are those whose configuration is there; `branch` is the one that others go into.
    """
    if service == "github":
        action = _action()
        name = "github-action.yml" if action else "github.yml"
        text = _text(name).replace("{action}", f"{action}@v1").replace("{branch}", scalar(branch))
        return Workflow(
            ".github/workflows/lictor.yml",
            text,
            'require the check "lictor" in the rules of your main branch',
        )
    if service == "gitlab":
        return Workflow(
            GITLAB,
            _text("gitlab.yml"),
            f"add to .gitlab-ci.yml:  include: [{{local: {GITLAB}}}]",
        )
    where = f"in {pipelines[0]}" if pipelines else "where your checks run"
    return Workflow(None, "", f"run the command of line 4 {where}, for each change")


def service_of(pipelines: tuple[str, ...], hosts: tuple[str, ...]) -> Service:
    """Where a repository's changes are judged: as its pipelines say, else as its remotes do."""
    if "GitLab CI" in pipelines and "GitHub Actions" not in pipelines:
        return "gitlab"
    if "GitHub Actions" in pipelines:
        return "gitlab" if _on("gitlab", hosts) and not _on("github", hosts) else "github"
    if pipelines:
        return "none"
    return "github" if _on("github", hosts) else "gitlab" if _on("gitlab", hosts) else "none"


def _on(service: str, hosts: tuple[str, ...]) -> bool:
    return any(service in host for host in hosts)


def _text(name: str) -> str:
    text = files(__name__).joinpath(name).read_text(encoding="utf-8")
    return text.replace("{version}", __version__)


def _action() -> str | None:
    """The repository on GitHub that the installed distribution names, which has our action."""
    try:
        urls = metadata.metadata("lictor").get_all("Project-URL") or []
    except metadata.PackageNotFoundError:
        return None
    found = [_GITHUB_REPOSITORY.search(url.partition(",")[2].strip()) for url in urls]
    return next((match["name"] for match in found if match), None)
