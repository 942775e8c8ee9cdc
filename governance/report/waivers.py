"""What reports say of waivers and of the baseline, in sentences and as a command to copy."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from governance.model.judgement import Severity, Verdict, Violation
from governance.model.location import Location
from governance.model.names import printable
from governance.model.waiver import Waiver, WaiverState
from governance.report import words

DAYS = 90
"""How long the waiver runs that a report proposes."""

SHOWN = 5
"""Waivers in one state that are listed unless everything is asked for."""


def command(violation: Violation, verdict: Verdict) -> tuple[str, ...]:
    """The command that waives a violation, in two parts; empty for what does not block."""
    if violation.severity is not Severity.BLOCK:
        return ()
    subject = shlex.quote(printable(f"{violation.subject} {violation.beside}".rstrip()))
    day = verdict.judged_on
    until = (day + timedelta(days=DAYS)).isoformat() if day else "DATE"
    policy = shlex.quote(printable(violation.policy))
    return (
        f"lictor waive {policy} {subject}",
        f'--reason "..." --until {until} --approver "..."',
    )


def terms(waiver: Waiver) -> str:
    """Until when, by whom, where it stands and why, on one line."""
    approver = f", approved by {waiver.approver}" if waiver.approver else ", no approver named"
    ticket = f", {waiver.ticket}" if waiver.ticket else ""
    place = f"{waiver.location}"
    return words.line(f"until {waiver.until}{approver} ({place}{ticket}): {waiver.reason}")


def notices(verdict: Verdict, *, everything: bool) -> Iterator[tuple[str, Location | None]]:
    """What there is to do about waivers and the baseline; a change's own are told elsewhere."""
    listed: Counter[WaiverState] = Counter()
    for notice in verdict.waivers:
        if notice.state is WaiverState.NOT_COUNTED:
            continue
        listed[notice.state] += 1
        if everything or listed[notice.state] <= SHOWN:
            yield words.line(notice.what), notice.waiver.location
    if not everything:
        more = sum(max(0, number - SHOWN) for number in listed.values())
        if more:
            yield f"{more:,} more (lictor check --all)", None
    held = verdict.baseline
    if held is not None and held.stale:
        lines = "line of the baseline holds" if held.stale == 1 else "lines of the baseline hold"
        yield f"{held.stale:,} {lines} no longer: lictor baseline --prune", Location(held.file)
