"""What a template gets to touch: these, and plain values; nothing else of Python."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, ClassVar


def words(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


class Offered:
    """An object that a template may use by the names it offers, and by no other."""

    __slots__ = ()

    offers: ClassVar[frozenset[str]] = frozenset()

    def attribute(self, name: str) -> Any:
        """What stands under `name`.

        Raises:
            KeyError: nothing does.
        """
        if name in self.offers:
            return getattr(self, name)
        raise KeyError(name)


class Function(Offered):
    """A function that a template may call."""

    __slots__ = ("_work",)

    def __init__(self, work: Callable[..., Any]) -> None:
        self._work = work

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """What the function gives."""
        return self._work(*args, **kwargs)


class Names(Offered):
    """A bundle of values under their names, also by subscript: `target.name`, `target['name']`."""

    __slots__ = ("_values",)

    def __init__(self, **values: Any) -> None:
        self._values = values

    def attribute(self, name: str) -> Any:
        """The value of that name."""
        if name == "get" and "get" not in self._values:
            return Function(self._values.get)
        return self._values[name]

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    def __contains__(self, name: object) -> bool:
        return name in self._values

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)


class Unknown(Offered):
    """A value that nobody can tell here: a database's answer, what an unknown macro makes.

    Whatever is done to it gives it again. It counts as true, and as a list of one: a loop over it
    runs once, so that what its body does to data is seen.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def attribute(self, name: str) -> Any:
        """Itself."""
        return self

    def __getitem__(self, key: object) -> Any:
        return self

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Itself."""
        return self

    def __iter__(self) -> Iterator[Any]:
        return iter((self,))

    def __len__(self) -> int:
        return 1

    def __str__(self) -> str:
        return self._text

    __repr__ = __str__

    def __contains__(self, item: object) -> bool:
        return True

    def _itself(self, other: object) -> Any:
        return self

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _itself
    __truediv__ = __rtruediv__ = __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = _itself
    __pow__ = __rpow__ = _itself

    def __neg__(self) -> Any:
        return self

    __pos__ = __abs__ = __neg__

    def _yes(self, other: object) -> bool:
        return True

    __lt__ = __le__ = __gt__ = __ge__ = _yes

    def __int__(self) -> int:
        return 1

    __index__ = __int__

    def __float__(self) -> float:
        return 1.0


class Production(str):
    """A target's name that is every usual word for production: what is judged is what goes live."""

    __slots__ = ()

    _WORDS: ClassVar[frozenset[str]] = frozenset(
        {"prod", "production", "prd", "live", "main", "master", "release", "prod_us", "prod_eu"}
    )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and other.lower() in self._WORDS

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = str.__hash__
