"""The categories of personal data: what they are called, how sensitive, under which law.

`categories.yml` is the list; categories map to Fideslang (https://ethyca.github.io/fideslang/)
and to the W3C Data Privacy Vocabulary's personal-data extension (https://w3id.org/dpv/pd), so
that exports speak both.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal

from msgspec import Struct, structs

from governance.documents import load
from governance.errors import ConfigError
from governance.in_force import in_force
from governance.model.classification import Level
from governance.model.detection import OwnCategory
from governance.suggest import did_you_mean

NONE = "none"
"""The category of a column that holds nothing personal."""

PERSONAL = "personal"
"""The category of a column declared to be personal by somebody who did not say what it holds."""

Law = Literal["special", "criminal"]


class Kind(Struct, frozen=True):
    """A finer sort of a category; what it does not say itself is its category's."""

    key: str
    noun: str
    level: Level | None
    law: Law | None
    fides: str
    dpv: str

    @property
    def special(self) -> bool:
        """Whether GDPR Art. 9 protects it."""
        return self.law == "special"


class Category(Struct, frozen=True):
    """One category.

    `noun` is how a sentence calls it ("an email address"). `level` is None only for "none", which
    says nothing about how secret other reasons may make a column. `law` is "special" for GDPR
    Art. 9, "criminal" for Art. 10. `quasi` marks what singles people out only together with other
    columns. `fides` and `dpv` are "" for "none".
    """

    key: str
    noun: str
    level: Level | None
    law: Law | None
    quasi: bool
    fides: str
    dpv: str
    about: str
    kinds: tuple[Kind, ...] = ()

    @property
    def special(self) -> bool:
        """Whether GDPR Art. 9 protects all of it; see also its kinds."""
        return self.law == "special"

    def kind(self, key: str | None) -> Kind | None:
        """The kind of that name, None when there is none or `key` is None."""
        return next((kind for kind in self.kinds if kind.key == key), None)


def categories() -> Mapping[str, Category]:
    """All categories by key, those of the team's own (`in_force`) and then "none" last."""
    return _with(in_force().categories)


@cache
def _with(own: tuple[OwnCategory, ...]) -> Mapping[str, Category]:
    all_ = dict(shipped())
    none = all_.pop(NONE)
    for each in own:
        all_[each.key] = Category(
            each.key,
            each.noun,
            each.level,
            each.law,
            each.quasi,
            "user",
            "PersonalData",
            each.about,
        )
    return MappingProxyType({**all_, NONE: none})


@cache
def shipped() -> Mapping[str, Category]:
    """The categories that ship with the program, by key, "none" last."""
    content = files(__name__).joinpath("categories.yml").read_bytes()
    data = load(content, "governance/taxonomy/categories.yml").data
    return MappingProxyType({key: _category(key, entry) for key, entry in data.items()})


def category(key: str) -> Category:
    """The category of that key.

    Raises:
        ConfigError: there is none; names the nearest.
    """
    found = categories().get(key)
    if found is None:
        known = categories()
        raise ConfigError(
            f"there is no category {key!r}{did_you_mean(key, known)}; there are {', '.join(known)}"
        )
    return found


def sort_of(key: str) -> str:
    """The category or kind of a category of that name; a kind may have its category in front.

    Raises:
        ConfigError: there is neither; names the nearest.
    """
    name = key.rpartition("/")[2]
    known = [each.key for each in categories().values()]
    known += [kind.key for each in categories().values() for kind in each.kinds]
    if name not in known:
        raise ConfigError(
            f"there is no category {key!r}{did_you_mean(name, known)}; there are {', '.join(known)}"
        )
    return name


def level(key: str) -> Level:
    """The level of that name.

    Raises:
        ConfigError: there is none; names the nearest.
    """
    try:
        return Level(key)
    except ValueError:
        known = [str(each) for each in Level]
        raise ConfigError(
            f"there is no level {key!r}{did_you_mean(key, known)}; there are {', '.join(known)}"
        ) from None


def _category(key: str, entry: dict[str, Any]) -> Category:
    whole = Category(
        key=key,
        noun=entry["noun"],
        level=Level(entry["level"]) if "level" in entry else None,
        law=entry.get("law"),
        quasi=entry.get("quasi", False),
        fides=entry.get("fides", ""),
        dpv=entry.get("dpv", ""),
        about=entry["about"],
    )
    kinds = tuple(_kind(name, fields, whole) for name, fields in entry.get("kinds", {}).items())
    return structs.replace(whole, kinds=kinds)


def _kind(key: str, entry: dict[str, Any], whole: Category) -> Kind:
    return Kind(
        key=key,
        noun=entry.get("noun", whole.noun),
        level=Level(entry["level"]) if "level" in entry else whole.level,
        law=entry.get("law", whole.law),
        fides=entry.get("fides", whole.fides),
        dpv=entry.get("dpv", whole.dpv),
    )
