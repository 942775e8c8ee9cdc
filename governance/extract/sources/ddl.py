"""SQL files in a folder: migrations, schema files, dumps. They are replayed, nothing is run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import structs

from governance.cache import Cache
from governance.errors import ConfigError, ExtractError
from governance.extract.base import Extraction
from governance.extract.ddl import folder
from governance.extract.ddl.operations import Reading
from governance.extract.ddl.reading import defined, read_all, total
from governance.extract.ddl.replay import State, replay, result, settle
from governance.extract.ddl.replay.given import giving, taken
from governance.extract.ddl.replay.spelling import spelled
from governance.extract.ddl.replay.state import fingerprint_of
from governance.extract.ddl.unfollowed import notice
from governance.extract.stored import NOTHING_STORED, Stored
from governance.model.judgement import Coverage, Problem
from governance.model.location import Location
from governance.model.names import printable
from governance.settings import Source
from governance.sql.dialect import Dialect, dialect
from governance.sql.parse import not_collecting
from governance.sql.products import products
from governance.tree import Tree, find

LIVE = False
WITHIN_ITS_PATH = True
ASKS_THE_STORE = True


def extract(
    source: Source, tree: Tree, cache: Cache, stored: Stored = NOTHING_STORED
) -> Extraction:
    """Read the SQL files under the source's path, in their order.

    What they read or change and do not make is asked of `stored`.

    Raises:
        ConfigError: there is no such dialect.
        ExtractError: the source has no path, or no SQL file is there.
        TreeError: a file is there and cannot be read.
    """
    if not source.path:
        raise ExtractError(
            f"the source {printable(source.name)!r} reads SQL files and needs a path:",
            location=source.location,
        )
    spoken = _dialect(source)
    every = [path for path in find(tree, source.path) if path.lower().endswith(".sql")]
    paths = folder.migrations(every, spoken.name)
    links = tree.links(source.path)
    if not paths and not links:
        raise ExtractError(
            f"there is no SQL file under {printable(source.path)}; name another path for the "
            f"source {printable(source.name)!r}",
            location=source.location,
        )
    with not_collecting():
        known = read_all(tree, paths, spoken, cache)
        readings = {path: known[path] for path in paths if path in known}
        left = _other_products(every, paths, source.path)
        state = State(spoken, source.name)
        if stored is not NOTHING_STORED:
            state.give = giving(stored)
        state.later = defined(readings)
        for path, reading in readings.items():
            replay(state, path, reading.operations)
        settle(state)
        extraction = structs.replace(
            _extraction(state, source.schemas, links, readings),
            notices=(*left, *notice(state.unfollowed)),
        )
        state.release()
        return extraction


def _dialect(source: Source) -> Dialect:
    try:
        return dialect(source.dialect or "postgres").knowing(source.functions)
    except ConfigError as error:
        raise ConfigError(error.message, location=source.at("dialect")) from None


def _extraction(
    state: State, schemas: tuple[str, ...], links: Iterable[str], readings: Mapping[str, Reading]
) -> Extraction:
    tables = result.lasting(state, schemas)
    frozen = tuple(result.frozen(state, table) for table in tables)
    statements, understood, routines = total(readings.values())
    names = state.spellings
    return Extraction(
        tables=spelled(frozen, names),
        edges=spelled(result.edges(state, tables), names),
        given=spelled(tuple(taken(state)), names),
        grants=spelled(result.grants(state, tables), names),
        protections=spelled(result.protections(state, tables), names),
        problems=(*(_link(path) for path in links), *_told_once(state.problems)),
        coverage=Coverage(
            files=len(readings),
            statements=statements,
            understood=understood,
            routines=routines,
            tables=len(frozen),
            columns=sum(len(table.columns) for table in frozen),
        ),
    )


def _other_products(every: Iterable[str], paths: Iterable[str], where: str) -> tuple[str, ...]:
    """What is not read because it is for another product than the source's."""
    read = products(paths)
    left = [name for name in products(every) if name not in read]
    if not read or not left:
        return ()
    there = "this repository" if where == "." else printable(where)
    said = (
        f"{there} holds files for several products: those for {read[0]} and for all "
        f"are read, not those for {' and '.join(left)} (set dialect: to read others)"
    )
    return (said,)


def _link(path: str) -> Problem:
    return Problem(
        path,
        "this is a symbolic link, which is never followed; put the file itself there",
        fingerprint_of(path, "link"),
        Location(path),
    )


def _told_once(problems: list[Problem]) -> tuple[Problem, ...]:
    """The problems, with those of the same fingerprint numbered so that none hides another."""
    counts: dict[str, int] = {}
    told = []
    for problem in problems:
        count = counts[problem.fingerprint] = counts.get(problem.fingerprint, 0) + 1
        told.append(
            problem
            if count == 1
            else structs.replace(problem, fingerprint=f"{problem.fingerprint}-{count}")
        )
    return tuple(told)
