"""`modules` of dbt: datetime, re, itertools and pytz as far as templates need them."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from governance.extract.dbt.jinja.budget import Budget, Exhausted
from governance.extract.dbt.jinja.offered import Function, Names, Offered, Unknown
from governance.extract.dbt.jinja.sandbox import Refused

_PATTERN_SECONDS = 0.5
_LONGEST = 10_000


def modules(budget: Budget, now: datetime.datetime) -> Names:
    """What `modules.` gives; `now` is the time it tells."""
    return Names(
        datetime=_datetime(now),
        re=_Patterns(budget),
        itertools=_itertools(budget),
        pytz=Names(timezone=Function(_Zone), utc=_Zone("UTC"), UTC=_Zone("UTC")),
    )


class _Type(Offered):
    """A type of datetime: called it makes a value, and it has a few ways more to make one."""

    __slots__ = ("_make", "_more")

    def __init__(self, make: Callable[..., Any], **more: Any) -> None:
        self._make = make
        self._more = more

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._make(*args, **kwargs)

    def attribute(self, name: str) -> Any:
        """Another way to make a value."""
        return self._more[name]


def _datetime(now: datetime.datetime) -> Names:
    def current(tz: Any = None, **_: Any) -> datetime.datetime:
        return now if tz is None else now.replace(tzinfo=datetime.UTC)

    moment, day = datetime.datetime, datetime.date
    times = {
        name: Function(getattr(moment, name))
        for name in ("combine", "fromisoformat", "fromtimestamp", "strptime", "fromordinal")
    }
    days = {name: Function(getattr(day, name)) for name in ("fromisoformat", "fromordinal")}
    return Names(
        datetime=_Type(
            moment,
            now=Function(current),
            utcnow=Function(current),
            today=Function(current),
            min=moment.min,
            max=moment.max,
            **times,
        ),
        date=_Type(day, today=Function(now.date), min=day.min, max=day.max, **days),
        time=_Type(datetime.time),
        timedelta=_Type(datetime.timedelta),
        timezone=_Type(_Zone, utc=datetime.UTC),
    )


class _Zone(datetime.tzinfo):
    """A time zone of pytz. All are UTC here: nothing that is judged hangs on the hour."""

    def __init__(self, zone: Any = "UTC", *_: Any) -> None:
        self.zone = str(zone)

    def __str__(self) -> str:
        return self.zone

    def utcoffset(self, moment: datetime.datetime | None) -> datetime.timedelta:
        """None to UTC."""
        return datetime.timedelta()

    dst = utcoffset

    def tzname(self, moment: datetime.datetime | None) -> str:
        """Its name."""
        return self.zone

    def localize(self, moment: datetime.datetime, **_: Any) -> datetime.datetime:
        """`zone.localize(moment)`."""
        return moment.replace(tzinfo=self)

    def normalize(self, moment: datetime.datetime, **_: Any) -> datetime.datetime:
        """`zone.normalize(moment)`."""
        return moment


class _Patterns(Offered):
    """The functions of re; a pattern that does not end in half a second is refused."""

    __slots__ = ("_budget",)

    offers: ClassVar[frozenset[str]] = frozenset(
        {"match", "search", "fullmatch", "findall", "finditer", "split", "sub", "escape", "compile"}
        | {"IGNORECASE", "I", "MULTILINE", "M", "DOTALL", "S", "VERBOSE", "X"}
    )

    IGNORECASE = I = 2  # noqa: E741 - its name in re
    MULTILINE = M = 8
    DOTALL = S = 16
    VERBOSE = X = 64

    def __init__(self, budget: Budget) -> None:
        self._budget = budget

    def _run(self, name: str, pattern: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        import regex

        for value in (pattern, *args):
            if isinstance(value, Unknown):
                return value
        pattern = str(pattern)
        if len(pattern) > 2_000:
            raise Refused("it uses a pattern that is too long")
        args = tuple(str(arg) if isinstance(arg, str) else arg for arg in args)
        if any(callable(arg) for arg in args):
            raise Refused("it gives a function to a pattern")
        # A group that looks ahead may be as long as the text, at each of its characters.
        longest = _LONGEST // 10 if name == "sub" and "\\" in str(args[:1]) else _LONGEST
        if any(len(arg) > longest for arg in args if isinstance(arg, str)):
            raise Refused("it uses a pattern on a text that is too long")
        self._budget.step(100)
        try:
            made = getattr(regex, name)(pattern, *args, **kwargs, timeout=_PATTERN_SECONDS)
            if name == "finditer":
                made = list(itertools.islice(made, 10_000))
        except TimeoutError:
            raise Exhausted("a pattern in it does not end") from None
        except regex.error:
            raise Refused("it uses a pattern that cannot be read") from None
        if isinstance(made, list):
            return [_Match(item) if hasattr(item, "group") else item for item in made]
        return _Match(made) if hasattr(made, "group") else made

    def _function(self, name: str) -> Function:
        return Function(lambda pattern, *args, **kwargs: self._run(name, pattern, args, kwargs))

    def attribute(self, name: str) -> Any:
        """A function or flag of re."""
        if name == "compile":
            return Function(lambda pattern, flags=0: _Compiled(self, pattern, flags))
        if name == "escape":
            import regex

            return Function(lambda text: regex.escape(str(text)))
        if name.islower() and name in self.offers:
            return self._function(name)
        return super().attribute(name)


class _Compiled(Offered):
    """`re.compile(pattern)`."""

    __slots__ = ("_flags", "_pattern", "_patterns")

    def __init__(self, patterns: _Patterns, pattern: Any, flags: Any) -> None:
        self._patterns, self._pattern, self._flags = patterns, pattern, flags

    def attribute(self, name: str) -> Any:
        """A function of re for this pattern."""
        if name not in _Patterns.offers or not name.islower() or name in ("compile", "escape"):
            raise KeyError(name)
        work = self._patterns.attribute(name)
        return Function(lambda *args: work(self._pattern, *args, flags=int(self._flags)))


class _Match(Offered):
    """What a pattern found."""

    __slots__ = ("_match",)

    offers: ClassVar[frozenset[str]] = frozenset(
        {"group", "groups", "groupdict", "start", "end", "span"}
    )

    def __init__(self, match: Any) -> None:
        self._match = match

    def attribute(self, name: str) -> Any:
        """A function of a match."""
        if name not in self.offers:
            raise KeyError(name)
        return Function(getattr(self._match, name))

    def __getitem__(self, group: Any) -> Any:
        return self._match[group]


_ENDLESS = (
    "accumulate",
    "chain",
    "combinations",
    "compress",
    "count",
    "cycle",
    "groupby",
    "islice",
)
_MORE = ("permutations", "product", "repeat", "starmap", "takewhile", "zip_longest", "pairwise")


def _itertools(budget: Budget) -> Names:
    """The functions of itertools that call nothing; each item they give is counted."""

    def counted(work: Callable[..., Iterable[Any]]) -> Function:
        def run(*args: Any, **kwargs: Any) -> Any:
            budget.weigh(*args)
            if any(callable(arg) for arg in args):
                raise Refused("it gives a function to itertools")
            return _each(work(*args, **kwargs))

        def _each(items: Iterable[Any]) -> Iterable[Any]:
            for count, item in enumerate(items):
                budget.step()
                budget.weigh(item)
                if not count % 1000:
                    budget.listing(count)
                yield item

        return Function(run)

    names: dict[str, Offered] = {
        name: counted(getattr(itertools, name)) for name in (*_ENDLESS, *_MORE)
    }
    names["chain"] = _Type(
        counted(itertools.chain), from_iterable=counted(itertools.chain.from_iterable)
    )
    return Names(**names)
