"""What waivers and the baseline do to a verdict.

Whatever loosens the gate counts as it stands in the base of a change; where nothing is compared,
as it stands in the tree that is judged. A comment in the base excuses what it excused there, and
never a fault that the change puts beside it. The baseline excuses only what stood before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from governance.cache import Cache
from governance.errors import ConfigError
from governance.model.judgement import Evaluation, Problem, Violation
from governance.model.waiver import BaselineUse, Waiver, WaiverNotice
from governance.settings import Settings
from governance.tree import Tree
from governance.waivers import baseline, comments, document
from governance.waivers.approval import self_approved
from governance.waivers.baseline import Baseline, Entry
from governance.waivers.comments import Comments
from governance.waivers.matching import Matcher
from governance.waivers.notices import by_place, notices
from governance.waivers.search import holding, searched
from governance.waivers.terms import Terms


@dataclass(frozen=True, slots=True)
class Side:
    """The files before or after a change, and what was found in them.

    `settings` are those that these files hold: they say where waivers stand. `unread` are the
    problems of reading: only these, not those of judging, may stand in a baseline.
    """

    tree: Tree
    settings: Settings
    found: Evaluation
    unread: frozenset[str] = frozenset()

    @property
    def fingerprints(self) -> frozenset[str]:
        """Of everything found."""
        violations = {violation.fingerprint for violation in self.found.violations}
        return frozenset(violations.union(p.fingerprint for p in self.found.problems))


@dataclass(frozen=True, slots=True)
class Standing:
    """The waivers and the baseline of one tree."""

    waivers: tuple[Waiver, ...] = ()
    comments: Comments = field(default_factory=Comments)
    baseline: Baseline | None = None
    faults: tuple[ConfigError, ...] = ()
    """Why files of these cannot be used."""

    @property
    def said(self) -> tuple[Waiver, ...]:
        """Every waiver, of files and of comments."""
        return (*self.waivers, *(comment.waiver for comment in self.comments.found))


@dataclass(frozen=True, slots=True)
class Excused:
    """Fingerprint → the waiver that excuses; fingerprints of what the baseline excuses."""

    waived: Mapping[str, Waiver]
    baselined: frozenset[str]
    notices: tuple[WaiverNotice, ...]
    baseline: BaselineUse | None
    own: tuple[Waiver, ...] = ()
    """The waivers that the change adds, or puts beside another fault."""


def standing(side: Side, terms: Terms, cache: Cache) -> Standing:
    """The waivers and the baseline of a side; what cannot be used is left out and told."""
    settings, faults = side.settings, []
    waivers: tuple[Waiver, ...] = ()
    held: Baseline | None = None
    try:
        waivers = document.read(side.tree, settings.waivers, terms, cache)
    except ConfigError as error:
        faults.append(error)
    try:
        held = baseline.read(side.tree, settings)
    except ConfigError as error:
        faults.append(error)
    places = {v.location.file for v in side.found.violations if v.location is not None}
    contents = holding(side.tree, searched(side.tree, settings, places), cache)
    said = comments.read(contents, settings.waivers.max_days, terms)
    return Standing(waivers, said, held, tuple(faults))


def excused(
    after: Side,
    now: Standing,
    before: Side | None,
    then: Standing | None,
    terms: Terms,
    cache: Cache,
) -> Excused:
    """Which violations and problems of `after` are excused, and what there is to say.

    `then` is what stands in `before`, the base; without it there is no comparison.

    Raises:
        TreeError: git is not installed, or refuses the repository.
    """
    here = now.comments.matching(after.found.violations)
    if before is None or then is None:
        matches = _Matches(now.waivers, (), here, here)
        counting, own = now, set[Waiver]()
    else:
        there = then.comments.matching(before.found.violations)
        counting, own = then, set(added(now.said, then.said))
        matches = _Matches(then.waivers, [w for w in now.waivers if w in own], here, there)
    found = [(v.fingerprint, *matches.of(v)) for v in after.found.violations]
    asked = {waiver for _, _, wanted in found for waiver in wanted}
    own |= asked
    granted = {
        fingerprint: (*given, *wanted) if terms.own_count else given
        for fingerprint, given, wanted in found
    }
    used = {waiver for waivers in granted.values() for waiver in waivers}
    living = {waiver for waiver in used if waiver.until >= terms.today}
    refused = _refused(living, after, before, counting, cache)
    waived = {
        fingerprint: max(valid, key=lambda waiver: waiver.until)
        for fingerprint, waivers in granted.items()
        if (valid := [waiver for waiver in waivers if waiver in living and waiver not in refused])
    }
    considered = {*counting.waivers, *own, *(c.waiver for c in now.comments.found)}
    told = notices(considered, own=own, used=used | asked, refused=refused, terms=terms)
    baselined, use = _baselined(after, before, counting.baseline, terms)
    return Excused(
        waived=waived,
        baselined=baselined,
        notices=told,
        baseline=use,
        own=tuple(by_place(own)),
    )


class _Matches:
    """The waivers of a violation: those that stood before the change, and the change's own."""

    def __init__(
        self,
        standing: Sequence[Waiver],
        added: Sequence[Waiver],
        here: Mapping[str, Sequence[Waiver]],
        there: Mapping[str, Sequence[Waiver]],
    ) -> None:
        self._standing = Matcher(standing)
        self._added = Matcher(added)
        self._here = here
        self._there = there

    def of(self, violation: Violation) -> tuple[tuple[Waiver, ...], tuple[Waiver, ...]]:
        """Those that count, and those that only ask to."""
        given = list(self._standing.matching(violation))
        asked = list(self._added.matching(violation))
        said = {waiver.said for waiver in self._there.get(violation.fingerprint, ())}
        for waiver in self._here.get(violation.fingerprint, ()):
            (given if waiver.said in said else asked).append(waiver)
        return tuple(given), tuple(asked)


def added(now: Iterable[Waiver], then: Iterable[Waiver]) -> tuple[Waiver, ...]:
    """Those that say what was not said before, or once more than it was."""
    left = Counter(waiver.said for waiver in then)
    more = []
    for waiver in now:
        left[waiver.said] -= 1
        if left[waiver.said] < 0:
            more.append(waiver)
    return tuple(more)


def _refused(
    living: set[Waiver],
    after: Side,
    before: Side | None,
    counting: Standing,
    cache: Cache,
) -> frozenset[Waiver]:
    """Those whose approver wrote them, where they stand."""
    if before is None:
        return self_approved(after.tree, living, cache)
    standing = living & set(counting.waivers)
    return self_approved(before.tree, standing, cache) | self_approved(
        after.tree, living - standing, cache
    )


def _baselined(
    after: Side, before: Side | None, held: Baseline | None, terms: Terms
) -> tuple[frozenset[str], BaselineUse | None]:
    if held is None:
        return frozenset(), None
    faults: list[Violation | Problem] = [*after.found.violations, *readable(after)]
    excused = {
        fault.fingerprint: entry for fault in faults if (entry := Entry.of(fault)) in held.entries
    }
    mended = held.entries.keys() - set(excused.values())
    stale = sum(not any(entry.is_of(name) for name in terms.left_out) for entry in mended)
    fingerprints = frozenset(excused)
    if before is not None:
        fingerprints &= before.fingerprints
    return fingerprints, BaselineUse(held.file, len(held.entries), stale)


def readable(side: Side) -> tuple[Problem, ...]:
    """The problems that a baseline may hold: what could not be read.

    A policy that could not be evaluated, and a waiver that cannot be used, are for somebody to
    mend at once: behind them could be any number of violations.
    """
    return tuple(p for p in side.found.problems if p.fingerprint in side.unread)
