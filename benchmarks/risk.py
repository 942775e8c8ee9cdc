"""How long it takes to find which columns single people out, and in how much memory.

    python benchmarks/risk.py [ROWS ...]

A table of invented people with six columns that others may know of somebody, one of them
NULL in every third row, and a sensitive one. `measure` is all that the catalog keeps of a table:
the search over sets of up to four columns, diversity, remedies. Beside it, on the same table:

- `pandas`: k and the rows in small groups for each set of up to four columns by `groupby`, without
  search, diversity or remedies; what a notebook would do. Where pandas is not installed it says so.
- `pycanon`: k alone, of all six columns, once (Sáinz-Pardo Díaz and López García 2022), where it is
  installed.

Read the ratios; each row is one run of a fresh process, so that its peak of memory is its own.
"""

from __future__ import annotations

import resource
import subprocess
import sys
from itertools import combinations
from random import Random
from time import perf_counter

QUASI = ("born", "postcode", "sex", "job", "education", "age")
PROGRAMS = ("table alone", "measure", "pandas", "pycanon")


def table(rows: int) -> dict[str, list[str | None]]:
    """Uniform columns; real ones are skewed, which makes fewer and larger groups."""
    random = Random(7)
    days = [
        f"{y}-{m:02}-{d:02}" for y in range(1940, 2005) for m in range(1, 13) for d in range(1, 29)
    ]

    def pick(values: list[str | None]) -> list[str | None]:
        return random.choices(values, k=rows)

    return {
        "born": pick([*days]),
        "postcode": pick([f"{n:05}" for n in range(10_000, 18_000)]),
        "sex": pick(["f", "m", None]),
        "job": pick([f"job {n}" for n in range(400)]),
        "education": pick([f"level {n}" for n in range(8)]),
        "age": pick([str(n) for n in range(18, 90)]),
        "diagnosis": pick([None, *(f"diagnosis {n}" for n in range(50))]),
    }


def run(program: str, rows: int) -> str:
    """One program's time in seconds, and what it found."""
    columns = table(rows)
    if program == "table alone":
        return "0 -"
    if program == "measure":
        from governance.model.names import TableRef
        from scanners.risk.measure import measure
        from scanners.risk.roles import Roles

        start = perf_counter()
        found = measure(
            TableRef("", "b", "t"), columns, Roles(QUASI, ("diagnosis",)), sampled=False
        )
        assert found is not None
        worst = found.riskiest
        return f"{perf_counter() - start} {'+'.join(worst.columns)} k={worst.k} few={worst.few}"
    if program == "pandas":
        import pandas

        start = perf_counter()
        frame = pandas.DataFrame(columns)
        sizes = {}
        for many in range(1, 5):
            for names in combinations(QUASI, many):
                groups = frame.groupby(list(names), dropna=False, observed=True).size()
                sizes[names] = int(groups.min()), int(groups[groups < 5].sum())
        k, few = sizes[QUASI[:2]]
        return f"{perf_counter() - start} {len(sizes)} sets; {'+'.join(QUASI[:2])} k={k} few={few}"
    import pandas
    from pycanon.anonymity import k_anonymity

    frame = pandas.DataFrame(columns).fillna("")
    start = perf_counter()
    k = k_anonymity(frame, list(QUASI))
    return f"{perf_counter() - start} k={k}"


def main() -> None:
    """Print a line for each program and size."""
    sizes = [int(each) for each in sys.argv[1:]] or [10_000, 100_000, 1_000_000]
    print(f"{'rows':>9}  {'program':<12}{'seconds':>9}{'peak MB':>9}  found")
    for rows in sizes:
        for program in PROGRAMS:
            command = [sys.executable, __file__, "--one", program, str(rows)]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                why = done.stderr.strip().splitlines()[-1:] or ["it failed"]
                print(f"{rows:>9,}  {program:<12}{'-':>9}{'-':>9}  {why[0][:60]}")
                continue
            seconds, found, peak = done.stdout.strip().split("\t")
            print(f"{rows:>9,}  {program:<12}{float(seconds):>9.2f}{int(peak):>9,}  {found}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        seconds, _, found = run(sys.argv[2], int(sys.argv[3])).partition(" ")
        print(seconds, found, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, sep="\t")
    else:
        main()
