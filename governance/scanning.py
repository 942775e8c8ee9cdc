"""A scan on one page: read sources, look at columns, weigh it all, make the store equal to it.

Live sources are read side by side; whatever reads files comes after them, because it forks. One
that fails leaves what the store has of it as it was, and the others go on. Each source is published
in one transaction of its own. What was found of single tables is kept on the way: a scan that is
killed goes on from there the next time.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from time import monotonic
from typing import TypeAlias

from msgspec import Struct, structs

from governance.beside import beside, still_standing, stored_findings
from governance.cache import Cache
from governance.catalog import runs
from governance.catalog.aspects import structure_digest
from governance.catalog.history import was_scanned
from governance.catalog.loading import load as stored_catalog
from governance.catalog.loading import newest
from governance.catalog.opening import Store
from governance.catalog.publishing import Published, publish
from governance.catalog.runs import Run
from governance.drift import drift
from governance.errors import CatalogError, ConfigError, ExtractError, LictorError, MissingExtra
from governance.extract.base import Extraction
from governance.extract.parts import load
from governance.kept import Kept, decode, encode
from governance.looking import looking
from governance.model.catalog import Catalog, Table
from governance.model.classification import Finding
from governance.model.drift import Drift
from governance.model.judgement import Problem
from governance.model.names import TableRef, printable
from governance.model.risk import Reidentification
from governance.pipeline import catalogued, is_live, put_together, rank, read_source, relations
from governance.settings import Settings, Source
from governance.suggest import did_you_mean
from governance.tree import Tree
from scanners.columns.remembered import findings_of

KEEP_SECONDS = 5.0
"""Work that a killed scan loses at the most."""


class Outcome(Struct, frozen=True):
    """What became of one source.

    `failure` says why it could not be scanned; the store then has what it had. `first` says that
    the store knew nothing of it before, so that there is nothing to compare with: it has no drift.
    `problems` are what could not be understood of it.
    """

    source: str
    failure: str | None = None
    published: Published | None = None
    first: bool = False
    tables: int = 0
    columns: int = 0
    personal: int = 0
    drifts: tuple[Drift, ...] = ()
    problems: tuple[Problem, ...] = ()


class Scanned(Struct, frozen=True):
    """What became of a scan: its sources in the order of lictor.yml, and how long it took."""

    outcomes: tuple[Outcome, ...]
    notices: tuple[str, ...]
    seconds: float

    @property
    def failed(self) -> bool:
        """Whether a source could not be scanned."""
        return any(outcome.failure is not None for outcome in self.outcomes)

    @property
    def drifts(self) -> tuple[Drift, ...]:
        """All that is different from before."""
        return tuple(drift for outcome in self.outcomes for drift in outcome.drifts)


class Said(Struct, frozen=True):
    """What is to say of how a source was looked at, what could not be, and what rows told."""

    lines: tuple[str, ...]
    problems: tuple[Problem, ...]
    risks: Mapping[TableRef, Reidentification | None]


class Asked(Struct, frozen=True):
    """What a scan was asked for; `sources` by name, `tell` takes how far it is."""

    tree: Tree
    sources: Mapping[str, Source]
    changed: bool
    sample: int
    tell: Tell


Tell: TypeAlias = Callable[[str], None]
"""Takes a sentence about how far the scan is."""


def scan(
    tree: Tree,
    settings: Settings,
    store: Store,
    caches: Callable[[], Cache],
    *,
    only: Sequence[str] = (),
    changed: bool = False,
    sample: int = 0,
    jobs: int = 4,
    tell: Tell = lambda _: None,
) -> Scanned:
    """Scan the sources of the settings, or those named in `only`.

    `changed` looks only at tables whose structure differs from what the store has; the others keep
    what was found in them. `sample` rows of each table are looked at; none where it is 0. At most
    `jobs` databases are read at once. `caches` makes a cache for each thread.

    Raises:
        ConfigError: there is no such source, or stewardship cannot be used.
        CatalogError: the store cannot be read or written.
    """
    started = monotonic()
    chosen = chosen_of(settings, only)
    with _under_way(store, chosen) as (under_way, failures):
        read, problems = _read(
            [source for source in chosen if source.name in under_way],
            [source for source in settings.sources if source not in chosen],
            tree,
            caches,
            jobs,
            tell,
        )
        for name, why in problems.items():
            failures[name] = why
            runs.fail(store, under_way.pop(name), why)

        tell("reading what the store has")
        seen = newest(store)
        before = stored_catalog(store)
        others, given = beside(before, settings, read)
        found = put_together(
            [*read.values(), others], tree, settings, caches(), origin="live", given=given
        )
        asked = Asked(tree, {s.name: s for s in chosen}, changed, sample, tell)
        detected, said = _look(store, under_way, read, before, asked, caches)
        detected += findings_of((*_tables(others), *found.mentioned.values()), caches())
        tell("following personal data")
        catalog = _ours(catalogued(found, caches(), detected=detected), settings)
        risks = still_standing(before, catalog)
        for ref, risk in (pair for each in said.values() for pair in each.risks.items()):
            if risk is None:
                risks.pop(ref, None)
            else:
                risks[ref] = risk
        catalog = structs.replace(catalog, reidentification=risks)

        outcomes = {name: Outcome(name, why) for name, why in failures.items()}
        for name in list(under_way):
            tell(f"writing {name}")
            problems_of = (*read[name].problems, *said[name].problems)
            outcomes[name] = _published(store, under_way, seen, before, catalog, problems_of, name)
    return Scanned(
        tuple(outcomes[source.name] for source in chosen),
        (*found.notices, *_of_sources(said)),
        monotonic() - started,
    )


def _of_sources(said: Mapping[str, Said]) -> Iterator[str]:
    """What is to say of sources, the same of several in one line."""
    names: dict[str, list[str]] = {}
    for name, each in said.items():
        for line in each.lines:
            names.setdefault(line, []).append(name)
    return (f"{', '.join(of)}: {line}" for line, of in names.items())


def chosen_of(settings: Settings, only: Sequence[str]) -> tuple[Source, ...]:
    """The sources of the settings, or those named in `only`.

    Raises:
        ConfigError: there is none, or none of such a name.
    """
    names = [source.name for source in settings.sources]
    for name in only:
        if name not in names:
            raise ConfigError(
                f"there is no source {printable(name)!r} in lictor.yml{did_you_mean(name, names)}"
            )
    if not names:
        none = "lictor.yml names no sources" if settings.file else "there is nothing here to read"
        raise ConfigError(f"nothing to scan: {none}; lictor init helps")
    return tuple(source for source in settings.sources if not only or source.name in only)


@contextmanager
def _under_way(
    store: Store, chosen: Iterable[Source]
) -> Iterator[tuple[dict[str, Run], dict[str, str]]]:
    """The scans of the sources, begun; those that have not ended when this does have failed.

    A source that somebody else scans fails, and says who that is.
    """
    begun: dict[str, Run] = {}
    failures: dict[str, str] = {}
    try:
        for source in chosen:
            try:
                begun[source.name] = runs.start(store, source.name)
            except runs.Busy as error:
                failures[source.name] = error.message
        yield begun, failures
    except BaseException as error:
        why = error.message if isinstance(error, LictorError) else "the scan was stopped"
        for run in begun.values():
            try:
                runs.fail(store, run, why)
            except CatalogError:  # the next scan finds it dead
                runs.release(run)
        raise


def _read(
    chosen: Sequence[Source],
    beside: Sequence[Source],
    tree: Tree,
    caches: Callable[[], Cache],
    jobs: int,
    tell: Tell,
) -> tuple[dict[str, Extraction], dict[str, str]]:
    """What the sources say, and why some could not be read.

    Sources that build on others are read over the tables of all, those `beside` that are files and
    are not scanned included.
    """
    read: dict[str, Extraction] = {}
    failures: dict[str, str] = {}

    def one(source: Source, others: Sequence[Extraction]) -> Extraction:
        return read_source(source, tree, caches(), relations(others))

    def take(source: Source, extraction: Callable[[], Extraction]) -> None:
        try:
            read[source.name] = extraction()
        except (ExtractError, ConfigError, MissingExtra) as error:
            failures[source.name] = error.message
        else:
            tell(f"read {source.name}: {len(read[source.name].parts):,} tables")

    live = [source for source in chosen if is_live(source)]
    pool = ThreadPoolExecutor(max(1, jobs))
    try:
        waiting: dict[Future[Extraction], Source] = {
            pool.submit(one, source, ()): source for source in live
        }
        for done in as_completed(waiting):
            take(waiting[done], done.result)
    except BaseException:  # who stops the scan does not wait for databases not yet begun with
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()

    files = [source for source in (*chosen, *beside) if not is_live(source)]
    around: dict[str, Extraction] = {}
    for source in sorted(files, key=rank):
        beneath = [*read.values(), *around.values()]
        if source in chosen:
            take(source, lambda s=source, b=beneath: one(s, b))  # type: ignore[misc]
        elif any(rank(other) > rank(source) for other in chosen):
            try:
                around[source.name] = one(source, beneath)
            except (ExtractError, ConfigError, MissingExtra):
                continue  # it is not asked for; what builds on it says what it misses
    return {source.name: read[source.name] for source in chosen if source.name in read}, failures


class _Found(Kept, frozen=True, tag=False):
    """What was found in one table, as the store keeps it while a scan is under way."""

    findings: tuple[Finding, ...]


def _look(
    store: Store,
    under_way: Mapping[str, Run],
    read: Mapping[str, Extraction],
    before: Catalog,
    asked: Asked,
    caches: Callable[[], Cache],
) -> tuple[list[Finding], dict[str, Said]]:
    """What detectors find in the tables that were read, and by source what is to say about it.

    Each table is kept in the store once it is done. Where values are not asked for, what was found
    in those of a table that is the same still counts.
    """
    found: list[Finding] = []
    said: dict[str, Said] = {}
    for name, run in under_way.items():
        tables = list(_tables(read[name]))
        digests = {table.ref: structure_digest(table) for table in tables}
        same = _same(before, digests)
        # a look at names alone is no look at values
        how = "values " if asked.sample else ""
        kept_as = {ref: f"{how}{digest}" for ref, digest in digests.items()}
        done = _done(store, name, kept_as, before, same if asked.changed else set())
        left = [table for table in tables if table.ref not in done]
        kept = set(done)
        since = monotonic()
        with looking(asked.sources[name], asked.tree, asked.sample, caches()) as look:
            for start in range(0, len(left), look.chunk):
                some = left[start : start + look.chunk]
                done |= look(some)
                if monotonic() - since > KEEP_SECONDS:
                    asked.tell(f"looked at {start + len(some):,} of {len(left):,} tables of {name}")
                    runs.keep(
                        store,
                        run,
                        {
                            ref: runs.Kept(kept_as[ref], encode(_Found(each)))
                            for ref, each in done.items()
                            if ref not in kept
                        },
                    )
                    kept = set(done)
                    since = monotonic()
            said[name] = Said(tuple(look.said), tuple(look.problems), look.risks)
        findings = [finding for table in tables for finding in done[table.ref]]
        if not look.values:
            findings = _with_values(findings, before, same)
        found += findings
    return found, said


def _same(before: Catalog, digests: Mapping[TableRef, str]) -> set[TableRef]:
    """The tables that the store has just so."""
    return {
        table.ref
        for table in before.tables
        if table.ref in digests and structure_digest(table) == digests[table.ref]
    }


def _with_values(
    findings: list[Finding], before: Catalog, same: Collection[TableRef]
) -> list[Finding]:
    """What names say now, and what values said when somebody looked at them, if that is more."""
    seen = {
        finding.subject: finding
        for finding in stored_findings(before)
        if finding.sampled is not None and finding.subject.table_ref in same
    }
    if not seen:
        return findings
    named = {finding.subject for finding in findings}
    return [
        *(seen.get(finding.subject, finding) for finding in findings),
        *(finding for subject, finding in seen.items() if subject not in named),
    ]


def _done(
    store: Store,
    source: str,
    digests: Mapping[TableRef, str],
    before: Catalog,
    same: Collection[TableRef],
) -> dict[TableRef, tuple[Finding, ...]]:
    """What need not be looked at: what an earlier scan kept, and what is the same as stored."""
    by_table: dict[TableRef, list[Finding]] = {ref: [] for ref in same}
    for finding in stored_findings(before) if same else ():
        if finding.subject.table_ref in same:
            by_table[finding.subject.table_ref].append(finding)
    done = {ref: tuple(each) for ref, each in by_table.items()}
    for ref, kept in runs.progress(store, source).items():
        if digests.get(ref) == kept.digest:
            value = decode(kept.result, _Found)
            if value is not None:
                done[ref] = value.findings
    return done


def _tables(extraction: Extraction) -> Iterator[Table]:
    for said in load(extraction.parts).values():
        if said.table is not None:
            yield said.table


def _ours(catalog: Catalog, settings: Settings) -> Catalog:
    """What the store is to have: nothing about other repositories' sources, which say it better."""
    ours = {"", *(source.name for source in settings.sources)}
    return structs.replace(
        catalog,
        tables=tuple(table for table in catalog.tables if table.ref.source in ours),
        edges=tuple(edge for edge in catalog.edges if edge.downstream.source in ours),
        grants=tuple(grant for grant in catalog.grants if grant.subject.source in ours),
        protections=tuple(
            dict.fromkeys(each for each in catalog.protections if each.subject.source in ours)
        ),
        exposures=tuple(each for each in catalog.exposures if each.source in ours),
        facts={ref: said for ref, said in catalog.facts.items() if ref.source in ours},
        disputes=tuple(each for each in catalog.disputes if each.subject.source in ours),
        classifications={
            ref: found for ref, found in catalog.classifications.items() if ref.source in ours
        },
        roles=tuple(role for role in catalog.roles if role.source in ours),
    )


def _published(
    store: Store,
    under_way: dict[str, Run],
    seen: int,
    before: Catalog,
    catalog: Catalog,
    problems: tuple[Problem, ...],
    name: str,
) -> Outcome:
    """Make the store equal to what was found of one source; `seen` see `publish`."""
    # an empty database was scanned, too: what comes into it is new
    first = not (any(t.ref.source == name for t in before.tables) or was_scanned(store, name))
    drifts = () if first else drift(before, catalog, [name])
    run = under_way[name]
    try:
        published = publish(store, run, catalog, seen=seen, drift=drifts, problems=len(problems))
    except CatalogError as error:
        runs.fail(store, run, error.message)  # raises where it is the store that is gone
        del under_way[name]
        return Outcome(name, error.message)
    del under_way[name]
    tables = [table for table in catalog.tables if table.ref.source == name]
    return Outcome(
        name,
        None,
        published,
        first,
        len(tables),
        sum(len(table.columns) for table in tables),
        sum(found.personal for ref, found in catalog.classifications.items() if ref.source == name),
        drifts,
        problems,
    )
