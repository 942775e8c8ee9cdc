"""Who wrote lines of a file, as far as git tells.

Names are those of the commits themselves: `.mailmap` and lists of revisions to ignore are files
that a change may bring along, and are not believed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from msgspec import Struct

from governance.tree.base import Tree
from governance.tree.repository import Commit, Repository, _git

_UNCOMMITTED = ""
_EACH = 100
"""Lines that are asked for one by one; for more the whole file is."""


class Author(Struct, frozen=True):
    """A person as a commit names them."""

    name: str
    email: str


def authors(tree: Tree, file: str, lines: Collection[int]) -> Mapping[int, Author]:
    """Line → its author, for lines of a file of the tree.

    A line that is not committed is that of whoever would commit it now. A line whose commit a
    shallow clone does not have is left out, and so is every line where there is no repository.

    Raises:
        TreeError: git is not installed, or refuses the repository.
    """
    repository = Repository.around(tree.root) if lines else None
    if repository is None:
        return {}
    commits = _commits(repository, tree, file, lines)
    people = _people(repository, {c for c in commits.values() if c != _UNCOMMITTED})
    if _UNCOMMITTED in commits.values():
        here = whoever_commits(repository)
        if here is not None:
            people[_UNCOMMITTED] = here
    return {line: people[commit] for line, commit in commits.items() if commit in people}


def whoever_commits(repository: Repository) -> Author | None:
    """The author that git would give to a commit made now, None where git does not know."""
    done = _git(repository.root, "var", "GIT_AUTHOR_IDENT")
    text = done.stdout.decode(errors="replace").rpartition(">")[0]
    name, found, email = text.partition(" <")
    return Author(name.strip(), email.strip()) if done.returncode == 0 and found else None


def _commits(
    repository: Repository, tree: Tree, file: str, lines: Collection[int]
) -> dict[int, str]:
    """Line → the commit it came with."""
    wanted = sorted(set(lines))
    ranges = [f"-L{line},{line}" for line in wanted] if len(wanted) <= _EACH else []
    arguments = ["-c", "blame.ignoreRevsFile=", "blame", "--porcelain", *ranges]
    if isinstance(tree, Commit):
        done = _git(repository.root, *arguments, str(tree.commit), "--", file)
    else:
        content = tree.read([file]).get(file)
        if content is None:
            return {}
        done = _git(repository.root, *arguments, "--contents", "-", "--", file, stdin=content)
        if done.returncode != 0:  # git has no such file yet: all of it is new
            return dict.fromkeys(wanted, _UNCOMMITTED)
    found: dict[int, str] = {}
    boundaries = set()
    commit = ""
    for line in done.stdout.split(b"\n"):
        words = line.split(b" ")
        if len(words) >= 3 and len(words[0]) in (40, 64) and words[2].isdigit():
            commit = words[0].decode() if words[0].strip(b"0") else _UNCOMMITTED
            found[int(words[2])] = commit
        elif line == b"boundary":
            boundaries.add(commit)
    if boundaries and repository.shallow:
        found = {line: commit for line, commit in found.items() if commit not in boundaries}
    return {line: found[line] for line in wanted if line in found}


def _people(repository: Repository, commits: Collection[str]) -> dict[str, Author]:
    if not commits:
        return {}
    form = "--format=%H%x00%an%x00%ae"
    done = _git(
        repository.root,
        "log",
        "--no-walk",
        "--no-use-mailmap",
        form,
        "--stdin",
        stdin="".join(f"{commit}\n" for commit in commits).encode(),
    )
    people = {}
    for line in done.stdout.decode(errors="replace").split("\n"):
        commit, _, person = line.partition("\0")
        name, found, email = person.partition("\0")
        if found:
            people[commit] = Author(name, email)
    return people
