"""What is known of one table, in four documents, each with a digest of its own.

====================  =========================================================================
structure             the table as extracted: columns, keys, indexes, its view's query
access                who may read it, and the protections that were found on it
lineage               the edges into it
verdict               what people declared of it, and what its columns are classified as
====================  =========================================================================

A source has two more, `roles` and `exposures`. A document is JSON; what is at its default is left
out, so that a model that learns something new changes no digest. A table without anything to say
in an aspect has no document there.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from hashlib import sha256
from typing import Any, TypeAlias, TypeVar

import msgspec
from msgspec import Struct, field

from governance.kept import Kept
from governance.model.catalog import Catalog, Exposure, Grant, Role, Statistics, Table
from governance.model.classification import Classification
from governance.model.lineage import Edge
from governance.model.location import Location
from governance.model.names import ColumnRef, TableRef, table_of
from governance.model.protection import Protection, ProtectionKind, ProtectionState
from governance.model.risk import Reidentification
from governance.model.stewardship import Dispute, Fact, FactKey, Facts
from governance.model.waiver import Waiver


class Guard(Kept, frozen=True, tag=False):
    """A protection; `column` is None for the whole table."""

    column: str | None
    kind: ProtectionKind
    method: str
    state: ProtectionState = "present"
    location: Location | None = None


class Quarrel(Kept, frozen=True, tag=False):
    """A dispute; `column` is None for the table."""

    column: str | None
    key: FactKey
    sides: tuple[Fact, ...]
    settled: bool = False


class Access(Kept, frozen=True, tag=False):
    """Who may read a table, and what was found to protect it."""

    grants: tuple[Grant, ...] = ()
    guards: tuple[Guard, ...] = ()


class Lineage(Kept, frozen=True, tag=False):
    """The edges into a table."""

    edges: tuple[Edge, ...] = ()


class Verdict(Kept, frozen=True, tag=False):
    """What people declared and what was concluded; `wanted` are the protections they ask for.

    `facts` are those of the table, `column_facts` those of its columns by name.
    """

    facts: dict[FactKey, Fact] = field(default_factory=dict)
    column_facts: dict[str, dict[FactKey, Fact]] = field(default_factory=dict)
    disputes: tuple[Quarrel, ...] = ()
    classifications: tuple[Classification, ...] = ()
    wanted: tuple[Guard, ...] = ()


class Roles(Kept, frozen=True, tag=False):
    """The roles of a source."""

    roles: tuple[Role, ...] = ()


class Exposures(Kept, frozen=True, tag=False):
    """The exposures of a source."""

    exposures: tuple[Exposure, ...] = ()


class Waivers(Kept, frozen=True, tag=False):
    """The waivers of the files; they belong to no source."""

    waivers: tuple[Waiver, ...] = ()


KINDS: Mapping[str, type[Struct]] = {
    "structure": Table,
    "access": Access,
    "lineage": Lineage,
    "verdict": Verdict,
    "roles": Roles,
    "exposures": Exposures,
    "waivers": Waivers,
}
"""What the document of each aspect holds."""

Documents: TypeAlias = dict[str, str]
"""Aspect → document, as JSON text; an aspect with nothing to say is left out."""

Doc = TypeVar("Doc", bound=Struct)


def encode(value: Any) -> str:
    """A document as JSON text that every database keeps."""
    try:
        return msgspec.json.encode(value).decode()
    except UnicodeEncodeError:  # a file name that is no UTF-8, as lone surrogates
        plain = msgspec.to_builtins(value)
        return json.dumps(plain, separators=(",", ":"))


def decode(text: str, kind: type[Doc]) -> Doc:
    """The inverse of `encode`.

    Raises:
        msgspec.DecodeError: it is no such document.
    """
    found: Doc
    try:
        found = _decoder(kind).decode(text)
    except msgspec.ValidationError:
        raise
    except msgspec.DecodeError:
        try:
            plain = json.loads(text)
        except ValueError as error:
            raise msgspec.DecodeError("no JSON") from error
        found = msgspec.convert(plain, kind)
    return found


@cache
def _decoder(kind: type[Doc]) -> msgspec.json.Decoder[Doc]:
    return msgspec.json.Decoder(kind)


def digest(text: str) -> str:
    """The name of a document: SHA-256 of its text, in hexadecimal."""
    return sha256(text.encode()).hexdigest()


def structure_digest(table: Table) -> str:
    """The digest of a table's structure, as `publish` will keep it."""
    return digest(encode(table))


def documents_of(catalog: Catalog) -> dict[TableRef, Documents]:
    """The documents of every table that the catalog says anything about.

    The order in which a database happens to list grants, edges and facts changes no document.
    """
    grants: dict[TableRef, list[Grant]] = defaultdict(list)
    guards: dict[TableRef, list[Guard]] = defaultdict(list)
    wanted: dict[TableRef, list[Guard]] = defaultdict(list)
    edges: dict[TableRef, list[Edge]] = defaultdict(list)
    for grant in catalog.grants:
        grants[grant.subject].append(grant)
    for protection in catalog.protections:
        kept = wanted if protection.state == "wanted" else guards
        kept[table_of(protection.subject)].append(_guard(protection))
    for edge in catalog.edges:
        edges[edge.downstream.table_ref].append(edge)
    verdicts = _verdicts(catalog, wanted)
    found: dict[TableRef, Documents] = {
        table.ref: {"structure": encode(table)} for table in catalog.tables
    }
    for ref in grants.keys() | guards.keys():
        access = Access(_sorted(grants.get(ref, ())), _sorted(guards.get(ref, ())))
        found.setdefault(ref, {})["access"] = encode(access)
    for ref, into in edges.items():
        found.setdefault(ref, {})["lineage"] = encode(Lineage(_sorted(into)))
    for ref, verdict in verdicts.items():
        found.setdefault(ref, {})["verdict"] = encode(verdict)
    return found


def _verdicts(
    catalog: Catalog, wanted: Mapping[TableRef, list[Guard]]
) -> Mapping[TableRef, Verdict]:
    facts: dict[TableRef, dict[FactKey, Fact]] = {}
    column_facts: dict[TableRef, dict[str, dict[FactKey, Fact]]] = defaultdict(dict)
    disputes: dict[TableRef, list[Quarrel]] = defaultdict(list)
    classified: dict[TableRef, list[Classification]] = defaultdict(list)
    for ref, said in catalog.facts.items():
        if said and isinstance(ref, ColumnRef):
            column_facts[ref.table_ref][ref.column] = _ordered(said)
        elif said and isinstance(ref, TableRef):
            facts[ref] = _ordered(said)
    for dispute in catalog.disputes:
        subject = dispute.subject
        column = subject.column if isinstance(subject, ColumnRef) else None
        quarrel = Quarrel(column, dispute.key, dispute.sides, dispute.settled)
        disputes[table_of(subject)].append(quarrel)
    for column_ref, classification in catalog.classifications.items():
        classified[column_ref.table_ref].append(classification)
    refs = dict.fromkeys((*facts, *column_facts, *disputes, *classified, *wanted))
    return {
        ref: Verdict(
            facts.get(ref, {}),
            dict(sorted(column_facts.get(ref, {}).items())),
            _sorted(disputes.get(ref, ())),
            tuple(sorted(classified.get(ref, ()), key=lambda each: each.subject.column)),
            _sorted(wanted.get(ref, ())),
        )
        for ref in refs
    }


def documents_of_source(catalog: Catalog, source: str) -> Documents:
    """The documents of a source as a whole."""
    roles = _sorted(role for role in catalog.roles if role.source == source)
    exposures = _sorted(each for each in catalog.exposures if each.source == source)
    found = {}
    if roles:
        found["roles"] = encode(Roles(roles))
    if exposures:
        found["exposures"] = encode(Exposures(exposures))
    return found


Item = TypeVar("Item")


def _sorted(items: Iterable[Item]) -> tuple[Item, ...]:
    listed = tuple(items)
    return listed if len(listed) < 2 else tuple(sorted(listed, key=encode))


def _ordered(facts: Facts) -> dict[FactKey, Fact]:
    return {key: facts[key] for key in sorted(facts)}


def _guard(protection: Protection) -> Guard:
    subject = protection.subject
    column = subject.column if isinstance(subject, ColumnRef) else None
    return Guard(column, protection.kind, protection.method, protection.state, protection.location)


def catalog_of(
    tables: Iterable[tuple[TableRef, Mapping[str, Struct]]],
    sources: Iterable[Mapping[str, Struct]] = (),
    statistics: Mapping[TableRef, Statistics] | None = None,
    reidentification: Mapping[TableRef, Reidentification] | None = None,
) -> Catalog:
    """The catalog that decoded documents make together, in their order."""
    found: list[Table] = []
    edges: list[Edge] = []
    grants: list[Grant] = []
    protections: list[Protection] = []
    facts: dict[TableRef | ColumnRef, Facts] = {}
    disputes: list[Dispute] = []
    classifications: dict[ColumnRef, Classification] = {}
    for ref, documents in tables:
        for document in documents.values():
            if isinstance(document, Table):
                found.append(document)
            elif isinstance(document, Access):
                grants.extend(document.grants)
                protections.extend(_protection(ref, guard) for guard in document.guards)
            elif isinstance(document, Lineage):
                edges.extend(document.edges)
            elif isinstance(document, Verdict):
                if document.facts:
                    facts[ref] = document.facts
                for name, said in document.column_facts.items():
                    facts[ref.column(name)] = said
                disputes.extend(
                    Dispute(_subject(ref, each.column), each.key, each.sides, each.settled)
                    for each in document.disputes
                )
                classifications.update((each.subject, each) for each in document.classifications)
                protections.extend(_protection(ref, guard) for guard in document.wanted)
    whole = [document for documents in sources for document in documents.values()]
    return Catalog(
        origin="stored",
        tables=tuple(found),
        edges=tuple(edges),
        grants=tuple(grants),
        protections=tuple(protections),
        exposures=tuple(e for each in whole if isinstance(each, Exposures) for e in each.exposures),
        facts=facts,
        disputes=tuple(disputes),
        classifications=classifications,
        roles=tuple(r for each in whole if isinstance(each, Roles) for r in each.roles),
        statistics=statistics or {},
        reidentification=reidentification or {},
    )


def _subject(ref: TableRef, column: str | None) -> TableRef | ColumnRef:
    return ref if column is None else ref.column(column)


def _protection(ref: TableRef, guard: Guard) -> Protection:
    return Protection(
        _subject(ref, guard.column), guard.kind, guard.method, guard.state, guard.location
    )
