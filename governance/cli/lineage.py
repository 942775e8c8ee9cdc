"""What `lictor lineage` does: find what was asked for, follow it, have it written down."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec import Struct, structs

from governance.errors import ConfigError
from governance.lineage.graph import Direction, Graph
from governance.model.catalog import Catalog, Column, Table
from governance.model.lineage import Edge
from governance.model.names import ColumnRef, TableRef, printable
from governance.plugins import Registry
from governance.report.lineage import formats as built_in
from governance.report.lineage.answer import (
    Answer,
    Page,
    column_name,
    walked,
    ways,
)
from governance.suggest import did_you_mean
from governance.terminal import Terminal

if TYPE_CHECKING:
    from governance.model.functions import Told
    from governance.pipeline import Extracted

FORMATS = Registry("lineage format", built_in, "lictor.lineage_formats")


class Writing(Struct, frozen=True):
    """In which format an answer is written, and where; "-" is standard output.

    `time` is the time that somebody gave to events, None where nobody did.
    """

    form: str
    place: str
    time: str | None = None

    @classmethod
    def of(cls, form: str, place: str, time: str | None) -> Writing:
        """Check them before anything is read.

        Raises:
            ConfigError: there is no such format, or the time is none.
        """
        timed = getattr(FORMATS[form], "TIMED", False)
        if not place:
            raise ConfigError("--output is empty; name a file, or - for standard output")
        if time is not None:
            if not timed:
                raise ConfigError(f"--event-time is for events; {form} has none")
            if not _is_time(time):
                raise ConfigError(
                    f"{printable(time)} is no time with its zone; write it as 2026-01-31T12:00:00Z"
                )
        return cls(form, "-" if place == "/dev/stdout" else place, time)

    @property
    def once(self) -> bool:
        """Whether the format tells what several columns share only once."""
        return bool(getattr(FORMATS[self.form], "ONCE", False))

    def write(self, answer: Answer) -> bool:
        """Write the answer; whether something could not be read, which standard error says.

        Raises:
            ConfigError: the file cannot be written.
        """
        from governance.atomic import replace_file

        terminal = Terminal.of(sys.stdout) if self.place == "-" else Terminal()
        form = FORMATS[self.form]
        if getattr(form, "TIMED", False):
            answer = structs.replace(answer, time=self.time or committed())
        text = form.render(answer, Page(terminal))
        if self.place == "-":
            click.echo(text, nl=False, color=terminal.color)
        else:
            try:
                replace_file(Path(self.place), text.encode())
            except OSError as error:
                where = printable(self.place)
                raise ConfigError(f"{where} cannot be written: {error.strerror}") from None
        for problem in answer.problems:
            place = f"{problem.location}: " if problem.location else ""
            click.echo(f"not understood: {place}{printable(problem.message)}", err=True)
        return bool(answer.problems)


def _is_time(text: str) -> bool:
    from datetime import datetime

    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def committed() -> str | None:
    """When the commit was made that the working tree is of, None without any."""
    from governance.tree import Repository

    repository = Repository.around(Path.cwd())
    return repository.written if repository else None


def directions(upstream: bool, downstream: bool) -> tuple[Direction, ...]:
    """The directions that were asked for."""
    asked: list[Direction] = []
    if upstream:
        asked.append("upstream")
    if downstream:
        asked.append("downstream")
    return tuple(asked)


def of_file(name: str, dialect_name: str) -> Answer:
    """The edges of one SQL file; its columns are judged by their names.

    What the lictor.yml of this folder says about functions of a team's own holds.

    Raises:
        ConfigError: the file cannot be read, or there is no such dialect.
    """
    from governance.cache import NoCache
    from governance.classify.effective import classify
    from governance.extract.ddl.script import script
    from governance.lineage.alone import edges_of_queries
    from governance.sql.dialect import dialect
    from governance.sql.parse import deeply
    from scanners.columns.remembered import findings_of

    functions = _functions()
    spoken = dialect(dialect_name).knowing(functions)
    text, file = _text(name)
    done = script(text, dialect_name, file, functions)
    alone = deeply(lambda: list(edges_of_queries(text, spoken, file)))
    edges = (*done.edges, *alone)
    tables = tuple(_named(edges))
    found = classify(tables, edges, {}, findings_of(tables, NoCache()))
    catalog = Catalog("files", tables, edges, classifications=found.classifications)
    return Answer("file", file, edges, catalog, problems=done.problems)


def _functions() -> tuple[Told, ...]:
    from governance.in_force import put_in_force
    from governance.model.detection import Detection
    from governance.settings import read
    from governance.tree import Folder

    settings = read(Folder(Path.cwd()))
    put_in_force(settings.detection if settings is not None else Detection())
    return settings.functions if settings is not None else ()


def _text(name: str) -> tuple[str, str]:
    """A file's text and its name as it prints."""
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return data.decode("utf-8-sig"), "<stdin>" if name == "-" else name
    except OSError as error:
        raise ConfigError(f"{printable(name)} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{printable(name)} is not text in UTF-8") from None


def _named(edges: Iterable[Edge]) -> Iterable[Table]:
    """The tables that edges name, with the columns they name."""
    columns: dict[TableRef, dict[str, None]] = {}
    for edge in edges:
        for end in (edge.upstream, edge.downstream):
            if end.column != "*":
                columns.setdefault(end.table_ref, {}).setdefault(end.column)
    for ref, names in columns.items():
        yield Table(ref, columns=tuple(map(Column, names)), open=True)


def of_repository(
    name: str | None,
    asked: tuple[Direction, ...],
    depth: int | None,
    *,
    once: bool = False,
    live: bool = False,
    config: str | None = None,
) -> Answer:
    """The ways of a column or of a table's columns; every edge when no name is given.

    With `once` what several columns share is in the way of the first only.

    Raises:
        ConfigError: there is no such column or table, or several; nothing is configured.
        ExtractError: a source cannot be read at all.
    """
    from governance import gate
    from governance.cli.here import here
    from governance.pipeline import catalogued, extract
    from governance.sql.parse import not_collecting

    with not_collecting():
        trees, settings = here(config)
        cache = gate.cache_of(trees)
        found = extract(trees.head, settings, cache, live=live)
        answer = Answer(
            "all",
            printable(trees.root.name),
            (),
            Catalog(found.origin),
            problems=found.problems,
            namespaces=tuple(pair for source in settings.sources for pair in source.namespaces),
        )
        if name is not None:
            catalog = catalogued(found, cache, reached(name, found, asked))
            with suppress(ConfigError):
                return _followed(answer, name, catalog, asked, depth, once=once)
        # only now is every table loaded: for all of it, or to say what was meant
        catalog = catalogued(found, cache)
        if name is None:
            return structs.replace(answer, edges=catalog.edges, catalog=catalog)
        return _followed(answer, name, catalog, asked, depth, once=once)


def _followed(
    answer: Answer,
    name: str,
    catalog: Catalog,
    asked: tuple[Direction, ...],
    depth: int | None,
    *,
    once: bool,
) -> Answer:
    table, starts = _find(name, catalog)
    found = ways(Graph(catalog.edges), starts, asked, depth, once=once)
    return structs.replace(
        answer,
        asked="table" if table else "column",
        subject=table.name if table else column_name(starts[0]),
        edges=walked(found),
        catalog=catalog,
        ways=found,
    )


def reached(
    name: str, found: Extracted, asked: Collection[Direction]
) -> Collection[TableRef] | None:
    """The tables that a way from a name may lead through, and all that these are made of.

    None when it is no name, or of no table.
    """
    try:
        wanted = [TableRef.parse(name)]
        if "." in name:
            wanted.append(ColumnRef.parse(name).table_ref)
    except ValueError:
        return None
    every = dict.fromkeys((*found.parts, *found.mentioned))
    starts = [ref for ref in every if any(_is(ref, each) for each in wanted)]
    if not starts:
        return None
    reads = {ref: part.reads for ref, part in found.parts.items()}
    tables = set(starts)
    if "downstream" in asked:
        readers: dict[TableRef, list[TableRef]] = {}
        for ref, above in reads.items():
            for each in above:
                readers.setdefault(each, []).append(ref)
        _spread(tables, readers)
    # what a column holds depends on all that it is made of
    _spread(tables, reads)
    return [ref for ref in every if ref in tables]


def _spread(tables: set[TableRef], beside: Mapping[TableRef, Sequence[TableRef]]) -> None:
    waiting = list(tables)
    while waiting:
        for ref in beside.get(waiting.pop(), ()):
            if ref not in tables:
                tables.add(ref)
                waiting.append(ref)


def _find(name: str, catalog: Catalog) -> tuple[TableRef | None, tuple[ColumnRef, ...]]:
    """The column of that name, or the table and all its columns.

    The schema may be left out where it is told without.

    Raises:
        ConfigError: there is none, or several.
    """
    ends = {end for edge in catalog.edges for end in (edge.upstream, edge.downstream)}
    listed = {table.ref: table for table in catalog.tables}
    columns = {
        table.ref.column(column.name) for table in catalog.tables for column in table.columns
    }
    columns |= {end for end in ends if end.column != "*"}
    try:
        as_table = TableRef.parse(name)
        as_column = ColumnRef.parse(name) if "." in name else None
    except ValueError as error:
        raise ConfigError(str(error)) from None
    found: list[ColumnRef | TableRef] = []
    if as_column is not None:
        found += sorted(
            ref for ref in columns if _is(ref, as_column) and ref.column == as_column.column
        )
    tables = listed.keys() | {end.table_ref for end in ends}
    if not found:
        found += sorted(ref for ref in tables if _is(ref, as_table))
    if len(found) > 1:
        raise ConfigError(
            f"{printable(name)} may be {', '.join(str(ref) for ref in found)}: name one of them"
        )
    if not found:
        known = sorted({ref.name for ref in columns} | {ref.name for ref in tables})
        near = did_you_mean(name, known)
        raise ConfigError(f"there is no column or table {printable(name)}{near}")
    (one,) = found
    if isinstance(one, ColumnRef):
        return None, (one,)
    own = [one.column(column.name) for column in listed[one].columns] if one in listed else []
    rest = sorted(ref for ref in columns if ref.table_ref == one and ref not in set(own))
    return one, (*own, *rest)


def _is(ref: ColumnRef | TableRef, wanted: ColumnRef | TableRef) -> bool:
    return (
        ref.table == wanted.table
        and wanted.schema in ("", ref.schema)
        and wanted.source in ("", ref.source)
    )
