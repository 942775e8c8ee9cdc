"""What is kept between jobs, under which keys, and when it may be believed.

Two things are kept: the environment Lictor is installed in, and what it read (`.lictor/cache.db`).
Whoever can write either can hide a finding. GitHub keeps the caches of each ref apart: a job sees
those of its own ref, of the branch a pull request goes into, and of the default branch, and looks
into its own first. So a pull request cannot write what others will read, but it can write what its
own next run reads: one commit with a changed workflow puts something under our key, the next takes
the change back. Therefore

- only jobs on the default branch save;
- elsewhere it is used only if GitHub lists no cache with our keys in the other refs that the job
  can see, before it is restored and again after. That takes the permission `actions: read`; without
  it nothing is restored.

What remains is somebody with write access to the repository who times a cache to come and go
between the two looks; such a person can set the check's result directly.

https://docs.github.com/en/actions/reference/workflows-and-actions/dependency-caching
"""

from __future__ import annotations

import platform
import sys
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from governance.github.api import Api, ApiError
from governance.github.event import Event

PREFIX = "lictor-"
_SAVING = ("push", "schedule", "workflow_dispatch")
_SOURCES = ("governance", "scanners", "compliance", "policies")


@dataclass(frozen=True, slots=True)
class Keys:
    """`environment` names the installed Lictor exactly; `parses` is a prefix of what was read."""

    environment: str
    parses: str

    @classmethod
    def of(cls, action: Path) -> Keys:
        """The keys of the Lictor in the action's folder, for this Python on this machine."""
        source = sha256()
        files = [action / "pyproject.toml", action / "setup.py"]
        for folder in _SOURCES:
            files += [f for f in (action / folder).rglob("*") if "__pycache__" not in f.parts]
        for file in sorted(file for file in files if file.is_file()):
            content = file.read_bytes()
            source.update(f"{file.relative_to(action).as_posix()}\0{len(content)}\0".encode())
            source.update(content)
        lictor = source.hexdigest()
        machine = (sys.version, sys.executable, platform.system(), platform.machine())
        installed = sha256("\0".join((lictor, *machine)).encode()).hexdigest()
        return cls(f"{PREFIX}environment-{installed[:32]}", f"{PREFIX}parses-{lictor[:32]}-")


def saves(event: Event) -> bool:
    """Whether this job may leave something for others: only one on the default branch."""
    return event.name in _SAVING and bool(event.default) and event.ref == event.default


def distrust(event: Event, api: Api, repository: str) -> str:
    """Why nothing that was kept may be used in this job; "" when it may."""
    if not event.default or not event.ref:
        return "the event does not say which branch is the default"
    seen = {ref for ref in (event.ref, event.base) if ref and ref != event.default}
    for ref in sorted(seen):
        query = f"key={PREFIX}&ref={quote(ref, safe='')}&per_page=1"
        path = f"/repos/{repository}/actions/caches?{query}"
        try:
            answer = api.trying(partial(api.call, "GET", path))
        except ApiError as error:
            if error.status in (401, 403, 404):
                return "who wrote it cannot be looked up without the permission actions: read"
            return f"who wrote it cannot be looked up: {error}"
        if not isinstance(answer, dict) or answer.get("total_count") != 0:
            return "a job of this change wrote one, too"
    return ""
