"""The whole program on one page: source → extract → link → declare → detect → classify."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from msgspec import structs

from governance.cache import Cache
from governance.classify.effective import classify
from governance.errors import ConfigError, ExtractError
from governance.extract import sources as extractors
from governance.extract.base import Extraction
from governance.model.catalog import Catalog, Column, Table
from governance.model.judgement import Coverage, Problem
from governance.model.lineage import Edge
from governance.model.names import TableRef
from governance.model.stewardship import Declaration
from governance.plugins import Registry
from governance.settings import FILE, Settings, Source
from governance.stewardship import Stewardship, read, resolve
from governance.tree import Tree
from scanners.columns.remembered import findings_of

EXTRACTORS = Registry("source kind", extractors, "lictor.extractors")


@dataclass(frozen=True, slots=True)
class Built:
    """A catalog, and what could not be read or understood on the way to it."""

    catalog: Catalog
    problems: tuple[Problem, ...]
    coverage: Coverage
    notices: tuple[str, ...]
    declarations: tuple[Declaration, ...]
    beside: tuple[str, ...]


def build(
    tree: Tree, settings: Settings, cache: Cache, *, live: bool = False, partial: bool = False
) -> Built:
    """Read all sources of a tree into one classified catalog.

    `live` reads databases too, not only files. `partial` leaves out what is not there or broken, a
    source or stewardship, as in a commit before it was added or mended.

    Raises:
        ConfigError: settings or stewardship cannot be used.
        ExtractError: a source cannot be read at all (unless `partial`).
    """
    parts = _extract_all(chosen_sources(settings, live=live), tree, cache, partial)
    made = tuple(table for part in parts for table in part.tables)
    tables = (*made, *_described(made, [table for part in parts for table in part.described]))
    edges = tuple(_link((edge for part in parts for edge in part.edges), tables))

    # data can come from tables that no source describes; their columns have a name all the same
    everything = (*tables, *_mentioned(edges, tables))
    stewardship = _stewardship(tree, settings, cache, partial)
    declarations = (
        *(said for part in parts for said in part.declarations),
        *stewardship.declarations,
    )
    declared = resolve(
        declarations,
        everything,
        settings.environments,
        settings.file or FILE,
    )
    found = findings_of(everything, cache)
    classified = classify(everything, edges, declared.facts, found)

    return Built(
        catalog=Catalog(
            origin=f"git:{tree.commit}" if tree.commit else "live" if live else "files",
            tables=tables,
            edges=edges,
            grants=tuple(grant for part in parts for grant in part.grants),
            protections=tuple(
                [protection for part in parts for protection in part.protections]
                + list(classified.protections)
            ),
            exposures=tuple(exposure for part in parts for exposure in part.exposures),
            facts=declared.facts,
            disputes=declared.disputes,
            classifications=classified.classifications,
        ),
        problems=(
            *(problem for part in parts for problem in part.problems),
            *stewardship.problems,
        ),
        coverage=sum((part.coverage for part in parts), Coverage()),
        notices=(
            *(said for part in parts for said in part.notices),
            *stewardship.notices,
            *declared.notices,
        ),
        declarations=declarations,
        beside=tuple(part.beside for part in parts),
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
    chosen: Sequence[Source], tree: Tree, cache: Cache, partial: bool
) -> list[Extraction]:
    """Every source's extraction, in their order; those that build on others are read last."""
    done: dict[str, Extraction] = {}
    for rank in sorted({_rank(source) for source in chosen}):
        made = tuple(table for part in done.values() for table in part.tables)
        beneath = (made,) if rank else ()
        for source in chosen:
            if _rank(source) == rank:
                done[source.name] = _extract(source, partial, tree, cache, *beneath)
    return [done[source.name] for source in chosen]


def _rank(source: Source) -> int:
    """How late a source is read: after all those of a lower rank, over their tables."""
    return int(getattr(EXTRACTORS[source.kind], "BUILDS_ON_OTHERS", False))


def _extract(source: Source, partial: bool, *arguments: Any) -> Extraction:
    try:
        extraction: Extraction = EXTRACTORS[source.kind].extract(source, *arguments)
    except ExtractError:
        if partial:
            return Extraction()
        raise
    return extraction


def _stewardship(tree: Tree, settings: Settings, cache: Cache, partial: bool) -> Stewardship:
    try:
        return read(tree, settings.stewardship, cache)
    except ConfigError:
        if partial:
            return Stewardship()
        raise


def _described(made: Sequence[Table], described: Iterable[Table]) -> Iterable[Table]:
    """The tables that are only described, those left out that another source makes."""
    known = {(table.ref.schema, table.ref.table) for table in made}
    for table in described:
        name = (table.ref.schema, table.ref.table)
        if name not in known:
            known.add(name)
            yield table


def _link(edges: Iterable[Edge], tables: Sequence[Table]) -> Iterable[Edge]:
    """Edges whose upstream table is another source's: named there once, it is that one."""
    known = {table.ref for table in tables}
    elsewhere: dict[TableRef, list[TableRef]] = {}
    for ref in known:
        elsewhere.setdefault(structs.replace(ref, source=""), []).append(ref)
    for edge in edges:
        table = edge.upstream.table_ref
        if table not in known:
            others = elsewhere.get(structs.replace(table, source=""), [])
            if len(others) == 1:
                yield structs.replace(edge, upstream=others[0].column(edge.upstream.column))
                continue
        yield edge


def _mentioned(edges: Sequence[Edge], tables: Sequence[Table]) -> Iterable[Table]:
    """The tables that only queries speak of, with the columns they name."""
    known = {table.ref for table in tables}
    mentioned: dict[TableRef, dict[str, Column]] = {}
    for edge in edges:
        ref = edge.upstream.table_ref
        if ref not in known and edge.upstream.column != "*":
            column = Column(edge.upstream.column)
            mentioned.setdefault(ref, {}).setdefault(column.name, column)
    for ref, columns in mentioned.items():
        yield Table(ref, columns=tuple(columns.values()), open=True)
