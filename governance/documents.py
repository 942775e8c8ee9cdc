"""YAML that people write, read safely: positions for every value, limits, no surprises.

A document is built from the parser's events, one pass, without recursion: aliases (and so alias
bombs), tags, duplicate keys, several documents in one file, deep nesting and oversized files are
refused with the line they stand in. Values are plain `dict`, `list`, `str`, `int`, `float`,
`bool`, `date`, `None`.

Files that another tool reads as well (`foreign`) may hold what that tool takes: aliases and merge
keys, as long as what they bring stays small, and keys that stand twice, which are noted.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any, TypeVar

import msgspec
import yaml

from governance.errors import ConfigError
from governance.faults import MUST_BE, Path, first_fault
from governance.model.location import Location
from governance.model.names import printable

MAX_BYTES = 16 * 1024 * 1024
MAX_DEPTH = 32
MAX_ALIASED = 100_000
"""Values that the aliases of one file may bring; a bomb brings millions."""

Model = TypeVar("Model", bound=msgspec.Struct)

Text = Annotated[str, msgspec.Meta(pattern=r"\S", extra={MUST_BE: "text that is not empty"})]
"""For models: text with more in it than blanks."""

# libyaml when PyYAML was built with it, which is ten times faster, else the same in Python.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_SCALARS = yaml.SafeLoader("")

_TELLING = frozenset(yaml.SafeLoader.yaml_implicit_resolvers) | {""}
"""First characters of plain words that may be something else than text: numbers, dates, true."""

_MERGE: Any = object()
"""The key `<<` of a mapping that is still open."""


@dataclass(frozen=True, slots=True)
class Document:
    """The data of one YAML file, and where each value of it stands.

    `doubled` are the places of keys that stand in their mapping a second time, each with the line
    of the first; the last one counts. Only a `foreign` file may have any.
    """

    file: str
    data: Any
    _places: dict[Path, tuple[int, int]] = field(repr=False)
    _keys: dict[Path, tuple[int, int]] = field(repr=False)
    doubled: tuple[tuple[Location, int], ...] = ()

    def location(self, *path: str | int) -> Location:
        """Where the value at `path` stands; of its nearest parent when there is no such value."""
        while path and path not in self._places:
            path = path[:-1]
        line, column = self._places.get(path, (1, 1))
        return Location(self.file, line, column)

    def key_location(self, *path: str | int) -> Location:
        """Where the key at `path` stands; an entry of a list has none, and its own place counts."""
        place = self._keys.get(path)
        return Location(self.file, *place) if place else self.location(*path)

    def read_as(self, model: type[Model]) -> Model:
        """The data, validated.

        Raises:
            ConfigError: with the line of the first fault, what is wrong, and what was meant.
        """
        try:
            return msgspec.convert(self.data, model)
        except (msgspec.ValidationError, UnicodeError):
            fault = first_fault(self.data, model)
        places = self._keys if fault.key else self._places
        place = places.get(fault.path, (1, 1))  # an empty file has none
        raise ConfigError(fault.message, location=Location(self.file, *place))


def load(content: bytes, file: str, *, foreign: bool = False) -> Document:
    """Read one YAML document; an empty file is an empty mapping.

    `foreign` is for files of other tools: aliases and merge keys are followed, to at most
    `MAX_ALIASED` values, and a key that stands twice is noted. A value that an alias brings has the
    place where it is written.

    Raises:
        ConfigError: the file is no YAML, or more than the limits allow; never with its content.
    """
    if len(content) > MAX_BYTES:
        raise ConfigError(
            f"the file has {len(content):,} bytes; split it, {MAX_BYTES:,} are the most",
            location=Location(file),
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise ConfigError(
            "this is not UTF-8 text; save the file as UTF-8", location=Location(file, line)
        ) from None
    try:
        return _Builder(file, foreign=foreign).build(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        location = Location(file, mark.line + 1, mark.column + 1) if mark else Location(file)
        what = error.problem or "it cannot be read"
        if mark and _at(text, mark) == "\t":
            what = "a tab stands here; indent with blanks"
        elif first := _bare(text, error):
            what = f'a value that begins with {first} needs quotes: "{first}…"'
        raise ConfigError(f"not valid YAML: {printable(what)}", location=location) from None
    except yaml.YAMLError:
        raise ConfigError(
            "not valid YAML: it holds characters that YAML does not allow", location=Location(file)
        ) from None


def _at(text: str, mark: Any) -> str:
    """The character at a mark, "" for none."""
    lines = text.splitlines()
    return lines[mark.line][mark.column : mark.column + 1] if mark.line < len(lines) else ""


def _bare(text: str, error: yaml.MarkedYAMLError) -> str:
    """The character that makes a bare word something else than text (`*.sql`, `@team`), or ""."""
    for mark, wrong in ((error.context_mark, "*&"), (error.problem_mark, "@`%")):
        char = _at(text, mark) if mark else ""
        if char and char in wrong:
            return char
    return ""


class _Builder:
    """From events to plain data; a stack of open collections instead of recursion."""

    def __init__(self, file: str, *, foreign: bool) -> None:
        self._file = file
        self._foreign = foreign
        self._places: dict[Path, tuple[int, int]] = {}
        self._keys: dict[Path, tuple[int, int]] = {}
        self._anchors: dict[str, tuple[Any, Path]] = {}
        self._doubled: list[tuple[Location, int]] = []
        self._aliased = 0

    def build(self, text: str) -> Document:
        root: list[Any] = []
        # (collection, its path, the key waiting for its value)
        stack: list[tuple[Any, Path, list[Any]]] = [(root, (), [])]
        documents = 0
        event: Any
        for event in yaml.parse(text, Loader=_LOADER):
            kind = type(event)
            if kind is yaml.ScalarEvent:
                self._refuse_tag(event)
                value = self._scalar(event)
                if value is _MERGE and (isinstance(stack[-1][0], list) or stack[-1][2]):
                    value = event.value
                path = self._add(stack, value, event)
                if event.anchor is not None:
                    self._anchors[event.anchor] = (value, path)
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                self._refuse_tag(event)
                if len(stack) > MAX_DEPTH:
                    self._refuse(event, f"nested more than {MAX_DEPTH} levels deep")
                new: Any = {} if kind is yaml.MappingStartEvent else []
                path = self._add(stack, new, event)
                stack.append((new, path, []))
                if event.anchor is not None:
                    self._anchors[event.anchor] = (new, path)
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                closed, path, _ = stack.pop()
                if _MERGE in closed and isinstance(closed, dict):
                    self._merge(closed, path, event)
            elif kind is yaml.AliasEvent:
                if not self._foreign:
                    self._refuse(event, "YAML aliases (*name) are not read here; write it out")
                self._alias(stack, event)
            elif kind is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    self._refuse(event, "two documents in one file; keep one, without '---'")
        data = root[0] if root else {}
        return Document(
            self._file,
            {} if data is None else data,
            self._places,
            self._keys,
            tuple(self._doubled),
        )

    def _add(self, stack: list[tuple[Any, Path, list[Any]]], value: Any, event: Any) -> Path:
        parent, path, waiting = stack[-1]
        mark = event.start_mark
        place = (mark.line + 1, mark.column + 1)
        if len(stack) == 1:
            parent.append(value)
            where = path
        elif isinstance(parent, list):
            where = (*path, len(parent))
            parent.append(value)
        elif waiting:
            key = waiting.pop()
            where = (*path, key)
            parent[key] = value
        else:
            if isinstance(value, dict | list):
                self._refuse(event, "a key must be a plain word, not a mapping or a list")
            where = (*path, value)
            if value in parent:
                self._double(where, event)
            waiting.append(value)
            self._keys[where] = place
        self._places[where] = place
        return where

    def _double(self, where: Path, event: Any) -> None:
        first = self._keys[where][0]
        if self._foreign:
            mark = event.start_mark
            self._doubled.append((Location(self._file, mark.line + 1, mark.column + 1), first))
            return
        key = printable(str(where[-1]))
        self._refuse(event, f"the key {key!r} stands here twice (line {first})")

    def _alias(self, stack: list[tuple[Any, Path, list[Any]]], event: Any) -> None:
        if event.anchor not in self._anchors:
            self._refuse(event, "not valid YAML: an alias (*name) without its anchor (&name)")
        value, origin = self._anchors[event.anchor]
        if any(value is opened for opened, _, _ in stack):
            self._refuse(event, "an alias (*name) inside what it stands for")
        where = self._add(stack, value, event)
        self._copy_places(value, origin, where, event)

    def _merge(self, mapping: dict[Any, Any], path: Path, event: Any) -> None:
        """Take in what `<<` names; the mapping's own keys count, then the first of a list."""
        named = mapping.pop(_MERGE)
        at = (*path, _MERGE)
        listed = isinstance(named, list)
        for number, source in enumerate(named if listed else [named]):
            origin = (*at, number) if listed else at
            if not isinstance(source, dict):
                mark = self._places[origin]
                why = "a merge key (<<) takes a mapping, or a list of mappings"
                raise ConfigError(why, location=Location(self._file, *mark))
            for key, value in source.items():
                if key not in mapping:
                    mapping[key] = value
                    where, there = (*path, key), (*origin, key)
                    self._places[where] = self._places[there]
                    self._keys[where] = self._keys[there]
                    self._copy_places(value, there, where, event)

    def _copy_places(self, value: Any, origin: Path, where: Path, event: Any) -> None:
        """Let all that lies in a value be found at the path `where` too."""
        waiting = [(value, origin, where)]
        while waiting:
            value, origin, where = waiting.pop()
            self._aliased += 1
            if self._aliased > MAX_ALIASED:
                self._refuse(event, f"aliases that bring more than {MAX_ALIASED:,} values")
            if isinstance(value, dict):
                inner: Any = value.items()
            elif isinstance(value, list):
                inner = enumerate(value)
            else:
                continue
            for key, each in inner:
                there, here = (*origin, key), (*where, key)
                self._places[here] = self._places[there]
                if there in self._keys:
                    self._keys[here] = self._keys[there]
                waiting.append((each, there, here))

    def _scalar(self, event: yaml.ScalarEvent) -> Any:
        text: str = event.value
        if text[:1] not in _TELLING or not event.implicit[0]:  # plain text, or in quotes
            return text
        tag: str = _SCALARS.resolve(yaml.ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]
        if tag.endswith(":merge"):
            if self._foreign:
                return _MERGE
            self._refuse(event, "YAML merge keys (<<) are not read here; write it out")
        try:
            return _SCALARS.construct_object(yaml.ScalarNode(tag, text))
        except ValueError:
            self._refuse(event, "not a value YAML knows; put it in quotes")

    def _refuse_tag(self, event: Any) -> None:
        if event.tag is not None and event.tag != "!":
            self._refuse(event, "YAML tags (!name) are not read here; write a plain value")

    def _refuse(self, event: Any, why: str) -> Any:
        mark = event.start_mark
        raise ConfigError(why, location=Location(self._file, mark.line + 1, mark.column + 1))
