"""Work shared out among processes is the work done in one."""

from __future__ import annotations

import os
from collections.abc import Sequence

import pytest

from governance.parallel import shared_out


def _doubled(share: Sequence[int]) -> dict[int, int]:
    return {number: number * 2 for number in share}


@pytest.mark.parametrize("processors", [1, 2, 3])
def test_every_item_is_worked_on_once(processors: int) -> None:
    parts = shared_out(_doubled, range(100), least=1, processors=processors)
    made = [pair for part in parts for pair in part.items()]
    assert sorted(made) == [(number, number * 2) for number in range(100)]


def test_few_items_are_not_worth_a_process() -> None:
    assert shared_out(lambda share: os.getpid(), [1, 2, 3], processors=8) == [os.getpid()]


def test_other_processes_do_work() -> None:
    found = shared_out(lambda share: os.getpid(), range(8), least=1, processors=2)
    assert len(set(found)) == 2


def test_a_child_that_dies_costs_nothing_but_time() -> None:
    parent = os.getpid()

    def work(share: Sequence[int]) -> list[int]:
        if os.getpid() != parent:
            os._exit(9)
        return list(share)

    parts = shared_out(work, range(10), least=1, processors=2)
    assert sorted(number for part in parts for number in part) == list(range(10))


def test_a_fault_in_a_child_is_met_in_the_parent() -> None:
    def work(share: Sequence[int]) -> int:
        if 1 in share:
            raise ValueError("one")
        return len(share)

    with pytest.raises(ValueError, match="one"):
        shared_out(work, range(4), least=1, processors=2)
