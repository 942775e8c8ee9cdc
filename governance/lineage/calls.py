"""What a call gives: what the function does to what it is given, once the function is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, cast

from governance.lineage.effects import DERIVED, Transform
from governance.lineage.reduced import FunctionCall
from governance.lineage.relations import Influences, Made, Rest, Result, add, influence, pour
from governance.lineage.schema import Returned, Schema
from governance.model.lineage import Effect
from governance.model.names import ColumnRef

if TYPE_CHECKING:
    from governance.lineage.schema import Routines


def given(call: FunctionCall, arguments: Sequence[Made], schema: Schema) -> Result | None:
    """The rows that a function gives, None for one that nobody defines here."""
    if not hasattr(schema, "routine"):  # isinstance would look at the whole protocol each time
        return None
    returned = cast("Routines", schema).routine(call.name, len(arguments))
    if returned is None:
        return None
    by_name = _by_name(call, arguments, returned)
    influences: Influences = {}
    for ref in returned.influences:
        if ref.table_ref == returned.parameters:
            for argument in by_name.get(ref.column, ()):
                influence(influences, (up for up, _ in argument.flows), call.span)
        else:
            influences.setdefault(ref, call.span)
    for argument in arguments:
        influence(influences, argument.influences, call.span)

    def made(name: str, flows: Iterable[tuple[ColumnRef, Transform]]) -> Made:
        column = Made(name, "", call.span, influences=influences)
        for ref, transform in flows:
            if ref.table_ref == returned.parameters:
                for argument in by_name.get(ref.column, ()):
                    pour(column.flows, argument.flows, transform)
            else:
                add(column.flows, ref, transform)
        return column

    items: list[Made | Rest] = [made(name, flows) for name, flows in returned.columns]
    if returned.open:
        rest = made("", returned.rest)
        known = frozenset(name for name, _ in returned.columns)
        items.append(Rest(call.span, rest.flows, influences, known))
    return Result(items)


def _by_name(
    call: FunctionCall, arguments: Sequence[Made], returned: Returned
) -> dict[str, tuple[Made, ...]]:
    """What each parameter stands for; a last one stands for all that follow (VARIADIC)."""
    found: dict[str, tuple[Made, ...]] = {}
    last = len(returned.names) - 1
    for index, argument in enumerate(arguments):
        label = call.arguments[index].label
        if label not in returned.names:
            label = returned.names[min(index, last)] if last >= 0 else ""
        found[label] = (*found.get(label, ()), argument)
    return found


def unknown(call: FunctionCall, arguments: Sequence[Made]) -> Made:
    """What a function may give that nobody defines here: anything made of what it is given."""
    value = Made("", "", call.span)
    whole = _whole(arguments)
    for argument, kept in zip(arguments, call.arguments, strict=True):
        if kept.transform is None:
            continue
        pour(value.flows, argument.flows, kept.transform)
        for ref in whole:
            if any(up == ref for up, _ in argument.flows):
                add(value.flows, ref, DERIVED.then(kept.transform))
        influence(value.influences, argument.influences, call.span)
    return value


_WHOLE = 3
"""Parts of a value that may be all of it, side by side: a year, a month and a day."""


def _whole(arguments: Sequence[Made]) -> list[ColumnRef]:
    """The columns of which so many parts are given that they may be put together again."""
    parts = Counter(
        ref
        for argument in arguments
        for (ref, _), transform in argument.flows.items()
        if transform.base is Effect.GENERALISED
    )
    return [ref for ref, count in parts.items() if count >= _WHOLE]


def one_value(result: Result, span: tuple[int, int, int, int]) -> Made:
    """The rows of a function as one value: of more than one column, a row that holds them all."""
    items = result.items
    if len(items) == 1 and isinstance(items[0], Made):
        return items[0]
    value = Made("", "", span)
    for item in items:
        pour(value.flows, item.flows, DERIVED if isinstance(item, Rest) else Transform())
        influence(value.influences, item.influences, span)
    return value
