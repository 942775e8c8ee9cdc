"""The files of one package, put together: each model with what the YAML says of it."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from posixpath import relpath
from typing import Any, Literal

from msgspec import Struct, field, structs

from governance.cache import Cache
from governance.extract.dbt import reading
from governance.extract.dbt.columns import Described, columns_of, located
from governance.extract.dbt.config import templated, united
from governance.extract.dbt.ignore import ignoring
from governance.extract.dbt.layout import FolderConfig, Layout
from governance.extract.dbt.packages import Package
from governance.extract.dbt.project import MacroFile, Node, NodeColumn
from governance.extract.dbt.written import (
    Properties,
    WrittenExposure,
    WrittenGroup,
    WrittenNode,
    WrittenVersion,
)
from governance.model.judgement import Problem
from governance.model.location import Location
from governance.model.names import printable

_YAML = (".yml", ".yaml")
_DESCRIBED = ("models", "seeds", "snapshots", "analyses", "macros", "tests")
_READ = ("models", "seeds", "snapshots", "macros")
_OFF = re.compile(r"\benabled\s*=\s*(?:false|False)\b")

Kind = Literal["model", "seed", "snapshot"]


class Assembly(Struct):
    """What one package holds; `orphans` are entries of the YAML for what has no file."""

    nodes: dict[str, Node] = field(default_factory=dict)
    groups: list[tuple[WrittenGroup, str]] = field(default_factory=list)
    exposures: list[tuple[WrittenExposure, str]] = field(default_factory=list)
    docs: dict[str, str] = field(default_factory=dict)
    macros: list[MacroFile] = field(default_factory=list)
    orphans: list[tuple[str, Location]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    files: int = 0


def assemble(package: Package, root: Layout, cache: Cache) -> Assembly:
    """Read the files of a package, or of the root project itself."""
    return _Assembler(package, root, cache).assemble()


class _Entry(Struct, frozen=True):
    """An entry of a YAML file."""

    file: str
    written: WrittenNode


def _described(entry: _Entry) -> Described:
    return Described(bytes(entry.written.columns), entry.written.capitals, entry.file)


class _Assembler:
    def __init__(self, package: Package, root: Layout, cache: Cache) -> None:
        self._layout = package.layout
        self._root = root if root is not package.layout else None
        self._tree = package.tree
        self._judged = package.judged
        self._cache = cache
        self._done = Assembly()
        self._entries: dict[tuple[str, str], _Entry] = {}
        self._used: set[tuple[str, str]] = set()
        self._texts: Mapping[str, bytes] = {}
        self._named: dict[str, Node] = {}

    def assemble(self) -> Assembly:
        layout, done = self._layout, self._done
        paths = self._paths()
        models = self._within(paths, "models", (".sql", ".py"))
        seeds = self._within(paths, "seeds", (".csv",))
        snapshots = self._within(paths, "snapshots", (".sql",))
        macros = self._within(paths, "macros", (".sql",))
        yaml = [p for what in _DESCRIBED for p, _ in self._within(paths, what, _YAML)]
        docs_in = ("docs",) if layout.paths["docs"] else _DESCRIBED
        docs = [p for what in docs_in for p, _ in self._within(paths, what, (".md",))]
        described = reading.properties(self._tree, dict.fromkeys(yaml), self._cache)
        for file, blocks in reading.docs(self._tree, dict.fromkeys(docs), self._cache).items():
            done.docs.update(blocks.texts)
            done.files += file not in described
        self._collect(described)
        if not self._judged:
            self._texts = self._tree.read([p for p, _ in (*models, *snapshots)])
        self._models(models)
        self._seeds(seeds)
        self._snapshots(snapshots)
        self._sources()
        self._orphans()
        self._links()
        done.macros = self._macros([path for path, _ in macros])
        done.files += len(described) + len(models) + len(seeds) + len(snapshots)
        return done

    def _paths(self) -> list[str]:
        folder = self._layout.folder
        file = f"{folder}/.dbtignore" if folder else ".dbtignore"
        content = self._tree.read([file]).get(file, b"")
        ignored = ignoring(content.decode("utf-8-sig", "replace"))
        roots = {path for paths in self._layout.paths.values() for path in paths}
        # one listing for all: the folders mostly lie in the project's own
        found = dict.fromkeys(self._tree.paths(folder))
        for path in sorted(roots):
            if folder and not path.startswith(f"{folder}/"):
                found |= dict.fromkeys(self._tree.paths(path))
        cut = len(folder) + 1 if folder else 0
        return [path for path in found if not ignored(path[cut:])]

    def _within(
        self, paths: Iterable[str], what: str, endings: tuple[str, ...]
    ) -> list[tuple[str, str]]:
        """Files of a kind, each with its path within the folder of that kind."""
        found: dict[str, str] = {}
        for folder in self._layout.paths[what]:
            start = "" if folder == "." else f"{folder}/"
            for path in paths:
                if path.startswith(start) and path.endswith(endings):
                    found.setdefault(path, path[len(start) :])
        return list(found.items())

    def _collect(self, described: Mapping[str, Properties]) -> None:
        for file, properties in described.items():
            for fault in properties.faults:
                place = Location(file, *fault.place)
                self._problem(file, fault.message, f"{fault.about}:{file}", place)
            for written in properties.nodes:
                key = (written.kind, _name(written))
                first = self._entries.get(key)
                if first is None:
                    self._entries[key] = _Entry(file, written)
                    continue
                other = Location(first.file, *first.written.place)
                self._problem(
                    key[1],
                    f"the {written.kind} {printable(key[1])} is described twice (first at {other});"
                    " the first counts: unite them",
                    f"described-twice:{self._layout.name}:{key[0]}:{key[1]}",
                    Location(file, *written.place),
                )
            self._done.groups += [(group, file) for group in properties.groups]
            self._done.exposures += [(exposure, file) for exposure in properties.exposures]

    def _models(self, files: Iterable[tuple[str, str]]) -> None:
        versions = self._versions()
        names = {_stem(inner) for _, inner in files}
        for path, inner in files:
            stem = _stem(inner)
            if stem in versions:
                entry, version = versions[stem]
                self._used.add(("model", entry.written.name))
                self._add(self._versioned(path, inner, entry, version))
            else:
                entry_ = self._entry("model", stem)
                if entry_ is not None and entry_.written.versions:
                    # the latest version may keep the plain name
                    latest = _latest(entry_.written)
                    number = next(v for v in entry_.written.versions if v.v == latest)
                    file = number.defined_in or f"{stem}_v{latest}"
                    if file not in names:
                        self._add(self._versioned(path, inner, entry_, number))
                        continue
                self._add(self._node("model", stem, path, inner, entry_))

    def _versions(self) -> dict[str, tuple[_Entry, WrittenVersion]]:
        """The stem of a file → the entry and the version that it holds."""
        return {
            version.defined_in or f"{name}_v{version.v}": (entry, version)
            for (kind, name), entry in self._entries.items()
            if kind == "model"
            for version in entry.written.versions
        }

    def _seeds(self, files: list[tuple[str, str]]) -> None:
        headers = reading.headers(self._tree, [path for path, _ in files], self._cache)
        for path, inner in files:
            name = _stem(inner)
            node = self._node("seed", name, path, inner, self._entry("seed", name))
            line = headers[path].line if path in headers else ""
            self._add(node, columns=tuple(_with_header(node, path, line)))

    def _snapshots(self, files: list[tuple[str, str]]) -> None:
        blocks = reading.snapshots(self._tree, [path for path, _ in files], self._cache)
        for path, inner in files:
            for name, line in blocks[path].lines.items() if path in blocks else ():
                entry = self._entry("snapshot", name)
                where = f"{_without_ending(inner)}/{name}"
                self._add(self._node("snapshot", name, path, where, entry, Location(path, line)))
        for (kind, name), entry in self._entries.items():
            if (
                kind == "snapshot"
                and "relation" in entry.written.config
                and name not in self._named
            ):
                self._used.add((kind, name))
                inner = self._from_folder(entry.file, "snapshots", "models")
                self._add(self._node("snapshot", name, None, inner, entry))

    def _sources(self) -> None:
        package = self._layout.name
        for (kind, _), entry in self._entries.items():
            if kind != "source":
                continue
            written = entry.written
            inner = self._from_folder(entry.file, *_DESCRIBED)
            fqn = (package, *inner.split("/")[:-1], str(written.source), written.name)
            self._used.add((kind, _name(written)))
            config, overrides, places = self._configured("source", fqn, entry)
            node = Node(
                id=f"source.{package}.{written.source}.{written.name}",
                kind="source",
                package=package,
                name=written.name,
                source_name=written.source,
                description=written.description,
                config=config,
                overrides=overrides,
                templated=_templated(config, overrides),
                fqn=fqn,
                meta_places=places,
                columns=_described(entry),
                location=Location(entry.file, *written.place),
            )
            self._done.nodes[node.id] = node

    def _from_folder(self, file: str, *kinds: str) -> str:
        """A YAML file's path within the folder of models (or others) it lies in."""
        for kind in kinds:
            for folder in self._layout.paths[kind]:
                if file.startswith(f"{folder}/"):
                    return file[len(folder) + 1 :]
        return relpath(file, self._layout.folder or ".")

    def _entry(self, kind: Kind, name: str) -> _Entry | None:
        entry = self._entries.get((kind, name))
        if entry is not None:
            self._used.add((kind, name))
        return entry

    def _node(
        self,
        kind: Kind,
        name: str,
        path: str | None,
        inner: str,
        entry: _Entry | None,
        location: Location | None = None,
    ) -> Node:
        package = self._layout.name
        fqn = (package, *inner.split("/")[:-1], name)
        config, overrides, places = self._configured(kind, fqn, entry)
        if entry is not None:
            location = Location(entry.file, *entry.written.place)
        return Node(
            id=f"{kind}.{package}.{name}",
            kind=kind,
            package=package,
            name=name,
            file=path,
            text=self._text(path),
            description=entry.written.description if entry else None,
            config=config,
            overrides=overrides,
            templated=_templated(config, overrides),
            fqn=fqn,
            meta_places=places,
            columns=_described(entry) if entry else (),
            location=location or (Location(path) if path else None),
        )

    def _versioned(self, path: str, inner: str, entry: _Entry, version: WrittenVersion) -> Node:
        package, written = self._layout.name, entry.written
        fqn = (package, *inner.split("/")[:-1], written.name, f"v{version.v}")
        config, overrides, places = self._configured("model", fqn, entry, version)
        columns: Sequence[NodeColumn] = _described(entry)
        if version.columns is not None:
            own = {column.name for column in version.columns}
            kept = [
                column
                for column in columns
                if (version.include is None or column.name in version.include)
                and column.name not in version.exclude
                and column.name not in own
            ]
            columns = (*kept, *columns_of(version.columns, entry.file))
        return Node(
            id=f"model.{package}.{written.name}.v{version.v}",
            kind="model",
            package=package,
            name=written.name,
            file=path,
            text=self._text(path),
            version=version.v,
            description=version.description or written.description,
            config=config,
            overrides=overrides,
            templated=_templated(config, overrides),
            latest=version.v == _latest(written),
            fqn=fqn,
            meta_places=places,
            columns=columns,
            location=Location(entry.file, *version.place),
        )

    def _configured(
        self,
        kind: str,
        fqn: tuple[str, ...],
        entry: _Entry | None,
        version: WrittenVersion | None = None,
    ) -> tuple[Mapping[str, Any], Mapping[str, Any], Mapping[str, Location]]:
        """What the folders and the YAML say, and what the root project says above a package."""
        folders = self._layout.configured(kind, fqn)
        above = self._root.configured(kind, fqn) if self._root else FolderConfig()
        if entry is None and not above.places:
            return folders.config, above.config, folders.places
        config, places = folders.config, dict(folders.places)
        if entry is not None:
            written = entry.written
            config = united(config, written.config)
            places |= located(written.places, entry.file)
            if version is not None:
                config = united(config, version.config)
                places |= located(version.places, entry.file)
        return config, above.config, {**places, **above.places}

    def _text(self, path: str | None) -> str | None:
        if path is None or path not in self._texts:
            return None
        return self._texts[path].decode("utf-8-sig", "replace")

    def _add(self, node: Node, columns: tuple[NodeColumn, ...] | None = None) -> None:
        if columns is not None:
            node = structs.replace(node, columns=columns)
        name = node.id.partition(".")[2]
        first = self._named.get(name)
        if first is not None:
            off = [self._is_off(each) for each in (first, node)]
            if off == [False, False]:
                self._problem(
                    node.name,
                    f"two files are called {printable(node.name)} (the other is "
                    f"{Location(first.file or '')}); dbt takes neither: rename one",
                    f"two:{name}",
                    Location(node.file or "", 0),
                )
            if not (off[0] and not off[1]):
                return
            self._done.nodes.pop(first.id)
        self._named[name] = node
        self._done.nodes[node.id] = node

    def _is_off(self, node: Node) -> bool:
        """Whether a file is switched off; its own `config()` is only looked at among namesakes."""
        if node.config.get("enabled") is False or node.overrides.get("enabled") is False:
            return True
        content = self._tree.read([node.file]).get(node.file, b"") if node.file else b""
        return node.kind != "seed" and bool(_OFF.search(content.decode("utf-8", "replace")))

    def _orphans(self) -> None:
        for key, entry in self._entries.items():
            if key not in self._used:
                place = Location(entry.file, *entry.written.place)
                self._done.orphans.append((f"{key[0]} {printable(key[1])}", place))

    def _links(self) -> None:
        """Dbt follows links, and a tree does not: what lies behind one is not read."""
        folders = [path for what in _READ for path in self._layout.paths[what]]
        for link in self._tree.links(self._layout.folder) if self._judged else ():
            if any(link == folder or link.startswith(f"{folder}/") for folder in folders):
                message = "this is a symbolic link, which is never followed; put the file there"
                self._problem(link, message, f"link:{link}", Location(link))

    def _macros(self, paths: list[str]) -> list[MacroFile]:
        return [
            MacroFile(
                self._layout.name,
                path,
                content.decode("utf-8-sig", "replace"),
                sha256(content).hexdigest(),
            )
            for path, content in self._tree.read(paths).items()
        ]

    def _problem(self, subject: str, message: str, about: str, location: Location) -> None:
        self._done.problems.append(Problem(subject, message, f"dbt:{about}", location))


def _name(written: WrittenNode) -> str:
    return f"{written.source}.{written.name}" if written.source else written.name


def _stem(path: str) -> str:
    return path.rpartition("/")[2].rpartition(".")[0]


def _without_ending(path: str) -> str:
    return path.rpartition(".")[0]


def _latest(written: WrittenNode) -> str:
    """The version that `ref` means: the one named, else the highest."""
    if written.latest is not None:
        return written.latest
    return max((version.v for version in written.versions), key=_order)


def _order(version: str) -> tuple[bool, float, str]:
    try:
        return True, float(version), ""
    except ValueError:
        return False, 0.0, version


def _with_header(node: Node, path: str, line: str) -> Iterator[NodeColumn]:
    """The columns of a seed are those of its first line; the YAML says more of some."""
    delimiter = node.config.get("delimiter")
    delimiter = delimiter if isinstance(delimiter, str) and len(delimiter) == 1 else ","
    try:
        names = next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        names = []
    described = {column.name.lower(): column for column in node.columns}
    for name in names:
        column = described.pop(name.strip().lower(), None)
        if column is not None:
            yield column
        elif name.strip():
            yield NodeColumn(name.strip(), location=Location(path, 1))
    yield from described.values()


def _templated(config: Mapping[str, Any], overrides: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(key for key, value in {**config, **overrides}.items() if templated(value))
