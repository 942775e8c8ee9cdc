"""The first fault of data that a document's model refused: where it stands, and in plain words.

msgspec validates whole documents at once and says little of where they are wrong. Its refusal is
looked into here: the pieces of the data are converted one by one, from the outside in, until the
smallest that is refused is found. A constraint brings the words for what it asks for:
`Meta(gt=0, extra={"must be": "a whole number greater than 0"})`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec
from msgspec import Struct

from governance.model.names import printable
from governance.suggest import did_you_mean

Path = tuple[str | int, ...]

MUST_BE = "must be"

_SCALARS: dict[Any, tuple[tuple[type, ...], str]] = {
    str: ((str,), "text"),
    int: ((int,), "a whole number"),
    float: ((int, float), "a number"),
    bool: ((bool,), "true or false"),
    dt.date: ((dt.date,), "a date, such as 2027-01-31"),
}
_LIST = "a list: - before each entry, or [one, two]"
_MAPPING = "a mapping of keys to values (key: value)"


class Fault(Struct, frozen=True):
    """What is wrong, without the value; `key` says that it is the key at `path`, not its value."""

    path: Path
    message: str
    key: bool = False


def first_fault(data: Any, model: type[msgspec.Struct]) -> Fault:
    """Why `data`, plain values as YAML has them, cannot be converted to `model`.

    A misspelt key comes before what else is wrong beside it: it is why the right one is missing.
    A ValueError of a model's `__post_init__` is told in its own words, at the whole mapping.
    """
    return _fault(data, model, ())


def _fault(data: Any, wanted: Any, path: Path) -> Fault:
    for kind, words in _kinds(wanted):
        if _is_struct(kind) and isinstance(data, dict):
            return _in_struct(data, kind, path)
        if _is_mapping(kind) and isinstance(data, dict):
            return _in_mapping(data, kind, path)
        if get_origin(kind) is tuple and isinstance(data, list):
            return _in_list(data, kind, path)
        if kind in _SCALARS and type(data) in _SCALARS[kind][0]:
            return Fault(path, f"{_subject(path)} must be {words or _name(kind)}")
    kinds = [kind for kind, _ in _kinds(wanted)]
    if float in kinds and int in kinds:
        kinds.remove(int)
    message = f"{_subject(path)} must be {' or '.join(_name(kind) for kind in kinds)}"
    if data is None:
        message += "; there is no value here"
    elif str in kinds and not isinstance(data, list | dict):
        message += "; put the value in quotes"
    return Fault(path, message)


def _in_struct(data: dict[Any, Any], model: type[msgspec.Struct], path: Path) -> Fault:
    fields = {field.encode_name: field for field in msgspec.structs.fields(model)}
    for key in data:
        if key not in fields:
            name = str(key)
            known = ", ".join(fields)
            message = (
                f'unknown key "{printable(name)}"{did_you_mean(name, fields)}; there are {known}'
            )
            return Fault((*path, key), message, key=True)
    for key, value in data.items():
        if _refused(value, fields[key].type):
            return _fault(value, fields[key].type, (*path, key))
    for name, field in fields.items():
        if field.required and name not in data:
            return Fault(path, f'the key "{name}" is missing')
    return _own_words(data, model, path)


def _own_words(data: dict[Any, Any], model: type[msgspec.Struct], path: Path) -> Fault:
    """What `__post_init__` says, as nothing else is left; a TypeError in it is our mistake."""
    try:
        msgspec.convert(data, model)
    except msgspec.ValidationError as error:
        if isinstance(error.__cause__, ValueError):
            return Fault(path, str(error.__cause__))
        raise
    raise AssertionError(f"{model.__name__} was refused, and is not")


def _in_mapping(data: dict[Any, Any], wanted: Any, path: Path) -> Fault:
    of_keys, of_values = get_args(wanted)
    for key, value in data.items():
        if _refused(key, of_keys):
            ((_, words),) = _kinds(of_keys)
            must = words if isinstance(key, str) else "text; put it in quotes"
            message = f'the key "{printable(str(key))}" must be {must}'
            return Fault((*path, key), message, key=True)
        if _refused(value, of_values):
            return _fault(value, of_values, (*path, key))
    raise AssertionError("a mapping was refused, and nothing in it is")


def _in_list(data: list[Any], wanted: Any, path: Path) -> Fault:
    of_entries = get_args(wanted)[0]
    number, entry = next((n, e) for n, e in enumerate(data) if _refused(e, of_entries))
    return _fault(entry, of_entries, (*path, number))


def _refused(data: Any, wanted: Any) -> bool:
    try:
        msgspec.convert(data, wanted)
    except (msgspec.ValidationError, UnicodeError):  # text may hold half of a surrogate pair
        return True
    return False


def _kinds(wanted: Any, words: str | None = None) -> list[tuple[Any, str | None]]:
    """The types that may stand there, None left out, each with its constraint's words."""
    if get_origin(wanted) is Annotated:
        wanted, *notes = get_args(wanted)
        for note in notes:
            if isinstance(note, msgspec.Meta) and note.extra:
                words = note.extra.get(MUST_BE, words)
        return _kinds(wanted, words)
    if get_origin(wanted) in (Union, UnionType):
        return [kind for member in get_args(wanted) for kind in _kinds(member, words)]
    return [] if wanted is type(None) else [(wanted, words)]


def _name(kind: Any) -> str:
    if kind in _SCALARS:
        return _SCALARS[kind][1]
    if get_origin(kind) is Literal:
        choices = [str(choice) for choice in get_args(kind)]
        return choices[0] if len(choices) == 1 else f"one of {', '.join(choices)}"
    return _MAPPING if _is_struct(kind) or _is_mapping(kind) else _LIST


def _subject(path: Path) -> str:
    if not path:
        return "the file"
    if isinstance(path[-1], int):
        return f"{_subject(path[:-1])}: each entry"
    return f'"{printable(path[-1])}"'


def _is_struct(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)


def _is_mapping(kind: Any) -> bool:
    return get_origin(kind) is Mapping
