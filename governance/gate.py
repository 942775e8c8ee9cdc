"""Before and after a change → what is new."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence, Set
from datetime import date
from hashlib import sha256
from pathlib import Path
from time import perf_counter
from typing import TypeVar

from msgspec import Struct, structs

from governance.breaking import Shape, compared
from governance.cache import Cache, FileCache, NoCache
from governance.errors import ConfigError, LictorError, TreeError
from governance.extract.stored import NOTHING_STORED, Stored, Taken
from governance.in_force import put_in_force
from governance.judged import Judged, judgement, keep, known
from governance.judging import judge, upstream
from governance.model.catalog import Catalog
from governance.model.detection import Detection
from governance.model.judgement import (
    Evaluation,
    GovernanceChange,
    Problem,
    Verdict,
    Violation,
    Waived,
)
from governance.model.names import TableRef, printable
from governance.overlay import stored_of
from governance.pipeline import Extracted, catalogued, extract, is_live
from governance.policy.evaluate import evaluate
from governance.policy.load import load
from governance.policy.policy import Policy
from governance.rule_changes import declared_away, rule_changes, sparing
from governance.settings import FILE, Settings, read
from governance.sql.parse import not_collecting
from governance.tree import Commit, Folder, Index, Repository, Tree
from governance.waivers.applying import Found, Standing, excused, standing
from governance.waivers.changes import changes as waiver_changes
from governance.waivers.terms import Terms
from governance.waivers.terms import today as the_day

Fault = TypeVar("Fault", Violation, Problem)

_BROUGHT = (
    "not used: .lictor/cache.db, because it is committed, and would say what the files of this "
    "change hold; remove it from the repository"
)


class Trees(Struct, frozen=True):
    """The files after the change and, to compare, before it."""

    root: Path
    head: Tree
    base: Tree | None
    commit: str | None
    """The commit `head` equals, None when it holds what is not committed."""


def trees(folder: Path, *, base: str | None = None, staged: bool = False) -> Trees:
    """What `lictor check` looks at.

    Without `base` and `staged` there is no comparison: the working tree is judged as it stands.
    With `base` the working tree is compared to where its branch left `base`; with `staged` the
    index to HEAD.

    Raises:
        TreeError: there is no repository, no such ref, no common commit.
    """
    repository = Repository.around(folder)
    if repository is None:
        if base is not None or staged:
            raise TreeError("there is no git repository here; leave --base and --staged out")
        return Trees(folder, Folder(folder), None, None)
    if staged:
        head = repository.head
        return Trees(
            repository.root, Index(repository), repository.commit(head) if head else None, None
        )
    before = None if base is None else repository.merge_base(base)
    head = repository.head
    if head is not None and repository.clean:  # git knows these files without reading them
        return Trees(repository.root, Commit(repository, head), before, head)
    return Trees(repository.root, Folder(repository.root), before, None)


class Examined(Struct, frozen=True):
    """The files after the change, judged; waivers and the baseline stand ready, not yet applied.

    `notices` say what was unusual about the rules.
    """

    settings: Settings
    policies: tuple[Policy, ...]
    notices: tuple[str, ...]
    extracted: Extracted
    found: Evaluation
    shapes: tuple[Shape, ...]
    standing: Standing
    terms: Terms
    cache: Cache
    stored: Stored = NOTHING_STORED

    @property
    def beside(self) -> tuple[str, ...]:
        """What the judgement depends on that no commit has."""
        taken = sorted(f"{each.schema}\0{each.table}" for each in self.extracted.taken)
        return (*self.extracted.beside, self.stored.version, *taken)

    @property
    def may_be_excused(self) -> Found:
        """What waivers and the baseline may apply to."""
        return Found(self.found.violations, self.extracted.problems)


@not_collecting()
def examined(
    trees: Trees,
    *,
    config: str | None = None,
    live: bool = False,
    today: date | None = None,
    stored: Stored | None = None,
) -> Examined:
    """Judge the files as they are after the change, by the rules of the base where there is one.

    `stored` is the catalog's store; the one that the settings name, when None.

    Raises:
        ConfigError, ExtractError: nothing can be judged, or databases would be read that only the
            change names.
    """
    cache = cache_of(trees)
    ruling, settings, policies, notices = _judging(trees, config, cache)
    if isinstance(cache, NoCache):
        notices = (*notices, _BROUGHT)
    of_change = trees.base is not None and ruling is not trees.base
    if live and of_change:
        _refuse_databases(settings, config or FILE)
    if stored is None:
        # a store that only the change names is whatever its author likes
        trusted = dataclasses.replace(settings, catalog=None) if of_change else settings
        stored, said = stored_of(trusted, trees.head)
        notices = (*notices, *said)
    extracted = extract(trees.head, settings, cache, live=live, stored=stored)
    found, shapes = _judge(extracted, policies, cache)
    terms = Terms(
        today=today or the_day(),
        policies=frozenset(p.info.id for p in policies) | settings.policies.severity.keys(),
        own_count=ruling is trees.base and settings.waivers.from_pull_request,
        left_out=frozenset(s.name for s in settings.sources if not live and is_live(s)),
    )
    held = settings if trees.base is None else _settings_of(trees.head, config, settings)
    now = standing(trees.head, held, _files(found), terms, cache)
    return Examined(
        settings, policies, notices, extracted, found, shapes, now, terms, cache, stored
    )


@not_collecting()
def check(
    trees: Trees,
    *,
    config: str | None = None,
    live: bool = False,
    today: date | None = None,
    stored: Stored | None = None,
) -> Verdict:
    """Judge a change by the rules of its base.

    The configuration, the policies, the waivers and the baseline are the base's, so that a change
    cannot loosen what judges it; only a base without any configuration, or with a broken one,
    leaves that to the change itself, which is said.
    `config` names another file than lictor.yml; `today` is the day by which waivers are judged.
    `stored` is the catalog's store; the one that the settings name, when None.

    Raises:
        CatalogError, ConfigError, ExtractError: nothing can be judged.
    """
    started = perf_counter()
    file = config or FILE
    case = examined(trees, config=config, live=live, today=today, stored=stored)
    settings, now = case.settings, case.standing
    if not live:  # a later change may start from here
        name = judgement(trees.head, settings, case.policies, case.beside)
        if known(name, case.cache) is None:
            keep(name, _judged(case.found, case.extracted, case.shapes), case.cache)
    notices = list(case.notices)
    changes: list[GovernanceChange] = []
    comparing = Evaluation()
    broken: tuple[Problem, ...] = ()
    before: frozenset[str] = frozenset()
    then: Standing | None = None
    if trees.base is None:
        for fault in now.faults:
            raise fault
    else:
        judged_before = _before(trees.base, case, live=live)
        then = standing(trees.base, settings, _files(case.found), case.terms, case.cache)
        notices += [f"the base has waivers that do not count: {fault}" for fault in then.faults]
        changes = rule_changes(trees.base, trees.head, settings, file)
        broken = tuple(map(_unusable, now.faults))
        broken += _broken_rules(trees.head, file) if changes else ()
        comparing = _compared(judged_before, case)
        changes += declared_away(frozenset(judged_before.declared), case.extracted.declarations)
        problems = (*then.comments.problems, *map(_unusable, then.faults))
        before = frozenset((*judged_before.violations, *judged_before.problems))
        before |= _fingerprints(problems)
    violations = (*case.found.violations, *comparing.violations)
    may_be_excused = structs.replace(case.may_be_excused, violations=violations)
    excuses = excused(may_be_excused, now, then, before, case.terms, case.cache)
    if then is not None:
        own_count = case.terms.own_count
        changes += waiver_changes(now, then, excuses.own, own_count=own_count)

    older, waived = before | excuses.baselined, excuses.waived
    new, existing = _split([v for v in violations if v.fingerprint not in waived], older)
    new_problems, existing_problems = _split(
        [*case.found.problems, *comparing.problems, *now.comments.problems, *broken], older
    )
    return Verdict(
        base=trees.base.commit if trees.base else None,
        head=trees.commit,
        new=new,
        existing=existing,
        new_problems=new_problems,
        existing_problems=existing_problems,
        waived=tuple(
            Waived(v, waived[v.fingerprint], new=v.fingerprint not in before)
            for v in violations
            if v.fingerprint in waived
        ),
        baselined=excuses.baselined - waived.keys(),
        waivers=excuses.notices,
        baseline=excuses.baseline,
        judged_on=case.terms.today,
        governance=tuple(changes),
        assumptions=(
            *settings.assumptions,
            *notices,
            *_not_read(settings, live),
            *case.extracted.notices,
        ),
        coverage=structs.replace(
            case.extracted.coverage,
            tables=sum(part.made for part in case.extracted.parts.values()),
            columns=sum(len(part.columns) for part in case.extracted.parts.values()),
        ),
        policies={policy.info.id: policy.info for policy in case.policies},
        seconds=perf_counter() - started,
    )


def _before(base: Tree, case: Examined, *, live: bool) -> Judged:
    """What was found before the change: as it was judged once, or judged now."""
    name = None if live else judgement(base, case.settings, case.policies, case.beside)
    found = known(name, case.cache)
    if found is None:
        also = _as_stored(case.extracted)
        extracted = extract(
            base, case.settings, case.cache, live=live, partial=True, stored=case.stored, also=also
        )
        judged, shapes = _judge(extracted, case.policies, case.cache)
        found = _judged(judged, extracted, shapes)
        keep(name, found, case.cache)
    return found


def _compared(before: Judged, case: Examined) -> Evaluation:
    """What policies say of the difference to the base, and of who reads what is gone."""
    policies = tuple(policy for policy in case.policies if "changes" in policy.reads)
    if not policies:
        return Evaluation()
    extracted = case.extracted
    rebuilt = {source.name for source in case.settings.sources if source.kind == "dbt"}

    def load(changed: Set[TableRef]) -> Catalog:
        """The tables, and whatever reads one of the name; another source may describe it still."""
        names = {(ref.schema, ref.table) for ref in changed}
        wanted = [
            ref
            for ref, part in extracted.parts.items()
            if ref in changed or any((r.schema, r.table) in names for r in part.reads)
        ]
        catalog = catalogued(extracted, case.cache, upstream(extracted, wanted))
        return structs.replace(catalog, exposures=extracted.exposures)

    # a table of the store that no file speaks of any more is not gone
    left = set(before.taken).difference(each.ref for each in _as_stored(case.extracted))
    shapes = [each for each in before.shapes if each.ref not in left]
    found = compared(shapes, case.shapes, load, rebuilt)
    if found is None:
        return Evaluation()
    if all(policy.reads == ("changes",) for policy in policies):
        # what is told of them takes no more than this
        found = Catalog(found.origin, classifications=found.classifications, changes=found.changes)
    else:
        found = structs.replace(catalogued(extracted, case.cache), changes=found.changes)
    return evaluate(found, policies)


def _as_stored(extracted: Extracted) -> list[Taken]:
    """The tables that come from the store, as they are there."""
    return [
        Taken(each.schema, each.table, TableRef(each.ref.source, each.schema, each.table))
        for each in extracted.taken
    ]


def _judged(found: Evaluation, extracted: Extracted, shapes: tuple[Shape, ...]) -> Judged:
    return Judged(
        tuple(sorted(_fingerprints(found.violations))),
        tuple(sorted(_fingerprints(found.problems))),
        tuple(sorted(sparing(extracted.declarations))),
        shapes,
        tuple(each.ref for each in extracted.taken),
    )


def all_judged(case: Examined) -> frozenset[str]:
    """The fingerprints that are waived, of a case in which everything could be judged.

    Raises:
        ConfigError: a policy could not be evaluated, or waivers cannot be used: what violates is
            not known.
    """
    for fault in case.standing.faults:
        raise fault
    unread = _fingerprints(case.extracted.problems)
    for problem in (*case.found.problems, *case.standing.comments.problems):
        if problem.fingerprint not in unread:
            raise ConfigError(problem.message, location=problem.location)
    excuses = excused(case.may_be_excused, case.standing, None, frozenset(), case.terms, case.cache)
    return frozenset(excuses.waived)


def cache_of(trees: Trees) -> Cache:
    """What was read before, kept in `.lictor/cache.db`.

    Nothing is kept where git has that file (or a link in its place): whoever wrote the change would
    have written what its files are believed to say.
    """
    file = trees.root / ".lictor" / "cache.db"
    if file.exists() or file.parent.is_symlink():
        tracked = Repository(trees.root).tracked(file.parent.name)
        if any(t == ".lictor" or t.startswith(".lictor/cache.db") for t in map(str.lower, tracked)):
            return NoCache()
    return FileCache(file)


def failed(error: LictorError, trees: Trees | None = None) -> Verdict:
    """The verdict when nothing could be judged: one problem, for formats that machines read."""
    problem = Problem("lictor", error.message, _fingerprint(error.message), error.location)
    base = trees.base.commit if trees and trees.base else None
    return Verdict(base=base, head=trees.commit if trees else None, new_problems=(problem,))


def rules(trees: Trees, config: str | None = None) -> tuple[Tree, Settings]:
    """The tree whose rules count, and its settings: the base's where it has any.

    Raises:
        ConfigError: the configuration cannot be used, or `config` is not there.
    """
    file = config or FILE
    for tree in (trees.base, trees.head):
        settings = read(tree, file) if tree is not None else None
        if tree is not None and settings is not None:
            put_in_force(_with_new_categories(settings.detection, trees.head, file))
            return tree, settings
    if config is not None:
        raise ConfigError(f"there is no {printable(config)} here; --config is a path from the root")
    from governance.detect import detect  # 10 ms, and most repositories have a lictor.yml

    put_in_force(Detection())
    return trees.head, detect(trees.head, trees.base)


def _with_new_categories(detection: Detection, head: Tree, file: str) -> Detection:
    """The base's, and categories that the change adds: what it declares may be of these already."""
    try:
        after = read(head, file)
    except ConfigError:
        return detection  # told where the change's own settings are read
    known = {each.key for each in detection.categories}
    new = [e for e in (after.detection.categories if after else ()) if e.key not in known]
    return structs.replace(detection, categories=(*detection.categories, *new))


def _judging(
    trees: Trees, config: str | None, cache: Cache
) -> tuple[Tree, Settings, tuple[Policy, ...], tuple[str, ...]]:
    """What judges: the base's settings and policies, and what to say about them."""
    try:
        ruling, settings = rules(trees, config)
        return ruling, settings, load(settings.policies, ruling, cache), ()
    except ConfigError as error:
        if trees.base is None:
            raise
        broken = f"the rules of the base cannot be used ({error}); this change's own judged it"
    # a base that cannot judge must not keep out the change that mends it
    ruling, settings = rules(structs.replace(trees, base=None), config)
    return ruling, settings, load(settings.policies, ruling, cache), (broken,)


def _refuse_databases(settings: Settings, file: str) -> None:
    """A change may not say itself which servers get our passwords, or which commands give them.

    Raises:
        ConfigError: it names a database.
    """
    named = [source for source in settings.sources if is_live(source)]
    if named:
        raise ConfigError(
            f"--live reads only databases that {printable(file)} of the base names, and the base "
            f'has none that can be used; this change brings "{named[0].name}"',
            location=named[0].location,
        )


def _settings_of(head: Tree, config: str | None, settings: Settings) -> Settings:
    """The settings that a change leaves, those that judge it where it leaves none."""
    try:
        return read(head, config or FILE) or settings
    except ConfigError:
        return settings


def _judge(
    extracted: Extracted, policies: tuple[Policy, ...], cache: Cache
) -> tuple[Evaluation, tuple[Shape, ...]]:
    judged, shapes = judge(extracted, policies, cache)
    problems = (*extracted.problems, *judged.problems)
    return Evaluation(judged.violations, problems), shapes


def _split(
    after: Sequence[Fault], before: frozenset[str]
) -> tuple[tuple[Fault, ...], tuple[Fault, ...]]:
    """What is new, and what stood before, by fingerprint."""
    new = tuple(item for item in after if item.fingerprint not in before)
    return new, tuple(item for item in after if item.fingerprint in before)


def _fingerprints(found: Iterable[Violation] | Iterable[Problem]) -> frozenset[str]:
    return frozenset(item.fingerprint for item in found)


def _files(found: Evaluation) -> frozenset[str]:
    """The files in which something violates."""
    return frozenset(v.location.file for v in found.violations if v.location is not None)


def _broken_rules(head: Tree, file: str) -> tuple[Problem, ...]:
    """A change of the rules that would leave the next change unjudged."""
    try:
        settings = read(head, file)
        if settings is not None:
            load(settings.policies, head)
    except ConfigError as error:
        return (_unusable(error),)
    return ()


def _unusable(error: ConfigError) -> Problem:
    message = f"the rules as this change leaves them cannot be used: {error.message}"
    where = error.location.file if error.location else FILE
    return Problem(where, message, _fingerprint(message), error.location)


def _not_read(settings: Settings, live: bool) -> list[str]:
    """What lictor.yml names and this check leaves out."""
    left_out = [source.name for source in settings.sources if not live and is_live(source)]
    if len(left_out) == 1:
        return [f"{left_out[0]} is a live source and is not read (read it with --live)"]
    if left_out:
        return [f"{', '.join(left_out)} are live sources and are not read (read them with --live)"]
    return []


def _fingerprint(message: str) -> str:
    return sha256(f"lictor\0{message}".encode()).hexdigest()
