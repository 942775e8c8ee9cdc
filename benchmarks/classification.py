"""How fast columns are judged by name, declarations resolved and classifications passed on.

    python benchmarks/classification.py [COLUMNS ...]

Each is measured beside a baseline in the same run. For names that is what name-based scanners
commonly do: a list of regular expressions tried one after the other on each name, no table, no
type, no tokens. For lineage it is a bare breadth-first walk over the same edges, which knows what
is reached and nothing of why. Catalogs of 40 columns a table; one name in three occurs only once.
"""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Callable
from time import perf_counter
from typing import TypeVar

from governance.classify.effective import classify
from governance.model.catalog import Column, Table
from governance.model.classification import Finding
from governance.model.lineage import Edge, Effect
from governance.model.location import Location
from governance.model.names import ColumnRef, TableRef
from governance.model.stewardship import Declaration, Fact
from governance.stewardship import resolve
from scanners.columns.lexicon import lexicon
from scanners.columns.names import findings

T = TypeVar("T")
WIDTH = 40

NAIVE = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"^.*(email|e-mail|mail).*$",
        r"^.*(phone|mobile|tel|fax|cell).*$",
        r"^.*(first_?name|last_?name|full_?name|surname|fname|lname|maiden).*$",
        r"^.*(user_?(id|name)?|login|nick).*$",
        r"^.*(address|city|state|county|country|zone|borough|street|zip|postal).*$",
        r"^.*(latitude|longitude|lat|lng|geo|gps).*$",
        r"^.*(date_of_birth|dateofbirth|dob|birthday|date_of_death).*$",
        r"^.*(age|years_old).*$",
        r"^.*(ssn|social|national|passport|licen[cs]e|tax).*$",
        r"^.*(iban|account|card|cvv|routing|swift).*$",
        r"^.*(salary|income|credit|debt).*$",
        r"^.*(diagnos|allerg|medic|blood|disab|health).*$",
        r"^.*(gender|sex|race|ethnic|relig|marital|nationality).*$",
        r"^.*(pass|secret|token|api_?key|pin|otp).*$",
        r"^.*(ip_?addr|ip|mac|device|imei|cookie).*$",
        r"^.*(finger|face|iris|dna|biometr).*$",
        r"^.*(job|occupation|employ|degree|school).*$",
        r"^.*(photo|picture|avatar|image).*$",
        r"^.*(url|website|linkedin|facebook|twitter).*$",
        r"^.*(note|comment|message|bio|description).*$",
    )
]
BEFORE = ("", "customer", "billing", "user", "last", "stg", "employee", "default", "old")
WORDS = (
    *("id", "email", "phone_number", "first_name", "name", "status", "created_at", "amount"),
    *("address_line", "zip", "birth_date", "product_code", "is_active", "order_count", "price"),
    *("template_id", "region", "notes", "ip_address", "total", "updated_by", "currency", "iban"),
)
TYPES = ("text", "varchar(255)", "bigint", "timestamp", "boolean", "numeric(10,2)", "date", "")
TABLES = (
    "customers",
    "orders",
    "products",
    "events",
    "patients",
    "invoices",
    "sessions",
    "dim_day",
)


def catalog(columns: int) -> list[Table]:
    """Names as they are: most occur often, some once."""
    chance = random.Random(7)
    return [
        Table(
            TableRef("w", f"s{number % 50}", f"{chance.choice(TABLES)}_{number}"),
            columns=tuple(_column(chance, number * WIDTH + i) for i in range(WIDTH)),
        )
        for number in range(columns // WIDTH)
    ]


def _column(chance: random.Random, number: int) -> Column:
    name = f"{chance.choice(BEFORE)}_{chance.choice(WORDS)}".strip("_")
    return Column(f"{name}_x{number}" if number % 3 == 0 else name, chance.choice(TYPES))


def timed(work: Callable[[], T]) -> tuple[float, T]:
    start = perf_counter()
    result = work()
    return perf_counter() - start, result


def names(columns: int) -> None:
    tables = catalog(columns)
    baseline, _ = timed(
        lambda: sum(
            next((True for p in NAIVE if p.match(c.name)), False) for t in tables for c in t.columns
        )
    )
    ours, found = timed(lambda: sum(len(findings(table)) for table in tables))
    print(
        f"names      {columns:>9,} columns  {ours:6.2f} s  {columns / ours:>9,.0f} columns/s  "
        f"{found / columns:.0%} found  baseline {baseline:6.2f} s, ratio {ours / baseline:.2f}"
    )


def lineage(length: int) -> None:
    refs = [[ColumnRef("", "s", f"t{i}", f"c{j}") for j in range(WIDTH)] for i in range(length)]
    edges = [
        Edge(refs[i][j], refs[i + 1][j], Effect.DERIVED)
        for i in range(length - 1)
        for j in range(WIDTH)
    ]
    begins = [Finding(ref, "email", "names", 0.9, "its name says so") for ref in refs[0][::10]]
    walked, reached = timed(lambda: _walk(edges, {finding.subject for finding in begins}))
    ours, result = timed(lambda: classify((), edges, {}, begins))
    if set(result.classifications) != reached:
        sys.exit("the walk and the classification disagree")
    print(
        f"lineage    {len(edges):>9,} edges    {ours:6.2f} s  {len(reached):,} columns classified"
        f"  baseline {walked:6.2f} s, ratio {ours / walked:.1f}"
    )


def _walk(edges: list[Edge], start: set[ColumnRef]) -> set[ColumnRef]:
    out: dict[ColumnRef, list[ColumnRef]] = {}
    for edge in edges:
        out.setdefault(edge.upstream, []).append(edge.downstream)
    reached, waiting = set(start), list(start)
    while waiting:
        for below in out.get(waiting.pop(), ()):
            if below not in reached:
                reached.add(below)
                waiting.append(below)
    return reached


def declarations(columns: int) -> None:
    tables = catalog(columns)
    where = Location("stewardship.yml", 1)

    def declared(match: str) -> Declaration:
        return Declaration(match, {"owner": Fact("team", where)}, where)

    exact = [declared(table.ref.name) for table in tables[:3600]]
    globs = [declared(f"s{n % 50}.*_{n}.*") for n in range(400)]
    everything, result = timed(lambda: resolve([*exact, *globs], tables, {"production": ["*"]}))
    only_exact, _ = timed(lambda: resolve(exact, tables, {"production": ["*"]}))
    print(
        f"declared   {len(exact) + len(globs):>9,} over {columns:,} columns  {everything:.2f} s  "
        f"{len(result.facts):,} subjects  exact names alone {only_exact:.2f} s"
    )


if __name__ == "__main__":
    load, _ = timed(lexicon)
    print(f"lexicon    {len(lexicon().terms):>9,} terms    {load:6.3f} s, once a process")
    for size in [int(argument) for argument in sys.argv[1:]] or [10_000, 100_000, 1_000_000]:
        names(size)
    lineage(2_000)
    declarations(1_000_000)
