"""YAML that people write, read safely: positions for every value, limits, no surprises.

A document is built from the parser's events, one pass, without recursion: aliases (and so alias
bombs), tags, duplicate keys, several documents in one file, deep nesting and oversized files are
refused with the line they stand in. Values are plain `dict`, `list`, `str`, `int`, `float`,
`bool`, `date`, `None`.
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

Model = TypeVar("Model", bound=msgspec.Struct)

Text = Annotated[str, msgspec.Meta(pattern=r"\S", extra={MUST_BE: "text that is not empty"})]
"""For models: text with more in it than blanks."""

# libyaml when PyYAML was built with it, which is ten times faster, else the same in Python.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Document:
    """The data of one YAML file, and where each value of it stands."""

    file: str
    data: Any
    _places: dict[Path, tuple[int, int]] = field(repr=False)
    _keys: dict[Path, tuple[int, int]] = field(repr=False)

    def location(self, *path: str | int) -> Location:
        """Where the value at `path` stands; of its nearest parent when there is no such value."""
        while path and path not in self._places:
            path = path[:-1]
        line, column = self._places.get(path, (1, 1))
        return Location(self.file, line, column)

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


def load(content: bytes, file: str) -> Document:
    """Read one YAML document; an empty file is an empty mapping.

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
        return _Builder(file).build(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        location = Location(file, mark.line + 1, mark.column + 1) if mark else Location(file)
        what = error.problem or "not valid YAML"
        raise ConfigError(f"not valid YAML: {printable(what)}", location=location) from None
    except yaml.YAMLError:
        raise ConfigError(
            "not valid YAML: it holds characters that YAML does not allow", location=Location(file)
        ) from None


class _Builder:
    """From events to plain data; a stack of open collections instead of recursion."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._places: dict[Path, tuple[int, int]] = {}
        self._keys: dict[Path, tuple[int, int]] = {}
        self._scalars = yaml.SafeLoader("")

    def build(self, text: str) -> Document:
        root: list[Any] = []
        # (collection, its path, the key waiting for its value)
        stack: list[tuple[Any, Path, list[Any]]] = [(root, (), [])]
        documents = 0
        for event in yaml.parse(text, Loader=_LOADER):
            match event:
                case yaml.DocumentStartEvent():
                    documents += 1
                    if documents > 1:
                        self._refuse(event, "two documents in one file; keep one, without '---'")
                case yaml.AliasEvent():
                    self._refuse(event, "YAML aliases (*name) are not read here; write it out")
                case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                    self._refuse_tag(event)
                    if len(stack) > MAX_DEPTH:
                        self._refuse(event, f"nested more than {MAX_DEPTH} levels deep")
                    new: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
                    path = self._add(stack, new, event)
                    stack.append((new, path, []))
                case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                    stack.pop()
                case yaml.ScalarEvent():
                    self._refuse_tag(event)
                    self._add(stack, self._scalar(event), event)
        data = root[0] if root else {}
        return Document(self._file, {} if data is None else data, self._places, self._keys)

    def _add(self, stack: list[tuple[Any, Path, list[Any]]], value: Any, event: Any) -> Path:
        parent, path, waiting = stack[-1]
        place = (event.start_mark.line + 1, event.start_mark.column + 1)
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
            if value in parent:
                first = self._keys[(*path, value)][0]
                self._refuse(
                    event, f"the key {printable(str(value))!r} stands here twice (line {first})"
                )
            waiting.append(value)
            where = (*path, value)
            self._keys[where] = place
        self._places[where] = place
        return where

    def _scalar(self, event: yaml.ScalarEvent) -> Any:
        if not event.implicit[0]:  # it is in quotes
            return event.value
        tag: str = self._scalars.resolve(yaml.ScalarNode, event.value, (True, False))  # type: ignore[no-untyped-call]
        if tag.endswith(":merge"):
            self._refuse(event, "YAML merge keys (<<) are not read here; write it out")
        try:
            return self._scalars.construct_object(yaml.ScalarNode(tag, event.value))
        except ValueError:
            self._refuse(event, "not a value YAML knows; put it in quotes")

    def _refuse_tag(self, event: Any) -> None:
        if event.tag is not None and event.tag != "!":
            self._refuse(event, "YAML tags (!name) are not read here; write a plain value")

    def _refuse(self, event: Any, why: str) -> Any:
        mark = event.start_mark
        raise ConfigError(why, location=Location(self._file, mark.line + 1, mark.column + 1))
