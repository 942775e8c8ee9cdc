"""What of Python a template reaches, and what each use may cost.

Jinja's sandbox shuts what is dangerous. Here only what is listed is open: the attributes of plain
values that templates use, and objects made to be offered. Methods and filters that could make
something huge are measured before they run.
"""

from __future__ import annotations

import datetime
import re
from _string import formatter_field_name_split  # type: ignore[import-not-found]
from collections.abc import Mapping
from string import Formatter
from types import BuiltinMethodType, MethodType
from typing import Any

from jinja2.runtime import Context, LoopContext, Undefined
from jinja2.sandbox import SandboxedEnvironment

from governance.extract.dbt.jinja.budget import Budget, Exhausted
from governance.extract.dbt.jinja.filters import guarded, replaced
from governance.extract.dbt.jinja.offered import Function, Offered, Unknown, words
from governance.extract.dbt.jinja.text import Text, placed, stripped


class Refused(Exception):  # noqa: N818 - says what happened to the template
    """A template does what a template cannot, or may not; the message quotes nothing of it."""


_STRING = words(
    """capitalize casefold center count endswith expandtabs find format format_map index isalnum
    isalpha isascii isdecimal isdigit isidentifier islower isnumeric isprintable isspace istitle
    isupper join ljust lower lstrip partition removeprefix removesuffix replace rfind rindex
    rjust rpartition rsplit rstrip split splitlines startswith strip swapcase title upper zfill"""
)
_DATE = words(
    """year month day hour minute second microsecond tzinfo date time timetz replace strftime
    isoformat weekday isoweekday isocalendar timetuple timestamp utcoffset dst tzname astimezone
    toordinal ctime localize normalize zone days seconds microseconds total_seconds"""
)
_OPEN: tuple[tuple[type | tuple[type, ...], frozenset[str]], ...] = (
    (str, _STRING),
    (
        list,
        frozenset(
            {"append", "clear", "copy", "count", "extend", "index", "insert", "pop", "remove"}
            | {"reverse", "sort"}
        ),
    ),
    (
        dict,
        frozenset(
            {"clear", "copy", "get", "items", "keys", "pop", "popitem", "setdefault", "update"}
            | {"values"}
        ),
    ),
    (tuple, frozenset({"count", "index"})),
    (
        set,
        frozenset(
            {"add", "clear", "copy", "difference", "discard", "intersection", "isdisjoint"}
            | {"issubset", "issuperset", "remove", "symmetric_difference", "union", "update"}
        ),
    ),
    ((int, float), frozenset({"bit_length", "is_integer"})),
    ((datetime.date, datetime.time, datetime.timedelta, datetime.tzinfo), _DATE),
    (
        LoopContext,
        frozenset(
            {"index", "index0", "revindex", "revindex0", "first", "last", "length", "depth"}
            | {"depth0", "cycle", "changed", "previtem", "nextitem"}
        ),
    ),
)
_SHORTENING = frozenset({"strip", "lstrip", "rstrip", "trim"})
_KEEPING = frozenset({"capitalize", "lower", "replace", "safe", "string", "title", "upper"})
_CHEAP = frozenset(
    {"add", "append", "discard", "get", "items", "keys", "values", "pop", "insert", "setdefault"}
)
_WIDTH = re.compile(r"[0-9]{4}|\*")
_FLAGS = re.compile(r"[-+ #0-9.*_^]*")


class Sandbox(SandboxedEnvironment):
    """The filters, tests and values of Jinja for one rendering, within its budget."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        # What the constructor of Jinja's does beyond this is for compiling and loading templates.
        template, self.filters = guarded()
        self.policies = template.policies
        self.tests = template.tests
        self.globals = {}
        self.undefined = Undefined
        self.autoescape = False
        self.finalize = None
        self.newline_sequence = "\n"
        self.is_async = False
        self.shared = False
        self.context = Context(self, {}, None, {})

    def getattr(self, obj: Any, attribute: str) -> Any:
        """An attribute or, without one, an item."""
        try:
            return self._attribute(obj, attribute)
        except KeyError:
            pass
        if isinstance(obj, (Offered, Undefined)):
            return self._nothing(obj, attribute)
        try:
            return obj[attribute]
        except (TypeError, LookupError, AttributeError):
            return self._nothing(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """An item or, without one, an attribute."""
        if isinstance(obj, Undefined):
            return self._nothing(obj, argument)
        if isinstance(argument, tuple):
            self.budget.weigh(argument)
        if isinstance(argument, slice) and isinstance(obj, (str, list, tuple)):
            self.budget.making(len(obj) if isinstance(obj, str) else 1 + len(obj) // 8)
        try:
            return obj[argument]
        except (TypeError, LookupError, AttributeError):
            pass
        if isinstance(argument, str):
            try:
                return self._attribute(obj, argument)
            except KeyError:
                pass
        return self._nothing(obj, argument)

    def _attribute(self, obj: Any, name: str) -> Any:
        if isinstance(obj, Offered):
            return obj.attribute(name)
        for kind, names in _OPEN:
            if isinstance(obj, kind):
                if name in names:
                    return getattr(obj, name)
                break
        raise KeyError(name)

    @staticmethod
    def _nothing(obj: Any, name: Any) -> Undefined:
        """Nothing stands there. Its name tells the whole path, for a call of it."""
        if isinstance(obj, Undefined) and isinstance(obj._undefined_name, str):
            name = f"{obj._undefined_name}.{name}"
        return Undefined(name=str(name) if isinstance(name, str) else None)

    def use(self, name: str, value: Any, args: list[Any], kwargs: dict[str, Any]) -> Any:
        """The result of a filter."""
        made = self.call_filter(name, value, args, kwargs, self.context)
        if type(value) is Text and isinstance(made, str):
            return _still_placed(name, value, made)
        return made

    def holds(self, name: str, value: Any, args: list[Any], kwargs: dict[str, Any]) -> bool:
        """The result of a test."""
        self.budget.weigh(value, *args)
        return bool(self.call_test(name, value, args, kwargs, self.context))

    def invoke(self, function: Any, args: list[Any], kwargs: dict[str, Any]) -> Any:
        """The result of a call.

        Raises:
            Refused: what is called is nothing that a template may call.
        """
        self.budget.step()
        if type(function) is BuiltinMethodType:
            return self._method(function, args, kwargs)
        if type(function) in (Function, MethodType):
            self.budget.weigh(*args, *kwargs.values())
        if isinstance(function, (Offered, LoopContext)) and callable(function):
            return function(*args, **kwargs)
        if type(function) is MethodType and isinstance(
            function.__self__, (LoopContext, datetime.tzinfo)
        ):
            return function(*args, **kwargs)
        raise Refused("it calls something that is not for templates")

    def _method(self, method: Any, args: list[Any], kwargs: dict[str, Any]) -> Any:
        owner, name = method.__self__, method.__name__
        if not any(isinstance(owner, kind) and name in names for kind, names in _OPEN):
            raise Refused("it calls something that is not for templates")
        if isinstance(owner, str):
            return self._string_method(owner, name, args, kwargs)
        if isinstance(owner, (list, dict, set, tuple)):
            if name == "extend" or name == "update":
                self.budget.listing(len(owner) + sum(_length(arg) for arg in args))
            elif name == "append":
                if len(owner) >= 1_000_000:
                    raise Exhausted("it makes a list that is too long")
            elif name not in _CHEAP:
                self.budget.weigh(owner)
            if name not in ("append", "items", "keys", "values"):
                self.budget.weigh(*args)
        elif name == "strftime":
            self.widths(*args)
        return method(*args, **kwargs)

    def _string_method(self, owner: str, name: str, args: list[Any], kwargs: dict[str, Any]) -> Any:
        budget = self.budget
        if name in ("format", "format_map"):
            return self.formatted(owner, args, kwargs if name == "format" else args[0])
        args = [str(arg) if isinstance(arg, Unknown) else arg for arg in args]
        if name in ("center", "ljust", "rjust", "zfill", "expandtabs"):
            width = args[0] if args else 8
            tabs = owner.count("\t") if name == "expandtabs" else 1
            budget.making(len(owner) + tabs * abs(int(width)))
        elif name == "replace" and len(args) >= 2:
            budget.making(replaced(owner, *args[:2]))
        elif name in ("split", "rsplit", "splitlines"):
            by = args[0] if args and isinstance(args[0], str) else None
            budget.listing(owner.count(by) + 1 if by else len(owner) // 2)
        elif name == "join":
            args = [self.strings(args[0], len(owner))]
        else:
            budget.making(len(owner))
        made = getattr(str(owner), name)(*args, **kwargs)
        if type(owner) is Text and isinstance(made, str):
            return _still_placed(name, owner, made)
        return made

    def strings(self, items: Any, between: int) -> list[Any]:
        """Items to be joined, each counted; those that nobody can tell as their text."""
        found = []
        for item in items:
            self.budget.step()
            self.budget.weigh(item)
            text = self.written(item) if isinstance(item, Unknown) else item
            self.budget.making(between + (len(text) if isinstance(text, str) else 16))
            found.append(text)
        return found

    def written(self, value: Any) -> str:
        """A value as text, as Jinja writes it out."""
        if isinstance(value, (list, tuple, dict, set)):
            self.budget.weigh(value)
        text = str(value)
        self.budget.making(len(text))
        return text

    def formatted(self, pattern: str, args: Any, kwargs: Mapping[str, Any]) -> str:
        """`pattern.format(...)`: attributes as templates reach them, widths within bounds."""
        if len(pattern) > 10_000:
            self.budget.making(len(pattern) * 10)
        return _Bounded(self).vformat(str(pattern), args, kwargs)

    def percent(self, pattern: str, values: Any) -> str:
        """`pattern % values`, widths within bounds."""
        self.widths(pattern)
        self.budget.weigh(pattern, values)
        if isinstance(values, dict):  # a value may be written many times
            longest = max((len(self.written(value)) for value in values.values()), default=0)
            self.budget.making(pattern.count("%") * longest)
        made: str = str(pattern) % values
        return made

    def widths(self, *patterns: Any) -> None:
        """Patterns of `%` are about to be written.

        Raises:
            Exhausted: a width or precision is 1,000 or more, or told by a value.
        """
        for pattern in patterns:
            at = pattern.find("%") if isinstance(pattern, str) else -1
            while at >= 0:
                self.budget.step()
                if pattern.startswith("%(", at):
                    at = pattern.find(")", at)
                    if at < 0:
                        break
                field = _FLAGS.match(pattern, at + 1)
                if field and _WIDTH.search(field[0]):
                    raise Exhausted("it writes with a width that is too large")
                at = pattern.find("%", max(at + 1, field.end() if field else 0))


class _Bounded(Formatter):
    """`str.format` whose fields are reached as attributes of templates are."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def get_field(self, field_name: str, args: Any, kwargs: Any) -> tuple[Any, Any]:
        """The value of `name.attribute[item]`."""
        first, rest = formatter_field_name_split(field_name)
        value = self.get_value(first, args, kwargs)
        for attribute, part in rest:
            reach = self._sandbox.getattr if attribute else self._sandbox.getitem
            value = reach(value, part)
        return value, first

    def format_field(self, value: Any, format_spec: str) -> Any:
        """The value as written, in a width below 1,000."""
        if _WIDTH.search(format_spec):
            raise Exhausted("it writes with a width that is too large")
        if isinstance(value, (list, tuple, dict, set, Offered)):
            value = self._sandbox.written(value)
        made = format(value, format_spec)
        self._sandbox.budget.making(len(made))
        return made


def _length(value: Any) -> int:
    return len(value) if hasattr(value, "__len__") else 0


def _still_placed(name: str, text: Text, made: str) -> str:
    """What a method or filter made of a text, with its places where no letter has moved."""
    if name in _SHORTENING:
        return stripped(text, made, name != "rstrip")
    if name in _KEEPING and len(made) == len(text):
        return placed(made, text.pieces)
    return made
