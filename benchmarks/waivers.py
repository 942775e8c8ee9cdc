"""What waivers and a baseline add to a check, and how that grows.

    python benchmarks/waivers.py [COLUMNS ...]

A tree of migrations with as many columns, half of which violate a policy; half as many entries in
the baseline as columns, and a quarter as many waivers: one in two names a column, one in four
begins with its characters, the others end with them. One file in a hundred holds a comment that
waives. The baseline of the numbers, measured in the same run, is the plainest thing that could be
done: each waiver's pattern held against each violation, for a hundred of them, and extrapolated.
Seconds are the processor's.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from time import process_time

from governance.cache import FileCache
from governance.model.judgement import Severity, Violation
from governance.model.location import Location
from governance.model.names import TableRef
from governance.settings import Settings, Source
from governance.tree import Folder
from governance.waivers.applying import Found, excused, standing
from governance.waivers.renewal import begun
from governance.waivers.terms import Terms

TERMS = Terms(date(2026, 11, 24), frozenset({"GOV-001", "GOV-003"}))
SETTINGS = Settings(sources=(Source("app", "ddl", "migrations"),))
WIDTH = 20
ENTRY = """\
  - policy: {policy}
    subject: {subject}
    reason: "keyed by the loader from March on"
    approver: "Quentin Ashgrove"
    until: 2027-01-31
"""


def violations(columns: int) -> tuple[Violation, ...]:
    found = []
    for number in range(columns // 2):
        ref = TableRef("app", f"schema_{number % 50}", f"table_{number // 10}").column(
            f"c_{number}"
        )
        policy = "GOV-003" if number % 2 else "GOV-001"
        place = Location(f"migrations/{number // 10}.sql", number % 10 + 1, 3, number % 10 + 1, 9)
        print_ = f"{number:064x}"
        found.append(
            Violation(policy, Severity.BLOCK, ref.name, "", "", print_, location=place, ref=ref)
        )
    return tuple(found)


def subjects(found: tuple[Violation, ...], columns: int) -> list[tuple[str, str]]:
    named = []
    for number in range(columns // 4):
        violation = found[number * 2 % len(found)]
        schema, table, column = violation.subject.split(".")
        kinds = [f"{schema}.{table}.{column}", f"{schema}.{table}.{column[:-1]}*"]
        named.append((violation.policy, [*kinds, kinds[0], f"{schema}.*.*{column}"][number % 4]))
    return named


def lay_out(folder: Path, columns: int) -> tuple[Violation, ...]:
    found = violations(columns)
    (folder / "migrations").mkdir()
    for number in range(columns // WIDTH):
        mark = " -- lictor: waive GOV-003 until 2027-01-31: keyed by the loader"
        lines = [f"  c_{number * WIDTH + i} text," for i in range(WIDTH)]
        lines[0] += mark if number % 100 == 0 else ""
        (folder / f"migrations/{number}.sql").write_text("\n".join(lines) * 5)
    entries = [ENTRY.format(policy=p, subject=f'"{s}"') for p, s in subjects(found, columns)]
    (folder / "waivers.yml").write_text("version: 1\nwaivers:\n" + "".join(entries))
    held = begun(Found(found[: columns // 2]), (), "lictor.baseline", TERMS).baseline
    (folder / "lictor.baseline").write_text(held.text())
    return found


def once(folder: Path, found: tuple[Violation, ...]) -> tuple[float, float, int]:
    """Seconds to read and to apply, and how many are waived."""
    cache = FileCache(folder / ".lictor/cache.db")
    tree = Folder(folder)
    start = process_time()
    now = standing(tree, SETTINGS, {v.location.file for v in found if v.location}, TERMS, cache)
    read = process_time()
    excuses = excused(Found(found), now, None, frozenset(), TERMS, cache)
    return read - start, process_time() - read, len(excuses.waived)


def plainly(found: tuple[Violation, ...], columns: int) -> float:
    named = subjects(found, columns)
    start = process_time()
    for violation in found[:100]:
        for policy, subject in named:
            if policy == violation.policy:
                fnmatchcase(violation.subject, subject)
    return (process_time() - start) * len(found) / 100


def main() -> None:
    print(
        f"{'columns':>9} {'waivers':>8} {'baseline':>8} {'cold':>8} {'read':>8} {'apply':>8} plain"
    )
    for columns in [int(text) for text in sys.argv[1:]] or [2_000, 20_000, 200_000]:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            found = lay_out(folder, columns)
            cold, _, _ = once(folder, found)
            read, applied, waived = min(once(folder, found) for _ in range(3))
            assert waived >= columns // 8
            plain = plainly(found, columns)
            print(
                f"{columns:>9,} {columns // 4:>8,} {columns // 2:>8,} {cold:>7.3f}s {read:>7.3f}s "
                f"{applied:>7.3f}s {plain:>5.1f}s = {plain / applied:,.0f}x"
            )


if __name__ == "__main__":
    main()
