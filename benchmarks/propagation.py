"""How fast classifications follow the data, and how that grows.

    python benchmarks/propagation.py [EDGES ...]

Projects of models with 40 columns, each made of one or two columns of earlier models; one root
column in seven is declared personal, and in a second run all of them, the worst there is. A graph
with circles has one edge in a hundred that goes back.

No other tool propagates tags with what SQL does to the value, so there is no peer to beat. What the
times are compared to does less, and only tells which columns are personal: `walk` follows each
column upstream to the roots, as a plain implementation would; `networkx` finds the descendants of
each root, where it is installed. Neither has levels, effects or keys, nor says where anything came
from. Read the ratios.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Sequence
from random import Random
from time import process_time

from governance.classify.effective import classify
from governance.model.lineage import Edge, Effect
from governance.model.location import Location
from governance.model.names import ColumnRef
from governance.model.stewardship import Fact

WIDTH = 40
EFFECTS = (Effect.IDENTITY, Effect.IDENTITY, Effect.DERIVED, Effect.GENERALISED, Effect.KEYED)
WHERE = Location("stewardship.yml", 1)


def graph(edges: int, *, circles: bool = False) -> tuple[list[Edge], list[ColumnRef]]:
    """Edges between models, and the columns of the tables that they begin with."""
    random = Random(7)
    models = max(2, int(edges / WIDTH / 1.5))
    first = max(1, models // 20)
    tables = [
        [ColumnRef("dbt", f"layer_{m % 9}", f"model_{m}", f"column_{c}") for c in range(WIDTH)]
        for m in range(models)
    ]
    made: list[Edge] = []
    number = first
    while len(made) < edges:
        table = first + (number - first) % (models - first)
        above = tables[random.randrange(table)]
        for c in range(WIDTH):
            place = Location(f"models/model_{table}.sql", c + 1, 1)
            effect = EFFECTS[random.randrange(len(EFFECTS))]
            made.append(Edge(above[c], tables[table][c], effect, location=place))
            if circles and random.randrange(100) == 0:
                made.append(Edge(tables[table][c], above[c], Effect.IDENTITY, location=place))
        number += 1
    return made[:edges], [column for table in tables[:first] for column in table]


def walk(edges: Sequence[Edge], roots: Sequence[ColumnRef]) -> int:
    """Each column followed to the personal roots it comes from; how many have one."""
    into: dict[ColumnRef, list[ColumnRef]] = {}
    for edge in edges:
        into.setdefault(edge.downstream, []).append(edge.upstream)
    personal = set(roots)
    reached = 0
    for column in into:
        seen = {column}
        waiting = [column]
        while waiting:
            for above in into.get(waiting.pop(), ()):
                if above not in seen:
                    seen.add(above)
                    waiting.append(above)
        reached += not personal.isdisjoint(seen)
    return reached


def descendants(edges: Sequence[Edge], roots: Sequence[ColumnRef]) -> int:
    """The same with networkx."""
    import networkx

    net = networkx.DiGraph((edge.upstream, edge.downstream) for edge in edges)
    return sum(len(networkx.descendants(net, root)) + 1 for root in roots if root in net)


def seconds(run: Callable[[], object]) -> float:
    """Of one processor, whatever else the machine does; the best of three."""
    best = float("inf")
    for _ in range(3):
        gc.collect()
        gc.disable()  # as a check does
        started = process_time()
        run()
        best = min(best, process_time() - started)
        gc.enable()
    return best


def main() -> None:
    """Every size, with one root in seven personal and with all."""
    sizes = [int(size) for size in sys.argv[1:]] or [8_000, 80_000, 240_000]
    try:
        import networkx  # noqa: F401

        other = descendants
    except ImportError:
        other = None
        print("networkx is not installed: pip install networkx to compare with it")
    print("  edges  roots      graph  personal  classify  a walk a column     networkx")
    for size in sizes:
        for circles in (False, True):
            edges, columns = graph(size, circles=circles)
            for share in (7, 1):
                roots = columns[::share]
                facts = {root: {"category": Fact("email", WHERE)} for root in roots}
                found = len(classify((), edges, facts, ()).classifications)
                own = seconds(lambda e=edges, f=facts: classify((), e, f, ()))  # type: ignore[misc]
                plain = seconds(lambda e=edges, r=roots: walk(e, r))  # type: ignore[misc]
                line = f"{size:>7,} {len(roots):>6,} {'circles' if circles else 'plain':>10}"
                line += f" {found:>9,} {own:>8.3f}s {plain:>9.3f}s {plain / own:>4.1f}x"
                if other is not None:
                    net = seconds(lambda e=edges, r=roots: other(e, r))  # type: ignore[misc]
                    line += f" {net:>6.3f}s {net / own:>4.1f}x"
                print(line)


if __name__ == "__main__":
    main()
