"""`git:REF`: what the files of the repository said in a commit."""

from __future__ import annotations

from pathlib import Path

from msgspec import structs

from governance import gate
from governance.errors import ConfigError
from governance.pipeline import Built, build
from governance.tree import Repository

FORM = "git:REF"

_PREFIX = "git:"


def fits(name: str) -> bool:
    """Whether it begins so."""
    return name.startswith(_PREFIX)


def read(name: str, config: str | None) -> Built:
    """The catalog of a commit, by the settings that it had; by those of now where it had none.

    A source that was not there yet is left out.

    Raises:
        LictorError: there is no repository or no such commit, or it cannot be read.
    """
    ref = name.removeprefix(_PREFIX)
    if not ref:
        raise ConfigError("git: needs a commit, branch or tag: git:main")
    repository = Repository.around(Path.cwd())
    if repository is None:
        raise ConfigError(f"{name} needs a git repository, and there is none here")
    trees = gate.trees(Path.cwd())
    commit = repository.commit(ref)
    settings = gate.rules(structs.replace(trees, base=commit), config)[1]
    return build(commit, settings, gate.cache_of(trees), partial=True)
