"""Two documents of one aspect, and what differs between them, in words.

Places in files are left out: what only moved is no difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec
from msgspec import Struct, structs

from governance.catalog.aspects import (
    KINDS,
    Access,
    Exposures,
    Guard,
    Lineage,
    Roles,
    Verdict,
    Waivers,
    decode,
)
from governance.model.catalog import Column, Grant, Table
from governance.model.classification import Classification
from governance.model.names import quote
from governance.model.stewardship import Fact

_PLACES = frozenset({"location", "place"})
_SHORT = 60


class Difference(Struct, frozen=True):
    """One thing that differs; `column` is the column it is about, None for the whole table."""

    column: str | None
    what: str


def differences(aspect: str, before: str | None, after: str | None) -> tuple[Difference, ...]:
    """What differs, in the order of the documents.

    Raises:
        msgspec.DecodeError: one is no document of that aspect.
    """
    old = None if before is None else decode(before, KINDS[aspect])
    new = None if after is None else decode(after, KINDS[aspect])
    return tuple(_OF[aspect](old, new))


def without_places(aspect: str, text: str) -> object:
    """What a document says, wherever it stands in a file."""
    return _placeless(msgspec.to_builtins(decode(text, KINDS[aspect])))


def _placeless(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _placeless(each) for key, each in value.items() if key not in _PLACES}
    if isinstance(value, list | tuple):
        return [_placeless(each) for each in value]
    return value


def _structure(old: Table | None, new: Table | None) -> Iterator[Difference]:
    if old is None or new is None:
        table = new or old
        verb = "came" if old is None else "went"
        count = 0 if table is None else len(table.columns)
        kind = "table" if table is None else table.kind
        yield Difference(None, f"{kind} {verb}, with {count} columns")
        return
    was = {column.name: column for column in old.columns}
    now = {column.name: column for column in new.columns}
    for name, column in now.items():
        if name not in was:
            yield Difference(name, f"column came: {column.type or 'type unknown'}")
        else:
            for what in _fields(was[name], column, Column):
                yield Difference(name, what)
    for name in was:
        if name not in now:
            yield Difference(name, "column went")
    if list(was) != list(now) and set(was) == set(now):
        yield Difference(None, "its columns are in another order")
    for what in _fields(old, new, Table, leave=("ref", "columns")):
        yield Difference(None, what)


_WORDS = {
    "primary_key": "primary key",
    "foreign_keys": "foreign keys",
    "row_security": "row-level security",
    "has_default": "has a default",
    "default": "default",
    "owner_role": "owner in the database",
    "partition_of": "partition of",
    "open": "columns may be missing",
    "definition": "query",
}


def _fields(
    old: Struct, new: Struct, kind: type[Struct], leave: Iterable[str] = ()
) -> Iterator[str]:
    for field in structs.fields(kind):
        if field.name in leave or field.name in _PLACES:
            continue
        was, now = getattr(old, field.name), getattr(new, field.name)
        if _plain(was) != _plain(now):
            word = _WORDS.get(field.name, field.name.replace("_", " "))
            if isinstance(was, bool) or isinstance(now, bool):
                yield f"{word}: {_yes(was)} → {_yes(now)}"
            elif isinstance(was, str | int | None) and isinstance(now, str | int | None):
                yield f"{word}: {_short(was)} → {_short(now)}"
            else:
                yield f"{word} changed"


def _plain(value: object) -> object:
    return _placeless(msgspec.to_builtins(value))


def _yes(value: bool | None) -> str:
    return "unknown" if value is None else "yes" if value else "no"


def _short(value: str | int | None) -> str:
    text = "none" if value in (None, "") else " ".join(str(value).split())
    return text if len(text) <= _SHORT else f"{text[: _SHORT - 1]}…"


def _access(old: Access | None, new: Access | None) -> Iterator[Difference]:
    was, now = old or Access(), new or Access()
    yield from _came_and_went(map(_grant, was.grants), map(_grant, now.grants))
    yield from _guards(was.guards, now.guards)


def _guards(was: Iterable[Guard], now: Iterable[Guard]) -> Iterator[Difference]:
    def told(guard: Guard) -> Difference:
        return Difference(guard.column, f"{guard.kind} {guard.method} ({guard.state})".strip())

    yield from _came_and_went(map(told, was), map(told, now))


def _grant(grant: Grant) -> Difference:
    columns = f" ({', '.join(map(quote, grant.columns))})" if grant.columns else ""
    rest = (", and pass it on" if grant.grantable else "") + (
        ", and on tables to come" if grant.future else ""
    )
    return Difference(None, f"grant: {grant.grantee} may {grant.privilege}{columns}{rest}")


def _lineage(old: Lineage | None, new: Lineage | None) -> Iterator[Difference]:
    def told(document: Lineage | None) -> Iterator[Difference]:
        for edge in document.edges if document is not None else ():
            words = f"from {edge.upstream} ({edge.effect}, {edge.kind})"
            column = edge.downstream.column
            yield Difference(None if column == "*" else column, words)

    yield from _came_and_went(told(old), told(new))


def _verdict(old: Verdict | None, new: Verdict | None) -> Iterator[Difference]:
    was, now = old or Verdict(), new or Verdict()
    yield from _came_and_went(_facts(was), _facts(now))
    yield from _classified(was, now)
    yield from _guards(was.wanted, now.wanted)
    yield from _came_and_went(
        (Difference(each.column, f"disagreement about its {each.key}") for each in was.disputes),
        (Difference(each.column, f"disagreement about its {each.key}") for each in now.disputes),
    )


def _facts(verdict: Verdict) -> Iterator[Difference]:
    said: list[tuple[str | None, Mapping[Any, Fact]]] = [(None, verdict.facts)]
    said += verdict.column_facts.items()
    for column, facts in said:
        for key, fact in facts.items():
            yield Difference(column, f"declared {key}: {_short(fact.value)}")


def _classified(was: Verdict, now: Verdict) -> Iterator[Difference]:
    before = {each.subject.column: each for each in was.classifications}
    after = {each.subject.column: each for each in now.classifications}
    for name in dict.fromkeys((*before, *after)):
        old, new = before.get(name), after.get(name)
        if old is None or new is None or _class(old) != _class(new):
            words = f"classified: {_class(old)} → {_class(new)}"
            yield Difference(name, words)
        elif _plain(old) != _plain(new):
            yield Difference(name, "other evidence for the same classification")


def _class(found: Classification | None) -> str:
    if found is None:
        return "nothing personal found"
    level = found.level.value if found.level is not None else "level unknown"
    basis = " and ".join(each.value for each in found.basis)
    return ", ".join(part for part in (found.category, level, basis) if part)


def _of_source(old: Any, new: Any) -> Iterator[Difference]:
    def names(document: Roles | Exposures | None) -> Iterator[Difference]:
        if isinstance(document, Roles):
            for role in document.roles:
                words = [f"role {role.name}"]
                words += ["superuser"] if role.superuser else []
                words += ["may log in"] if role.can_login else []
                words += [f"member of {', '.join(role.member_of)}"] if role.member_of else []
                yield Difference(None, ", ".join(words))
        elif isinstance(document, Exposures):
            for each in document.exposures:
                yield Difference(None, f"{each.kind} {each.name}")

    yield from _came_and_went(names(old), names(new))


def _waivers(old: Waivers | None, new: Waivers | None) -> Iterator[Difference]:
    def told(document: Waivers | None) -> Iterator[Difference]:
        for each in document.waivers if document is not None else ():
            yield Difference(None, f"waiver of {each.policy} for {each.subject or each.location}")

    yield from _came_and_went(told(old), told(new))


def _came_and_went(was: Iterable[Difference], now: Iterable[Difference]) -> Iterator[Difference]:
    before, after = dict.fromkeys(was), dict.fromkeys(now)
    for each in before:
        if each not in after:
            yield Difference(each.column, f"- {each.what}")
    for each in after:
        if each not in before:
            yield Difference(each.column, f"+ {each.what}")


_OF: Mapping[str, Any] = {
    "structure": _structure,
    "access": _access,
    "lineage": _lineage,
    "verdict": _verdict,
    "roles": _of_source,
    "exposures": _of_source,
    "waivers": _waivers,
}
