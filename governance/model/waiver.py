"""Waivers and the baseline: what a violation may be excused by."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import msgspec
from msgspec import Struct

from governance.model.location import Location


class Waiver(msgspec.Struct, frozen=True, gc=False):
    """One policy does not count for some subjects until a day, that day included.

    `subject` is a pattern (`governance.waivers.subject`), None for a comment in the code. Such a
    one is about the line of code whose digest `code` is; it need not name who approves. Whoever
    wrote one of `lines`, those that say what is waived, why and until when, cannot approve it.
    There can be thousands: a struct is made ten times faster than a dataclass.
    """

    policy: str
    subject: str | None
    reason: str
    until: date
    location: Location
    approver: str | None = None
    ticket: str | None = None
    code: str = ""
    lines: tuple[int, ...] = ()

    def __hash__(self) -> int:
        """Cheap, for there can be thousands; those of one line are told apart by being compared."""
        return hash((self.location.file, self.location.line, self.location.column))

    @property
    def said(self) -> tuple[object, ...]:
        """What it says and of what, wherever it stands: moving it with its code is no change."""
        terms = (self.policy, self.subject, self.reason, self.until, self.approver, self.ticket)
        return (*terms, self.code)


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


class WaiverNotice(Struct, frozen=True):
    """Something to do about a waiver; `what` is a sentence without the place."""

    state: WaiverState
    waiver: Waiver
    what: str


class BaselineUse(Struct, frozen=True):
    """The baseline that counted: how many faults it holds, and how many of them are mended."""

    file: str
    entries: int
    stale: int = 0
