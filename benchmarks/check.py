"""`lictor check` on a repository of 1,000 migrations with a small change: whole processes.

Run: python benchmarks/check.py [MIGRATIONS]

Prints seconds and ratios of one run: the cold check (nothing cached), the warm one (one new
migration, everything else cached), the same again (all cached), `python -c pass` and
`import sqlglot` for scale, and the peer squawk (pip install squawk-cli) on the same files if it
is there. squawk is a linter of single statements written in Rust: it keeps no catalog and follows
no data, so it says what reading the files can cost at the least.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

WORDS = ("order", "invoice", "shipment", "ticket", "visit", "device", "product", "payment")
SETTINGS = """\
version: 1
sources: [{name: app, kind: ddl, path: migrations}]
environments: {staging: [staging], production: ["*"]}
stewardship: [stewardship.yml]
"""
STEWARDSHIP = """\
version: 1
assets:
  - {match: "*.*", owner: team-data, retention_days: 730, description: "Facts about our business."}
  - {match: "*.*.customer_email", category: email, classification: confidential}
"""


def migration(number: int) -> str:
    """Every fourth file makes a table; the others change one."""
    table = f"public.{WORDS[number % 8]}_{number // 4}"
    if number % 4 == 0:
        return (
            f"CREATE TABLE {table} (id bigint PRIMARY KEY, customer_email text NOT NULL,\n"
            "  status text DEFAULT 'new', amount numeric(12,2), created_at timestamptz NOT NULL);\n"
            f"CREATE INDEX ON {table} (created_at);\n"
        )
    table = f"public.{WORDS[number // 4 * 4 % 8]}_{number // 4}"
    return (
        f"ALTER TABLE {table} ADD COLUMN extra_{number} integer;\n"
        f"COMMENT ON COLUMN {table}.extra_{number} IS 'a counter';\n"
        f"ALTER TABLE {table} ALTER COLUMN status SET NOT NULL;\n"
    )


def run(command: list[str], root: Path, *, expect: tuple[int, ...] = (0,)) -> float:
    started = time.perf_counter()
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - started
    if done.returncode not in expect:
        sys.exit(f"{command} exited {done.returncode}:\n{done.stdout}\n{done.stderr}")
    return seconds


def git(root: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=root, check=True, capture_output=True)


def lay_out(root: Path, many: int) -> None:
    os.environ |= {"GIT_AUTHOR_NAME": "b", "GIT_AUTHOR_EMAIL": "b@example.org"}
    os.environ |= {"GIT_COMMITTER_NAME": "b", "GIT_COMMITTER_EMAIL": "b@example.org"}
    (root / "migrations").mkdir()
    for number in range(many):
        (root / f"migrations/{number:05}_change.sql").write_text(migration(number))
    (root / "lictor.yml").write_text(SETTINGS)
    (root / "stewardship.yml").write_text(STEWARDSHIP)
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "base")
    git(root, "checkout", "-q", "-b", "change")


def change(root: Path, number: int) -> None:
    (root / f"migrations/{number:05}_leads.sql").write_text(
        f"CREATE TABLE staging.leads_{number} AS\n"
        "SELECT o.id, lower(o.customer_email) AS contact FROM public.order_0 o;\n"
    )
    git(root, "add", "-A")
    git(root, "commit", "-qm", "change")


def main() -> None:
    many = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    python = [sys.executable, "-c"]
    check = [str(Path(sys.executable).with_name("lictor")), "check", "--base", "main"]
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        lay_out(root, many)
        change(root, many)
        rows = {"python -c pass": min(run([*python, "pass"], root) for _ in range(5))}
        rows["import sqlglot"] = min(run([*python, "import sqlglot"], root) for _ in range(3))
        rows["lictor check, cold"] = run(check, root, expect=(1,))
        warm = []
        for step in range(1, 4):
            change(root, many + step)
            warm.append(run(check, root, expect=(1,)))
        rows["lictor check, warm, one new migration"] = min(warm)
        rows["lictor check, nothing new"] = min(run(check, root, expect=(1,)) for _ in range(3))
        peer = shutil.which("squawk", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
        if peer:
            files = [str(file) for file in sorted((root / "migrations").iterdir())]
            rows["squawk, the same files"] = min(
                run([peer, *files], root, expect=(0, 1)) for _ in range(3)
            )
    unit = rows["lictor check, warm, one new migration"]
    print(f"{many} migrations; seconds of a whole process, and × the warm check")
    for name, seconds in rows.items():
        print(f"{name:<40}{seconds:>8.3f} s{seconds / unit:>8.2f} ×")


if __name__ == "__main__":
    main()
