"""One new thing is one new file: built-ins are found in their folder, others by entry point."""

from __future__ import annotations

import pkgutil
import sys
from functools import cache
from importlib import import_module
from importlib.machinery import PathFinder
from pathlib import Path
from typing import TYPE_CHECKING, Any

from governance.errors import ConfigError
from governance.suggest import did_you_mean

if TYPE_CHECKING:
    from types import ModuleType

_OURS = b"lictor."
"""What every group that we ask for begins with."""

_MANY = 50
"""From here on an error tells how many names there are and not which."""


class Registry:
    """The plugins of one kind: the modules of a package, and an entry-point group beside them.

    A plugin is a module. `Registry("report", governance.report.formats, "lictor.reports")["sarif"]`
    imports `governance/report/formats/sarif.py`, or whatever an installed distribution offers
    under that name. Nothing is imported before it is asked for. With `folders`, plugins lie in the
    folders of the package instead, and `xx/thing` is the name of `<package>/xx/thing.py`.
    """

    def __init__(
        self, kind: str, package: ModuleType, group: str, *, folders: bool = False
    ) -> None:
        self.kind = kind
        self._package = package
        self._group = group
        self._builtin = _in_folders if folders else _builtin

    @property
    def names(self) -> tuple[str, ...]:
        """All names, sorted.

        Raises:
            ConfigError: two plugins have the same name.
        """
        found = dict.fromkeys(self._builtin(self._package), 1)
        for entry in _entry_points(self._group):
            found[entry.name] = found.get(entry.name, 0) + 1
        doubled = sorted(name for name, count in found.items() if count > 1)
        if doubled:
            raise ConfigError(
                f"two {self.kind} plugins are named {doubled[0]!r}: uninstall one of the "
                f"distributions that offer it (entry points of group {self._group!r})"
            )
        return tuple(sorted(found))

    @property
    def offered(self) -> str:
        """What distributions offer, and their versions, for the keys of what is kept."""
        found = [
            f"{entry.name}={entry.value}@{entry.dist.version if entry.dist else ''}"
            for entry in _entry_points(self._group)
        ]
        return ",".join(sorted(found))

    def __getitem__(self, name: str) -> Any:
        """The plugin's module.

        Raises:
            ConfigError: no plugin, or more than one, has that name.
        """
        names = self.names
        if name not in names:
            raise ConfigError(
                f"there is no {self.kind} named {name!r}{did_you_mean(name, names)}; "
                f"there are {', '.join(names) if len(names) < _MANY else len(names)}"
            )
        if name in self._builtin(self._package):
            return import_module(f"{self._package.__name__}.{name.replace('/', '.')}")
        return next(entry for entry in _entry_points(self._group) if entry.name == name).load()


@cache
def _builtin(package: ModuleType) -> frozenset[str]:
    return frozenset(
        module.name for module in pkgutil.iter_modules(package.__path__) if module.name[0] != "_"
    )


@cache
def _in_folders(package: ModuleType) -> frozenset[str]:
    return frozenset(
        f"{folder.name}/{module.name}"
        for folder in pkgutil.iter_modules(package.__path__)
        if folder.ispkg and folder.name[0] != "_"
        for place in package.__path__
        for module in pkgutil.iter_modules([str(Path(place) / folder.name)])
        if module.name[0] != "_"
    )


@cache
def _entry_points(group: str) -> tuple[Any, ...]:
    found = _installed()
    return () if found is None else tuple(found.select(group=group))


@cache
def _installed() -> Any:
    """Every entry point of every distribution, None where nobody can offer a plugin.

    To look for one group costs as much as for all.
    """
    if not _anybody_offers():
        return None
    from importlib.metadata import entry_points

    return entry_points()


def _anybody_offers() -> bool:
    """Whether a distribution may offer a plugin, without importing what could say exactly.

    Most installations have none, and importlib.metadata with all that it reads takes 40 ms.
    https://packaging.python.org/en/latest/specifications/entry-points/#file-format
    """
    for place in sys.path:
        folder = Path(place or ".")
        if folder.is_file():
            return True  # a zip: let importlib look into it
        for kind in ("dist-info", "egg-info"):
            for stated in folder.glob(f"*.{kind}/entry_points.txt"):
                if _OURS in stated.read_bytes():
                    return True
    return any(hasattr(f, "find_distributions") for f in sys.meta_path if f is not PathFinder)
