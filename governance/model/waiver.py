"""Waivers and the baseline: what a violation may be excused by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from governance.model.location import Location


@dataclass(frozen=True, slots=True)
class Waiver:
    """One policy does not count for some subjects until a day, that day included.

    `subject` is a pattern (`governance.waivers.subject`), None for a comment in the code, which
    stands for the line that it is about. A comment need not name who approves.
    """

    policy: str
    subject: str | None
    reason: str
    until: date
    location: Location
    approver: str | None = None
    ticket: str | None = None

    @property
    def said(self) -> tuple[object, ...]:
        """What it says, wherever it stands: moving a waiver is no change of the rules."""
        file = self.location.file if self.subject is None else None
        return (
            self.policy,
            self.subject,
            self.reason,
            self.until,
            self.approver,
            self.ticket,
            file,
        )


class WaiverState(StrEnum):
    """Why a waiver is worth a line in a report."""

    EXPIRED = "expired"
    """Its day has passed; it does not count."""
    EXPIRING = "expiring"
    """It counts, for a few days more."""
    STALE = "stale"
    """It matches nothing that violates its policy."""
    NOT_COUNTED = "not_counted"
    """It is the change's own, and the base does not let changes waive."""
    SELF_APPROVED = "self_approved"
    """Whoever approves it also wrote it; it does not count."""


@dataclass(frozen=True, slots=True)
class WaiverNotice:
    """Something to do about a waiver; `what` is a sentence without the place."""

    state: WaiverState
    waiver: Waiver
    what: str


@dataclass(frozen=True, slots=True)
class BaselineUse:
    """The baseline that counted: how many faults it holds, and how many of them are mended."""

    file: str
    entries: int
    stale: int = 0
