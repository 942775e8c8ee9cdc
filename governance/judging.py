"""Policies held against tables one by one: what a change cannot reach is not judged again.

Most policies look at one table at a time, with what lies upstream of it (`Policy.scope`). What they
say of a table is kept under the hash of everything it depends on: what the sources and people say
of the table and of all that it is made of, the policies, this program. A check loads and judges the
tables whose hash it has not met, and what lies upstream of these; of the others it keeps what was
said. Policies about the totals see each table as a whole, which is kept, too; a policy that has to
see everything at once makes a check load everything.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256

import msgspec
from msgspec import structs

from governance.breaking import Shape, shape
from governance.cache import Cache, key
from governance.engine import stamp
from governance.extract.parts import in_circles
from governance.kept import Kept, decode, encode
from governance.model.catalog import Catalog, Table
from governance.model.judgement import Evaluation, Problem, Severity, Violation, Way
from governance.model.location import Location
from governance.model.names import TableRef, ref_of, table_of
from governance.pipeline import Extracted, catalogued
from governance.policy.evaluate import evaluate, hold, in_order
from governance.policy.loading import Whole
from governance.policy.policy import Policy
from governance.policy.subjects import Shared, shared_names

_AT_ONCE = 4_000
"""Tables judged at a time, those that read each other near each other: what bounds the memory."""


class _Violation(Kept, frozen=True, array_like=True, tag=False):
    """A violation as it is kept; `ref` has three parts for a table, four for a column."""

    policy: str
    severity: str
    subject: str
    message: str
    fix: str
    fingerprint: str
    owner: str | None
    location: Location | None
    notes: tuple[str, ...]
    ref: tuple[str, ...]
    beside: str
    way: Way | None = None


class _Table(Kept, frozen=True, array_like=True, tag=False):
    """What was found in one table, and the table as a whole; None for a name that is no table."""

    violations: tuple[_Violation, ...]
    whole: Whole | None = None
    shape: Shape | None = None


def judge(
    found: Extracted, policies: Sequence[Policy], cache: Cache
) -> tuple[Evaluation, tuple[Shape, ...]]:
    """Hold every policy against what was extracted; and the shapes of its tables.

    The same as `evaluate` of the whole catalog, whatever the cache holds. Policies about what a
    change does are left to whoever knows what stood before it.
    """
    if not policies:
        return Evaluation(), ()
    policies = [policy for policy in policies if "changes" not in policy.reads]
    apart = tuple(policy for policy in policies if policy.scope == "table")
    shared = shared_names(ref for ref, part in found.parts.items() if part.made)
    known = _Known(found, apart, shared, cache)
    if not known.complete:
        catalog = catalogued(found, cache)
        shapes = tuple(shape(table, catalog.classifications) for table in catalog.tables)
        return evaluate(catalog, policies), shapes
    violations = [_restored(each) for table in known.tables.values() for each in table.violations]
    problems = known.problems
    for last in _together(found, policies, known, shared, cache):
        violations += last.violations
        problems += last.problems
    shapes = tuple(table.shape for table in known.tables.values() if table.shape is not None)
    return Evaluation(in_order(violations), problems), shapes


class _Known:
    """What is known of each table: kept from before, or found now and kept for later.

    `complete` is false where the engine could not hold the tables that are new, or a policy found
    something about a name that is none of them.
    """

    def __init__(
        self, found: Extracted, policies: Sequence[Policy], shared: Shared, cache: Cache
    ) -> None:
        rules = key(
            "table", stamp(), *(policy.to_json() for policy in policies), repr(sorted(shared))
        )
        names = _digests(found, rules)
        self.tables = _kept(names, cache)
        self.problems: tuple[Problem, ...] = ()
        self.complete = True
        new = [ref for ref in names if ref not in self.tables]
        problems: dict[str, Problem] = {}
        for start in range(0, len(new), _AT_ONCE):
            some = new[start : start + _AT_ONCE]
            judged, wholes, shapes = _held(found, some, policies, shared, cache)
            lost = any(ref not in wholes for ref in some if _made(found, ref))
            about = {None if each.ref is None else table_of(each.ref) for each in judged.violations}
            if lost or not about.issubset(some):
                self.complete = False
                return
            problems |= {problem.fingerprint: problem for problem in judged.problems}
            fresh = _taken_apart(some, judged.violations, wholes, shapes)
            self.tables |= fresh
            if not judged.problems:
                cache.put({names[ref]: encode(table) for ref, table in fresh.items()})
        self.problems = tuple(problems.values())


def _together(
    found: Extracted, policies: Sequence[Policy], known: _Known, shared: Shared, cache: Cache
) -> Iterator[Evaluation]:
    """What takes more than one table: totals, exposures, grants on schemas, and whatever may."""
    totals = tuple(
        policy
        for policy in policies
        if policy.scope == "totals" or (policy.scope == "table" and policy.subject == "grant")
    )
    if totals:
        wholes = {ref: t.whole for ref, t in known.tables.items() if t.whole is not None}
        catalog = Catalog(
            found.origin,
            tuple(map(Table, wholes)),
            grants=found.grants,
            exposures=found.exposures,
        )
        yield hold(catalog, totals, shared=shared, wholes=tuple(wholes.values())).evaluation
    rest = tuple(policy for policy in policies if policy.scope == "catalog")
    if rest:
        yield evaluate(catalogued(found, cache), rest)


def _digests(found: Extracted, rules: str) -> dict[TableRef, str]:
    """The hash of all that the verdict on each table depends on, each after those it reads."""
    parts, declared = found.parts, found.declared
    own: dict[TableRef, str] = {}
    for ref, part in parts.items():
        there = "".join("1" if _made(found, each) else "0" for each in part.refers)
        own[ref] = f"{part.digest} {declared.digest(ref)} {there}"
        if ref in found.findings:
            own[ref] += sha256(msgspec.json.encode(found.findings[ref])).hexdigest()
        if ref in found.risks:
            own[ref] += sha256(msgspec.json.encode(found.risks[ref])).hexdigest()
    reads = {ref: part.reads for ref, part in parts.items()}
    for ref, table in found.mentioned.items():
        columns = "\0".join(sorted(column.name for column in table.columns))
        own[ref] = f"{own.get(ref, '')} {columns} {declared.digest(ref)}"
        reads.setdefault(ref, ())
    digests: dict[TableRef, str] = {}
    for circle in in_circles(reads):
        # those of a circle stand for one another: what reaches one reaches all
        above = {digests[ref] for each in circle for ref in reads[each] if ref in digests}
        everything = "\n".join((rules, *sorted(above), *sorted(own[ref] for ref in circle)))
        for ref in circle:
            text = f"{everything}\n{ref}\n{own[ref]}"
            digests[ref] = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return digests


def _kept(names: Mapping[TableRef, str], cache: Cache) -> dict[TableRef, _Table]:
    texts = cache.get(names.values())
    known = {}
    for ref, name in names.items():
        table = decode(texts[name], _Table) if name in texts else None
        if table is not None:
            known[ref] = table
    return known


def _held(
    found: Extracted,
    new: Sequence[TableRef],
    policies: Sequence[Policy],
    shared: Shared,
    cache: Cache,
) -> tuple[Evaluation, dict[TableRef, Whole], dict[TableRef, Shape]]:
    """The policies held against some tables, among all that these are made of."""
    catalog = catalogued(found, cache, upstream(found, new))
    judged = set(new)
    there = {table.ref for table in catalog.tables}
    referred = {ref for each in new for ref in _refers(found, each) if _made(found, ref)}
    part = Catalog(
        catalog.origin,
        (*catalog.tables, *(Table(ref) for ref in sorted(referred - there))),
        tuple(edge for edge in catalog.edges if edge.downstream.table_ref in judged),
        tuple(grant for grant in catalog.grants if grant.subject in judged),
        catalog.protections,
        facts=catalog.facts,
        disputes=tuple(each for each in catalog.disputes if table_of(each.subject) in judged),
        classifications=catalog.classifications,
        reidentification=catalog.reidentification,
    )
    held = hold(part, policies, shared=shared, beside=(there | referred) - judged)
    wholes = {t.ref: whole for t, whole in zip(part.tables, held.wholes, strict=False)}
    shapes = {t.ref: shape(t, catalog.classifications) for t in catalog.tables if t.ref in judged}
    return held.evaluation, wholes, shapes


def upstream(found: Extracted, tables: Iterable[TableRef]) -> Collection[TableRef]:
    """The tables and all that lies upstream of them, in the order of the catalog."""
    reached = set(tables)
    waiting = list(reached)
    while waiting:
        part = found.parts.get(waiting.pop())
        for ref in part.reads if part is not None else ():
            if ref not in reached:
                reached.add(ref)
                waiting.append(ref)
    every = dict.fromkeys((*found.parts, *found.mentioned))
    return [ref for ref in every if ref in reached]


def _refers(found: Extracted, ref: TableRef) -> tuple[TableRef, ...]:
    return found.parts[ref].refers if ref in found.parts else ()


def _made(found: Extracted, ref: TableRef) -> bool:
    return ref in found.parts and found.parts[ref].made


def _taken_apart(
    tables: Iterable[TableRef],
    found: Iterable[Violation],
    wholes: Mapping[TableRef, Whole],
    shapes: Mapping[TableRef, Shape],
) -> dict[TableRef, _Table]:
    """What was found, by the table that it is about."""
    by_table: dict[TableRef | None, list[_Violation]] = {}
    for each in found:
        about = table_of(each.ref) if each.ref is not None else None
        by_table.setdefault(about, []).append(_as_kept(each))
    return {
        ref: _Table(tuple(by_table.get(ref, ())), wholes.get(ref), shapes.get(ref))
        for ref in tables
    }


def _as_kept(violation: Violation) -> _Violation:
    return _Violation(
        violation.policy,
        violation.severity.value,
        violation.subject,
        violation.message,
        violation.fix,
        violation.fingerprint,
        violation.owner,
        violation.location,
        violation.notes,
        structs.astuple(violation.ref) if violation.ref is not None else (),
        violation.beside,
        violation.way,
    )


def _restored(kept: _Violation) -> Violation:
    return Violation(
        kept.policy,
        Severity(kept.severity),
        kept.subject,
        kept.message,
        kept.fix,
        kept.fingerprint,
        kept.owner,
        kept.location,
        kept.notes,
        ref_of(kept.ref),
        kept.beside,
        kept.way,
    )
