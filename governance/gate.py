"""Before and after a change → what is new."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from time import perf_counter
from typing import TypeVar

from governance.cache import Cache, FileCache, NoCache
from governance.detect import detect
from governance.errors import ConfigError, LictorError, TreeError
from governance.model.judgement import Evaluation, GovernanceChange, Problem, Verdict, Violation
from governance.model.names import printable
from governance.pipeline import Built, build, is_live
from governance.policy.evaluate import evaluate
from governance.policy.load import load
from governance.policy.policy import Policy
from governance.rule_changes import declared_away, rule_changes
from governance.settings import FILE, Settings, read
from governance.tree import Commit, Folder, Index, Repository, Tree

Found = TypeVar("Found", Violation, Problem)

_BROUGHT = (
    "not used: .lictor/cache.db, because it is committed, and would say what the files of this "
    "change hold; remove it from the repository"
)


@dataclass(frozen=True, slots=True)
class Trees:
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


def check(trees: Trees, *, config: str | None = None, live: bool = False) -> Verdict:
    """Judge a change by the rules of its base.

    The configuration and the policies are the base's, so that a change cannot loosen what judges
    it; only a base without any, or with broken ones, leaves that to the change itself, which is
    said.
    `config` names another file than lictor.yml.

    Raises:
        ConfigError, ExtractError: nothing can be judged.
    """
    started = perf_counter()
    file = config or FILE
    cache = cache_of(trees)
    settings, policies, notices = _judging(trees, config, cache)
    if isinstance(cache, NoCache):
        notices = (*notices, _BROUGHT)

    after = build(trees.head, settings, cache, live=live)
    judged_after = _judge(after, policies)
    judged_before = Evaluation()
    changes: list[GovernanceChange] = []
    broken: tuple[Problem, ...] = ()
    if trees.base is not None:
        before = build(trees.base, settings, cache, live=live, partial=True)
        judged_before = _judge(before, policies)
        changes = rule_changes(trees.base, trees.head, settings, file)
        broken = _broken_rules(trees.head, file) if changes else ()
        changes += declared_away(before.declarations, after.declarations)

    new, existing = _split(judged_after.violations, judged_before.violations)
    new_problems, existing_problems = _split(judged_after.problems, judged_before.problems)
    new_problems += broken
    return Verdict(
        base=trees.base.commit if trees.base else None,
        head=trees.commit,
        new=new,
        existing=existing,
        new_problems=new_problems,
        existing_problems=existing_problems,
        governance=tuple(changes),
        assumptions=(
            *settings.assumptions,
            *notices,
            *_not_read(settings, live),
            *after.notices,
        ),
        coverage=replace(
            after.coverage,
            tables=len(after.catalog.tables),
            columns=sum(len(table.columns) for table in after.catalog.tables),
        ),
        policies={policy.info.id: policy.info for policy in policies},
        seconds=perf_counter() - started,
    )


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
            return tree, settings
    if config is not None:
        raise ConfigError(f"there is no {printable(config)} here; --config is a path from the root")
    return trees.head, detect(trees.head, trees.base)


def _judging(
    trees: Trees, config: str | None, cache: Cache
) -> tuple[Settings, tuple[Policy, ...], tuple[str, ...]]:
    """What judges: the base's settings and policies, and what to say about them."""
    try:
        ruling, settings = rules(trees, config)
        return settings, load(settings.policies, ruling, cache), ()
    except ConfigError as error:
        if trees.base is None:
            raise
        broken = f"the rules of the base cannot be used ({error}); this change's own judged it"
    # a base that cannot judge must not keep out the change that mends it
    ruling, settings = rules(replace(trees, base=None), config)
    return settings, load(settings.policies, ruling, cache), (broken,)


def _judge(built: Built, policies: tuple[Policy, ...]) -> Evaluation:
    judged = evaluate(built.catalog, policies)
    return Evaluation(judged.violations, (*built.problems, *judged.problems))


def _split(
    after: tuple[Found, ...], before: tuple[Found, ...]
) -> tuple[tuple[Found, ...], tuple[Found, ...]]:
    """What is new, and what stood before, by fingerprint."""
    known = {item.fingerprint for item in before}
    new = tuple(item for item in after if item.fingerprint not in known)
    return new, tuple(item for item in after if item.fingerprint in known)


def _broken_rules(head: Tree, file: str) -> tuple[Problem, ...]:
    """A change of the rules that would leave the next change unjudged."""
    try:
        settings = read(head, file)
        if settings is not None:
            load(settings.policies, head)
    except ConfigError as error:
        message = f"the rules as this change leaves them cannot be used: {error.message}"
        return (Problem(file, message, _fingerprint(message), error.location),)
    return ()


def _not_read(settings: Settings, live: bool) -> list[str]:
    """What lictor.yml names and this check leaves out."""
    left_out = []
    if settings.catalog:
        left_out.append("the stored catalog (catalog:) is not read; files alone are judged")
    if not live:
        left_out += [
            f"{source.name} is a live database and is not read (read it with --live)"
            for source in settings.sources
            if is_live(source)
        ]
    return left_out


def _fingerprint(message: str) -> str:
    return sha256(f"lictor\0{message}".encode()).hexdigest()
