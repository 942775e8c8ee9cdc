"""Policies, what they found, and what a change is judged to do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from msgspec import Struct, field

from governance.model.lineage import Effect
from governance.model.location import Location
from governance.model.names import ColumnRef, TableRef
from governance.model.waiver import BaselineUse, Waiver, WaiverNotice


class Severity(StrEnum):
    """What a violation does to a change."""

    BLOCK = "block"
    WARN = "warn"
    INFO = "info"


class Reference(Struct, frozen=True):
    """The law, standard or page a policy rests on."""

    ref: str
    url: str | None = None


class PolicyInfo(Struct, frozen=True):
    """What reports say about a policy; the policy itself is `governance.policy`'s.

    `security` is how severe a violation is as a matter of security, from 0.1 to 10 in the bands of
    CVSS; None for a policy that is about something else.
    """

    id: str
    title: str
    severity: Severity
    rationale: str
    basis: tuple[Reference, ...] = ()
    url: str | None = None
    security: float | None = None


class Step(Struct, frozen=True):
    """One step of the way that data took: from `upstream` into `column`, names as printed.

    `made` is what the SQL did in words ("derived from"), `effect` and `restores` the same for
    machines (as in an `Edge`), `location` where that SQL is.
    """

    column: str
    upstream: str
    made: str
    effect: Effect
    location: Location | None = None
    restores: bool = False


class Way(Struct, frozen=True):
    """How data came into a column, from the last step to where it begins.

    `begins` says what is known of the data there ("email, confidential; declared at
    stewardship.yml:5"). Of a long way, the `left_out` steps after the first half of `steps` are
    missing.
    """

    steps: tuple[Step, ...]
    begins: str = ""
    left_out: int = 0

    @property
    def halves(self) -> tuple[tuple[Step, ...], tuple[Step, ...]]:
        """The steps before and after those left out; all of them first where none is."""
        half = len(self.steps) // 2 if self.left_out else len(self.steps)
        return self.steps[:half], self.steps[half:]


class Violation(Struct, frozen=True):
    """One subject breaks one policy.

    `subject` is the name as printed. `notes` say how the data got there, one sentence each.
    `fingerprint` is made of the policy, the subject and the violated fact, never of a place, so
    that it survives reformatting and reordering. `ref` is what the subject names, None where that
    is no table and no column; `beside` is the other end of an edge or the one who was granted, as
    waivers write it ("from crm.customers.email", "to reporting"), "" for all else. `way` is how
    data came into the column, None where it did not come from elsewhere.
    """

    policy: str
    severity: Severity
    subject: str
    message: str
    fix: str
    fingerprint: str
    owner: str | None = None
    location: Location | None = None
    notes: tuple[str, ...] = ()
    ref: TableRef | ColumnRef | None = None
    beside: str = ""
    way: Way | None = None


class Waived(Struct, frozen=True):
    """A violation that a waiver excuses; `new` says whether the change brings it."""

    violation: Violation
    waiver: Waiver
    new: bool = True


class Problem(Struct, frozen=True):
    """Something that could not be read, understood or evaluated. Never a pass.

    `message` holds no text of the file it is about, because that may hold personal data.
    `fingerprint` tells problems apart across changes; it holds no line number either.
    """

    subject: str
    message: str
    fingerprint: str
    location: Location | None = None


class Coverage(Struct, frozen=True):
    """How much was read and understood; coverages of several sources add up."""

    files: int = 0
    statements: int = 0
    understood: int = 0
    routines: int = 0
    """Function and procedure bodies that are defined but not followed."""
    tables: int = 0
    columns: int = 0

    def __add__(self, other: Coverage) -> Coverage:
        return Coverage(
            self.files + other.files,
            self.statements + other.statements,
            self.understood + other.understood,
            self.routines + other.routines,
            self.tables + other.tables,
            self.columns + other.columns,
        )


class Evaluation(Struct, frozen=True):
    """What the policies say of one catalog: violations and errors; an error is never a pass."""

    violations: tuple[Violation, ...] = ()
    problems: tuple[Problem, ...] = ()


class GovernanceChange(Struct, frozen=True):
    """A change to the rules themselves (configuration, policies), which the base's rules judge."""

    what: str
    location: Location


class Verdict(Struct, frozen=True):
    """What a change is judged to do: the gate's answer.

    `base` and `head` are commit ids, None for no comparison and for files not committed. New is
    what the change brings, existing what stood before, in the base or in the baseline; `baselined`
    are the fingerprints of those of them that the baseline has. What a waiver excuses is in
    `waived` only. `judged_on` is the day by which waivers were judged. `assumptions` say what was
    taken for granted because nobody configured it.
    """

    base: str | None
    head: str | None
    new: tuple[Violation, ...] = ()
    existing: tuple[Violation, ...] = ()
    new_problems: tuple[Problem, ...] = ()
    existing_problems: tuple[Problem, ...] = ()
    waived: tuple[Waived, ...] = ()
    baselined: frozenset[str] = frozenset()
    waivers: tuple[WaiverNotice, ...] = ()
    baseline: BaselineUse | None = None
    judged_on: date | None = None
    governance: tuple[GovernanceChange, ...] = ()
    assumptions: tuple[str, ...] = ()
    coverage: Coverage = field(default_factory=Coverage)
    policies: Mapping[str, PolicyInfo] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def blocking(self) -> tuple[Violation, ...]:
        """The new violations that block."""
        return tuple(v for v in self.new if v.severity is Severity.BLOCK)

    @property
    def exit_code(self) -> int:
        """0 clean, 1 blocked, 2 could not evaluate."""
        if self.blocking:
            return 1
        return 2 if self.new_problems else 0
