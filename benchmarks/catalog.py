"""How long the store takes: a first publish, one of the same again, loading, and now and then.

    python benchmarks/catalog.py                     # SQLite, in a temporary folder
    python benchmarks/catalog.py postgresql://…      # an empty database; its catalog is dropped

Tables have 30 columns with comments, a primary and a foreign key, an index and a grant; one column
in thirty is personal and is followed into the next table. Each size runs in a process of its own,
so that the memory is its own, too. Seconds, and MiB at the most.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec import structs

from governance.catalog.loading import digests, load
from governance.catalog.opening import open_store
from governance.catalog.publishing import Published, publish
from governance.catalog.runs import start
from governance.catalog.upgrading import upgrade
from governance.model.catalog import (
    Catalog,
    Column,
    ForeignKey,
    Grant,
    Index,
    Statistics,
    Table,
)
from governance.model.classification import Basis, Classification, Evidence, Level
from governance.model.lineage import Edge, Effect
from governance.model.names import TableRef

SIZES = (100, 1_000, 10_000)
COLUMNS = 30


def ref(number: int) -> TableRef:
    return TableRef("warehouse", f"schema_{number % 20}", f"table_{number}")


def table(number: int) -> Table:
    return Table(
        ref(number),
        columns=tuple(
            Column(
                f"column_{n}",
                "character varying(120)",
                comment=f"What column {n} of table {number} is about.",
            )
            for n in range(COLUMNS)
        ),
        comment=f"What table {number} is about.",
        primary_key=("column_0",),
        foreign_keys=(ForeignKey(("column_1",), ref(number // 2), ("column_0",), f"to_{number}"),),
        indexes=(Index(f"index_{number}", ("column_1",)),),
    )


def catalog(size: int) -> Catalog:
    personal = [ref(number).column("column_3") for number in range(size)]
    return Catalog(
        "live",
        tables=tuple(table(number) for number in range(size)),
        edges=tuple(Edge(one, two, Effect.IDENTITY) for one, two in pairwise(personal)),
        grants=tuple(Grant(ref(number), "readers", "SELECT") for number in range(size)),
        classifications={
            column: Classification(
                column,
                "email",
                Level.CONFIDENTIAL,
                False,
                False,
                0.9,
                (Evidence(Basis.DETECTED, "email", "its name"),),
            )
            for column in personal
        },
        statistics={ref(number): Statistics(1_000, 65_536) for number in range(size)},
    )


def measure(size: int, url: str | None) -> dict[str, float]:
    found = catalog(size)
    hundredth = max(1, size // 100)
    changed = structs.replace(
        found,
        tables=(
            *(structs.replace(t, comment="Another.") for t in found.tables[:hundredth]),
            *found.tables[hundredth:],
        ),
    )
    took: dict[str, float] = {"made": _mib()}
    with TemporaryDirectory() as folder:
        root = Path(folder)
        with open_store(url, root, upgraded=False) as store:
            if url is not None:
                with store.writing() as connection:
                    connection.exec_driver_sql("DROP SCHEMA IF EXISTS governance CASCADE")
            upgrade(store)
        with open_store(url, root) as store:

            def scan(what: Catalog) -> Published:
                return publish(store, start(store, "warehouse"), what)

            def timed(name: str, work: Callable[[], object]) -> None:
                began = time.perf_counter()
                work()
                took[name] = time.perf_counter() - began

            timed("first", lambda: scan(found))
            timed("same", lambda: scan(found))
            timed("1% changed", lambda: scan(changed))
            timed("load", lambda: load(store))
            timed("as it was", lambda: load(store, at=1))
            timed("10 tables", lambda: load(store, tables=[t.ref for t in found.tables[:10]]))
            timed("digests", lambda: digests(store, "warehouse"))
        file = root / ".lictor" / "catalog.db"
        took["file"] = file.stat().st_size / 2**20 if file.exists() else 0.0
    took["peak"] = _mib()
    return took


def _mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("url", nargs="?", help="of a PostgreSQL database (SQLite if left out)")
    parser.add_argument("--size", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.size:
        print(json.dumps(measure(given.size, given.url)))
        return
    names = ("first", "same", "1% changed", "load", "as it was", "10 tables", "digests")
    print(f"{'tables':>7}" + "".join(f"{name + ' s':>14}" for name in names) + "      MiB    file")
    for size in SIZES:
        arguments = [
            sys.executable,
            __file__,
            "--size",
            str(size),
            *([given.url] * bool(given.url)),
        ]
        done = subprocess.run(arguments, check=True, capture_output=True, text=True)
        took = json.loads(done.stdout)
        row = "".join(f"{took[name]:>14.3f}" for name in names)
        print(f"{size:>7,}{row}{took['peak']:>9.0f}{took['file']:>8.1f}")


if __name__ == "__main__":
    main()
