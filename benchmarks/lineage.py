"""Lineage against parsing and against other tools' lineage, on the same statements in one run.

    python benchmarks/lineage.py [--statements 300] [--columns 30] [--sql FOLDER --dialect NAME]
                                 [--peers PYTHON]

Prints how long each step takes, as a ratio to parsing. sqlglot's lineage is asked for every
output of a sample of the statements. The other tools want another sqlglot than ours: `--peers`
names a Python that has them (pip install sqllineage 'acryl-datahub[sql-parser]'). Each is told the
columns of the tables, as ours is. Times are those of one processor, and nothing is
collected meanwhile. Read the ratios: the machine's speed is in none of them.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from governance.kept import decode, encode
from governance.lineage.reduce import reduce_query
from governance.lineage.reduced import NotUnderstood, Query
from governance.lineage.resolve import Relation, resolve_query
from governance.model.names import TableRef
from governance.sql.dialect import Dialect, dialect
from governance.sql.parse import NotParsed, deeply, parse
from governance.sql.place import Place

_SAMPLE = 20

_PEERS = {
    "sqllineage": """
from sqllineage.core.metadata.dummy import DummyMetaDataProvider
from sqllineage.runner import LineageRunner
provider = DummyMetaDataProvider(
    {f"d.{table}": list(columns) for each in tables for table, columns in each.items()}
)
def follow(text, tables):
    runner = LineageRunner(
        "insert into d.target " + text, dialect=dialect, metadata_provider=provider
    )
    return len(runner.get_column_lineage())
""",
    "DataHub's parser": """
from datahub.sql_parsing.schema_resolver import SchemaResolver
from datahub.sql_parsing.sqlglot_lineage import sqlglot_lineage
resolver = SchemaResolver(platform=dialect, env="PROD")
for each in tables:
    for table, columns in each.items():
        name = f"urn:li:dataset:(urn:li:dataPlatform:{dialect},d.{table},PROD)"
        resolver.add_raw_schema_info(name, columns)
def follow(text, tables):
    found = sqlglot_lineage(text, schema_resolver=resolver, default_schema="d")
    assert not found.debug_info.error, found.debug_info.error
    return sum(len(each.upstreams) for each in found.column_lineage or ())
""",
}
_ASK = """
import json, sys, time
texts, tables, dialect = json.load(sys.stdin)
{follow}
follow(texts[0], tables[0])
started = time.process_time()
edges = sum(follow(text, each) for text, each in zip(texts, tables))
print(json.dumps([time.process_time() - started, edges]))
"""


class _Tables:
    """Every table has the same columns."""

    def __init__(self, columns: int) -> None:
        self._columns = tuple((f"c{i}", "text") for i in range(columns))

    def relation(self, parts: tuple[str, ...]) -> Relation | None:
        return Relation(TableRef("", ".".join(parts[:-1]), parts[-1]), self._columns)


def generated(count: int, columns: int) -> list[str]:
    """Queries as dbt models write them: imports, a step of renaming and cleaning, a join."""
    shapes = ("{0}", "lower(trim({0}))", "coalesce({0}, 'x')", "cast({0} as varchar)", "md5({0})")
    texts = []
    for n in range(count):
        renamed = ",\n        ".join(
            f"{shapes[(n + i) % len(shapes)].format(f'c{i}')} as d{i}" for i in range(columns)
        )
        kept = ",\n    ".join(f"{'ab'[i % 2]}.d{i}" for i in range(columns))
        texts.append(
            f"with one as (\n    select * from source{n}\n), other as (\n    select * from "
            f"base{n} where c0 is not null\n), a as (\n    select {renamed}\n    from one\n), "
            f"b as (\n    select {renamed}\n    from other\n)\nselect {kept},\n    case when a.d0 "
            f"= b.d1 then a.d2 else b.d3 end as picked,\n    "
            f"count(*) over (partition by a.d0) as n\n"
            f"from a left join b on a.d0 = b.d0\nwhere a.d1 <> 'x'"
        )
    return texts


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


def _read(texts: list[str], spoken: Dialect) -> list[tuple[str, Any]]:
    trees = []
    for text in texts:
        try:
            trees.append((text, parse(text, spoken)))
        except NotParsed:
            print("  left out: a statement that does not parse")
    return trees


def _reduce(trees: list[tuple[str, Any]], spoken: Dialect) -> list[Query]:
    found = []
    for text, tree in trees:
        try:
            found.append(reduce_query(tree, spoken, Place.of(text), text))
        except NotUnderstood as error:
            print(f"  left out: {error}")
    return found


def _sqlglot(texts: list[str], columns: int, spoken: Dialect) -> int:
    from sqlglot import exp, parse_one
    from sqlglot.lineage import lineage

    asked = 0
    for text in texts:
        tree = parse_one(text, read=spoken.sqlglot)
        tables = {table.name for table in tree.find_all(exp.Table)}
        schema = {t: {f"c{i}": "text" for i in range(columns)} for t in tables}
        for name in tree.named_selects:
            lineage(name, text, schema=schema, dialect=spoken.sqlglot)
            asked += 1
    return asked


def _named(text: str, columns: int, spoken: Dialect) -> dict[str, dict[str, str]]:
    """The tables of a text with the columns that every one has."""
    from sqlglot import exp, parse_one

    tree = parse_one(text, read=spoken.sqlglot)
    named = {cte.alias for cte in tree.find_all(exp.CTE)}
    every = {f"c{i}": "text" for i in range(columns)}
    return {table.name: every for table in tree.find_all(exp.Table) if table.name not in named}


def _peer(python: str, name: str, texts: list[str], columns: int, spoken: Dialect) -> float:
    """Seconds that another tool takes for the texts, its start and a first text left out."""
    asked = json.dumps([texts, [_named(text, columns, spoken) for text in texts], spoken.name])
    code = _ASK.format(follow=_PEERS[name])
    done = subprocess.run(
        [python, "-c", code], input=asked, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{name} does not run with {python}: {done.stderr.strip()[-400:]}")
    seconds, edges = json.loads(done.stdout.splitlines()[-1])
    print(f"  ({name} finds {edges:,} edges)")
    return float(seconds)


def measure(
    texts: list[str], columns: int, spoken: Dialect, *, compare: bool, peers: str | None
) -> None:
    """Print every step's share of the parse."""
    parsing, trees = _timed(lambda: _read(texts, spoken))
    reducing, queries = _timed(lambda: _reduce(trees, spoken))
    tables = _Tables(columns)
    resolving, resolved = _timed(lambda: [resolve_query(query, tables) for query in queries])
    writing, kept = _timed(lambda: [encode(query) for query in queries])
    reading, _ = _timed(lambda: [decode(text, Query) for text in kept])
    edges = sum(len(one.edges) for one in resolved)
    size = sum(map(len, kept)) / max(1, sum(map(len, texts)))
    print(f"{len(queries)} statements, {edges:,} edges, {parsing:.2f} s to parse")
    every = parsing + reducing + resolving
    print(f"  statements a second, parse and lineage{len(queries) / every:8.0f}")
    for name, seconds in (
        ("reduce", reducing),
        ("resolve", resolving),
        ("write the kept form", writing),
        ("read the kept form", reading),
    ):
        print(f"  {name:38}{seconds / parsing:8.2f} x parse")
    print(f"  warm: read the kept form and resolve  {(reading + resolving) / every:8.2f} x cold")
    print(f"  the kept form's size                  {size:8.2f} x text")
    if compare:
        sample = texts[:_SAMPLE]
        theirs, asked = _timed(lambda: _sqlglot(sample, columns, spoken))
        ours, _ = _timed(
            lambda: [resolve_query(q, tables) for q in _reduce(_read(sample, spoken), spoken)]
        )
        head = f"sqlglot's lineage, {asked} outputs"
        print(f"  {head:38}{theirs / ours:8.0f} x ours, parse included")
        for name in _PEERS if peers else ():
            theirs = _peer(str(peers), name, sample, columns, spoken)
            print(f"  {name:38}{theirs / ours:8.1f} x ours, parse included")


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--statements", type=int, default=300)
    parser.add_argument("--columns", type=int, default=30)
    parser.add_argument("--sql", type=Path, help="A folder of queries, one a file.")
    parser.add_argument("--dialect", default="postgres")
    parser.add_argument("--peers", help="A Python that has sqllineage and acryl-datahub.")
    arguments = parser.parse_args()
    spoken = dialect(arguments.dialect)
    if arguments.sql:
        texts = [file.read_text() for file in sorted(arguments.sql.rglob("*.sql"))]
    else:
        texts = generated(arguments.statements, arguments.columns)
    compare, peers = arguments.sql is None, arguments.peers
    deeply(lambda: measure(texts, arguments.columns, spoken, compare=compare, peers=peers))


if __name__ == "__main__":
    main()
