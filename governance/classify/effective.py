"""The effective classification of every column: declared beats inherited beats detected.

What each basis says:

- *declared*: the category and the level that people wrote. A category without a level has the
  category's usual level. A level without a category keeps the category that is inherited or
  detected, because a level says how secret, not what; "public" without a category says that there
  is nothing personal. A level declared for a table holds for its columns that have none, and
  never lowers what a category declared for a column asks for. The category "personal" says that
  there is personal data and not what: what is inherited or detected says that.
- *inherited*: through edges that carry a category, from columns that are personal themselves; of
  several, the most sensitive and then the most revealing path gives category and level.
- *detected*: the strongest finding of at least `PERSONAL`.

Strong evidence against a declaration (see `STRONG`) is a contradiction, unless a reason stands
beside the declaration: then a person has looked at it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from msgspec import Struct, structs

from governance.classify.claims import Claim, Flow, Step
from governance.classify.keys import keyed
from governance.classify.rules import PERSONAL, STRONG, special, usual_level
from governance.model.catalog import NO_FACTS, Table
from governance.model.classification import Basis, Classification, Evidence, Finding, Level
from governance.model.lineage import Edge, EdgeKind, Effect
from governance.model.names import ColumnRef, TableRef
from governance.model.protection import Protection
from governance.model.stewardship import Fact, FactKey, Facts
from governance.taxonomy import NONE, category
from governance.taxonomy import PERSONAL as ANY

_WORDS = {
    Effect.IDENTITY: "copied from",
    Effect.DERIVED: "derived from",
    Effect.GENERALISED: "generalised from",
    Effect.HASHED: "hashed from",
    Effect.KEYED: "keyed from",
}
_MOST_EVIDENCE = 5
"""Columns that one column is said to come from; more tell a reader nothing."""


@dataclass(frozen=True, slots=True)
class Classified:
    """One entry a column that is personal or was declared, and the protections lineage shows."""

    classifications: Mapping[ColumnRef, Classification]
    protections: tuple[Protection, ...] = ()


class _Declared(Struct, frozen=True):
    """What people declared about one column, the table's level included."""

    category: Fact | None
    level: Fact | None

    @property
    def settles(self) -> bool:
        """Whether it says what the column holds, not only how secret that is, or that it is PII."""
        if self.category is not None:
            return self.key != ANY
        return self.level is not None and self.level.value == Level.PUBLIC

    @property
    def unspecific(self) -> bool:
        """Whether it says that there is personal data, and not what."""
        return self.key == ANY

    @property
    def key(self) -> str:
        return str(self.category.value) if self.category else NONE

    @property
    def reasoned(self) -> bool:
        return any(fact is not None and fact.reason for fact in (self.category, self.level))


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
    detected = _strongest(findings)
    known = {table.ref: table for table in tables}
    columns: dict[ColumnRef, int] = {}
    carrying = _carrying(edges, columns, known)
    written = _all_declared(facts, known)
    for ref in (*detected, *written):
        columns.setdefault(ref, len(columns))
    refs = list(columns)

    declared = {columns[ref]: said for ref, said in written.items()}
    settled = {n: _claim(refs[n], said, detected) for n, said in declared.items() if said.settles}
    levels = {
        number: Level(str(said.level.value))
        for number, said in declared.items()
        if said.level and not said.settles
    }
    found = {columns[ref]: _found(finding) for ref, finding in detected.items()}
    for number, said in declared.items():
        if said.unspecific:
            found[number] = _unspecific(refs[number], found.get(number))
    begin = {number for number, claim in settled.items() if claim}.union(found)
    flow = Flow(refs, [step for step, _ in carrying], begin)
    inherited = flow.claims(settled, levels, found)

    personal: dict[int, Claim] = {}
    for number, claim in {**found, **inherited}.items():
        if number not in settled:
            level = levels.get(number)
            personal[number] = (
                structs.replace(claim, level=level, confirmed=True) if level else claim
            )
    personal.update((number, claim) for number, claim in settled.items() if claim)
    classifications = {
        refs[number]: _weigh(
            refs[number],
            declared.get(number),
            inherited.get(number),
            detected.get(refs[number]),
            _origins(number, flow, personal, refs, facts),
        )
        for number in sorted({*declared, *personal})
    }
    return Classified(
        classifications, keyed(carrying, personal, set(personal) - set(inherited), refs)
    )


def _strongest(findings: Iterable[Finding]) -> dict[ColumnRef, Finding]:
    strongest: dict[ColumnRef, Finding] = {}
    for finding in findings:
        current = strongest.get(finding.subject)
        if finding.score >= PERSONAL and (current is None or finding.score > current.score):
            strongest[finding.subject] = finding
    return strongest


def _carrying(
    edges: Iterable[Edge], columns: dict[ColumnRef, int], known: Mapping[TableRef, Table]
) -> list[tuple[Step, Edge]]:
    """The edges that carry a category, open ones spelled out; new columns get numbers."""
    carrying = []
    for edge in edges:
        if edge.kind is not EdgeKind.VALUE or not edge.effect.carries_category:
            continue
        pairs = [(edge.upstream, edge.downstream)]
        if "*" in (edge.upstream.column, edge.downstream.column):
            pairs = _spelled_out(edge, known)
        for upstream, downstream in pairs:
            step = Step(
                columns.setdefault(upstream, len(columns)),
                columns.setdefault(downstream, len(columns)),
                edge.effect,
            )
            carrying.append((step, edge))
    return carrying


def _spelled_out(edge: Edge, known: Mapping[TableRef, Table]) -> list[tuple[ColumnRef, ColumnRef]]:
    above, below = edge.upstream.table_ref, edge.downstream.table_ref
    ups = _names(edge.upstream, known.get(above))
    downs = _names(edge.downstream, known.get(below))
    pairs = []
    for down in downs:
        same = [up for up in ups if up.casefold() == down.casefold()]
        # two stars pair by name; a named column that no name explains may hold any of them
        unexplained = () if edge.downstream.column == "*" and edge.upstream.column == "*" else ups
        pairs += [(above.column(up), below.column(down)) for up in same or unexplained]
    return pairs


def _names(ref: ColumnRef, table: Table | None) -> tuple[str, ...]:
    if ref.column != "*":
        return (ref.column,)
    return tuple(column.name for column in table.columns) if table else ()


def _all_declared(
    facts: Mapping[TableRef | ColumnRef, Facts], known: Mapping[TableRef, Table]
) -> dict[ColumnRef, _Declared]:
    declared: dict[ColumnRef, _Declared] = {}
    for ref, own in facts.items():
        level = own.get("classification")
        if isinstance(ref, ColumnRef):
            said = own.get("category")
            if level or (said and ref not in declared):
                declared[ref] = _Declared(said, level)
        elif level is not None and ref in known:
            for column in known[ref].columns:
                of_column = facts.get(ref.column(column.name), NO_FACTS)
                if "classification" in of_column:
                    continue
                said = of_column.get("category")
                usual = usual_level(str(said.value), None) if said else None
                # what a column holds may ask for more than its table, never for less
                if said is None or _rank(usual) < Level(str(level.value)).rank:
                    declared[ref.column(column.name)] = _Declared(said, level)
    return declared


def _claim(
    ref: ColumnRef, declared: _Declared, detected: Mapping[ColumnRef, Finding]
) -> Claim | None:
    if declared.key == NONE:
        return None
    finding = detected.get(ref)
    kind = finding.kind if finding and finding.category == declared.key else None
    level = Level(str(declared.level.value)) if declared.level else usual_level(declared.key, kind)
    return Claim(declared.key, kind, level, confirmed=True, confidence=1.0, root=ref)


def _found(finding: Finding) -> Claim:
    return Claim(
        finding.category,
        finding.kind,
        usual_level(finding.category, finding.kind),
        confirmed=False,
        confidence=finding.score,
        root=finding.subject,
    )


def _unspecific(ref: ColumnRef, found: Claim | None) -> Claim:
    """A column that somebody said holds personal data: what was found there, and now confirmed."""
    if found is not None:
        return structs.replace(found, confirmed=True, confidence=1.0)
    return Claim(ANY, None, usual_level(ANY, None), confirmed=True, confidence=1.0, root=ref)


def _origins(
    number: int,
    flow: Flow,
    personal: Mapping[int, Claim],
    refs: Sequence[ColumnRef],
    facts: Mapping[TableRef | ColumnRef, Facts],
) -> tuple[Evidence, ...]:
    """What flows into a column, the weightiest first, each upstream column once."""
    claims: dict[int, Claim] = {}
    for step in flow.into(number):
        claim = personal.get(step.upstream)
        if claim is None or claim.root == refs[number]:
            continue
        reached = claim.through(refs[step.upstream], step.effect)
        current = claims.get(step.upstream)
        if current is None or reached.weight > current.weight:
            claims[step.upstream] = reached
    ordered = list(claims)
    if len(ordered) > 1:
        ordered.sort(key=lambda upstream: claims[upstream].weight, reverse=True)
    return tuple(
        _inherited(personal[n], refs[n], claims[n].effect or Effect.IDENTITY, facts)
        for n in ordered[:_MOST_EVIDENCE]
    )


def _inherited(
    claim: Claim,
    upstream: ColumnRef,
    effect: Effect,
    facts: Mapping[TableRef | ColumnRef, Facts],
) -> Evidence:
    root = facts.get(claim.root, NO_FACTS).get("category") if claim.confirmed else None
    detail = f"{_WORDS[effect]} {upstream.name}, {category(claim.category).noun}"
    if claim.root != upstream:
        detail += f" that begins in {claim.root.name}"
    return Evidence(
        Basis.INHERITED,
        claim.category,
        detail,
        score=claim.confidence,
        location=root.location if root else None,
        upstream=upstream,
        effect=effect,
    )


def _weigh(
    ref: ColumnRef,
    declared: _Declared | None,
    inherited: Claim | None,
    finding: Finding | None,
    origins: tuple[Evidence, ...],
) -> Classification:
    evidence = list(_written(declared)) + list(origins)
    if finding is not None:
        evidence.append(
            Evidence(Basis.DETECTED, finding.category, finding.evidence, score=finding.score)
        )
    claim = inherited or (_found(finding) if finding else None)
    if claim is None and declared and declared.unspecific:
        claim = _unspecific(ref, None)
    kind = None
    if declared and declared.settles:
        key, confidence, confirmed = declared.key, 1.0, True
        kind = finding.kind if finding and finding.category == key else None
        if claim and claim.category == key:
            kind = kind or claim.kind
    elif claim:
        key, kind, confidence = claim.category, claim.kind, claim.confidence
        confirmed = claim.confirmed or declared is not None
    else:
        key, confidence, confirmed = NONE, 1.0, True
    if declared and declared.level:
        level: Level | None = Level(str(declared.level.value))
    elif claim and not (declared and declared.settles):
        level = claim.level
    else:
        level = usual_level(key, kind)
    return Classification(
        subject=ref,
        category=key,
        level=level,
        special=special(key, kind),
        confirmed=confirmed,
        confidence=confidence,
        evidence=tuple(evidence),
        quasi=category(key).quasi,
        contradiction=_contradiction(declared, key, kind, level, inherited, finding),
        kind=kind,
    )


def _written(declared: _Declared | None) -> Iterable[Evidence]:
    if declared is None:
        return
    said: list[tuple[FactKey, Fact | None]] = [
        ("category", declared.category),
        ("classification", declared.level),
    ]
    for name, fact in said:
        if fact is not None:
            detail = f"declared {name}: {fact.value}"
            yield Evidence(Basis.DECLARED, declared.key, detail, location=fact.location)


def _contradiction(
    declared: _Declared | None,
    key: str,
    kind: str | None,
    level: Level | None,
    inherited: Claim | None,
    finding: Finding | None,
) -> str | None:
    if declared is None or declared.reasoned:
        return None
    against = None
    if inherited and (inherited.confirmed or inherited.confidence >= STRONG):
        against = inherited
    elif finding and finding.score >= STRONG:
        against = _found(finding)
    if against is not None:
        why = _why(against, finding)
        if declared.settles and key == NONE:
            return f"declared to hold nothing personal, but {why}"
        if _rank(against.level) > _rank(level):
            noun = category(against.category).noun
            return f"declared {level}, but {why}, and {noun} is {against.level}"
    usual = usual_level(key, kind)
    if _rank(usual) > _rank(level):
        return f"declared {level}, but {category(key).noun} is {usual}"
    return None


def _why(claim: Claim, finding: Finding | None) -> str:
    if claim.upstream is not None and claim.effect is not None:
        noun = category(claim.category).noun
        return f"it is {_WORDS[claim.effect]} {claim.upstream.name}, {noun}"
    return finding.evidence if finding else ""


def _rank(level: Level | None) -> int:
    return level.rank if level else -1
