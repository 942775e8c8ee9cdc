"""The whole program on one page: source → extract → link → declare → detect → classify."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct, structs

from governance.cache import Cache
from governance.classify.effective import classify
from governance.errors import ConfigError, ExtractError
from governance.extract import sources as extractors
from governance.extract.base import Extraction
from governance.extract.parts import Part, linked, load, parts_of, together
from governance.extract.remembered import apart, remembered
from governance.extract.stored import NOTHING_STORED, Given, Stored, Taken
from governance.lineage.schema import Relation
from governance.model.catalog import (
    Catalog,
    Column,
    Exposure,
    Grant,
    Role,
    Statistics,
    Table,
)
from governance.model.classification import Finding
from governance.model.judgement import Coverage, Problem
from governance.model.names import TableRef
from governance.model.risk import Reidentification
from governance.model.stewardship import Declaration
from governance.plugins import Registry
from governance.settings import FILE, Settings, Source
from governance.stewardship import ByTable, Resolved, Stewardship, read, resolve
from governance.tree import Tree
from scanners.columns.remembered import findings_of

EXTRACTORS = Registry("source kind", extractors, "lictor.extractors")


class Extracted(Struct, frozen=True):
    """What the sources say of each table and what people declared, nothing loaded yet.

    `parts` are the tables there are, in their order, and after them the names that data goes into;
    `mentioned` those that only queries speak of, with the columns they name. `grants` are those on
    whole schemas. `beside` see `Extraction`. `unused` are declarations about what is not there.
    `taken` are the tables that no file makes and that the catalog's store knows; `findings` are
    what it knows of their columns, `risks` what it knows of their rows.
    """

    origin: str
    parts: Mapping[TableRef, Part]
    mentioned: Mapping[TableRef, Table]
    grants: tuple[Grant, ...]
    exposures: tuple[Exposure, ...]
    declared: ByTable
    declarations: tuple[Declaration, ...]
    problems: tuple[Problem, ...]
    coverage: Coverage
    notices: tuple[str, ...]
    beside: tuple[str, ...]
    taken: tuple[Taken, ...] = ()
    findings: Mapping[TableRef, tuple[Finding, ...]] = {}
    roles: tuple[Role, ...] = ()
    statistics: Mapping[TableRef, Statistics] = {}
    unused: tuple[Declaration, ...] = ()
    risks: Mapping[TableRef, Reidentification] = {}


class Built(Struct, frozen=True):
    """A catalog, and what could not be read or understood on the way to it.

    `unused` are the declarations about one table or column that is not there.
    """

    catalog: Catalog
    problems: tuple[Problem, ...]
    notices: tuple[str, ...]
    unused: tuple[Declaration, ...] = ()


def build(
    tree: Tree, settings: Settings, cache: Cache, *, live: bool = False, partial: bool = False
) -> Built:
    """Read all sources of a tree into one classified catalog; see `extract`."""
    found = extract(tree, settings, cache, live=live, partial=partial)
    return Built(catalogued(found, cache), found.problems, found.notices, found.unused)


def extract(
    tree: Tree,
    settings: Settings,
    cache: Cache,
    *,
    live: bool = False,
    partial: bool = False,
    stored: Stored = NOTHING_STORED,
    also: Iterable[Taken] = (),
) -> Extracted:
    """Read all sources of a tree, and what people declared about their tables.

    `live` reads databases too, not only files. `partial` leaves out what is not there or broken, a
    source or stewardship, as in a commit before it was added or mended. `stored` is asked for
    tables that no file makes; those of `also` are taken whether a file speaks of them or not.

    Raises:
        ConfigError: settings or stewardship cannot be used.
        ExtractError: a source cannot be read at all (unless `partial`).
    """
    found = _extract_all(chosen_sources(settings, live=live), tree, cache, partial, stored)
    taken = _taken(found, also)
    given = {
        each.ref: known.named(each.ref, dict(each.columns))
        for each in taken
        if (known := stored.given(each.schema, each.table)) is not None
    }
    origin = f"git:{tree.commit}" if tree.commit else "live" if live else "files"
    return put_together(
        found, tree, settings, cache, origin=origin, given=given, taken=taken, partial=partial
    )


def put_together(
    found: Sequence[Extraction],
    tree: Tree,
    settings: Settings,
    cache: Cache,
    *,
    origin: str,
    given: Mapping[TableRef, Given] | None = None,
    taken: tuple[Taken, ...] = (),
    partial: bool = False,
) -> Extracted:
    """What all sources say, and what the files of the tree declare about their tables.

    Of what is `given` the store knows more than the sources tell; `taken` are those tables of it
    that files speak of.

    Raises:
        ConfigError: stewardship cannot be used (unless `partial`).
    """
    given = given or {}
    parts = _joined(found, given)

    # data can come from tables that no source describes; their columns have a name all the same
    mentioned = _mentioned(parts)
    stewardship = _stewardship(tree, settings, cache, partial)
    declarations = (
        *(said for each in found for said in each.declarations),
        *stewardship.declarations,
    )
    declared = resolve(
        declarations,
        (*(_by_name(part) for part in parts.values() if part.made), *mentioned.values()),
        settings.environments,
        settings.file or FILE,
    )
    return Extracted(
        origin=origin,
        parts=parts,
        mentioned=mentioned,
        grants=tuple(g for each in found for g in each.grants if g.subject not in parts),
        exposures=tuple(exposure for each in found for exposure in each.exposures),
        declared=ByTable(_with_stored(declared, given)),
        declarations=declarations,
        problems=(
            *(problem for each in found for problem in each.problems),
            *stewardship.problems,
        ),
        coverage=sum((each.coverage for each in found), Coverage()),
        notices=(
            *(said for each in found for said in each.notices),
            *stewardship.notices,
            *declared.notices,
        ),
        beside=tuple(each.beside for each in found),
        taken=taken,
        findings={ref: known.findings for ref, known in given.items() if known.findings},
        roles=tuple(role for each in found for role in each.roles),
        statistics={ref: known for each in found for ref, known in each.statistics.items()},
        unused=declared.unused,
        risks={ref: known.risk for ref, known in given.items() if known.risk is not None},
    )


def catalogued(
    found: Extracted,
    cache: Cache,
    wanted: Collection[TableRef] | None = None,
    detected: Iterable[Finding] | None = None,
) -> Catalog:
    """The catalog of all tables, or of those `wanted`, among which must be all that they read.

    `detected` is what detectors found; names are looked at when it is left out.
    """
    refs = dict.fromkeys((*found.parts, *found.mentioned) if wanted is None else wanted)
    said = load(found.parts[ref] for ref in refs if ref in found.parts)
    tables = tuple(each.table for each in said.values() if each.table is not None)
    edges = tuple(edge for each in said.values() for edge in each.edges)
    everything = (*tables, *(found.mentioned[ref] for ref in refs if ref in found.mentioned))
    declared = found.declared.of(refs)
    findings = findings_of(everything, cache) if detected is None else [*detected]
    findings += [each for ref in refs for each in found.findings.get(ref, ())]
    classified = classify(everything, edges, declared.facts, findings)
    whole = wanted is None
    return Catalog(
        origin=found.origin,
        tables=tables,
        edges=edges,
        grants=(
            *(grant for each in said.values() for grant in each.grants),
            *(found.grants if whole else ()),
        ),
        protections=(
            *(protection for each in said.values() for protection in each.protections),
            *classified.protections,
        ),
        exposures=found.exposures if whole else (),
        facts=declared.facts,
        disputes=declared.disputes,
        classifications=classified.classifications,
        roles=found.roles if whole else (),
        statistics=found.statistics if whole else {},
        reidentification={ref: found.risks[ref] for ref in refs if ref in found.risks},
    )


def chosen_sources(settings: Settings, *, live: bool) -> tuple[Source, ...]:
    """The sources to read: all of them, or only those that are files of the repository.

    Raises:
        ConfigError: none is left, or one is of a kind that does not exist.
    """
    chosen = tuple(source for source in settings.sources if live or not is_live(source))
    if not chosen:
        if settings.sources:
            raise ConfigError("every source is a live database; add --live to read them")
        left = [said for said in settings.assumptions if said.startswith("not read")]
        raise ConfigError(
            "nothing to read: there is no SQL here that says what the tables are"
            f"{''.join(f' ({said})' for said in left)}; lictor init says what to do"
        )
    return chosen


def is_live(source: Source) -> bool:
    """Whether a source is a running system and not files of the repository.

    Raises:
        ConfigError: there is no such kind of source.
    """
    try:
        extractor = EXTRACTORS[source.kind]
    except ConfigError as error:
        raise ConfigError(error.message, location=source.at("kind")) from None
    return bool(extractor.LIVE)


def _extract_all(
    chosen: Sequence[Source], tree: Tree, cache: Cache, partial: bool, stored: Stored
) -> list[Extraction]:
    """Every source's extraction, in their order; those that build on others are read last."""
    done: dict[str, Extraction] = {}
    for level in sorted({rank(source) for source in chosen}):
        made = relations(done.values())
        for source in chosen:
            if rank(source) == level:
                try:
                    done[source.name] = read_source(source, tree, cache, made, stored)
                except ExtractError:
                    if not partial:
                        raise
                    done[source.name] = Extraction()
    return [done[source.name] for source in chosen]


def relations(found: Iterable[Extraction]) -> tuple[Relation, ...]:
    """The tables that sources make, for those that build on them."""
    return tuple(
        Relation(part.ref, part.columns, part.open, part.query)
        for each in found
        for part in each.parts
        if part.made
    )


def rank(source: Source) -> int:
    """How late a source is read: after all those of a lower rank, over their tables."""
    return int(getattr(EXTRACTORS[source.kind], "BUILDS_ON_OTHERS", False))


def _says(source: Source, what: str) -> bool:
    return bool(getattr(EXTRACTORS[source.kind], what, False))


def read_source(
    source: Source,
    tree: Tree,
    cache: Cache,
    others: Sequence[Relation] = (),
    stored: Stored = NOTHING_STORED,
) -> Extraction:
    """What one source says, taken apart by table; `others` are the tables of sources before it.

    Raises:
        ConfigError: what the source is configured as cannot be used.
        ExtractError: it cannot be read at all.
    """
    more: tuple[object, ...] = (others,) if rank(source) else ()
    if stored is not NOTHING_STORED and _says(source, "ASKS_THE_STORE"):
        more += (stored,)

    def read() -> Extraction:
        found: Extraction = EXTRACTORS[source.kind].extract(source, tree, cache, *more)
        return found

    if _says(source, "WITHIN_ITS_PATH"):
        return remembered(source, tree, cache, read, stored.version)
    return apart(read())


def _stewardship(tree: Tree, settings: Settings, cache: Cache, partial: bool) -> Stewardship:
    try:
        return read(tree, settings.stewardship, cache)
    except ConfigError:
        if partial:
            return Stewardship()
        raise


def _taken(found: Iterable[Extraction], also: Iterable[Taken]) -> tuple[Taken, ...]:
    """The tables that come from the store, each once."""
    taken = {each.ref: each for extraction in found for each in extraction.given}
    for each in also:
        taken.setdefault(each.ref, each)
    return tuple(taken.values())


def _with_stored(declared: Resolved, given: Mapping[TableRef, Given]) -> Resolved:
    """What is declared, and of tables from the store what was declared elsewhere."""
    if not given:
        return declared
    facts = dict(declared.facts)
    for known in given.values():
        for ref, said in known.facts.items():
            facts[ref] = {**said, **facts.get(ref, {})}
    return structs.replace(declared, facts=facts)


def _joined(
    found: Sequence[Extraction], given: Mapping[TableRef, Given]
) -> Mapping[TableRef, Part]:
    """The parts of all sources; those that read a table by the name of another source linked to it.

    What is named once elsewhere is that one. Of a table that is `given` and that files only name,
    the store tells all.
    """
    parts = _together([part for each in found for part in each.parts])
    parts = _together([*parts.values(), *parts_of(_described(parts, found))])
    left = [each for ref, each in given.items() if ref not in parts or not parts[ref].made]
    if left:
        own = parts_of(
            [each.table for each in left],
            grants=[grant for each in left for grant in each.grants],
            protections=[protection for each in left for protection in each.protections],
        )
        parts = _together([*parts.values(), *own])
    known = {ref for ref, part in parts.items() if part.made}
    elsewhere: dict[TableRef, list[TableRef]] = {}
    for ref in known:
        elsewhere.setdefault(structs.replace(ref, source=""), []).append(ref)

    def meant(ref: TableRef) -> TableRef | None:
        others = [] if ref in known else elsewhere.get(structs.replace(ref, source=""), [])
        return others[0] if len(others) == 1 else None

    for part in parts.values():
        named = {ref: other for ref in part.reads if (other := meant(ref)) is not None}
        if named:
            parts[part.ref] = linked(part, named)
    return parts


def _together(parts: Iterable[Part]) -> dict[TableRef, Part]:
    """The parts by their names; what several sources say of a table is one part."""
    by_name: dict[TableRef, Part] = {}
    for part in parts:
        known = by_name.get(part.ref)
        by_name[part.ref] = part if known is None else together(known, part)
    return by_name


def _described(parts: Mapping[TableRef, Part], found: Iterable[Extraction]) -> Iterator[Table]:
    """The tables that are only described, those left out that another source makes."""
    known = {(ref.schema, ref.table) for ref, part in parts.items() if part.made}
    for each in found:
        for table in each.described:
            name = (table.ref.schema, table.ref.table)
            if name not in known:
                known.add(name)
                yield table


def _by_name(part: Part) -> Table:
    """A table as far as names go."""
    return Table(part.ref, columns=tuple(Column(*column) for column in part.columns))


def _mentioned(parts: Mapping[TableRef, Part]) -> Mapping[TableRef, Table]:
    """The tables that only queries speak of, with the columns they name."""
    known = {ref for ref, part in parts.items() if part.made}
    reading = [part for part in parts.values() if not known.issuperset(part.reads)]
    mentioned: dict[TableRef, dict[str, Column]] = {}
    for said in load(reading).values():
        for edge in said.edges:
            ref = edge.upstream.table_ref
            if ref not in known and edge.upstream.column != "*":
                column = Column(edge.upstream.column)
                mentioned.setdefault(ref, {}).setdefault(column.name, column)
    return {
        ref: Table(ref, columns=tuple(columns.values()), open=True)
        for ref, columns in mentioned.items()
    }
