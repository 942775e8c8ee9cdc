"""A git repository: its commits and its index, read through git's plumbing.

Every call names its arguments after `--` or as object ids, paths travel NUL-separated, and no
hook, pager, external diff or repository-chosen helper is ever run.
"""

from __future__ import annotations

import os
import re
import subprocess
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path

from governance.errors import TreeError
from governance.model.names import printable
from governance.tree.base import MAX_FILE
from governance.tree.base import under as below

_HOST = re.compile(r"(?:\w+://(?:[^@/]*@)?|[^@/:]+@)([\w.-]+)")

_REGULAR, _LINK = ("100644", "100755", "100664"), "120000"


class Repository:
    """The repository around a folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @classmethod
    def around(cls, folder: Path) -> Repository | None:
        """The repository `folder` lies in, None when it lies in none.

        Raises:
            TreeError: git is not installed, or refuses the repository.
        """
        done = _git(folder, "rev-parse", "--show-toplevel")
        if done.returncode == 0:
            return cls(Path(os.fsdecode(done.stdout.rstrip(b"\n"))))
        if b"not a git repository" in done.stderr:
            return None
        raise TreeError(f"git cannot open this repository: {_said(done.stderr)}")

    def commit(self, ref: str) -> Commit:
        """The commit a person names.

        Raises:
            TreeError: there is no such commit here; says whether a shallow clone is why.
        """
        return Commit(self, self._resolve(ref))

    def merge_base(self, ref: str) -> Commit:
        """The commit where the working tree's branch left `ref`.

        Raises:
            TreeError: there is no such ref, or no common ancestor here.
        """
        # a name that looks like an option is no name, and git must not take it for one
        if ref and not ref.startswith("-"):
            done = _git(self.root, "merge-base", f"{ref}^{{commit}}", "HEAD")
            if done.returncode == 0:
                return Commit(self, done.stdout.decode().strip())
        self._resolve(ref)
        raise TreeError(
            f"{printable(ref)} and HEAD have no common commit here{self._shallow_hint()}"
        )

    @property
    def head(self) -> str | None:
        """The id of HEAD, None in a repository without commits."""
        return self._status[0]

    @property
    def clean(self) -> bool:
        """Whether the working tree is what HEAD says, untracked files included."""
        return self._status[1]

    @cached_property
    def _status(self) -> tuple[str | None, bool]:
        done = _git(self.root, "status", "--porcelain=v2", "--branch", "-z")
        if done.returncode != 0:
            raise TreeError(f"git cannot tell what changed here: {_said(done.stderr)}")
        lines = [line for line in done.stdout.split(b"\0") if line]
        heads = [line.split()[-1].decode() for line in lines if line.startswith(b"# branch.oid ")]
        head = heads[0] if heads and heads[0] != "(initial)" else None
        return head, not any(line[:1] != b"#" for line in lines)

    @property
    def written(self) -> str | None:
        """When HEAD was committed, as ISO 8601 has it; None in a repository without commits."""
        if self.head is None:
            return None
        done = _git(self.root, "show", "--no-patch", "--format=%cI", self.head)
        return done.stdout.decode().strip() or None

    @property
    def hosts(self) -> tuple[str, ...]:
        """The servers that its remotes are on; nothing else of their addresses is kept."""
        done = _git(self.root, "config", "--get-regexp", r"^remote\..*\.url$")
        lines = done.stdout.decode(errors="replace").splitlines()
        found = [_HOST.match(line.partition(" ")[2]) for line in lines]
        return tuple(dict.fromkeys(host[1].lower() for host in found if host))

    @property
    def main_branch(self) -> str | None:
        """The branch that others go into, as far as it can be told: origin/main, or main."""
        for ref in ("refs/remotes/origin/HEAD", "HEAD"):
            done = _git(self.root, "symbolic-ref", "--quiet", "--short", ref)
            if done.returncode == 0:
                return os.fsdecode(done.stdout.strip())
        return None

    def tracked(self, under: str) -> tuple[str, ...]:
        """What the index holds at or under a path, whatever its case; () without a repository.

        A link and a submodule are one entry each.
        """
        done = _git(self.root, "ls-files", "-z", "--", f":(icase,top){under}")
        return tuple(os.fsdecode(entry) for entry in done.stdout.split(b"\0")[:-1])

    def _resolve(self, ref: str) -> str:
        if self.head is None:
            raise TreeError("this repository has no commits yet; commit first, or leave --base out")
        done = _git(
            self.root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}"
        )
        if done.returncode != 0:
            raise TreeError(
                f"there is no commit named {printable(ref)!r} here{self._shallow_hint()}"
                f"; fetch it (git fetch origin) or name another"
            )
        return done.stdout.decode().strip()

    @cached_property
    def shallow(self) -> bool:
        """Whether the history is cut off somewhere, as clones in CI often are."""
        done = _git(self.root, "rev-parse", "--is-shallow-repository")
        return done.stdout.strip() == b"true"

    def _shallow_hint(self) -> str:
        if not self.shallow:
            return ""
        return " (a shallow clone: fetch the history, with fetch-depth: 0 in actions/checkout)"


class _Objects(ABC):
    """Files that git holds as objects: what commits and the index have in common."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository

    @property
    def root(self) -> Path:
        """The folder of the repository's working tree."""
        return self._repository.root

    def paths(self, under: str = "") -> tuple[str, ...]:
        """Every regular file under a folder, sorted."""
        return tuple(below(self._files, under))

    def links(self, under: str = "") -> tuple[str, ...]:
        """Every symbolic link under a folder, sorted."""
        return tuple(below(self._links, under))

    def ids(self, paths: Iterable[str]) -> Mapping[str, str]:
        """Path → what tells one content from another; git knows it without reading the file."""
        return {
            path: f"git:{self._entries[path][1]}"
            for path in paths
            if path in self._entries and self._entries[path][0] in _REGULAR
        }

    def read(self, paths: Iterable[str]) -> Mapping[str, bytes]:
        """The contents of files, all through one `git cat-file`."""
        wanted = {
            path: self._entries[path][1]
            for path in paths
            if path in self._entries and self._entries[path][0] in _REGULAR
        }
        if not wanted:
            return {}
        # --buffer lets git stream; a missing object (a partial clone) answers "<id> missing".
        done = _git(
            self._repository.root,
            "cat-file",
            "--batch",
            "--buffer",
            stdin="".join(f"{oid}\n" for oid in wanted.values()).encode(),
        )
        contents, position = {}, 0
        for path in wanted:
            end = done.stdout.find(b"\n", position)
            header = done.stdout[position:end].split()
            if end < 0 or len(header) != 3 or header[1] != b"blob":
                raise TreeError(f"git does not have the content of {printable(path)}; fetch it")
            size = int(header[2])
            if size > MAX_FILE:
                raise TreeError(f"{printable(path)} is larger than {MAX_FILE:,} bytes")
            contents[path] = done.stdout[end + 1 : end + 1 + size]
            position = end + 1 + size + 1
        return contents

    @cached_property
    def _files(self) -> list[str]:
        return [path for path, (mode, _) in self._entries.items() if mode in _REGULAR]

    @cached_property
    def _links(self) -> list[str]:
        return [path for path, (mode, _) in self._entries.items() if mode == _LINK]

    @cached_property
    def _entries(self) -> dict[str, tuple[str, str]]:
        """Path → (mode, object id), sorted by path."""
        return dict(sorted(self._list()))

    @abstractmethod
    def _list(self) -> list[tuple[str, tuple[str, str]]]:
        """Each path with its mode and object id."""


class Commit(_Objects):
    """The files of one commit."""

    def __init__(self, repository: Repository, commit: str) -> None:
        super().__init__(repository)
        self.commit: str | None = commit

    def _list(self) -> list[tuple[str, tuple[str, str]]]:
        done = _git(self._repository.root, "ls-tree", "-r", "-z", "--full-tree", str(self.commit))
        if done.returncode != 0:
            raise TreeError(f"git cannot list commit {self.commit}: {_said(done.stderr)}")
        entries = []
        for record in done.stdout.split(b"\0")[:-1]:
            meta, _, path = record.partition(b"\t")
            mode, _, oid = meta.decode().split(" ")
            entries.append((os.fsdecode(path), (mode, oid)))
        return entries


class Index(_Objects):
    """What `git add` has staged."""

    commit: str | None = None

    def _list(self) -> list[tuple[str, tuple[str, str]]]:
        done = _git(self._repository.root, "ls-files", "--stage", "-z")
        if done.returncode != 0:
            raise TreeError(f"git cannot list the index: {_said(done.stderr)}")
        entries = []
        for record in done.stdout.split(b"\0")[:-1]:
            meta, _, path = record.partition(b"\t")
            mode, oid, stage = meta.decode().split(" ")
            if stage != "0":
                raise TreeError(f"{printable(os.fsdecode(path))} has a merge conflict; resolve it")
            entries.append((os.fsdecode(path), (mode, oid)))
        return entries


def _git(folder: Path, *arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("GIT_CONFIG")}
    environment |= {"LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"}
    command = ["git", "--no-pager", "-c", "core.fsmonitor=false", "-c", "core.quotePath=false"]
    try:
        return subprocess.run(  # noqa: S603 - no shell, arguments as a list
            [*command, *arguments],
            cwd=folder,
            env=environment,
            input=stdin,
            capture_output=True,
            check=False,
        )
    except FileNotFoundError:
        raise TreeError("git is not installed, or not on the PATH") from None


def _said(stderr: bytes) -> str:
    lines = stderr.decode(errors="replace").strip().splitlines()
    return printable(lines[0]) if lines else "it said nothing"
