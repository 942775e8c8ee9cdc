"""What `lictor init` would write, checked by the gate before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct, field

from governance import gate, stewardship
from governance.cache import Cache
from governance.detect import Repository, assumed_environments, look
from governance.errors import ConfigError
from governance.in_force import put_in_force
from governance.model.detection import Detection
from governance.model.judgement import Verdict
from governance.pipeline import build
from governance.settings import FILE, Settings, read
from governance.setup.codeowners import CodeOwners
from governance.setup.configuration import configuration
from governance.setup.skeleton import skeleton
from governance.setup.workflows import Service, Workflow, service_of, workflow
from governance.tree import Overlay, Tree

STEWARDSHIP = "stewardship.yml"


class Listed(Struct, frozen=True):
    """A baseline: its path and text, and how many faults it lists."""

    path: str
    text: str
    faults: int


Baseline = Callable[[gate.Trees], Listed]
"""From a repository as it will be to the list of what is wrong with it."""


class Plan(Struct, frozen=True):
    """What to write and what to say.

    `files` are in the order in which they are written: lictor.yml last, because a repository that
    has one is set up. `kept` are those of them that are there. `notices` say what was taken for
    granted when the sources were read. `faults` is how many faults of today the baseline lists,
    None without one; then `verdict` is what `lictor check` says once the files are written.
    """

    found: Repository
    files: Mapping[str, str] = field(default_factory=dict)
    kept: tuple[str, ...] = ()
    workflow: Workflow | None = None
    notices: tuple[str, ...] = ()
    faults: int | None = None
    verdict: Verdict | None = None


def plan(
    tree: Tree,
    cache: Cache,
    *,
    service: Service | None = None,
    hosts: tuple[str, ...] = (),
    branch: str = "main",
    baseline: Baseline | None = None,
) -> Plan:
    """Look at a repository and decide what to write.

    `service` is where its changes are judged; if it is None its pipelines and the `hosts` of its
    remotes tell. `branch` is the one that others go into. Without `baseline` none is written.

    Raises:
        ConfigError: a lictor.yml is there and cannot be used.
        ExtractError: a source cannot be read at all.
    """
    settings = read(tree)
    put_in_force(settings.detection if settings is not None else Detection())
    found = look(tree)
    if settings is not None:
        return _again(tree, cache, found, settings)
    if not found.data.sources:
        return Plan(found)
    metadata, odd = _understood(tree, found)
    settings = Settings(
        sources=found.data.sources,
        environments=assumed_environments(found.data.sources),
        stewardship=metadata,
    )
    built = build(tree, settings, cache)
    if not built.catalog.tables and not built.problems:
        return Plan(found)
    catalog = built.catalog
    services = found.pipelines.services
    gating = workflow(service or service_of(services, hosts), services, branch)
    files = {STEWARDSHIP: skeleton(catalog, _owners(tree, found), found.codeowners)}
    if gating.path:
        files[gating.path] = gating.text
    files[FILE] = configuration(found, settings, catalog, [STEWARDSHIP, *metadata], odd)
    there = set(tree.paths())
    kept = tuple(path for path in files if path in there)
    files = {path: text for path, text in files.items() if path not in there}

    if baseline is not None:
        listed = baseline(_with(tree, files))
        if listed.path not in there:
            if listed.faults:
                files = {listed.path: listed.text, **files}
            return Plan(found, files, kept, gating, built.notices, listed.faults)
        kept = (*kept, listed.path)
    verdict = gate.check(_with(tree, files))
    return Plan(found, files, kept, gating, built.notices, verdict=verdict)


def _again(tree: Tree, cache: Cache, found: Repository, settings: Settings) -> Plan:
    """What is missing where there is a lictor.yml: the stewardship file that it names."""
    there = set(tree.paths())
    if STEWARDSHIP in settings.stewardship and STEWARDSHIP not in there:
        others = tuple(path for path in settings.stewardship if path != STEWARDSHIP)
        known = Settings(settings.sources, settings.environments, others, file=settings.file)
        catalog = build(tree, known, cache).catalog
        files = {STEWARDSHIP: skeleton(catalog, _owners(tree, found), found.codeowners)}
        return Plan(found, files, (FILE,))
    return Plan(found, {}, (FILE, *(path for path in settings.stewardship if path in there)))


def _with(tree: Tree, files: Mapping[str, str]) -> gate.Trees:
    """The repository as it is once the files are written."""
    written = Overlay(tree, {path: text.encode() for path, text in files.items()})
    return gate.Trees(tree.root, written, None, None)


def _owners(tree: Tree, found: Repository) -> CodeOwners | None:
    if found.codeowners is None:
        return None
    text = tree.read([found.codeowners])[found.codeowners].decode("utf-8", "replace")
    services = found.pipelines.services
    gitlab = found.codeowners.startswith(".gitlab/") or (
        "GitLab CI" in services and "GitHub Actions" not in services
    )
    return CodeOwners(text, gitlab=gitlab)


def _understood(tree: Tree, found: Repository) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Of the files that describe data those that can be read as stewardship, and the others.

    Several that have a folder for themselves are named by it, so that the next one counts too.
    """
    good, odd = [], []
    for path in found.metadata:
        try:
            stewardship.read(tree, [path])
        except ConfigError:
            odd.append(path)
        else:
            good.append(path)
    folders = [path.rpartition("/")[0] for path in good]
    named = dict.fromkeys(
        folder if folders.count(folder) > 1 and set(tree.paths(folder)) <= set(good) else path
        for path, folder in zip(good, folders, strict=True)
    )
    return tuple(named), tuple(odd)
