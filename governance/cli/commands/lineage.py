"""Follow a column to where it comes from and goes to, or list the edges of one SQL file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Sequence

    from governance.lineage.graph import Direction, Graph
    from governance.model.catalog import Catalog
    from governance.model.judgement import Problem
    from governance.model.names import ColumnRef


@click.command("lineage")
@click.argument("column", required=False)
@click.option("--upstream", is_flag=True, help="Only where the column comes from.")
@click.option("--downstream", is_flag=True, help="Only where the column goes to.")
@click.option("--sql", metavar="FILE", help="The edges of this SQL file instead (- for stdin).")
@click.option("--dialect", default="postgres", show_default=True, help="The dialect of the file.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="For whom."
)
@click.option("--config", metavar="FILE", help="Another file than lictor.yml, from the root.")
def command(
    column: str | None,
    upstream: bool,
    downstream: bool,
    sql: str | None,
    dialect: str,
    form: str,
    config: str | None,
) -> None:
    """Follow a column to where it comes from and goes to, and what happens to it on the way.

    COLUMN is schema.table.column. With --sql, every edge of one file is listed instead, also
    those into tables that it drops again.
    """
    if (column is None) == (sql is None):
        raise click.UsageError("name a column, or give --sql FILE")
    if sql is not None:
        _file(sql, dialect, form)
    else:
        both = upstream == downstream
        _column(str(column), both or upstream, both or downstream, form, config)


def _file(name: str, dialect_name: str, form: str) -> None:
    from governance.extract.ddl.script import script
    from governance.lineage.alone import edges_of_queries
    from governance.lineage.printed import line, record, spelled_out
    from governance.sql.dialect import dialect
    from governance.sql.parse import deeply

    spoken = dialect(dialect_name)
    text, file = _text(name)
    done = script(text, dialect_name, file)
    alone = deeply(lambda: list(edges_of_queries(text, spoken, file)))
    edges = [*spelled_out(done.edges), *alone]
    if form == "json":
        _json({"edges": [record(edge) for edge in edges], "errors": _errors(done.problems)})
    else:
        for edge in edges:
            click.echo(line(edge))
    _end(done.problems, form)


def _text(name: str) -> tuple[str, str]:
    """A file's text and its name as it prints."""
    import sys
    from pathlib import Path

    from governance.errors import ConfigError
    from governance.model.names import printable

    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return data.decode("utf-8-sig"), "<stdin>" if name == "-" else name
    except OSError as error:
        raise ConfigError(f"{printable(name)} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{printable(name)} is not text in UTF-8") from None


def _column(name: str, upstream: bool, downstream: bool, form: str, config: str | None) -> None:
    from pathlib import Path

    from governance import gate
    from governance.lineage.graph import Graph
    from governance.lineage.printed import column_name
    from governance.pipeline import build

    trees = gate.trees(Path.cwd())
    settings = gate.rules(trees, config)[1]
    built = build(trees.head, settings, gate.cache_of(trees))
    start = _find(name, built.catalog)
    graph = Graph(built.catalog.edges)
    ways: list[Direction] = []
    if upstream:
        ways.append("upstream")
    if downstream:
        ways.append("downstream")
    if form == "json":
        answer: dict[str, Any] = {"column": column_name(start)}
        _json(answer | {way: _records(graph, start, way) for way in ways})
    else:
        click.echo(column_name(start))
        for way in ways:
            click.echo("\n".join(_tree(graph, start, way)))
    _end(built.problems, form)


def _records(graph: Graph, start: ColumnRef, way: Direction) -> list[dict[str, Any]]:
    from governance.lineage.printed import record

    return [record(hop.edge) | {"depth": hop.depth} for hop in graph.walk(start, way)]


def _tree(graph: Graph, start: ColumnRef, way: Direction) -> list[str]:
    from governance.lineage.printed import hop_line

    lines = [hop_line(hop, way) for hop in graph.walk(start, way)]
    head = "comes from" if way == "upstream" else "goes to"
    return [f"{head}:", *lines] if lines else [f"{head}: nothing that is known"]


def _find(name: str, catalog: Catalog) -> ColumnRef:
    """The column of that name; the schema may be left out where it is told without.

    Raises:
        ConfigError: there is none, or several.
    """
    from governance.errors import ConfigError
    from governance.model.names import ColumnRef, printable
    from governance.suggest import did_you_mean

    try:
        wanted = ColumnRef.parse(name)
    except ValueError as error:
        raise ConfigError(str(error)) from None
    ends = {end for edge in catalog.edges for end in (edge.upstream, edge.downstream)}
    known = {table.ref.column(column.name) for table in catalog.tables for column in table.columns}
    known |= {end for end in ends if end.column != "*"}
    found = sorted(
        ref
        for ref in known
        if (ref.table, ref.column) == (wanted.table, wanted.column)
        and wanted.schema in ("", ref.schema)
        and wanted.source in ("", ref.source)
    )
    if len(found) == 1:
        return found[0]
    if found:
        raise ConfigError(
            f"{printable(name)} may be {', '.join(str(ref) for ref in found)}: name one of them"
        )
    near = did_you_mean(name, sorted({ref.name for ref in known}))
    raise ConfigError(f"there is no column {printable(name)}{near}")


def _errors(problems: Sequence[Problem]) -> list[dict[str, Any]]:
    return [
        {
            "subject": problem.subject,
            "message": problem.message,
            "file": problem.location.file if problem.location else None,
            "line": problem.location.line if problem.location else None,
            "column": problem.location.column if problem.location else None,
        }
        for problem in problems
    ]


def _json(answer: dict[str, Any]) -> None:
    import json

    click.echo(json.dumps(answer, ensure_ascii=False, indent=2))


def _end(problems: Sequence[Problem], form: str) -> None:
    """What was not understood is said on standard error, and the exit code is 2."""
    if form == "text":
        for problem in problems:
            place = f"{problem.location}: " if problem.location else ""
            click.echo(f"not understood: {place}{problem.message}", err=True)
    if problems:
        click.get_current_context().exit(2)
