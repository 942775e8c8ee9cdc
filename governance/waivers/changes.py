"""What a change does to waivers and to the baseline, as changes of the rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from governance.model.judgement import GovernanceChange
from governance.model.location import Location
from governance.model.names import printable
from governance.model.waiver import Waiver
from governance.waivers.applying import Standing, added
from governance.waivers.baseline import Entry
from governance.waivers.notices import by_place

_EACH = 10
"""Waivers and faults of one kind that are listed; the others are counted."""


def changes(
    now: Standing, then: Standing, own: Sequence[Waiver], *, own_count: bool
) -> list[GovernanceChange]:
    """Every waiver added or taken out, and what the baseline gained and lost.

    `own` are the waivers that the change adds or puts beside another fault.
    """
    count = "" if own_count else "; it does not count for this change"
    gone = by_place(added(then.said, now.said))
    return [
        *_waivers("adds a waiver", own, count),
        *_waivers("takes out a waiver", gone, "", lines=False),
        *_baseline(now, then),
    ]


def _waivers(
    what: str, waivers: Sequence[Waiver], count: str, *, lines: bool = True
) -> Iterator[GovernanceChange]:
    for waiver in waivers[:_EACH]:
        # a line of the base is none of the file as it is now
        place = waiver.location if lines else Location(waiver.location.file)
        yield GovernanceChange(f"{what}: {_told(waiver)}{count}", place)
    if len(waivers) > _EACH:
        more, file = len(waivers) - _EACH, waivers[_EACH].location.file
        yield GovernanceChange(f"{what}: {more:,} more like it{count}", Location(file))


def _told(waiver: Waiver) -> str:
    subject = f" for {waiver.subject}" if waiver.subject is not None else ""
    approver = f", approved by {waiver.approver}" if waiver.approver else ", no approver named"
    told = f"{waiver.policy}{subject} until {waiver.until}{approver}: {waiver.reason}"
    return printable(told)


def _baseline(now: Standing, then: Standing) -> Iterator[GovernanceChange]:
    after = now.baseline.entries if now.baseline else {}
    before = then.baseline.entries if then.baseline else {}
    held = now.baseline or then.baseline
    if held is None:
        return
    more = sorted(after.keys() - before.keys())
    if len(more) <= _EACH:
        for entry in more:
            told = f"adds to the baseline: {entry.policy} {entry.name}"
            yield GovernanceChange(printable(told), Location(held.file, after[entry]))
    else:
        yield GovernanceChange(f"adds to the baseline: {_counted(more)}", Location(held.file))
    fewer = before.keys() - after.keys()
    if fewer:
        told = f"takes out of the baseline: {_counted(fewer)}"
        yield GovernanceChange(told, Location(held.file))


def _counted(entries: Iterable[Entry]) -> str:
    policies = Counter(entry.policy for entry in entries)
    number = sum(policies.values())
    shown = ", ".join(f"{printable(p)} {n:,}" for p, n in sorted(policies.items()))
    return f"{number:,} {'fault' if number == 1 else 'faults'} ({shown})"
