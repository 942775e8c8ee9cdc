"""The objects of a JSON file one at a time, however many there are, and where their values stand.

Exports of catalogs are one object, an array of them, a page (`{"data": [...]}`), or one object
after the other, a line each. Only one of them is in memory as data, and only of those that declare
something are the places of values counted.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Generator, Iterator
from functools import cached_property
from typing import Any

from msgspec import Struct

from governance.errors import ConfigError
from governance.model.location import Location
from governance.stewardship.base import Candidate
from governance.stewardship.written import Place

MAX_BYTES = 512 * 1024 * 1024
"""The largest file. It is in memory as text."""

PAGE = "data"
"""The key under which a page of an API has its objects."""

Path = tuple[str | int, ...]

_BLANK = re.compile(r"\s*")
_BETWEEN = re.compile(r"[\s,\x1e]*")
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],]|[^\s{}\[\],:"]+', re.DOTALL)
_LINES = re.compile(r"\n")
_PAGE = re.compile(r'\{\s*"' + PAGE + r'"\s*:\s*\[')
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_DECODER = json.JSONDecoder(strict=False)


class Broken(Struct, frozen=True):
    """What stands at `place` is no JSON; `ends` says that nothing after it can be read."""

    place: Place
    ends: bool

    @property
    def message(self) -> str:
        """What to tell of it."""
        rest = "; nothing after it can be read" if self.ends else "; this line is not read"
        return f"not valid JSON{rest}"


class Element:
    """One object of a file."""

    def __init__(self, data: dict[str, Any], text: str, start: int, end: int, at: Place) -> None:
        self.data = data
        self._text = text
        self._start, self._end = start, end
        self._at = at

    def place(self, *path: str | int) -> Place:
        """Where the value at `path` stands; of its nearest parent when there is no such value."""
        while path and path not in self._offsets:
            path = path[:-1]
        if not path:
            return self._at
        offset = self._offsets[path]
        line = bisect_right(self._lines, offset)
        if line == 0:
            return self._at[0], self._at[1] + offset - self._start
        return self._at[0] + line, offset - self._lines[line - 1] + 1

    @cached_property
    def _lines(self) -> list[int]:
        """The offsets at which lines begin within the object."""
        return [found.end() for found in _LINES.finditer(self._text, self._start, self._end)]

    @cached_property
    def _offsets(self) -> dict[Path, int]:
        """Where each value begins, by its path."""
        return dict(_values(self._text, self._start, self._end))


def read(file: Candidate, what: str) -> str:
    """The text of a file; `what` names it in a sentence ("export of DataHub").

    Raises:
        ConfigError: the file is too large, or no text.
    """
    if len(file.content) > MAX_BYTES:
        raise ConfigError(
            f"the {what} has {len(file.content):,} bytes; split it, {MAX_BYTES:,} are the most",
            location=Location(file.path),
        )
    if file.text is None:
        raise ConfigError(
            "this is not UTF-8 text; save the file as UTF-8", location=Location(file.path)
        )
    return file.text


def elements(text: str) -> Iterator[Element | Broken]:
    """Every object of a file; of a broken line or array what could be read, and where it breaks."""
    at = _Counter(text)
    position = _end(_BLANK, text, 0)
    if text.startswith("[", position):
        yield from _array(text, position + 1, at)
        return  # what follows an array is not of this file
    while position < len(text):
        if not text.startswith("{", position):
            yield Broken(at(position), False)
            position = _next_line(text, position)
            continue
        page = _page(text, position)
        if page is not None:
            closed = yield from _array(text, page, at)
            if closed is None:
                return
            # what stands beside a page's objects says nothing of a table
            position = _next_object(text, closed)
            continue
        found = _decoded(text, position)
        if found is None:
            yield Broken(at(position), False)
            position = _next_line(text, position)
            continue
        data, end = found
        if isinstance(data, dict):
            yield from _inside(data, text, position, end, at)
        position = _end(_BETWEEN, text, end)


def _inside(
    data: dict[str, Any], text: str, start: int, end: int, at: _Counter
) -> Iterator[Element]:
    """The object, or the objects of a page whose `data` is not its first key."""
    listed = data.get(PAGE)
    if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
        yield Element(data, text, start, end, at(start))
        return
    whole = Element(data, text, start, end, at(start))
    for number, each in enumerate(listed):
        yield _Part(each, whole, (PAGE, number))


class _Part(Element):
    """One object inside of another."""

    def __init__(self, data: dict[str, Any], whole: Element, path: Path) -> None:
        self.data = data
        self._whole, self._path = whole, path

    def place(self, *path: str | int) -> Place:
        return self._whole.place(*self._path, *path)


def _array(text: str, position: int, at: _Counter) -> Generator[Element | Broken, None, int | None]:
    """The objects of an array; gives back where it ends, None where it does not."""
    while True:
        position = _end(_BETWEEN, text, position)
        if text.startswith("]", position):
            return position + 1
        found = _decoded(text, position)
        if found is None:
            yield Broken(at(min(position, max(len(text) - 1, 0))), True)
            return None
        data, end = found
        if isinstance(data, dict):
            yield Element(data, text, position, end, at(position))
        position = end


def _page(text: str, position: int) -> int | None:
    """Where the array of a page begins that has it as its first key."""
    found = _PAGE.match(text, position)
    return found.end() if found else None


def _next_object(text: str, position: int) -> int:
    """Where the object after a page begins; the keys beside its array are passed over."""
    depth = 1
    for found in _TOKEN.finditer(text, position):
        token = found[0]
        depth += (token in ("{", "[")) - (token in ("}", "]"))
        if depth == 0:
            return _end(_BETWEEN, text, found.end())
    return len(text)


def _decoded(text: str, position: int) -> tuple[Any, int] | None:
    try:
        data, end = _DECODER.raw_decode(text, position)
    except (ValueError, RecursionError):
        return None
    if _SURROGATE.search(text, position, end):
        data = _mended(data)
    return data, end


def _mended(data: Any) -> Any:
    """The data with `?` for halves of characters, which are no text that can be kept."""
    if isinstance(data, str):
        return data.encode(errors="replace").decode()
    if isinstance(data, dict):
        return {_mended(key): _mended(value) for key, value in data.items()}
    return [_mended(value) for value in data] if isinstance(data, list) else data


def _next_line(text: str, position: int) -> int:
    found = text.find("\n", position)
    return len(text) if found < 0 else _end(_BETWEEN, text, found)


def _end(pattern: re.Pattern[str], text: str, position: int) -> int:
    found = pattern.match(text, position)
    return found.end() if found else position


class _Counter:
    """Lines and columns of offsets that only grow, each part of the text looked at once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._seen = 0
        self._line = 1
        self._begins = 0

    def __call__(self, offset: int) -> Place:
        lines = self._text.count("\n", self._seen, offset)
        if lines:
            self._line += lines
            self._begins = self._text.rfind("\n", self._seen, offset) + 1
        self._seen = max(self._seen, offset)
        return self._line, offset - self._begins + 1


def _values(text: str, start: int, end: int) -> Iterator[tuple[Path, int]]:
    """The path and the offset of each value of an object that is known to be JSON."""
    path: Path = ()
    above: list[tuple[Path, str | int | None]] = []
    key: str | int | None = None
    """The key or index of the next value; None where a key comes next, or at the outermost."""
    for found in _TOKEN.finditer(text, start, end):
        token, offset = found[0], found.start()
        first = token[0]
        if first == ",":
            key = key + 1 if isinstance(key, int) else None
        elif first in "}]":
            path, key = above.pop()
        elif first in "{[":
            above.append((path, key))
            if key is not None:
                path = (*path, key)
                yield path, offset
            key = None if first == "{" else 0
        elif key is None:
            key = str(json.loads(token, strict=False))
        else:
            yield (*path, key), offset
