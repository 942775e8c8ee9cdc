"""What the tags and glossary terms of other catalogs declare; `labels.yml` is the list.

A label that is in no list and in no group about personal data or secrecy says nothing: people label
anything. One in such a group whose own name is not known is told, and nothing is declared by it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files

from msgspec import Struct

from governance.documents import load
from governance.stewardship import words
from governance.stewardship.gathering import Gathering, Stated
from governance.stewardship.written import Place


class Labels(Struct, frozen=True):
    """The list: what a label (`group.name`, plain) declares, and the groups about people."""

    labels: Mapping[str, Mapping[str, str]]
    personal: frozenset[str]


@cache
def labels() -> Labels:
    """The list."""
    content = files(__package__).joinpath("labels.yml").read_bytes()
    data = load(content, "governance/stewardship/labels.yml").data
    return Labels(data["labels"], frozenset(data["personal"]))


def state(label: Sequence[str], stated: Stated, gathering: Gathering, place: Place) -> None:
    """What one label says, given as its parts, the groups first."""
    if not label:
        return
    *groups, name = label
    group = _plain(groups[-1]) if groups else ""
    fixed = labels().labels.get(f"{group}.{_plain(name)}")
    key = words.key(groups[-1]) if groups else None
    if fixed is not None:
        for fact, value in fixed.items():
            stated.state(fact, value, place)
    elif group in labels().personal:
        category = words.category(name)
        if category is None:
            gathering.unknown("category", ".".join(label), place)
        else:
            stated.categories([category], place)
    elif key is not None:
        stated.state(key, name, place)
    elif not groups:
        stated.tags([name], place)


@lru_cache(maxsize=8192)
def parts(name: str) -> tuple[str, ...]:
    """The parts of a label that is written as one word: `key:value`, `key=value`, `group.name`."""
    for mark in (":", "="):
        key, found, value = name.partition(mark)
        if found:
            return key.strip(), value.strip()
    return tuple(part.strip() for part in name.split(".") if part.strip())


@lru_cache(maxsize=8192)
def _plain(word: str) -> str:
    return words.plain(word)
