"""A dbt project from its files, as one tree has them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from posixpath import join

from msgspec import Struct, structs

from governance.cache import Cache
from governance.documents import load
from governance.errors import ConfigError, ExtractError
from governance.extract.dbt import profile
from governance.extract.dbt.adapters import ADAPTERS
from governance.extract.dbt.assembly import Assembly, assemble
from governance.extract.dbt.columns import Described
from governance.extract.dbt.layout import FILE, Layout, read_layout
from governance.extract.dbt.packages import Package, packages
from governance.extract.dbt.project import (
    DeclaredExposure,
    Group,
    Node,
    NodeColumn,
    Project,
)
from governance.extract.dbt.written import WrittenExposure
from governance.model.judgement import Problem
from governance.model.location import Location
from governance.model.names import printable
from governance.tree import Tree

_DOC = re.compile(r"\{\{-?\s*doc\(\s*([^)]*?)\s*\)\s*-?\}\}")
_CALL = re.compile(r"^\s*(?:\{\{)?\s*(ref|source)\(\s*(.*?)\s*\)\s*(?:\}\})?\s*$", re.DOTALL)
_ARGUMENT = re.compile(r"""(?:(\w+)\s*=\s*)?(?:'([^']*)'|"([^"]*)"|(\d[\w.]*))""")
_ADAPTER = re.compile(rf"\bdbt-({'|'.join(sorted(ADAPTERS))})\b")
_SHOWN = 3


class FromFiles(Struct, frozen=True):
    """What the files say; `target` is the folder where dbt leaves its artifacts.

    `complete` is False when the project asks for packages that are nowhere to be found.
    """

    project: Project
    target: str
    complete: bool


def read_files(tree: Tree, folder: str, artifacts: Tree, cache: Cache) -> FromFiles:
    """The project in `folder` of `tree`, with the packages installed in the working folder.

    Raises:
        ExtractError: there is no `dbt_project.yml` in the folder.
    """
    file = join(folder, FILE)
    content = tree.read([file]).get(file)
    if content is None:
        raise missing_project(tree, folder)
    layout = read_layout(content, folder)
    problems = list(layout.problems)
    target, found = _target(tree, layout)
    problems += found

    installed, complete = packages(layout, tree, artifacts)
    root = assemble(Package(layout, tree, judged=True), layout, cache)
    parts = {layout.name: root}
    for package in installed:
        parts[package.layout.name] = assemble(package, layout, cache)
        problems += package.layout.problems
    nodes = {id_: node for part in parts.values() for id_, node in part.nodes.items()}
    for part in parts.values():
        problems += part.problems
    notices = list(_orphans(root))
    nodes, missing = _described(nodes, parts, layout.name)
    if missing:
        notices.append(f"no docs block is named {_some(missing)}; the descriptions are empty")

    project = Project(
        name=layout.name,
        folder=folder,
        adapter=target.adapter or _required(tree, layout),
        schema=target.schema,
        database=target.database,
        variables=layout.variables,
        packages={package.layout.name: package.layout.variables for package in installed},
        dispatch=layout.dispatch,
        nodes=nodes,
        groups={
            group.name: Group(group.name, group.owner, Location(where, *group.place))
            for part in parts.values()
            for group, where in part.groups
        },
        macros=tuple(macro for part in parts.values() for macro in part.macros),
        problems=tuple(problems),
        files=1 + sum(part.files for part in parts.values()),
    )
    exposures, unknown = _exposures(project, parts)
    if unknown:
        notices.append(f"exposures depend on what is not there: {_some(unknown)}")
    project = structs.replace(project, exposures=exposures, notices=tuple(notices))
    return FromFiles(project, layout.target, complete)


def missing_project(tree: Tree, folder: str) -> ExtractError:
    """There is no project in a folder; where there is one."""
    where = printable(folder) or "the repository's root"
    near = [p.rpartition("/")[0] for p in tree.paths(folder) if p.endswith(f"/{FILE}")]
    message = f"there is no {FILE} and no manifest.json in {where}"
    if near:
        message += f"; there is one in {_some(near)}: name one as the source's path"
    return ExtractError(message)


def _target(tree: Tree, layout: Layout) -> tuple[profile.Target, list[Problem]]:
    """The default target, from a `profiles.yml` that is committed."""
    near = {name: join(folder, name) for folder in ("", layout.folder) for name in ["profiles.yml"]}
    paths = dict.fromkeys([join(layout.folder, "profiles.yml"), *near.values()])
    others = sorted(
        (p for p in tree.paths() if p.endswith("/profiles.yml") and p not in paths),
        key=lambda path: (not path.startswith(f"{layout.folder}/"), path.count("/"), path),
    )
    problems = []
    for path, content in tree.read([*paths, *others[:20]]).items():
        try:
            found = profile.target(load(content, path, foreign=True), layout.profile)
        except ConfigError as error:
            if path in paths:
                message = f"{error.message}; the target's schema and engine are not known from it"
                problems.append(Problem(path, message, f"dbt:profiles:{path}", error.location))
            continue
        if found is not None:
            return found, problems
    return profile.Target(), problems


def _required(tree: Tree, layout: Layout) -> str | None:
    """The engine whose dbt adapter the repository installs, when it is only one."""
    names = ("requirements.txt", "pyproject.toml", "requirements-dbt.txt", "Pipfile")
    folders = dict.fromkeys([layout.folder, layout.folder.rpartition("/")[0], ""])
    found: set[str] = set()
    for folder in folders:
        for content in tree.read([join(folder, name) for name in names]).values():
            found.update(_ADAPTER.findall(content.decode("utf-8", "replace")))
        if found:
            break
    return found.pop() if len(found) == 1 else None


def _orphans(root: Assembly) -> Iterator[str]:
    if root.orphans:
        listed = [f"{name} ({place})" for name, place in root.orphans]
        yield f"described and not there: {_some(listed)}"


def _described(
    nodes: Mapping[str, Node], parts: Mapping[str, Assembly], root: str
) -> tuple[dict[str, Node], list[str]]:
    """The nodes with the docs blocks that their descriptions name, and names that none has."""
    missing: dict[str, None] = {}

    def written_out(text: str | None, package: str) -> str | None:
        if text is None or "doc(" not in text:
            return text

        def block(call: re.Match[str]) -> str:
            names = [a or b for _, a, b, _ in _ARGUMENT.findall(call[1])]
            wanted = names[-1] if names else ""
            searched = [names[0]] if len(names) > 1 else [package, root, *parts]
            for each in searched:
                if each in parts and wanted in parts[each].docs:
                    return parts[each].docs[wanted]
            missing[printable(wanted)] = None
            return ""

        return _DOC.sub(block, text).strip() or None

    def column(each: NodeColumn, package: str) -> NodeColumn:
        text = written_out(each.description, package)
        return each if text is each.description else structs.replace(each, description=text)

    done = {}
    for id_, node in nodes.items():
        text = written_out(node.description, node.package)
        columns = node.columns
        if _name_docs(columns):
            columns = tuple(column(each, node.package) for each in columns)
        if text is not node.description or columns is not node.columns:
            node = structs.replace(node, description=text, columns=columns)
        done[id_] = node
    return done, list(missing)


def _name_docs(columns: Sequence[NodeColumn]) -> bool:
    if isinstance(columns, Described) and b"doc(" not in columns.written:
        return False
    return any(each.description and "doc(" in each.description for each in columns)


def _exposures(
    project: Project, parts: Mapping[str, Assembly]
) -> tuple[tuple[DeclaredExposure, ...], list[str]]:
    exposures, unknown = [], []
    for package, part in parts.items():
        for written, file in part.exposures:
            if not written.enabled:
                continue
            ids = []
            for call in written.depends_on:
                named = _called(call)
                if named is None:
                    continue  # a metric
                found = project.find(*named, within=package)
                if found is not None:
                    ids.append(found.id)
                else:
                    unknown.append(f"{printable(call)} ({file}:{written.place[0]})")
            exposures.append(_exposure(written, file, tuple(ids)))
    return tuple(exposures), unknown


def _exposure(written: WrittenExposure, file: str, ids: tuple[str, ...]) -> DeclaredExposure:
    return DeclaredExposure(
        name=written.name,
        kind=written.kind,
        owner=written.owner,
        url=written.url,
        description=written.description,
        depends_on=tuple(dict.fromkeys(ids)),
        location=Location(file, *written.place),
    )


def _called(text: str) -> tuple[str, str | None, str | None, str | None] | None:
    """`ref(...)` or `source(...)` → name, package, version and source; None for anything else."""
    call = _CALL.match(text)
    if call is None:
        return None
    names, version = [], None
    for key, a, b, number in _ARGUMENT.findall(call[2]):
        if key in ("v", "version"):
            version = a or b or number
        elif not key:
            names.append(a or b)
    if not names:
        return None
    if call[1] == "source":
        return (names[-1], None, None, names[0]) if len(names) == 2 else None
    return names[-1], names[0] if len(names) > 1 else None, version, None


def _some(names: Iterable[str]) -> str:
    listed = list(names)
    more = f" and {len(listed) - _SHOWN} more" if len(listed) > _SHOWN else ""
    return ", ".join(listed[:_SHOWN]) + more
