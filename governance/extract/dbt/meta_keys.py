"""Which words of meta and tags are understood; `meta_keys.yml` is the list."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from msgspec import Struct

from governance.documents import load
from governance.in_force import in_force
from governance.model.classification import Level
from governance.model.detection import OwnCategory
from governance.taxonomy import categories

INNER = frozenset({"level", "value", "type"})
"""Keys of a mapping that stands where a word is expected."""

_OWNERS = frozenset({"name", "team", "email", "id", "username", "slack"})
_PERIODS = frozenset(
    {"unit", "units", "period", "value", "count", "duration", "number"}
    | {f"{unit}{s}" for unit in ("day", "week", "month", "quarter", "year") for s in ("", "s")}
)
_FILE = "governance/extract/dbt/meta_keys.yml"


class Words(Struct, frozen=True):
    """The list, turned round: from the word that people write to what it says.

    `keys` lead to a fact's name, "personal" or "policy_tags"; `order` numbers them as they are
    listed. `digest` tells one list from another.
    """

    keys: Mapping[str, str]
    order: Mapping[str, int]
    within: frozenset[str]
    levels: Mapping[str, str]
    categories: Mapping[str, str]
    affirming: frozenset[str]
    denying: frozenset[str]
    personal_tags: frozenset[str]
    other_tags: frozenset[str]
    level_tags: frozenset[str]
    digest: str


def words() -> Words:
    """The list, with the categories that are in force."""
    return _words(in_force().categories)


@cache
def _words(_own: tuple[OwnCategory, ...]) -> Words:
    content = files(__package__).joinpath("meta_keys.yml").read_bytes()
    data = load(content, _FILE).data
    keys = _turned(data["keys"])
    return Words(
        keys=keys,
        order={key: number for number, key in enumerate(keys)},
        within=frozenset(data["within"]),
        levels={str(level): str(level) for level in Level} | _turned(data["levels"]),
        categories={name: name for name in categories()} | _turned(data["categories"]),
        affirming=frozenset(data["affirming"]),
        denying=frozenset(data["denying"]),
        personal_tags=frozenset(data["tags"]["personal"]),
        other_tags=frozenset(data["tags"]["not_personal"]),
        level_tags=frozenset(data["tags"]["levels"]),
        digest=sha256(content).hexdigest(),
    )


def plain(word: Any) -> str:
    """A word as the list has it: lower case, `_` for what stands between its parts."""
    return _plain(str(word))


@lru_cache(maxsize=16384)
def _plain(word: str) -> str:
    return "_".join(word.strip().lower().replace("-", " ").replace("_", " ").split())


def understood(meta: Mapping[Any, Any]) -> dict[str, Any]:
    """The keys of a meta that say something here; all others may hold anything, and are let go.

    A key inside one of the mappings in `within` is given as `mapping.key`.
    """
    known = words()
    kept: dict[str, Any] = {}
    for key, value in meta.items():
        name = plain(key)
        if name in known.within and isinstance(value, dict):
            for inner, entry in value.items():
                if plain(inner) in known.keys:
                    kept[f"{key}.{inner}"] = _kept(entry)
        elif name in known.keys:
            kept[str(key)] = _kept(value)
    return kept


def _kept(value: Any) -> Any:
    """A value, of mappings in it only what is asked for."""
    if isinstance(value, dict):
        asked = INNER | _OWNERS | _PERIODS | words().keys.keys()
        return {key: _kept(entry) for key, entry in value.items() if plain(key) in asked}
    if isinstance(value, list):
        return [_kept(entry) for entry in value]
    return value


def _turned(table: Mapping[str, list[Any]]) -> dict[str, str]:
    return {str(word): meaning for meaning, listed in table.items() for word in listed}
