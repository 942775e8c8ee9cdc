"""What waivers and the baseline do to a verdict.

Whatever loosens the gate counts as it stands in the base of a change; where nothing is compared,
as it stands in the tree that is judged. A comment in the base never excuses a fault that the change
puts beside it. The baseline excuses only what stood before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

from msgspec import Struct, field

from governance.cache import Cache
from governance.errors import ConfigError
from governance.model.judgement import Problem, Violation
from governance.model.waiver import BaselineUse, Waiver, WaiverNotice
from governance.settings import Settings
from governance.sql.parse import not_collecting
from governance.tree import Tree
from governance.waivers import baseline, comments, document
from governance.waivers.approval import self_approved
from governance.waivers.baseline import Baseline, Entry
from governance.waivers.comments import Comments
from governance.waivers.matching import Matcher
from governance.waivers.notices import by_place, notices
from governance.waivers.search import holding, searched
from governance.waivers.terms import Terms


class Standing(Struct, frozen=True):
    """The waivers and the baseline as they stand in one tree."""

    tree: Tree
    waivers: tuple[Waiver, ...] = ()
    comments: Comments = field(default_factory=Comments)
    baseline: Baseline | None = None
    faults: tuple[ConfigError, ...] = ()
    """Why files of these cannot be used."""

    @property
    def said(self) -> tuple[Waiver, ...]:
        """Every waiver, of files and of comments."""
        return (*self.waivers, *(comment.waiver for comment in self.comments.found))


class Found(Struct, frozen=True):
    """What was found after a change.

    `unread` are the problems of reading. Only these, not those of judging, may stand in a
    baseline: behind a policy that could not be evaluated, or a waiver that cannot be used, may be
    any number of violations.
    """

    violations: tuple[Violation, ...]
    unread: tuple[Problem, ...] = ()

    @property
    def faults(self) -> Iterator[Violation | Problem]:
        """Whatever a baseline may hold."""
        yield from self.violations
        yield from self.unread


class Excused(Struct, frozen=True):
    """Fingerprint → the waiver that excuses; fingerprints of what the baseline excuses."""

    waived: Mapping[str, Waiver]
    baselined: frozenset[str]
    notices: tuple[WaiverNotice, ...]
    baseline: BaselineUse | None
    own: tuple[Waiver, ...] = ()
    """The waivers that the change adds, or puts beside other code."""


@not_collecting()
def standing(
    tree: Tree, settings: Settings, places: Iterable[str], terms: Terms, cache: Cache
) -> Standing:
    """The waivers and the baseline of a tree; what cannot be used is left out and told.

    `settings` say where they stand; comments are looked for where the sources are and in `places`.
    """
    faults = []
    waivers: tuple[Waiver, ...] = ()
    held: Baseline | None = None
    try:
        waivers = document.read(tree, settings.waivers, terms, cache)
    except ConfigError as error:
        faults.append(error)
    try:
        held = baseline.read(tree, settings)
    except ConfigError as error:
        faults.append(error)
    contents = holding(tree, searched(tree, settings, places), cache)
    said = comments.read(contents, settings.waivers.max_days, terms)
    return Standing(tree, waivers, said, held, tuple(faults))


@not_collecting()
def excused(
    found: Found,
    now: Standing,
    then: Standing | None,
    before: frozenset[str],
    terms: Terms,
    cache: Cache,
) -> Excused:
    """Which violations and problems are excused, and what there is to say.

    `then` is what stands in the base and `before` are the fingerprints of what was found there;
    without `then` there is no comparison.

    Raises:
        TreeError: git is not installed, or refuses the repository.
    """
    counting = then or now
    own = set(added(now.said, then.said)) if then else set[Waiver]()
    matches = _Matches(counting, now, own, found.violations, None if then is None else before)
    matched = ((v.fingerprint, *matches.of(v)) for v in found.violations)
    wanted = {
        fingerprint: (given, asked) for fingerprint, given, asked in matched if given or asked
    }
    own |= {waiver for _, asked in wanted.values() for waiver in asked}
    granted = {
        fingerprint: (*given, *asked) if terms.own_count else given
        for fingerprint, (given, asked) in wanted.items()
    }
    living = {w for waivers in granted.values() for w in waivers if w.until >= terms.today}
    here = living - set(counting.waivers) if then else living
    refused = self_approved(counting.tree, living - here, cache)
    refused |= self_approved(now.tree, here, cache)
    best = {fingerprint: _best(given, refused, terms) for fingerprint, given in granted.items()}
    told = notices(
        {*counting.waivers, *own, *(comment.waiver for comment in now.comments.found)},
        own=own,
        used={waiver for given, asked in wanted.values() for waiver in (*given, *asked)},
        refused=refused,
        terms=terms,
    )
    baselined, use = _baselined(found, counting.baseline, terms)
    return Excused(
        waived={fingerprint: waiver for fingerprint, waiver in best.items() if waiver},
        baselined=baselined if then is None else baselined & before,
        notices=told,
        baseline=use,
        own=tuple(by_place(own)),
    )


def _best(waivers: Iterable[Waiver], refused: Set[Waiver], terms: Terms) -> Waiver | None:
    """The one that counts longest, None when none counts."""
    valid = [waiver for waiver in waivers if waiver.until >= terms.today]
    if refused:
        valid = [waiver for waiver in valid if waiver not in refused]
    return max(valid, key=lambda waiver: waiver.until) if valid else None


class _Matches:
    """The waivers of a violation: those that stood before the change, and the change's own.

    A comment counts for what stood `before` only (None: for all): a fault that the change puts
    beside it is not what it was written for.
    """

    def __init__(
        self,
        counting: Standing,
        now: Standing,
        own: Set[Waiver],
        violations: Iterable[Violation],
        before: frozenset[str] | None,
    ) -> None:
        self._standing = Matcher(counting.waivers)
        self._added = Matcher(waiver for waiver in now.waivers if waiver in own)
        self._comments = now.comments.matching(violations)
        self._own = own
        self._before = before

    def of(self, violation: Violation) -> tuple[Sequence[Waiver], Sequence[Waiver]]:
        """Those that count, and those that only ask to."""
        given, asked = self._standing.matching(violation), self._added.matching(violation)
        beside = self._comments.get(violation.fingerprint)
        if beside:
            older = self._before is None or violation.fingerprint in self._before
            standing = {waiver for waiver in beside if older and waiver not in self._own}
            given = (*given, *(waiver for waiver in beside if waiver in standing))
            asked = (*asked, *(waiver for waiver in beside if waiver not in standing))
        return given, asked


def _baselined(
    found: Found, held: Baseline | None, terms: Terms
) -> tuple[frozenset[str], BaselineUse | None]:
    if held is None:
        return frozenset(), None
    excused = {
        fault.fingerprint: entry
        for fault in found.faults
        if (entry := Entry.of(fault)) in held.entries
    }
    mended = held.entries.keys() - set(excused.values())
    stale = sum(not any(entry.is_of(name) for name in terms.left_out) for entry in mended)
    return frozenset(excused), BaselineUse(held.file, len(held.entries), stale)


def added(now: Iterable[Waiver], then: Iterable[Waiver]) -> tuple[Waiver, ...]:
    """Those that say what was not said before, or once more than it was."""
    left = Counter(waiver.said for waiver in then)
    more = []
    for waiver in now:
        left[waiver.said] -= 1
        if left[waiver.said] < 0:
            more.append(waiver)
    return tuple(more)
