"""Set operations: columns merged by their position, or by their names."""

from __future__ import annotations

from collections.abc import Sequence

from governance.lineage.relations import Made, Rest, Result, influence, pour, spread


def merged(one: Result, other: Result, *, owned: bool = False) -> Result:
    """Both, column by column.

    As long as all columns on both sides are known this goes by position. From the first one that
    is not, any column of the other side may land in any of this side. With `owned`, `one` came
    from here and may be added to, so that a long UNION takes time linear in its length.
    """
    rows = one.rows if owned else dict(one.rows)
    spread(rows, other.rows)
    items: list[Made | Rest] = []
    position = 0
    for left, right in zip(one.items, other.items, strict=False):
        if isinstance(left, Rest) or isinstance(right, Rest):
            break
        items.append(_added(left, right) if owned else _both(left, right))
        position += 1
    more, others = one.items[position:], other.items[position:]
    for left in more:
        if isinstance(left, Rest):
            items.append(_rests(left, others))
        else:
            items.append(_with_any(left, others))
    return Result(items, rows)


def merged_by_name(one: Result, other: Result) -> Result:
    """Both, where columns of the same name are the same (UNION BY NAME)."""
    rows = dict(one.rows)
    spread(rows, other.rows)
    names = {column.name for column in one.columns}
    items: list[Made | Rest] = []
    for left in one.items:
        if isinstance(left, Made):
            for right in [*other.named(left.name), *other.maybe(left.name)]:
                left = _both(left, right)
        items.append(left)
    for item in other.items:
        if isinstance(item, Rest):
            items.append(item.fewer(names))
        elif item.name not in names:
            items.append(item)
    return Result(items, rows)


def same(one: Result, other: Result) -> bool:
    """Whether two results say the same, places apart."""
    return _content(one) == _content(other)


def _content(result: Result) -> object:
    return (
        [
            (
                isinstance(item, Made) and item.name,
                item.flows,
                item.influences.keys(),
            )
            for item in result.items
        ],
        result.rows.keys(),
    )


def _both(left: Made, right: Made) -> Made:
    both = Made(left.name, left.type if left.type == right.type else "", left.span)
    for one in (left, right):
        pour(both.flows, one.flows)
        influence(both.influences, one.influences, one.span)
    return both


def _added(left: Made, right: Made) -> Made:
    left.type = left.type if left.type == right.type else ""
    pour(left.flows, right.flows)
    influence(left.influences, right.influences, right.span)
    return left


def _with_any(left: Made, others: Sequence[Made | Rest]) -> Made:
    both = left.named(left.name)
    both.flows, both.influences = dict(left.flows), dict(left.influences)
    for right in others:
        pour(both.flows, right.flows)
        influence(both.influences, right.influences, right.span)
    return both


def _rests(left: Rest, others: list[Made | Rest]) -> Rest:
    """Unknown columns, and what may land in them."""
    both = Rest(left.span, dict(left.flows), dict(left.influences), left.without, left.renamed)
    for right in others:
        pour(both.flows, right.flows)
        influence(both.influences, right.influences, right.span)
    return both
