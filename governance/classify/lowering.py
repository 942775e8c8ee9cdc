"""Declarations that ask for less than the evidence: contradictions, or lowered for a reason."""

from __future__ import annotations

from collections.abc import Sequence

from governance.classify.claims import Claim
from governance.classify.declared import Declared
from governance.classify.rules import STRONG, special, usual_level
from governance.classify.told import made_from
from governance.model.classification import Basis, Evidence, Finding, Level
from governance.taxonomy import NONE, category


def lowering(
    declared: Declared,
    held: Claim,
    inherited: Sequence[Claim],
    finding: Finding | None,
    evidence: Sequence[Evidence],
) -> str | None:
    """In what a declaration asks for less than the evidence, in words; None where it does not.

    `held` is what counts once the declaration is applied. Evidence counts when a person stands
    behind it or it is `STRONG`, and what is inherited before what the column's own name says.
    """
    came = [c for c in inherited if c.confirmed or c.confidence >= STRONG]
    against = came
    if not came and finding is not None and finding.score >= STRONG:
        level = usual_level(finding.category, finding.kind)
        against = [Claim(finding.category, finding.kind, level, False, finding.score)]
    if against:
        weightiest = against[0]
        if declared.settles and held.category == NONE:
            return f"declared to hold nothing personal, but {_why(weightiest, finding, evidence)}"
        if _rank(weightiest.level) > _rank(held.level):
            noun = category(weightiest.category).noun
            why = _why(weightiest, finding, evidence)
            return f"declared {held.level}, but {why}, and {noun} is {weightiest.level}"
        protected = next((claim for claim in against if claim.special), None)
        if declared.settles and protected is not None and not special(held.category, held.kind):
            noun = category(held.category).noun
            why = _why(protected, finding, evidence)
            return f"declared {noun}, but {why}, a special category of personal data"
    if any(claim.category == held.category for claim in came):
        return None  # it came as low as this: a rule or a declaration upstream lowered it
    usual = usual_level(held.category, held.kind)
    if _rank(usual) > _rank(held.level):
        return f"declared {held.level}, but {category(held.category).noun} is {usual}"
    return None


def _why(claim: Claim, finding: Finding | None, evidence: Sequence[Evidence]) -> str:
    inherited = [e for e in evidence if e.basis is Basis.INHERITED]
    step = next((e for e in inherited if e.category == claim.category), None)
    if step is not None and step.upstream is not None:
        noun = category(claim.category).noun
        return (
            f"it is {made_from(step.effect, restores=step.restores)} {step.upstream.name}, {noun}"
        )
    return finding.evidence if finding else f"it holds {category(claim.category).noun}"


def _rank(level: Level | None) -> int:
    return level.rank if level else -1
