"""Every declaration of the files, folders and globs that `stewardship:` names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache as memo
from hashlib import sha256
from typing import NoReturn

from msgspec import Struct

from governance import cache as caching
from governance.cache import Cache, NoCache
from governance.documents import load
from governance.engine import stamp
from governance.errors import ConfigError
from governance.kept import decode, encode
from governance.model.judgement import Problem
from governance.model.location import Location
from governance.model.names import printable
from governance.model.stewardship import Declaration
from governance.plugins import Registry
from governance.stewardship import formats, words
from governance.stewardship.base import Candidate, Format
from governance.stewardship.written import Fault, Unknown, Written, declarations
from governance.tree import Tree, find

SUFFIXES = (".yml", ".yaml", ".json", ".csv", ".tsv", ".jsonl", ".ndjson", ".xlsx")
"""What is looked at in a folder. The content tells the format, and a file that is named is read
whatever it is called."""

_NAMED = 3
"""Files that a sentence lists before it counts the others."""


class Stewardship(Struct, frozen=True):
    """What all files declare, in their order, and what could not be read or understood."""

    declarations: tuple[Declaration, ...] = ()
    problems: tuple[Problem, ...] = ()
    notices: tuple[str, ...] = ()


def read(tree: Tree, paths: Iterable[str], cache: Cache | None = None) -> Stewardship:
    """Every declaration of the files.

    `paths` are files, folders or globs, from the repository's root. A file that is named must be
    one of the formats; of folders and globs, what is none of them is left out and told. In files of
    other tools a broken entry is a problem, and the rest of the file is read.

    Raises:
        ConfigError: a file is not there or is no stewardship, or one of Lictor's own cannot be
            used; says the line and what was meant.
    """
    named: dict[str, bool] = {}
    links: dict[str, None] = {}
    for path in paths:
        found = [each for each in find(tree, path) if each == path or _looks(each)]
        if not found and not any(char in path for char in "*?["):
            raise ConfigError(
                f"there is no stewardship file {printable(path)}: write it, or leave it out of "
                "stewardship: in lictor.yml"
            )
        for each in found:
            named[each] = named.get(each, False) or each == path
        links |= dict.fromkeys(each for each in tree.links(path) if _looks(each))
    read_ = _read_all(tree, tuple(named), cache or NoCache())
    left = [path for path, (_, written) in read_.items() if written.format is None]
    for path in left:
        if named[path]:
            _refuse(path, tree.read([path])[path])
    every = {path: written for path, (_, written) in read_.items()}
    return Stewardship(
        tuple(said for path in read_ for said in _declared(path, *read_[path])),
        tuple(_problem(path, fault) for path, written in every.items() for fault in written.faults),
        (*_left_out(left), *_linked(links), *_noted(every), *_not_known(every)),
    )


_DECLARED: dict[tuple[str, str], tuple[Declaration, ...]] = {}
"""By path and key: before and after a change most files are the same."""


def _declared(path: str, key: str, written: Written) -> tuple[Declaration, ...]:
    if (path, key) not in _DECLARED:
        _DECLARED[path, key] = tuple(declarations(written, path))
    return _DECLARED[path, key]


def _looks(path: str) -> bool:
    return path.lower().endswith(SUFFIXES) and not path.rpartition("/")[2].startswith("~$")


def _read_all(tree: Tree, paths: Sequence[str], cache: Cache) -> Mapping[str, tuple[str, Written]]:
    """What each file says, with its key; those the cache knows are not even opened."""
    ids = tree.ids(paths)
    made_by = (stamp(), _registry().offered)
    keys = {path: caching.key("stewardship", *made_by, ids[path]) for path in paths if path in ids}
    known: dict[str, Written] = {}
    for key, text in cache.get(set(keys.values())).items():
        written = decode(text, Written)
        if written is not None:
            known[key] = written
    cold = [path for path, key in keys.items() if key not in known]
    if cold:
        contents = tree.read(cold)
        fresh: dict[str, Written] = {}
        for path in cold:
            if path in contents and keys[path] not in fresh:
                fresh[keys[path]] = _read(Candidate(path, contents[path]))
        cache.put({key: encode(written) for key, written in fresh.items()})
        known |= fresh
    return {path: (key, known[key]) for path, key in keys.items() if key in known}


def _read(file: Candidate) -> Written:
    for name, format_ in _formats():
        if format_.recognise(file):
            try:
                return format_.read(file)
            except ConfigError as error:
                if name == "lictor":
                    raise
                place = error.location or Location(file.path)
                fault = Fault(error.message, (place.line, place.column))
                return Written(name, format_.RANK, faults=(fault,))
    return Written(None)


@memo
def _formats() -> tuple[tuple[str, Format], ...]:
    """The formats, the highest rank first."""
    registry = _registry()
    found: list[tuple[str, Format]] = [(name, registry[name]) for name in registry.names]
    return tuple(sorted(found, key=lambda each: -each[1].RANK))


def _registry() -> Registry:
    return Registry("stewardship format", formats, "lictor.stewardship")


def _refuse(path: str, content: bytes) -> NoReturn:
    """Say what a file that is named could be; or where it is broken, if that is why it is none.

    Raises:
        ConfigError: always.
    """
    hint = ""
    if path.endswith((".yml", ".yaml")):
        load(content, path)
        hint = ". A dbt project is a source of kind dbt"
    looks = [format_.LOOKS for _, format_ in _formats()]
    raise ConfigError(
        "this is no stewardship that Lictor knows. It reads "
        f"{', '.join(looks[:-1])}, or {looks[-1]}{hint}",
        location=Location(path),
    )


def _problem(path: str, fault: Fault) -> Problem:
    more = f" ({fault.count:,} times, here first)" if fault.count > 1 else ""
    return Problem(
        subject=path,
        message=fault.message + more,
        fingerprint=sha256(f"stewardship\0{path}\0{fault.message}".encode()).hexdigest(),
        location=Location(path, *fault.place),
    )


def _left_out(paths: Sequence[str]) -> Iterator[str]:
    if paths:
        listed = ", ".join(printable(path) for path in paths[:_NAMED])
        more = f" and {len(paths) - _NAMED:,} more" if len(paths) > _NAMED else ""
        yield f"not stewardship, and left out: {listed}{more}"


def _linked(links: Iterable[str]) -> Iterator[str]:
    for path in links:
        yield f"{printable(path)} is a symbolic link, which is not followed; it is not read"


def _noted(read_: Mapping[str, Written]) -> Iterator[str]:
    """Each sentence once, with its first place."""
    found: dict[str, list[tuple[str, Fault]]] = {}
    for path, written in read_.items():
        for note in written.notes:
            found.setdefault(note.message, []).append((path, note))
    for message, places in found.items():
        path, note = places[0]
        count = sum(each.count for _, each in places)
        more = f" ({count:,} times, here first)" if count > 1 else ""
        yield f"{Location(path, *note.place)}: {message}{more}"


def _not_known(read_: Mapping[str, Written]) -> Iterator[str]:
    """Each word that no list knows once, with its first place."""
    found: dict[tuple[str, str], list[tuple[str, Unknown]]] = {}
    for path, written in read_.items():
        for unknown in written.unknown:
            found.setdefault((unknown.kind, unknown.word.casefold()), []).append((path, unknown))
    for places in found.values():
        path, unknown = places[0]
        count = sum(each.count for _, each in places)
        more = f" ({count:,} times, here first)" if count > 1 else ""
        yield f"{Location(path, *unknown.place)}: {_not_understood(unknown)}{more}"


def _not_understood(unknown: Unknown) -> str:
    said = f'"{unknown.word}"' if unknown.word else "what stands here"
    match unknown.kind:
        case "retention":
            return f"{said} is no time that is understood; write 90 days, 2 years, P3Y"
        case "qualifier":
            return f"{said} is no qualifier of Fideslang's"
    near = words.near(unknown.kind, unknown.word) if unknown.word else ""
    return f"{said} is no {unknown.kind} that is known, and nothing is declared by it{near}"
