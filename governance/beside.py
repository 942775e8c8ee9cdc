"""What the store has, as if sources had said it and detectors had found it."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from governance.catalog.aspects import structure_digest
from governance.extract.base import Extraction
from governance.extract.parts import parts_of
from governance.extract.stored import Given
from governance.model.catalog import Catalog
from governance.model.classification import Basis, Finding
from governance.model.names import ColumnRef, TableRef, table_of
from governance.model.risk import Reidentification
from governance.model.stewardship import Facts
from governance.settings import Settings

STORED = "catalog"
"""The detector of what the store says of a column that is not looked at again."""


def beside(
    before: Catalog, settings: Settings, read: Collection[str]
) -> tuple[Extraction, dict[TableRef, Given]]:
    """What the store has of sources that were not read, as if they had been.

    What people declared about tables of other repositories' sources stands in files that are not
    here: the store has it. For sources of lictor.yml the files here say it.
    """
    ours = {source.name for source in settings.sources}
    tables = [table for table in before.tables if table.ref.source not in read]
    refs = {table.ref for table in tables}
    parts = parts_of(
        tables,
        (edge for edge in before.edges if edge.downstream.table_ref in refs),
        (grant for grant in before.grants if grant.subject in refs),
        (p for p in before.protections if table_of(p.subject) in refs and p.state != "wanted"),
    )
    findings: dict[TableRef, list[Finding]] = {}
    for finding in stored_findings(before):
        findings.setdefault(finding.subject.table_ref, []).append(finding)
    facts: dict[TableRef, dict[TableRef | ColumnRef, Facts]] = {}
    for ref, said in before.facts.items():
        if ref.source not in ours:
            facts.setdefault(table_of(ref), {})[ref] = said
    given = {
        table.ref: Given(
            table,
            findings=tuple(findings.get(table.ref, ())),
            facts=facts.get(table.ref, {}),
            risk=before.reidentification.get(table.ref),
        )
        for table in tables
    }
    extraction = Extraction(
        parts=parts,
        exposures=tuple(each for each in before.exposures if each.source not in read),
        roles=tuple(role for role in before.roles if role.source not in read),
    )
    return extraction, given


def stored_findings(catalog: Catalog) -> Iterator[Finding]:
    """What detectors found in the columns of a stored catalog."""
    for ref, found in catalog.classifications.items():
        for told in found.evidence:
            if told.basis is Basis.DETECTED:
                kind = found.kind if told.category == found.category else None
                looked = 0 if told.values else None
                yield Finding(
                    ref, told.category, STORED, told.score, told.detail, looked, looked, kind
                )


def still_standing(before: Catalog, catalog: Catalog) -> dict[TableRef, Reidentification]:
    """What the rows of tables said when somebody last looked at them, where it still says anything.

    That is where the table has the columns it had, and those that were combined still count as what
    people may know of somebody.
    """
    then = {table.ref: table for table in before.tables if table.ref in before.reidentification}
    standing = dict(catalog.reidentification)
    for table in catalog.tables:
        was = then.get(table.ref)
        if was is None or structure_digest(was) != structure_digest(table):
            continue
        known = before.reidentification[table.ref]
        found = [catalog.classifications.get(table.ref.column(name)) for name in known.quasi]
        if all(each is not None and each.personal and each.quasi for each in found):
            standing.setdefault(table.ref, known)
    return standing
