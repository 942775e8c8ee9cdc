"""How claims flow from column to column.

A column passes on all claims that reach it, not only the weightiest: a part of what was made of a
date of birth and an email address is still of an email address. Only what is upstream of a column
decides what reaches it, and never the order in which edges are read.

Columns that feed each other in a circle are taken together (Tarjan 1972), and claims go round in
it until nothing is added; sets of them only ever grow, so that there is one answer.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias, TypeVar

from msgspec import Struct

from governance.classify.claims import (
    CLEAR,
    GENERALISES,
    HASHES,
    KEYS,
    RESTORES,
    Claim,
    Claims,
    Settled,
)
from governance.model.classification import Level
from governance.model.lineage import Edge, EdgeKind, Effect
from governance.model.names import ColumnRef

Value = TypeVar("Value")
Step: TypeAlias = tuple[int, int, int, Edge]
"""From a column into another, by their numbers; what it does to claims; and the edge it is of."""

_VALUE = EdgeKind.VALUE  # looked up once: there are many edges
_WAYS = {
    Effect.IDENTITY: 0,
    Effect.DERIVED: 0,
    Effect.HASHED: HASHES,
    Effect.GENERALISED: GENERALISES,
    Effect.KEYED: KEYS,
}
"""What an effect does to claims; no other carries a category."""


class Begin(Struct, frozen=True):
    """Where claims begin, by column.

    `settled` columns pass on what was declared for them, whatever reaches them. `detected` columns
    pass on what was found in them, unless something reaches them. `levels` is the level of whatever
    a column passes on.
    """

    settled: Mapping[ColumnRef, Settled]
    detected: Mapping[ColumnRef, Claim]
    levels: Mapping[ColumnRef, Level]


class Flow:
    """The columns that personal data reaches.

    By the number of a column in `columns`: `reached` is what comes into it from others, `into` the
    steps by which it does, `passed` what it passes on. `circling` are those in a circle whose own
    detection goes round in it, and what that is; `circular` says that there are circles at all.
    """

    def __init__(
        self,
        edges: Iterable[Edge],
        spelled_out: Callable[[Edge], Iterable[tuple[ColumnRef, ColumnRef]]],
        begin: Begin,
        claims: Claims,
    ) -> None:
        """`spelled_out` gives the columns at both ends of an edge that has a star for one."""
        self.numbers: dict[ColumnRef, int] = {}
        self.columns: list[ColumnRef] = []
        self.circling: dict[int, int] = {}
        self.circular = False
        self._claims = claims
        self._out: list[list[Step] | None] = []
        self._restored: set[int] = set()
        self._read(edges, spelled_out)
        self._settled = self._numbered(begin.settled)
        self._detected = {
            column: claims.set_of(claim) | CLEAR
            for column, claim in self._numbered(begin.detected).items()
        }
        self._levels = self._numbered(begin.levels)
        many = len(self.columns)
        self.reached = [0] * many
        self.passed = [0] * many
        self.into: list[list[Step] | None] = [None] * many
        self._turn = [many] * many
        self._flow()

    def returns(self, upstream: int, column: int) -> bool:
        """Whether a step goes back to where it may have come from, in a circle."""
        return self.circular and self._turn[upstream] >= self._turn[column]

    def _read(
        self,
        edges: Iterable[Edge],
        spelled_out: Callable[[Edge], Iterable[tuple[ColumnRef, ColumnRef]]],
    ) -> None:
        number_of, columns, out = self.numbers.setdefault, self.columns, self._out
        count = 0
        for edge in edges:
            if edge.kind is not _VALUE:
                continue
            way = _WAYS.get(edge.effect)
            if way is None:
                continue
            if edge.restores:
                way |= RESTORES
            up, down = edge.upstream, edge.downstream
            if up.column == "*" or down.column == "*":
                for above, below in spelled_out(edge):
                    self._step(self._number(above), self._number(below), way, edge)
                count = len(columns)
                continue
            one = number_of(up, count)
            if one == count:
                columns.append(up)
                out.append(None)
                count += 1
            other = number_of(down, count)
            if other == count:
                columns.append(down)
                out.append(None)
                count += 1
            if one != other:
                steps = out[one]
                if steps is None:
                    out[one] = [(one, other, way, edge)]
                else:
                    steps.append((one, other, way, edge))
            elif way:
                self._step(one, other, way, edge)

    def _step(self, one: int, other: int, way: int, edge: Edge) -> None:
        if one != other:
            steps = self._out[one] = self._out[one] or []
            steps.append((one, other, way, edge))
        elif way & RESTORES:
            self._restored.add(one)

    def _number(self, column: ColumnRef) -> int:
        number = self.numbers.get(column)
        if number is None:
            number = self.numbers[column] = len(self.columns)
            self.columns.append(column)
            self._out.append(None)
        return number

    def _numbered(self, by_column: Mapping[ColumnRef, Value]) -> dict[int, Value]:
        return {self._number(column): value for column, value in by_column.items()}

    def _flow(self) -> None:
        """Each column after all that flows into it; circles, and what they feed, at the end."""
        out, reached, passed, into = self._out, self.reached, self.passed, self.into
        through, turns = self._claims.through, self._turn
        live, missing = self._live()
        special = {*self._settled, *self._detected, *self._levels, *self._restored}
        ready = [column for column in live if not missing[column]]
        turn = 0
        while ready:
            column = ready.pop()
            turns[column] = turn
            turn += 1
            held = self._held(column) if column in special else reached[column]
            passed[column] = held
            for step in out[column] or ():
                _, below, way, _ = step
                if held:
                    before = into[below]
                    if before is None:
                        into[below] = [step]
                        reached[below] = through(held, way) if way else held
                    else:
                        before.append(step)
                        reached[below] |= through(held, way) if way else held
                missing[below] -= 1
                if not missing[below]:
                    ready.append(below)
        self.circular = turn < len(live)
        if self.circular:
            left = [column for column in live if missing[column]]
            for circle in reversed(list(self._circles(left))):
                turn = self._circulate(circle, turn)
                self._leave(circle)

    def _live(self) -> tuple[list[int], list[int]]:
        """The columns that anything can reach, and how many steps go from these into each column.

        Those where it begins are among them.
        """
        live = [column for column, said in self._settled.items() if said.claim]
        live += [column for column in self._detected if column not in self._settled]
        seen = bytearray(len(self.columns))
        steps = [0] * len(self.columns)
        for column in live:
            seen[column] = 1
        for column in live:  # grows on the way
            for step in self._out[column] or ():
                below = step[1]
                steps[below] += 1
                if not seen[below]:
                    seen[below] = 1
                    live.append(below)
        return live, steps

    def _held(self, column: int, own: int = 0) -> int:
        """What a column passes on; `own` is what begins in it, in a circle."""
        came = self.reached[column]
        said = self._settled.get(column)
        if said is not None:
            held = self._claims.settled(said, came | own)
        else:
            held = came | own or self._detected.get(column, 0)
            level = self._levels.get(column)
            if level is not None:
                held = self._claims.levelled(held, level)
        if column in self._restored:
            held = self._claims.through(held, RESTORES)
        return held

    def _circulate(self, circle: Sequence[int], turn: int) -> int:
        """Let claims go round in a circle: first what comes from outside or was declared in it.

        What was detected in its columns counts only for those that nothing has reached then.
        """
        begin: dict[int, int] = {}
        for column in circle:
            said = self._settled.get(column)
            if said is not None and said.claim is not None:
                # what comes back to it does not change that its own data is in the clear
                begin[column] = 0 if self.reached[column] else CLEAR
            elif self.reached[column]:
                begin[column] = 0
        turn = self._go_round(circle, begin, begin, turn)
        found = [
            column
            for column in circle
            if column in self._detected and column not in self._settled and not self.reached[column]
        ]
        if found:
            begin |= {column: self._detected[column] for column in found}
            turn = self._go_round(circle, begin, found, turn)
            if len(circle) > 1:
                self.circling.update((column, self._detected[column]) for column in found)
        return turn

    def _go_round(
        self, circle: Sequence[int], begin: Mapping[int, int], first: Iterable[int], turn: int
    ) -> int:
        """Pass on what `first` hold, and on within the circle, until nothing is added."""
        members = set(circle)
        by_name = self.columns.__getitem__  # the order of numbers is that of reading
        waiting = deque(sorted(first, key=by_name))
        for column in waiting:
            self._turn[column] = turn
            turn += 1
        while waiting:
            column = waiting.popleft()
            held = self._held(column, begin.get(column, 0))
            if held == self.passed[column]:
                continue
            self.passed[column] = held
            inside = [step for step in self._out[column] or () if step[1] in members]
            inside.sort(key=lambda step: by_name(step[1]))
            for _, below, way, _ in inside:
                before = self.reached[below]
                self.reached[below] |= self._claims.through(held, way)
                if self.reached[below] != before:
                    waiting.append(below)
                    if self._turn[below] == len(self.columns):
                        self._turn[below] = turn
                        turn += 1
        return turn

    def _leave(self, circle: Sequence[int]) -> None:
        """Note the steps that a circle's columns pass claims along, and let these reach others."""
        members = set(circle)
        for column in circle:
            held = self.passed[column]
            for step in (self._out[column] or ()) if held else ():
                _, below, way, _ = step
                if (before := self.into[below]) is None:
                    before = self.into[below] = []
                before.append(step)
                if below not in members:
                    self.reached[below] |= self._claims.through(held, way)

    def _circles(self, columns: Sequence[int]) -> Iterator[list[int]]:
        """Circles as one, columns on none alone; each before all that flows into it."""
        number: dict[int, int] = {}
        low: dict[int, int] = {}
        stack: list[int] = []
        on_stack: set[int] = set()
        for start in columns:
            if start in number:
                continue
            work = [(start, 0)]
            while work:
                column, position = work.pop()
                if position == 0:
                    number[column] = low[column] = len(number)
                    stack.append(column)
                    on_stack.add(column)
                steps = self._out[column] or ()
                while position < len(steps):
                    below = steps[position][1]
                    position += 1
                    if below not in number:
                        work += [(column, position), (below, 0)]
                        break
                    if below in on_stack:
                        low[column] = min(low[column], number[below])
                else:
                    if low[column] == number[column]:
                        circle = [stack.pop()]
                        while circle[-1] != column:
                            circle.append(stack.pop())
                        on_stack.difference_update(circle)
                        yield circle
                    if work:
                        above = work[-1][0]
                        low[above] = min(low[above], low[column])
