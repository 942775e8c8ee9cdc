"""What there is to say about waivers: expired, about to, stale, not counted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import timedelta

from governance.model.names import printable
from governance.model.waiver import Waiver, WaiverNotice, WaiverState
from governance.waivers.subject import target
from governance.waivers.terms import Terms

SOON = timedelta(days=14)
"""How long before its end a waiver is announced: time for a fix or for asking again."""


def by_place(waivers: Iterable[Waiver]) -> list[Waiver]:
    """The same order for the same waivers, however they came."""
    return sorted(
        waivers,
        key=lambda w: (
            w.location.file,
            w.location.line,
            w.location.column,
            w.policy,
            w.subject or "",
            w.until,
        ),
    )


def notices(
    waivers: Iterable[Waiver],
    *,
    own: Collection[Waiver],
    used: Collection[Waiver],
    refused: Collection[Waiver],
    terms: Terms,
) -> tuple[WaiverNotice, ...]:
    """One notice for a waiver at the most, in order of their places.

    `own` are the change's own, `used` match something, `refused` are approved by their author.
    """
    told = []
    for waiver in by_place(waivers):
        mine = bool(own) and waiver in own and not terms.own_count
        self_approved = bool(refused) and waiver in refused
        for state, what in _said(waiver, mine, waiver in used, self_approved, terms):
            told.append(WaiverNotice(state, waiver, f"{about(waiver)} {what}"))
            break
    return tuple(told)


def about(waiver: Waiver) -> str:
    """`the waiver of GOV-003 for staging.leads.contact`, safe to print."""
    subject = "" if waiver.subject is None else f" for {printable(waiver.subject)}"
    return f"the waiver of {printable(waiver.policy)}{subject}"


def _said(
    waiver: Waiver, mine: bool, used: bool, refused: bool, terms: Terms
) -> Iterator[tuple[WaiverState, str]]:
    today, until = terms.today, waiver.until
    if until < today:
        after = "what it excused counts again" if used else "it matches nothing; take it out"
        yield WaiverState.EXPIRED, f"ended on {until}: {after}"
    if mine:
        yield WaiverState.NOT_COUNTED, "is this change's own and does not count yet"
    if refused:
        who = printable(waiver.approver or "")
        yield WaiverState.SELF_APPROVED, f"does not count: {who} wrote it, another must approve"
    if not used and _judged(waiver, terms.left_out):
        yield WaiverState.STALE, "matches nothing; take it out"
    if used and until - today <= SOON:
        left = (until - today).days
        when = {0: "today", 1: "tomorrow"}.get(left, f"in {left} days")
        yield WaiverState.EXPIRING, f"ends {when}, on {until}"


def _judged(waiver: Waiver, left_out: Collection[str]) -> bool:
    """Whether all was read that the waiver could be about."""
    if not left_out or waiver.subject is None:
        return True
    source = target(waiver.subject).named.source
    return source is not None and not any(source.fits(name) for name in left_out)
