"""Which columns personal data reaches only under a key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from governance.classify.claims import Claim, Step
from governance.model.lineage import Edge, Effect
from governance.model.names import ColumnRef
from governance.model.protection import Protection


def keyed(
    carrying: Sequence[tuple[Step, Edge]],
    personal: Mapping[int, Claim],
    begins: set[int],
    refs: Sequence[ColumnRef],
) -> tuple[Protection, ...]:
    """The columns that personal data reaches only keyed: HMAC, encryption, tokens.

    `begins` are the columns that inherit nothing, so that their data is in the clear. A key holds
    along a path until something undoes it (`Edge.restores`); one path in the clear is enough for a
    column to be in the clear.
    """
    live = [
        (step, edge)
        for step, edge in carrying
        if step.upstream in personal
        and step.downstream in personal
        and step.upstream != step.downstream
    ]
    if not any(edge.effect is Effect.KEYED for _, edge in live):
        return ()
    # a key undone leaves the value in the clear, wherever it was keyed before
    restored = {
        step.downstream for step, edge in live if edge.restores and edge.effect is not Effect.KEYED
    }
    clear = _reach(
        begins | restored,
        [(step, edge) for step, edge in live if edge.effect is not Effect.KEYED],
    )
    first = {step.downstream: edge for step, edge in live if edge.effect is Effect.KEYED}
    under_key = _reach(set(first), [(step, edge) for step, edge in live if not edge.restores])
    location = {step.downstream: edge.location for step, edge in live}
    location |= {number: edge.location for number, edge in first.items()}
    return tuple(
        Protection(refs[number], "masking", "keyed", "present", location[number])
        for number in sorted(under_key - clear)
    )


def _reach(start: set[int], along: Sequence[tuple[Step, Edge]]) -> set[int]:
    out: dict[int, list[int]] = {}
    for step, _ in along:
        out.setdefault(step.upstream, []).append(step.downstream)
    reached, waiting = set(start), list(start)
    while waiting:
        for number in out.get(waiting.pop(), ()):
            if number not in reached:
                reached.add(number)
                waiting.append(number)
    return reached
