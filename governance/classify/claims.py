"""What reaches each column through lineage: claims, from wherever personal data begins.

The graph's cycles (a table that feeds itself, two that feed each other) are taken as one node each,
so that the order of the work does not matter and nothing is its own evidence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct, structs

from governance.classify.rules import after
from governance.model.classification import Level
from governance.model.lineage import Effect
from governance.model.names import ColumnRef


class Claim(Struct, frozen=True):
    """That a column holds personal data of a category.

    `root` is the column where the data begins, `confirmed` that a person declared it there.
    `upstream` and `effect` are the last step that brought it here, None at the root itself.
    """

    category: str
    kind: str | None
    level: Level | None
    confirmed: bool
    confidence: float
    root: ColumnRef
    upstream: ColumnRef | None = None
    effect: Effect | None = None

    @property
    def weight(self) -> tuple[int, bool, int, float, str, ColumnRef]:
        """What decides between claims on one column: the most sensitive, the most revealing."""
        return (
            self.level.rank if self.level else -1,
            self.confirmed,
            -(self.effect.rank if self.effect else -1),
            self.confidence,
            self.category,
            self.root,
        )

    def through(self, upstream: ColumnRef, effect: Effect) -> Claim:
        """The claim on what an effect makes of the column `upstream`."""
        level = after(effect, self.level, self.category) if self.level else None
        return Claim(
            self.category,
            self.kind,
            level,
            self.confirmed,
            self.confidence,
            self.root,
            upstream,
            effect,
        )


class Step(Struct, frozen=True):
    """A value that goes from one column into another, by their numbers."""

    upstream: int
    downstream: int
    effect: Effect


class Flow:
    """Columns by number, and the steps between them that carry a category."""

    def __init__(
        self, columns: Sequence[ColumnRef], steps: Sequence[Step], begin: Iterable[int]
    ) -> None:
        """Only what `begin`, the columns found or declared to be personal, can reach is kept."""
        self._columns = columns
        self._out: list[list[int]] = [[] for _ in columns]
        for step in steps:
            if step.upstream != step.downstream:
                self._out[step.upstream].append(step.downstream)
        self._live = set(begin)
        waiting = list(self._live)
        while waiting:
            for below in self._out[waiting.pop()]:
                if below not in self._live:
                    self._live.add(below)
                    waiting.append(below)
        self._into: list[list[Step]] = [[] for _ in columns]
        for step in steps:
            if step.upstream in self._live and step.upstream != step.downstream:
                self._into[step.downstream].append(step)

    def into(self, column: int) -> Sequence[Step]:
        """The steps that end in a column."""
        return self._into[column]

    def claims(
        self,
        declared: Mapping[int, Claim | None],
        levels: Mapping[int, Level],
        detected: Mapping[int, Claim],
    ) -> Mapping[int, Claim]:
        """The weightiest inherited claim on each column that inherits one.

        A declared column passes on what was declared (None: nothing personal); any other passes on
        what it inherits, and only without that what was detected in it. Where only a level was
        declared, whatever the column passes on has that level.
        """

        def levelled(column: int, claim: Claim) -> Claim:
            level = levels.get(column)
            return structs.replace(claim, level=level, confirmed=True) if level else claim

        passed: dict[int, Claim] = {c: claim for c, claim in declared.items() if claim}
        inherited: dict[int, Claim] = {}

        def circulate(component: list[int]) -> None:
            """Pass claims on within a cycle until nothing gets weightier."""
            members = set(component)
            # by name, so that the order in which edges were read does not matter
            waiting = sorted(component, key=self._columns.__getitem__)
            while waiting:
                column = waiting.pop()
                if self._take(column, members, outside=False, passed=passed, inherited=inherited):
                    if column not in declared:
                        passed[column] = levelled(column, inherited[column])
                    below = {c for c in self._out[column] if c in members}
                    waiting += sorted(below, key=self._columns.__getitem__)

        for component in self._components():
            members = set(component)
            for column in component:
                self._take(column, members, outside=True, passed=passed, inherited=inherited)
                if column in inherited and column not in declared:
                    passed[column] = levelled(column, inherited[column])
            if len(component) > 1:
                circulate(component)
            begin = [c for c in component if c in detected and not (c in passed or c in declared)]
            passed.update((c, levelled(c, detected[c])) for c in begin)
            if begin and len(component) > 1:
                circulate(component)
        return inherited

    def _take(
        self,
        column: int,
        members: set[int],
        *,
        outside: bool,
        passed: Mapping[int, Claim],
        inherited: dict[int, Claim],
    ) -> bool:
        """Let a column inherit from outside its cycle or from inside; whether that changed it."""
        best = inherited.get(column)
        changed = False
        for step in self._into[column]:
            claim = passed.get(step.upstream)
            if claim is None or (step.upstream in members) is outside:
                continue
            if claim.root == self._columns[column]:
                continue
            reached = claim.through(self._columns[step.upstream], step.effect)
            if best is None or reached.weight > best.weight:
                best, changed = reached, True
        if best is not None:
            inherited[column] = best
        return changed

    def _components(self) -> Iterator[list[int]]:
        """Cycles as one, columns on none alone; each after all that flows into it (Tarjan 1972)."""
        number = [-1] * len(self._columns)
        low = [0] * len(self._columns)
        on_stack = [False] * len(self._columns)
        stack: list[int] = []
        count = 0
        for start in sorted(self._live):
            if number[start] >= 0:
                continue
            work: list[tuple[int, int]] = [(start, 0)]
            while work:
                column, position = work.pop()
                if position == 0:
                    number[column] = low[column] = count
                    count += 1
                    stack.append(column)
                    on_stack[column] = True
                steps = self._into[column]
                descended = False
                while position < len(steps):
                    other = steps[position].upstream
                    position += 1
                    if number[other] < 0:
                        work.append((column, position))
                        work.append((other, 0))
                        descended = True
                        break
                    if on_stack[other]:
                        low[column] = min(low[column], number[other])
                if descended:
                    continue
                if low[column] == number[column]:
                    component = []
                    while True:
                        member = stack.pop()
                        on_stack[member] = False
                        component.append(member)
                        if member == column:
                            break
                    yield sorted(component)
                if work:
                    parent = work[-1][0]
                    low[parent] = min(low[parent], low[column])
