"""How fast the core pack judges large catalogs, and how that grows.

    python benchmarks/policy.py [COLUMNS ...]

Catalogs of 40 columns a table, one column in ten with personal data, one in three with a comment.
The baseline, measured in the same run, is what the standard library's SQLite needs to take in as
many bare rows of nine fields: nothing can load a catalog into it in less.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import TypeVar

from governance.cache import FileCache
from governance.model.catalog import Catalog, Column, Table
from governance.model.classification import Basis, Classification, Evidence, Level
from governance.model.judgement import Evaluation
from governance.model.location import Location
from governance.model.names import ColumnRef, TableRef
from governance.model.stewardship import Fact, Facts
from governance.policy.evaluate import evaluate
from governance.policy.load import load
from governance.policy.loading import Loaded
from governance.policy.sealed import Sealed
from governance.settings import PolicySettings
from governance.tree import Folder

T = TypeVar("T")
WIDTH = 40


def catalog(columns: int) -> Catalog:
    """One personal column in fifty is not classified, one table in a hundred has no owner."""
    tables: list[Table] = []
    facts: dict[TableRef | ColumnRef, Facts] = {}
    classifications: dict[ColumnRef, Classification] = {}
    where = Location("stewardship.yml", 1)
    evidence = (Evidence(Basis.DECLARED, "email", "declared", location=where),)
    for number in range(columns // WIDTH):
        ref = TableRef("warehouse", f"schema_{number % 50}", f"table_{number}")
        made = tuple(
            Column(f"column_{i}", "text", comment="Where we write to." if i % 3 == 0 else None)
            for i in range(WIDTH)
        )
        tables.append(Table(ref, columns=made))
        environment = "staging" if number % 20 == 0 else "production"
        declared: Facts = {
            "environment": Fact(environment, where),
            "retention_days": Fact(365, where),
        }
        facts[ref] = declared if number % 100 == 0 else {**declared, "owner": Fact("team", where)}
        for i in range(0, WIDTH, 10):
            column = ref.column(f"column_{i}")
            classifications[column] = Classification(
                column,
                "email",
                Level.CONFIDENTIAL,
                special=False,
                confirmed=(number + i) % 50 != 0,
                confidence=0.9,
                evidence=evidence,
            )
    return Catalog("bench", tables=tuple(tables), facts=facts, classifications=classifications)


def bare(rows: int) -> None:
    """The baseline: as many rows of nine fields into an SQLite in memory."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, a, b, c, d, e, f, g, h)")
    connection.execute("BEGIN")
    connection.executemany(
        "INSERT INTO t VALUES (?,?,?,?,?,?,?,?,?)",
        ((i, i, "column", "text", 1, 0, 0, None, 0) for i in range(rows)),
    )
    connection.execute("COMMIT")
    connection.close()


def timed(function: Callable[[], T]) -> tuple[float, T]:
    """Seconds, and what it gave."""
    started = perf_counter()
    result = function()
    return perf_counter() - started, result


def main(sizes: list[int]) -> None:
    """Print seconds and ratios."""
    tree = Folder(Path(tempfile.mkdtemp()))
    with tempfile.TemporaryDirectory() as folder:
        cache = FileCache(Path(folder) / "cache.db")
        cold, _ = timed(lambda: load(PolicySettings(), tree, cache))
        warm, policies = timed(lambda: load(PolicySettings(), tree, cache))
    print(f"{len(policies)} policies: compiled in {cold:.3f} s, from the cache in {warm:.4f} s\n")
    print("  columns     bare  loading    ratio  policies    whole  violations  us a column")
    for size in sizes:
        made = catalog(size)
        baseline, _ = timed(lambda size=size: bare(size))
        engine = Sealed()
        loading, _ = timed(lambda made=made, engine=engine: Loaded(made, engine, edges=False))
        judging, _ = timed(
            lambda engine=engine: [list(engine.ask(p.sql, p.parameters)) for p in policies]
        )
        engine.close()
        whole, found = timed(lambda made=made: evaluate(made, policies))
        assert isinstance(found, Evaluation)
        assert not found.problems, found.problems
        print(
            f"{size:>9,} {baseline:>7.2f}s {loading:>7.2f}s {loading / baseline:>8.1f} "
            f"{judging:>8.2f}s {whole:>7.2f}s {len(found.violations):>11,} "
            f"{whole / size * 1e6:>12.1f}"
        )


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [10_000, 100_000, 1_000_000])
