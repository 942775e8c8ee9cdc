"""Jinja's filters, each measured before it runs; the few that cannot be are left out or our own."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from jinja2 import pass_environment
from jinja2.filters import make_attrgetter
from jinja2.sandbox import SandboxedEnvironment

from governance.extract.dbt.jinja.budget import MOST, Exhausted

if TYPE_CHECKING:
    from governance.extract.dbt.jinja.sandbox import Sandbox

Filters = dict[str, Callable[..., Any]]

_LEFT_OUT = frozenset({"filesizeformat", "pprint", "striptags", "urlize", "wordwrap", "xmlattr"})
"""Nothing for SQL, and each a way to spend time."""


@cache
def guarded() -> tuple[SandboxedEnvironment, Filters]:
    """Jinja's own environment, and its filters as templates get them."""
    template = SandboxedEnvironment(autoescape=False)
    filters = {
        name: _guard(_MEASURES.get(name, _items), work)
        for name, work in template.filters.items()
        if name not in _LEFT_OUT
    }
    filters |= {
        "join": pass_environment(_join),
        "sum": pass_environment(_sum),
        # The first: a result that changes from run to run could not be compared.
        "random": lambda value: next(iter(value), None),
        **dict.fromkeys(("as_text", "as_bool", "as_native", "as_number"), lambda value: value),
    }
    return template, filters


def replaced(text: str, old: Any, new: Any) -> int:
    """How long `text` is when each `old` is `new`."""
    old, new = str(old), str(new)
    return len(text) + text.count(old) * max(0, len(new) - len(old))


def _guard(measure: Callable[..., None], work: Callable[..., Any]) -> Callable[..., Any]:
    # Which of Jinja's objects a filter is given first is told by this attribute.
    passed = getattr(work, "jinja_pass_arg", None)

    def measured(sandbox: Sandbox, *args: Any, **kwargs: Any) -> Any:
        sandbox.budget.step()
        measure(sandbox, *args, **kwargs)
        if passed is None:
            return work(*args, **kwargs)
        context = sandbox.context
        first = {"environment": sandbox, "context": context, "eval_context": context.eval_ctx}
        return work(first[passed.name], *args, **kwargs)

    return pass_environment(measured)


def _nothing(sandbox: Sandbox, *args: Any, **kwargs: Any) -> None:
    """What gives what it is asked for, and looks at nothing else."""


def _text(sandbox: Sandbox, value: Any, *args: Any, **kwargs: Any) -> None:
    """What makes a text of a text, about as long."""
    if isinstance(value, str):
        sandbox.budget.making(len(value))
    else:
        sandbox.budget.weigh(value, *args)


def _items(sandbox: Sandbox, value: Any, *args: Any, **kwargs: Any) -> None:
    """What goes through all items, compares them or makes as many."""
    if isinstance(value, str):
        sandbox.budget.listing(len(value))
    sandbox.budget.weigh(value, *args, *kwargs.values())


def _wide(sandbox: Sandbox, value: Any, *args: Any, **kwargs: Any) -> None:
    """What fills up to a width, or puts a text in front of each line."""
    _text(sandbox, value)
    lines = value.count("\n") + 1 if isinstance(value, str) else 1
    for size in (*args, *kwargs.values()):
        if isinstance(size, str):
            sandbox.budget.making(lines * len(size))
        elif isinstance(size, int):
            sandbox.budget.making(lines * abs(size))


def _counted(sandbox: Sandbox, value: Any, *args: Any, **kwargs: Any) -> None:
    """What makes as many lists as it is told."""
    _items(sandbox, value)
    for number in (*args, *kwargs.values()):
        if isinstance(number, int):
            sandbox.budget.listing(abs(number))


def _replacing(sandbox: Sandbox, value: Any, old: Any = "", new: Any = "", *_: Any) -> None:
    sandbox.budget.making(replaced(sandbox.written(value), old, new))


def _percent(sandbox: Sandbox, value: Any, *args: Any, **kwargs: Any) -> None:
    sandbox.percent(sandbox.written(value), kwargs or args)


def _rounding(sandbox: Sandbox, value: Any, precision: Any = 0, *_: Any) -> None:
    if isinstance(precision, int) and abs(precision) > 100:
        raise Exhausted("it computes a number that is too large")


_MEASURES: dict[str, Callable[..., None]] = {
    **dict.fromkeys(("default", "d", "length", "count", "first", "last", "attr"), _nothing),
    **dict.fromkeys(("upper", "lower", "capitalize", "title", "trim", "string", "safe"), _text),
    **dict.fromkeys(("e", "escape", "forceescape", "int", "float", "abs", "urlencode"), _text),
    **dict.fromkeys(("wordcount", "tojson", "reverse"), _text),
    **dict.fromkeys(("center", "indent", "truncate"), _wide),
    **dict.fromkeys(("batch", "slice"), _counted),
    "replace": _replacing,
    "format": _percent,
    "round": _rounding,
}


def _join(sandbox: Sandbox, value: Any, d: Any = "", attribute: Any = None) -> str:
    """`join`, with each item counted as it comes."""
    between = sandbox.written(d)
    if attribute is not None:
        value = map(make_attrgetter(sandbox, attribute), value)
    return between.join(map(str, sandbox.strings(value, len(between))))


def _sum(sandbox: Sandbox, value: Any, attribute: Any = None, start: Any = 0) -> Any:
    """`sum`; lists are put together in one pass."""
    if attribute is not None:
        value = map(make_attrgetter(sandbox, attribute), value)
    if not isinstance(start, list):
        total = start
        for item in value:
            sandbox.budget.step()
            if isinstance(item, (str, list, tuple)):
                raise Exhausted("it adds up texts or lists; join texts, and start with a list")
            total = total + item
        return total
    whole = list(start)
    for item in value:
        sandbox.budget.step(1 + len(item) // 8)
        if len(whole) + len(item) > MOST:
            raise Exhausted("it makes a list that is too long")
        whole.extend(item)
    return whole
