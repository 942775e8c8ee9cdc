"""Where the change of a job begins: found in git, and fetched when the checkout is shallow."""

from __future__ import annotations

import base64
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from governance.errors import TreeError
from governance.github.event import Event, commit
from governance.github.runner import Runner
from governance.model.text import printable

_OURS = "refs/lictor/base"
_DEEPER = ("--deepen=1", "--deepen=50", "--deepen=500", "--unshallow")
"""How a shallow checkout is deepened until both sides of the change meet."""


class History:
    """The git repository of a checkout, and what it can fetch from `origin`."""

    def __init__(self, folder: Path, runner: Runner) -> None:
        self._folder = folder
        self._runner = runner

    @property
    def root(self) -> Path:
        """The repository's folder.

        Raises:
            TreeError: there is none.
        """
        done = self._git("rev-parse", "--show-toplevel")
        if done.returncode != 0:
            raise TreeError(
                "there is no git repository to judge; put actions/checkout in front of this step"
            )
        return Path(os.fsdecode(done.stdout.rstrip(b"\n")))

    def base(self, event: Event, wanted: str = "") -> str | None:
        """The commit to compare with, fetched; None when there is nothing to compare with.

        `wanted` is a ref that a person names instead of what the event says.

        Raises:
            TreeError: it cannot be fetched, or has no commit in common with HEAD.
        """
        head = self._commit("HEAD")
        if not head:
            raise TreeError("the checkout has no commit")
        found = self._wanted(wanted) if wanted else self._told(event, head)
        if found:
            self._meet(found, head)
        return found or None

    def _told(self, event: Event, head: str) -> str:
        """What the event is a change of; "" for a run on the default branch by hand or by clock."""
        if event.name == "pull_request":
            parents = self._parents(head)
            # GitHub's own merge of the branch into its base: what the base is by now is its first
            # parent, and exactly that, however far the branch has gone on meanwhile
            if head == event.commit and len(parents) == 2:
                return parents[0]
            return self._branch(event.base)
        if event.name == "merge_group":
            return event.before or self._branch(event.base)
        # after a forced push, what was there before may be gone
        if event.name == "push" and event.before and self._has(event.before):
            return event.before
        if event.default and event.ref != event.default:
            return self._branch(event.default)
        return next(iter(self._parents(head)), "") if event.name == "push" else ""

    def _wanted(self, name: str) -> str:
        local = self._commit(name)
        if local:
            return local
        if commit(name) and self._has(name):
            return name
        return self._branch(name if name.startswith("refs/") else f"refs/heads/{name}")

    def _has(self, wanted: str) -> bool:
        return bool(self._commit(wanted)) or self._fetch(wanted)

    def _branch(self, ref: str) -> str:
        """The newest commit of a branch of `origin`."""
        if ref and self._fetch(f"+{ref}:{_OURS}"):
            return self._commit(_OURS)
        raise TreeError(f"{printable(ref) or 'the base'} cannot be fetched from origin{self._why}")

    def _meet(self, base: str, head: str) -> None:
        """Fetch until `base` and `head` have their common commit here."""
        for depth in _DEEPER:
            if self._git("merge-base", base, head).returncode == 0:
                return
            if self._git("rev-parse", "--is-shallow-repository").stdout.strip() != b"true":
                self._fetch(base)
                break
            self._fetch(head, base, depth=depth)
        if self._git("merge-base", base, head).returncode != 0:
            raise TreeError(
                f"HEAD and {base[:12]} have no common commit, or it cannot be fetched{self._why}"
            )

    def _fetch(self, *wanted: str, depth: str = "") -> bool:
        """Fetch from origin; the job's token is used only where the checkout kept none."""
        shallow = self._git("rev-parse", "--is-shallow-repository").stdout.strip() == b"true"
        options = [depth or "--depth=1"] if shallow else []
        command = ["fetch", "--quiet", "--no-tags", "--no-recurse-submodules", *options]
        if self._git(*command, "origin", *wanted).returncode == 0:
            return True
        access = self._access()
        return bool(access) and self._git(*command, "origin", *wanted, **access).returncode == 0

    def _access(self) -> Mapping[str, str]:
        """The token as configuration in git's environment, where no list of processes shows it."""
        token, server = self._runner.get("LICTOR_TOKEN"), self._runner.get("GITHUB_SERVER_URL")
        if not token or not server.startswith("https://"):
            return {}
        basic = base64.b64encode(f"x-access-token:{token}".encode()).decode()
        return {
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": f"http.{server}/.extraheader",
            "GIT_CONFIG_VALUE_0": f"AUTHORIZATION: basic {basic}",
        }

    @property
    def _why(self) -> str:
        return "; fetch-depth: 0 in actions/checkout brings the whole history"

    def _commit(self, name: str) -> str:
        done = self._git(
            "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}"
        )
        return done.stdout.decode().strip() if done.returncode == 0 else ""

    def _parents(self, head: str) -> tuple[str, ...]:
        """The parents that the commit itself names, also those that a shallow checkout lacks."""
        done = self._git("cat-file", "commit", head)
        lines = done.stdout.partition(b"\n\n")[0].decode(errors="replace").split("\n")
        return tuple(commit(line[7:]) for line in lines if line.startswith("parent "))

    def _git(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
        settings = ("core.hooksPath=/dev/null", "core.fsmonitor=false", "gc.auto=0")
        options = [option for setting in settings for option in ("-c", setting)]
        try:
            return subprocess.run(  # noqa: S603 - no shell, arguments as a list
                ["git", *options, *arguments],  # noqa: S607 - the job's own git
                cwd=self._folder,
                env={**os.environ, "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C", **environment},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                check=False,
            )
        except FileNotFoundError:
            raise TreeError("git is not installed, or not on the PATH") from None
