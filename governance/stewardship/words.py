"""What the words of other tools mean here; `words.yml` and `fideslang.yml` are the lists.

Nothing is guessed: a word that is in no list has no meaning, and its caller says so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from msgspec import Struct

from governance.documents import load
from governance.in_force import in_force
from governance.model.classification import Level
from governance.model.detection import OwnCategory
from governance.suggest import did_you_mean
from governance.taxonomy import NONE, PERSONAL, categories

_RECORD = "personal_payload"
"""The category of what holds several facts about a person."""

MOST_DAYS = 365 * 1000


class Words(Struct, frozen=True):
    """The lists, turned round: from the word that people write to what it says.

    `keys` lead to a fact's name, or to what a row has besides: database, schema, table, column,
    type, samples, personal, reason.
    """

    keys: Mapping[str, str]
    weak_columns: frozenset[str]
    levels: Mapping[str, Level]
    personal_levels: frozenset[str]
    categories: Mapping[str, str]
    affirming: frozenset[str]
    denying: frozenset[str]
    blank: frozenset[str]
    personal_tags: frozenset[str]
    other_tags: frozenset[str]
    units: Mapping[str, int]
    fides: Mapping[str, str]


def words() -> Words:
    """The lists, with the categories that are in force."""
    return _words(in_force().categories)


@cache
def _words(_own: tuple[OwnCategory, ...]) -> Words:
    data = load(_content("words.yml"), "governance/stewardship/words.yml").data
    fides = load(_content("fideslang.yml"), "governance/stewardship/fideslang.yml").data
    known = categories()
    ours = {each.fides: key for key, each in reversed(tuple(known.items())) if each.fides}
    kinds = {kind.fides: key for key, each in known.items() for kind in each.kinds}
    return Words(
        keys=_turned(data["keys"]),
        weak_columns=frozenset(data["weak_columns"]),
        levels={word: Level(level) for word, level in _turned(data["levels"]).items()},
        personal_levels=frozenset(data["personal_levels"]),
        categories=_turned(data["categories"]) | {key: key for key in known},
        affirming=frozenset(data["affirming"]),
        denying=frozenset(data["denying"]),
        blank=frozenset(data["blank"]),
        personal_tags=frozenset(data["tags"]["personal"]),
        other_tags=frozenset(data["tags"]["not_personal"]),
        units={word: int(days) for word, days in _turned(data["days"]).items()},
        fides=kinds | ours | fides,
    )


@lru_cache(maxsize=65536)
def plain(word: str) -> str:
    """A word as the lists have it: lower case, `_` for whatever stands between its parts."""
    return re.sub(r"[\W_]+", "_", _uncamelled(word)).strip("_").lower()


def key(header: str) -> str | None:
    """What a header or a key says: a fact's name or a part of a name; None: nothing known."""
    return words().keys.get(plain(header))


def blank(word: str) -> bool:
    """Whether a word only fills its place."""
    return len(word) < 20 and plain(word) in words().blank


def yes(word: str) -> bool | None:
    """Yes, no, or neither."""
    found = plain(word)
    if found in words().affirming:
        return True
    return False if found in words().denying else None


def level(word: str) -> tuple[Level | None, bool]:
    """The level that a word means, and whether it says, too, that there is personal data.

    `C3 - Confidential` is as good as `Confidential`: of several parts one must be known, no two may
    differ, and a word says more than a code, which every house counts in its own way.
    """
    known = words()
    found = plain(word)
    if found in known.levels:
        return known.levels[found], found in known.personal_levels
    parts = [plain(part) for part in re.split(r"[:;,()|/]|\s[-–—]\s", word)]
    words_ = [part for part in parts if not re.search(r"\d", part)]
    for some in (words_, parts):
        meant = {known.levels[part] for part in some if part in known.levels}
        if len(meant) == 1:
            return meant.pop(), any(part in known.personal_levels for part in some)
    return None, False


def category(word: str, *, synonyms: bool = True) -> str | None:
    """The category that a key of Fideslang, a category's own name or a synonym of it means."""
    known = words()
    key = fides(word) if "." in word else known.fides.get(word.strip().lower())
    found = known.categories.get(plain(word))
    return key or (found if synonyms or plain(word) in categories() else None)


def fides(key: str) -> str | None:
    """The category of a key of Fideslang, or of the nearest key above it that has one."""
    known = words().fides
    parts = key.strip().lower().split(".")
    while parts:
        found = known.get(".".join(parts))
        if found is not None:
            return found
        parts.pop()
    return None


def fides_level(key: str) -> Level | None:
    """The level of a kind whose law asks for more than its category's, such as a belief's."""
    parts = key.strip().lower().split(".")
    while parts and ".".join(parts) not in words().fides:
        parts.pop()
    found = ".".join(parts)
    for whole in categories().values():
        for kind in whole.kinds:
            if kind.fides == found != whole.fides and kind.level is not whole.level:
                return kind.level
    return None


def heaviest(found: list[str]) -> str | None:
    """One category for what holds several: the one the law asks most for, else a record of them."""
    personal = list(dict.fromkeys(each for each in found if each not in (NONE, PERSONAL)))
    if not personal and PERSONAL in found:
        return PERSONAL
    if len(personal) < 2:
        return personal[0] if personal else found[0] if found else None
    known = categories()
    most = max(_rank(each) for each in (*personal, _RECORD))
    top = [each for each in personal if _rank(each) == most]
    special = [each for each in top if known[each].law]
    if special:
        return special[0]
    return _RECORD if _rank(_RECORD) == most else top[0]


@lru_cache(maxsize=4096)
def days(value: str | int | float, unit: str | None = None) -> int | None:
    """A time in days, rounded up: `90`, `90 days`, `2 years`, `P3Y`, or a number and its unit."""
    text = str(value).strip()
    iso = re.fullmatch(r"(?i)p(?:(\d+)y)?(?:(\d+)m)?(?:(\d+)w)?(?:(\d+)d)?(?:t.*)?", text)
    if iso and any(iso.groups()):
        counted = zip(iso.groups(), (365, 30, 7, 1), strict=True)
        return _bounded(sum(int(number) * each for number, each in counted if number))
    found = re.fullmatch(r"(\d{1,9})(?:[.,](\d+))?\s*([A-Za-z()]*)", text)
    if found is None:
        return None
    named = found[3].strip("()") or (unit or "days")
    each = words().units.get(plain(named))
    if each is None:
        return None
    part = float(f"0.{found[2]}") if found[2] else 0.0
    return _bounded(-int(-(int(found[1]) + part) * each // 1))


def near(kind: str, word: str) -> str:
    """A hint for a word in no list: the nearest that is in one, and where the list stands."""
    found = plain(word)
    if kind == "level":
        return did_you_mean(found, words().levels) + f"; there are {', '.join(Level)}"
    if "." in word:
        return did_you_mean(word.lower(), words().fides)
    return did_you_mean(found, words().categories)


def _content(name: str) -> bytes:
    return files(__package__).joinpath(name).read_bytes()


def _bounded(number: int) -> int | None:
    return number if 0 < number <= MOST_DAYS else None


def _rank(key: str) -> int:
    level = categories()[key].level
    return level.rank if level else -1


def _uncamelled(word: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", word) if not word.isupper() else word


def _turned(table: Mapping[Any, list[Any]]) -> dict[str, str]:
    return {str(word): str(meaning) for meaning, listed in table.items() for word in listed}
