"""What a report of coverage is made of, and its words."""

from __future__ import annotations

from msgspec import Struct

from governance.knowledge.coverage import MEASURES, Coverage, Covered, Grouping, Measure


class Report(Struct, frozen=True):
    """How much of a catalog is known, and how much must be.

    `catalog` says which in words. `threshold` is in percent, None where nobody asked; it is held
    against `measures` of the total, and of `each` group where that is asked.
    """

    catalog: str
    by: Grouping
    covered: Covered
    threshold: int | None = None
    measures: tuple[Measure, ...] = MEASURES
    each: bool = False

    @property
    def below(self) -> tuple[tuple[Coverage, tuple[Measure, ...]], ...]:
        """What does not reach the threshold, with the measures in which it does not."""
        if self.threshold is None:
            return ()
        held = (self.covered.total, *(self.covered.groups if self.each else ()))
        found = ((group, group.below(self.threshold, self.measures)) for group in held)
        return tuple((group, measures) for group, measures in found if measures)


LABELS: dict[Measure, str] = {
    "owner": "owner",
    "retention": "retention",
    "tables": "tables described",
    "columns": "columns described",
    "confirmed": "personal data confirmed",
    "protected": "personal data protected",
}


def verdict(report: Report) -> str:
    """One sentence a group on what is below the threshold; "" without a threshold."""
    if report.threshold is None:
        return ""
    if not report.below:
        return f"Nothing is below {report.threshold}%."
    sentences = []
    for group, measures in report.below:
        name = "All" if group is report.covered.total else named(group, report.by)
        listed = ", ".join(f"{LABELS[m]} {group.share(m).percent}%" for m in measures)
        sentences.append(f"{name}: below {report.threshold}% in {listed}.")
    return "\n".join(sentences)


def named(group: Coverage, by: Grouping) -> str:
    """The name of a group, in words for what belongs to none."""
    return group.name if group.name is not None else f"no {by}"
