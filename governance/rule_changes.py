"""What a change does to the rules that judge changes: configuration and policies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from typing import Any, TypeAlias

from governance.documents import Document, load
from governance.errors import ConfigError
from governance.model.judgement import GovernanceChange
from governance.model.location import Location
from governance.model.names import printable
from governance.model.stewardship import Declaration
from governance.settings import Settings
from governance.taxonomy import NONE
from governance.tree import Tree, find

_LISTED = 10
"""Columns of one file that are told one by one."""

_SECRET = frozenset({"url", "catalog"})


def rule_changes(base: Tree, head: Tree, settings: Settings, file: str) -> list[GovernanceChange]:
    """Every difference in `file` (lictor.yml) and in the policies it names, one sentence each."""
    changes = list(_configuration(base, head, file))
    paths = sorted(
        {p for tree in (base, head) for s in settings.policies.paths for p in find(tree, s)}
    )
    before, after = base.read(paths), head.read(paths)
    for path in paths:
        if before.get(path) != after.get(path):
            what = "added" if path not in before else "removed" if path not in after else "changed"
            changes.append(GovernanceChange(f"policy file {what}", Location(path)))
    return changes


Sparing: TypeAlias = tuple[str, str, str]
"""A match, a key and a value that can spare a column a check."""


def sparing(declarations: Iterable[Declaration]) -> frozenset[Sparing]:
    """What of some declarations can spare a column a check."""
    return frozenset((match, key, str(value)) for match, key, value, _ in _sparing(declarations))


def declared_away(known: Set[Sparing], after: Iterable[Declaration]) -> list[GovernanceChange]:
    """Declarations a change adds that can spare a column a check; `known` stood there before.

    Stewardship is read from the change itself, for that is how data gets its owner and its class;
    so that nobody declares a leak masked unseen, such declarations are listed; where a file that
    comes new says the same of many columns, the first of them, and how many there are.
    """
    added: dict[tuple[str, str, str | int], list[tuple[str, Location]]] = {}
    for match, key, value, location in _sparing(after):
        if (match, key, str(value)) not in known:
            added.setdefault((location.file, key, value), []).append((match, location))
    changes = []
    for (_, key, value), places in added.items():
        listed = places if len(places) <= _LISTED else places[:1]
        for match, location in listed:
            more = f" and {len(places) - 1:,} more" if len(listed) < len(places) else ""
            what = f"{match}{more} declared {key}: {value}"
            changes.append(GovernanceChange(printable(what), location))
    return changes


def _sparing(
    declarations: Iterable[Declaration],
) -> Iterator[tuple[str, str, str | int, Location]]:
    for declaration in declarations:
        for key, fact in declaration.facts.items():
            if str(fact.value).lower() == NONE and key in ("masking", "encryption"):
                continue
            if key in _SPARING or (key, fact.value) in _SPARING_VALUES:
                yield declaration.match, key, fact.value, fact.location


_SPARING = frozenset({"masking", "encryption", "environment"})
_SPARING_VALUES = frozenset({("category", "none"), ("classification", "public")})


def _configuration(base: Tree, head: Tree, file: str) -> Iterator[GovernanceChange]:
    before, after = base.read([file]).get(file), head.read([file]).get(file)
    if before == after:
        return
    if before is None or after is None:
        what = "added; it judged this change" if before is None else "removed"
        yield GovernanceChange(what, Location(file))
        return
    try:
        old, new = load(before, file), load(after, file)
    except ConfigError:
        yield GovernanceChange("changed", Location(file))
        return
    was, now = dict(_leaves(old.data)), dict(_leaves(new.data))
    for path in [p for p in was if p not in now]:
        yield GovernanceChange(
            f"{_dotted(path)} removed{_value(' (was {})', path, was)}", _at(new, path)
        )
    for path in now:
        if path not in was:
            yield GovernanceChange(
                f"{_dotted(path)} added{_value(': {}', path, now)}", _at(new, path)
            )
        elif was[path] != now[path]:
            both = f"{_value(': {}', path, was)}{_value(' → {}', path, now)}"
            yield GovernanceChange(f"{_dotted(path)} changed{both}", _at(new, path))


def _leaves(data: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every scalar with its path; the entries of a list are named by their `name` or themselves."""
    if isinstance(data, dict) and data:
        for key, value in data.items():
            yield from _leaves(value, (*path, str(key)))
    elif isinstance(data, list) and data:
        for number, value in enumerate(data):
            name = value.get("name", number) if isinstance(value, dict) else value
            yield from _leaves(value, (*path, f"[{name}]"))
    else:
        yield path, str(data)


def _dotted(path: tuple[str, ...]) -> str:
    return printable(".".join(path).replace(".[", "["))


def _value(form: str, path: tuple[str, ...], values: dict[tuple[str, ...], str]) -> str:
    return "" if path[-1] in _SECRET or path[-1][0] == "[" else form.format(printable(values[path]))


def _at(document: Document, path: tuple[str, ...]) -> Location:
    steps: list[str | int] = []
    data = document.data
    for step in path:
        if isinstance(data, dict) and step in data:
            steps.append(step)
            data = data[step]
        elif isinstance(data, list):
            names = [
                f"[{v.get('name', n) if isinstance(v, dict) else v}]" for n, v in enumerate(data)
            ]
            if step not in names:
                break
            steps.append(names.index(step))
            data = data[names.index(step)]
        else:
            break
    return document.location(*steps)
