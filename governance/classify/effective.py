"""The effective classification of every column: declared beats inherited beats detected.

What each basis says:

- *declared*: the category and the level that people wrote. A category without a level has the
  category's usual level. A level without a category keeps the category that is inherited or
  detected, because a level says how secret, not what; "public" without a category says that there
  is nothing personal. A level declared for a table holds for its columns that have none, and
  never lowers what a category declared for a column asks for. The category "personal" says that
  there is personal data and not what: what is inherited or detected says that.
- *inherited*: through edges that carry a category, from columns that are personal themselves. All
  that flows into a column flows on; the most sensitive of it gives category and level, and the
  column is special when any of it is.
- *detected*: the strongest finding of at least `PERSONAL`.

Strong evidence for more than was declared (see `STRONG`) is a contradiction, unless a reason stands
beside the declaration: then a person has looked at it, and the class is lowered.

What is said of a table depends on the table and on what is upstream of it, and on nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import TypeAlias

from msgspec import Struct, structs

from governance.classify.claims import (
    GENERALISES,
    STATE,
    UNDER_KEY,
    Claim,
    Claims,
    Settled,
    pseudonym,
)
from governance.classify.declared import Declared, declarations
from governance.classify.flow import Begin, Flow
from governance.classify.lowering import lowering
from governance.classify.rules import PERSONAL, usual_level
from governance.classify.stars import Stars
from governance.model.catalog import Table
from governance.model.classification import (
    Basis,
    Classification,
    Evidence,
    Finding,
    Lowered,
    Pseudonym,
)
from governance.model.lineage import Edge, Effect
from governance.model.location import Location
from governance.model.names import ColumnRef, TableRef
from governance.model.protection import Protection
from governance.model.stewardship import Fact, FactKey, Facts
from governance.taxonomy import NONE, category
from governance.taxonomy import PERSONAL as ANY

_MOST_EVIDENCE = 5
"""Columns that one column is said to come from; more tell a reader nothing."""

_NOWHERE = Location("")
_INHERITED, _KEYED = Basis.INHERITED, Effect.KEYED  # looked up once: there are many columns


class Classified(Struct, frozen=True):
    """One entry a column that is personal or was declared, and the protections lineage shows."""

    classifications: Mapping[ColumnRef, Classification]
    protections: tuple[Protection, ...] = ()


def classify(
    tables: Sequence[Table],
    edges: Iterable[Edge],
    facts: Mapping[TableRef | ColumnRef, Facts],
    findings: Iterable[Finding],
) -> Classified:
    """Weigh all evidence.

    `edges` may name columns and tables that `tables` does not have; they carry on all the same.
    An edge from `table.*` is one from the column of the same name, and where there is none, from
    every column of the table: what cannot be told apart is taken for the worst.
    """
    known = {table.ref: table for table in tables}
    weighing = _Weighing(declarations(facts, known), _strongest(findings))
    flow = weighing.follow(edges, Stars(known))
    classifications = weighing.all()
    keyed = [flow.columns[n] for n, held in enumerate(flow.passed) if held & STATE == UNDER_KEY]
    keyed.sort()
    places = [_keyed_at(classifications[column].evidence) for column in keyed]
    return Classified(
        classifications,
        tuple(
            [
                Protection(column, "masking", "keyed", "present", place)
                for column, place in zip(keyed, places, strict=True)
            ]
        ),
    )


def _strongest(findings: Iterable[Finding]) -> dict[ColumnRef, Finding]:
    strongest: dict[ColumnRef, Finding] = {}
    for finding in findings:
        current = strongest.get(finding.subject)
        if finding.score >= PERSONAL and (current is None or finding.score > current.score):
            strongest[finding.subject] = finding
    return strongest


_Heavy: TypeAlias = tuple[int, bool, bool]
_Light: TypeAlias = tuple[float, str, str]
_Weight: TypeAlias = tuple[bool, _Heavy, int, _Light]
_Origin: TypeAlias = tuple[_Weight, ColumnRef, Claim, Edge]
"""How much it weighs, the column, what comes of it, and the edge by which it does."""


class _Sum(Struct, frozen=True, gc=False):
    """What is told of a set of claims: the weightiest, and what holds of all of them.

    `heavy` and `light` are the parts of its weight that count before and after the effect.
    """

    claim: Claim
    special: bool = False
    quasi: bool = False
    pseudonym: Pseudonym | None = None
    heavy: _Heavy = (-1, False, False)
    light: _Light = (0.0, "", "")


class _Weighing:
    """What is known of the columns, and what follows from it."""

    def __init__(
        self, declared: Mapping[ColumnRef, Declared], detected: Mapping[ColumnRef, Finding]
    ) -> None:
        self.said: dict[int, Declared] = {}
        self._found: dict[int, Finding] = {}
        self._declared = declared
        self._detected = detected
        self._claims = Claims()
        self._sums: dict[int, _Sum] = {}
        self._flow: Flow

    def follow(self, edges: Iterable[Edge], stars: Stars) -> Flow:
        """Let what was declared and detected flow."""
        detected = self._detected
        found = {ref: _found(finding) for ref, finding in detected.items()}
        settled: dict[ColumnRef, Settled] = {}
        levels = {}
        for ref, said in self._declared.items():
            if said.settles:
                settled[ref] = Settled(_said(said, detected.get(ref)), said.level is not None)
                continue
            if said.stated is not None:
                levels[ref] = said.stated
            if said.unspecific:
                found[ref] = _unspecific(detected.get(ref))
        begin = Begin(settled, found, levels)
        flow = self._flow = Flow(edges, stars.spelled_out, begin, self._claims)
        self.said = {flow.numbers[ref]: said for ref, said in self._declared.items()}
        self._found = {flow.numbers[ref]: finding for ref, finding in detected.items()}
        return flow

    def all(self) -> dict[ColumnRef, Classification]:
        """The classification of every column that holds anything or was declared.

        One loop without a call for most columns: those that one other column flows into.
        """
        flow, sums, through = self._flow, self._sums, self._claims.through
        columns, passed, into, circular = flow.columns, flow.passed, flow.into, flow.circular
        said, detected = self.said, self._found
        found: dict[ColumnRef, Classification] = {}
        for number, held in enumerate(passed):
            if number in said:
                found[columns[number]] = self._declared_to_be(said[number], number, held)
                continue
            if not held:
                continue
            steps = into[number]
            if steps is None:
                evidence: tuple[Evidence, ...] = ()
            elif len(steps) == 1 and not circular:
                upstream, _, way, edge = steps[0]
                came = through(passed[upstream], way) if way else passed[upstream]
                claim = (sums.get(came) or self._summed_up(came)).claim
                only = Evidence(
                    _INHERITED,
                    claim.category,
                    "",
                    claim.confidence,
                    None,
                    columns[upstream],
                    edge.effect,
                    edge.restores,
                    edge.location,
                )
                evidence = (only,)
            else:
                evidence = self._origins(number)
            if number in detected:
                evidence = (*evidence, _detected(detected[number]))
            total = sums.get(held) or self._summed_up(held)
            claim = total.claim
            column = columns[number]
            found[column] = Classification(
                column,
                claim.category,
                claim.level,
                total.special,
                claim.confirmed,
                claim.confidence,
                evidence,
                total.quasi,
                None,
                claim.kind,
                None,
                total.pseudonym,
            )
        return found

    def _declared_to_be(self, declared: Declared, number: int, held: int) -> Classification:
        """The classification of a column of which somebody said something."""
        flow, finding = self._flow, self._found.get(number)
        evidence = self._origins(number)
        if finding is not None:
            evidence = (*evidence, _detected(finding))
        if held:
            total = self._summed_up(held)
        else:
            total = _Sum(Claim(NONE, None, declared.stated, True, 1.0))
        claim = total.claim
        inherited = self._claims.of(flow.reached[number])
        what = lowering(declared, claim, inherited, finding, evidence)
        why = declared.reasoned
        return Classification(
            flow.columns[number],
            claim.category,
            claim.level,
            total.special,
            True,
            claim.confidence,
            (*_written(declared), *evidence),
            total.quasi,
            what if why is None else None,
            claim.kind,
            Lowered(what, why.reason or "", why.location) if what and why is not None else None,
            total.pseudonym,
        )

    def _summed_up(self, held: int) -> _Sum:
        found = self._sums.get(held)
        if found is None:
            claims = self._claims.of(held)
            claim = claims[0]
            found = self._sums[held] = _Sum(
                claim,
                any(each.special for each in claims),
                category(claim.category).quasi,
                pseudonym(held),
                claim.weight[:3],
                claim.weight[3:],
            )
        return found

    def _origins(self, number: int) -> tuple[Evidence, ...]:
        """What flows into a column, the weightiest first, each upstream column once."""
        steps, circular = self._flow.into[number], self._flow.circular
        if steps is None:
            return ()
        columns = self._flow.columns
        told: list[_Origin] = []
        for upstream, _, way, edge in steps:
            again = circular and self._flow.returns(upstream, number)
            if again and not self._adds(upstream, way, number):
                continue
            sum_ = self._through(upstream, way)
            weight = not again, sum_.heavy, -edge.effect.rank, sum_.light
            told.append((weight, columns[upstream], sum_.claim, edge))
        if len(told) > 1:
            if len({id(origin[1]) for origin in told}) < len(told):
                told = _each_once(told)
            told.sort(key=itemgetter(1))
            told.sort(key=itemgetter(0), reverse=True)
            del told[_MOST_EVIDENCE:]
        return tuple(
            [
                Evidence(
                    _INHERITED,
                    claim.category,
                    "",
                    claim.confidence,
                    None,
                    column,
                    edge.effect,
                    edge.restores,
                    edge.location,
                )
                for _, column, claim, edge in told
            ]
        )

    def _through(self, upstream: int, way: int) -> _Sum:
        held = self._flow.passed[upstream]
        if way:
            held = self._claims.through(held, way)
        return self._sums.get(held) or self._summed_up(held)

    def _adds(self, upstream: int, way: int, number: int) -> bool:
        """Whether a step back brings anything that did not begin in the column itself."""
        flow = self._flow
        own = flow.passed[number] if number in self.said else 0
        own |= flow.circling.get(number, 0)
        own |= self._claims.through(own, GENERALISES)
        return bool(self._claims.through(flow.passed[upstream], way) & ~own & ~STATE)


def _each_once(told: Iterable[_Origin]) -> list[_Origin]:
    """The weightiest origin of each column; of two that weigh the same, the first in the files."""
    best: dict[ColumnRef, _Origin] = {}
    for origin in told:
        current = best.get(origin[1])
        if (
            current is None
            or origin[0] > current[0]
            or (origin[0] == current[0] and _order(origin[3]) < _order(current[3]))
        ):
            best[origin[1]] = origin
    return list(best.values())


def _detected(finding: Finding) -> Evidence:
    return Evidence(
        Basis.DETECTED,
        finding.category,
        finding.evidence,
        finding.score,
        values=finding.sampled is not None,
    )


def _order(edge: Edge) -> tuple[Location, bool]:
    """Which of two edges that weigh the same is told of."""
    return edge.location or _NOWHERE, edge.restores


def _said(declared: Declared, finding: Finding | None) -> Claim | None:
    """What somebody declared a column to hold, None when that is nothing personal."""
    if declared.key == NONE:
        return None
    kind = finding.kind if finding and finding.category == declared.key else None
    level = declared.stated or usual_level(declared.key, kind)
    return Claim(declared.key, kind, level, confirmed=True, confidence=1.0)


def _found(finding: Finding) -> Claim:
    level = usual_level(finding.category, finding.kind)
    return Claim(finding.category, finding.kind, level, confirmed=False, confidence=finding.score)


def _unspecific(finding: Finding | None) -> Claim:
    """A column that somebody said holds personal data: what was found there, and now confirmed."""
    if finding is not None:
        return structs.replace(_found(finding), confirmed=True, confidence=1.0)
    return Claim(ANY, None, usual_level(ANY, None), confirmed=True, confidence=1.0)


def _written(declared: Declared) -> Iterable[Evidence]:
    said: list[tuple[FactKey, Fact | None]] = [
        ("category", declared.category),
        ("classification", declared.level),
    ]
    for name, fact in said:
        if fact is not None:
            detail = f"declared {name}: {fact.value}"
            yield Evidence(Basis.DECLARED, declared.key, detail, location=fact.location)


def _keyed_at(evidence: Sequence[Evidence]) -> Location | None:
    """Where the SQL that keys a column is, or that which brings it keyed from elsewhere."""
    elsewhere = None
    for each in evidence:
        if each.effect is _KEYED:
            return each.place
        if elsewhere is None and each.basis is _INHERITED:
            elsewhere = each
    return elsewhere.place if elsewhere is not None else None
