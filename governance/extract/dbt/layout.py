"""`dbt_project.yml`: a project's name, the folders of its files, its configuration by folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from posixpath import join, normpath
from typing import Any

from msgspec import Struct, field

from governance.documents import Document, load
from governance.errors import ConfigError
from governance.extract.dbt.config import texts, united
from governance.extract.dbt.meta_keys import understood
from governance.extract.dbt.properties import jsonable, kept_config
from governance.faults import Path
from governance.model.judgement import Problem
from governance.model.location import Location

FILE = "dbt_project.yml"

_PATHS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    # what: (the key and its older name, where it is unless the key says)
    "models": (("model-paths", "source-paths"), ("models",)),
    "seeds": (("seed-paths", "data-paths"), ("seeds",)),
    "snapshots": (("snapshot-paths",), ("snapshots",)),
    "analyses": (("analysis-paths",), ("analyses",)),
    "macros": (("macro-paths",), ("macros",)),
    "tests": (("test-paths",), ("tests",)),
    "docs": (("docs-paths",), ()),
}
_SECTIONS = {"model": "models", "seed": "seeds", "snapshot": "snapshots", "source": "sources"}


class FolderConfig(Struct, frozen=True):
    """What `dbt_project.yml` configures for a node, and where each key of meta stands."""

    config: Mapping[str, Any] = field(default_factory=dict)
    places: Mapping[str, Location] = field(default_factory=dict)


class Layout(Struct, frozen=True):
    """A project's `dbt_project.yml`; folders are paths from the repository's root.

    `paths` has the folders of each kind (models, seeds, snapshots, analyses, macros, tests, docs).
    `profile` is the name of the profile, None when the file leaves it to the environment.
    """

    name: str
    folder: str
    paths: Mapping[str, tuple[str, ...]]
    target: str
    packages: str
    profile: str | None = None
    variables: Mapping[str, Any] = field(default_factory=dict)
    dispatch: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    _document: Document | None = None
    _known: dict[tuple[str, tuple[str, ...]], FolderConfig] = field(default_factory=dict)

    def configured(self, kind: str, fqn: tuple[str, ...]) -> FolderConfig:
        """What the folders down to a node say; `fqn` is dbt's: package, folders, name."""
        section = _SECTIONS[kind]
        document = self._document
        root = document.data.get(section) if document else None
        if document is None or not isinstance(root, dict):
            return FolderConfig()
        # the models of a folder share all of the way, unless one is named itself
        levels: list[str] = []
        for part in fqn:
            inner = root.get(part)
            if not isinstance(inner, dict):
                break
            levels.append(part)
            root = inner
        key = (section, tuple(levels))
        if key not in self._known:
            self._known[key] = _united(document, section, tuple(levels))
        return self._known[key]


def _united(document: Document, section: str, levels: tuple[str, ...]) -> FolderConfig:
    above = _united(document, section, levels[:-1]) if levels else FolderConfig()
    entry = document.data[section]
    for level in levels:
        entry = entry[level]
    said = {
        str(key).removeprefix("+").strip(): value
        for key, value in entry.items()
        # a mapping without + is a folder
        if str(key).startswith("+") or not isinstance(value, dict)
    }
    config = kept_config(said)
    places = dict(above.places)
    if isinstance(said.get("meta"), dict):
        config["meta"] = {k: jsonable(v) for k, v in understood(said["meta"]).items()}
        meta: Path = (section, *levels, "+meta" if "+meta" in entry else "meta")
        for name in config["meta"]:
            outer, _, inner = name.partition(".")
            path: Path = (*meta, name) if name in said["meta"] else (*meta, outer, inner)
            places[name] = document.key_location(*path)
    return FolderConfig(united(above.config, config), places)


def read_layout(content: bytes, folder: str) -> Layout:
    """Read a `dbt_project.yml`; one that cannot be read is a problem, and dbt's defaults hold."""
    file = join(folder, FILE)
    problems: list[Problem] = []
    document: Document | None = None
    try:
        document = load(content, file, foreign=True)
    except ConfigError as error:
        message = f"{error.message}; dbt's own defaults are assumed for the project"
        problems.append(Problem(file, message, f"dbt:project:{file}", error.location))
    if document is not None and not isinstance(document.data, dict):
        problems.append(
            Problem(file, "the file must be a mapping", f"dbt:project:{file}", Location(file, 1, 1))
        )
        document = None
    data = document.data if document else {}
    for place, first in document.doubled if document else ():
        message = f"a key stands here twice (first in line {first}); the last one counts"
        problems.append(Problem(file, message, f"dbt:doubled:{file}", place))
    name = data.get("name")
    if not isinstance(name, str) or not name:
        name = folder.rpartition("/")[2] or "project"
        if document is not None:
            message = f'dbt_project.yml has no "name"; "{name}" is assumed'
            problems.append(Problem(file, message, f"dbt:name:{file}", Location(file, 1, 1)))
    profile = data.get("profile")
    variables = data.get("vars")
    return Layout(
        name=name,
        folder=folder,
        paths=dict(_paths(data, folder)),
        target=_inside(folder, data.get("target-path"), "target"),
        packages=_inside(folder, data.get("packages-install-path", data.get("modules-path")), ""),
        profile=profile if isinstance(profile, str) and "{{" not in profile else None,
        variables={str(k): v for k, v in variables.items()} if isinstance(variables, dict) else {},
        dispatch=_dispatch(data.get("dispatch")),
        problems=tuple(problems),
        _document=document,
    )


def _paths(data: Mapping[Any, Any], folder: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for what, (keys, usual) in _PATHS.items():
        said = next((data[key] for key in keys if data.get(key) is not None), None)
        listed = usual if said is None else tuple(texts(said))
        inside = (_inside(folder, path, "") for path in listed)
        yield what, tuple(dict.fromkeys(path for path in inside if path))


def _inside(folder: str, path: Any, otherwise: str) -> str:
    """A path of the project from the repository's root; "" for one that leads out of it."""
    if not isinstance(path, str) or "{{" in path or not path.strip():
        path = otherwise
    if not path:
        return ""
    whole = normpath(join(folder, path))
    return "" if whole.startswith(("..", "/")) else whole


def _dispatch(said: Any) -> dict[str, tuple[str, ...]]:
    return {
        str(entry["macro_namespace"]): tuple(texts(entry.get("search_order")))
        for entry in (said if isinstance(said, list) else ())
        if isinstance(entry, dict) and entry.get("macro_namespace")
    }
