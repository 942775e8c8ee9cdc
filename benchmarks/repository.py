"""`lictor check` of a small pull request in a team's repository: dbt models and migrations.

Run: python benchmarks/repository.py [MODELS ...]      (100 1000 10000 when none is given)

Lays out as many dbt models of 20 columns, each described in YAML, and as many migrations; commits
them; changes one model on a branch; and prints seconds and memory of whole processes: the cold
check (nothing cached), the warm one, and the peer dbt-bouncer (pip install dbt-bouncer) over the
manifest of the same models, with eight checks of what the YAML says. dbt-bouncer reads a manifest
that dbt has made and judges the models as they stand; it compares no two states, follows no data,
and reads no migrations.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

COLUMNS = (
    *("id", "customer_email", "first_name", "phone_number", "city", "status", "currency"),
    *("net_amount", "tax_amount", "gross_amount", "discount_rate", "quantity", "weight_grams"),
    *("channel", "warehouse_code", "carrier", "created_at", "updated_at", "shipped_at", "note"),
)
PERSONAL = {
    "customer_email": "email",
    "first_name": "person_name",
    "phone_number": "phone",
    "city": "address",
}
FOLDER = 20
"""Models of one folder, which share a YAML file."""

SETTINGS = """\
version: 1
sources:
  - {name: app, kind: ddl, path: migrations, dialect: postgres}
  - {name: marts, kind: dbt, path: dbt, dialect: postgres, schema: analytics}
environments: {staging: ["*staging"], production: ["*"]}
stewardship: [stewardship.yml]
"""
STEWARDSHIP = """\
version: 1
assets:
  - {match: "*.*", owner: team-data, retention_days: 730}
"""
BOUNCER = """\
manifest_checks:
  - name: check_model_description_populated
  - name: check_model_column_description_populated
  - name: check_model_documentation_coverage
  - name: check_model_has_meta_keys
    keys: [owner]
  - name: check_model_names
    model_name_pattern: ^(stg|mart)_
  - name: check_model_column_names
    column_name_pattern: ^[a-z_]+$
  - name: check_model_has_properties_file
  - name: check_model_max_upstream_dependencies
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one process: seconds, and MiB at the most."""

    seconds: float
    mib: float


def migration(number: int) -> str:
    """Every second file makes a table of the application; the next one changes it."""
    if number % 2:
        return (
            f"CREATE INDEX ON public.orders_{number - 1} (created_at);\n"
            f"COMMENT ON TABLE public.orders_{number - 1} IS 'One row an order.';\n"
        )
    columns = ",\n  ".join(f"{name} {_type(name)}" for name in COLUMNS[1:])
    return f"CREATE TABLE public.orders_{number} (\n  id bigint PRIMARY KEY,\n  {columns}\n);\n"


def _type(name: str) -> str:
    if name.endswith("_at"):
        return "timestamptz"
    return "numeric(12,2)" if name.endswith(("amount", "rate", "quantity", "grams")) else "text"


def model(number: int) -> tuple[str, str]:
    """The name and the text of a model: every second one stages a table, the next builds on it."""
    if number % 2 == 0:
        columns = ",\n  ".join(
            f"lower(o.{name}) AS {name}" if name == "city" else f"o.{name}" for name in COLUMNS
        )
        return f"stg_orders_{number}", (
            "{{ config(materialized='view') }}\n\n"
            f"SELECT\n  {columns}\n"
            f"FROM {{{{ source('app', 'orders_{number}') }}}} AS o\n"
        )
    columns = ",\n  ".join(COLUMNS)
    return f"mart_orders_{number}", (
        f"WITH orders AS (\n  SELECT * FROM {{{{ ref('stg_orders_{number - 1}') }}}}\n),\n\n"
        "recent AS (\n  SELECT * FROM orders WHERE created_at > '{{ var('since') }}'\n)\n\n"
        f"SELECT\n  {columns}\nFROM recent\n"
    )


def _columns(indent: str) -> list[str]:
    lines = []
    for name in COLUMNS:
        lines.append(f"{indent}- name: {name}")
        lines.append(f"{indent}  description: The {name.replace('_', ' ')} of an order.")
        if name in PERSONAL:
            facts = f"category: {PERSONAL[name]}, classification: confidential"
            lines.append(f"{indent}  meta: {{{facts}}}")
    return lines


def properties(names: list[str]) -> str:
    """The YAML of the models of a folder."""
    lines = ["version: 2", "", "models:"]
    for name in names:
        lines += [f"  - name: {name}", "    description: Orders, one row each."]
        lines += ["    meta: {owner: team-data, retention_days: 730}", "    columns:"]
        lines += _columns("      ")
    return "\n".join(lines) + "\n"


def _meta(column: str) -> dict[str, str]:
    if column not in PERSONAL:
        return {}
    return {"category": PERSONAL[column], "classification": "confidential"}


def manifest(many: int) -> str:
    """What dbt would write of these models, as far as anybody reads it here."""
    nodes = {}
    for number in range(many):
        name, text = model(number)
        folder = f"models/folder_{number // FOLDER:04}"
        upstream = (
            f"source.shop.app.orders_{number}"
            if number % 2 == 0
            else f"model.shop.stg_orders_{number - 1}"
        )
        nodes[f"model.shop.{name}"] = {
            "unique_id": f"model.shop.{name}",
            "resource_type": "model",
            "name": name,
            "alias": name,
            "package_name": "shop",
            "database": "warehouse",
            "schema": "analytics",
            "relation_name": f'"warehouse"."analytics"."{name}"',
            "path": f"folder_{number // FOLDER:04}/{name}.sql",
            "original_file_path": f"{folder}/{name}.sql",
            "patch_path": f"shop://{folder}/schema.yml",
            "raw_code": text,
            "language": "sql",
            "fqn": ["shop", f"folder_{number // FOLDER:04}", name],
            "description": "Orders, one row each.",
            "meta": {"owner": "team-data", "retention_days": 730},
            "tags": [],
            "config": {"enabled": True, "materialized": "view", "meta": {"owner": "team-data"}},
            "columns": {
                column: {
                    "name": column,
                    "description": f"The {column.replace('_', ' ')} of an order.",
                    "meta": _meta(column),
                    "data_type": None,
                    "constraints": [],
                    "tags": [],
                    "config": {"meta": _meta(column), "tags": []},
                }
                for column in COLUMNS
            },
            "refs": [],
            "sources": [],
            "depends_on": {"macros": [], "nodes": [upstream]},
            "checksum": {"name": "sha256", "checksum": sha256(text.strip().encode()).hexdigest()},
            "access": "protected",
            "unrendered_config": {},
        }
    sources = {
        f"source.shop.app.orders_{number}": {
            "unique_id": f"source.shop.app.orders_{number}",
            "resource_type": "source",
            "name": f"orders_{number}",
            "identifier": f"orders_{number}",
            "source_name": "app",
            "package_name": "shop",
            "database": "warehouse",
            "schema": "public",
            "path": "models/sources.yml",
            "original_file_path": "models/sources.yml",
            "fqn": ["shop", "app", f"orders_{number}"],
            "columns": {},
            "meta": {},
            "tags": [],
            "config": {"enabled": True},
        }
        for number in range(0, many, 2)
    }
    return json.dumps(
        {
            "metadata": {
                "dbt_schema_version": "https://schemas.getdbt.com/dbt/manifest/v12.json",
                "dbt_version": "1.10.0",
                "project_name": "shop",
                "adapter_type": "postgres",
            },
            "nodes": nodes,
            "sources": sources,
            "macros": {},
            "docs": {},
            "exposures": {},
            "metrics": {},
            "groups": {},
            "selectors": {},
            "disabled": {},
            "parent_map": {},
            "child_map": {},
            "group_map": {},
            "saved_queries": {},
            "semantic_models": {},
            "unit_tests": {},
        }
    )


def git(root: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=root, check=True, capture_output=True)


def lay_out(root: Path, many: int) -> None:
    os.environ |= {"GIT_AUTHOR_NAME": "b", "GIT_AUTHOR_EMAIL": "b@example.org"}
    os.environ |= {"GIT_COMMITTER_NAME": "b", "GIT_COMMITTER_EMAIL": "b@example.org"}
    (root / "migrations").mkdir()
    (root / "dbt/target").mkdir(parents=True)
    for number in range(many):
        (root / f"migrations/{number:05}_orders.sql").write_text(migration(number))
    for start in range(0, many, FOLDER):
        folder = root / f"dbt/models/folder_{start // FOLDER:04}"
        folder.mkdir(parents=True)
        names = []
        for number in range(start, min(start + FOLDER, many)):
            name, text = model(number)
            names.append(name)
            (folder / f"{name}.sql").write_text(text)
        (folder / "schema.yml").write_text(properties(names))
    tables = "\n".join(f"      - name: orders_{number}" for number in range(0, many, 2))
    (root / "dbt/models/sources.yml").write_text(
        f"version: 2\nsources:\n  - name: app\n    schema: public\n    tables:\n{tables}\n"
    )
    (root / "dbt/dbt_project.yml").write_text(
        "name: shop\nversion: '1.0'\nprofile: shop\nmodel-paths: [models]\n"
        "vars: {since: '2020-01-01'}\n"
    )
    (root / "dbt/target/manifest.json").write_text(manifest(many))
    (root / "dbt-bouncer.yml").write_text("dbt_artifacts_dir: dbt/target\n" + BOUNCER)
    (root / ".gitignore").write_text("target/\n.lictor/\n")
    (root / "lictor.yml").write_text(SETTINGS)
    (root / "stewardship.yml").write_text(STEWARDSHIP)
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "base")
    git(root, "checkout", "-q", "-b", "change")


def change(root: Path, number: int) -> None:
    """One more model, which brings personal data into staging."""
    file = root / f"dbt/models/folder_0000/stg_leads_{number}.sql"
    file.write_text(
        "{{ config(schema='staging') }}\n"
        "SELECT id, lower(customer_email) AS contact\nFROM {{ ref('mart_orders_1') }}\n"
    )
    git(root, "add", "-A")
    git(root, "commit", "-qm", "change")


def run(command: list[str], root: Path, expect: tuple[int, ...]) -> Cost:
    """One process, its output thrown away."""
    started = time.perf_counter()
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(command, cwd=root, stdout=out, stderr=out)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        code = os.waitstatus_to_exitcode(status)
        process.returncode = code
        if code not in expect:
            out.seek(0)
            sys.exit(f"{command} exited {code}:\n{out.read().decode(errors='replace')[-3000:]}")
    scale = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return Cost(seconds, usage.ru_maxrss / scale)


def measure(many: int) -> dict[str, Cost]:
    lictor = str(Path(sys.executable).with_name("lictor"))
    check = [lictor, "check", "--base", "main"]
    places = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    bouncer = shutil.which("dbt-bouncer", path=places)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        lay_out(root, many)
        change(root, 0)
        rows = {"lictor check, cold": run(check, root, (1,))}
        warm, peer = [], []
        for step in range(1, 4):
            change(root, step)
            warm.append(run(check, root, (1,)))
            if bouncer:
                command = [bouncer, "run", "--config-file", "dbt-bouncer.yml"]
                peer.append(run(command, root, (0, 1)))
        rows["lictor check, warm"] = min(warm, key=lambda cost: cost.seconds)
        if peer:
            rows["dbt-bouncer"] = min(peer, key=lambda cost: cost.seconds)
    return rows


def main() -> None:
    for many in [int(number) for number in sys.argv[1:]] or [100, 1000, 10_000]:
        rows = measure(many)
        unit = rows.get("dbt-bouncer")
        print(f"{many:,} models × {len(COLUMNS)} columns, {many:,} migrations")
        for name, cost in rows.items():
            ratio = (
                f"{cost.seconds / unit.seconds:>8.2f} ×{cost.mib / unit.mib:>8.2f} ×"
                if unit
                else "  (pip install dbt-bouncer to compare)"
            )
            print(f"  {name:<22}{cost.seconds:>8.2f} s{cost.mib:>8.0f} MiB{ratio}")


if __name__ == "__main__":
    main()
