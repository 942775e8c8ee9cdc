"""Collects what one file says, word by word, and what of it is not understood."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from governance.model.stewardship import FactKey
from governance.stewardship import words
from governance.stewardship.written import Entry, Fault, Place, Said, Unknown, Written, word
from governance.taxonomy import NONE, PERSONAL

MOST_UNKNOWN = 200
"""Different words of one file that are told one by one."""

_NOTHING = Said("category", NONE, (0, 0))

_BARE: dict[FactKey, str] = {"masking": "masked", "encryption": "encrypted"}
"""What a bare yes says."""


class Gathering:
    """What one file says, in the making."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self._unknown: dict[tuple[str, str], Unknown] = {}
        self._faults: dict[str, Fault] = {}
        self._notes: dict[str, Fault] = {}
        self._marked: dict[tuple[tuple[str, ...], str], Place] = {}
        self._personal: set[tuple[tuple[str, ...], str]] = set()

    def fault(self, message: str, place: Place) -> None:
        """Something is broken; the same sentence counts up and keeps its first place."""
        _count(self._faults, message, place)

    def note(self, message: str, place: Place) -> None:
        """Something is left out or taken for granted."""
        _count(self._notes, message, place)

    def unknown(self, kind: str, text: str, place: Place) -> None:
        """A word that no list knows; the same word counts up and keeps its first place."""
        shown = word(text) or ""
        key = kind, shown.casefold()
        if key in self._unknown:
            first = self._unknown[key]
            self._unknown[key] = Unknown(kind, first.word, first.place, first.count + 1)
        elif len(self._unknown) < MOST_UNKNOWN:
            self._unknown[key] = Unknown(kind, shown, place)
        else:
            self.note("more words that no list knows; nothing is declared by them", place)

    def add(
        self,
        stated: Stated,
        place: Place,
        table: str,
        column: str | None = None,
        *,
        schemas: tuple[str, ...] = (),
        inner: bool = False,
    ) -> None:
        """What is stated of one table or column; nothing stated is nothing added."""
        if column is None:
            self._of_columns(stated, (schemas, table))
        elif stated.said.get("category", _NOTHING).value != NONE:
            self._personal.add((schemas, table))
        said = tuple(stated.said.values())
        if said:
            self.entries.append(
                Entry(place, said, "", table, column, tuple(schemas), inner),
            )

    def _of_columns(self, stated: Stated, table: tuple[tuple[str, ...], str]) -> None:
        """Take from what is stated of a table what only columns have, and say so."""
        category = stated.said.pop("category", None)
        if category is not None and category.value != NONE:
            self._marked.setdefault(table, category.place)
        for key in ("masking", "encryption"):
            method = stated.said.pop(key, None)
            if method is not None and method.value != NONE:
                self.note(f"{key} is a column's; said of a table it is not read", method.place)

    def written(self, format_: str, rank: int) -> Written:
        """All of it."""
        for table, place in self._marked.items():
            if table not in self._personal:
                self.note("a table is marked as personal, and no column of it; mark those", place)
        return Written(
            format_,
            rank,
            tuple(self.entries),
            tuple(sorted(self._unknown.values(), key=_place)),
            tuple(sorted(self._faults.values(), key=_place)),
            tuple(sorted(self._notes.values(), key=_place)),
        )


class Stated:
    """The facts of one table or column in the making. What is stated first counts."""

    def __init__(self, gathering: Gathering) -> None:
        self._gathering = gathering
        self.said: dict[FactKey, Said] = {}

    def __contains__(self, key: FactKey) -> bool:
        return key in self.said

    def also(self, other: Stated) -> None:
        """What another place says of the same; what is stated here already counts."""
        for said in other.said.values():
            self._say(said.key, said.value, said.place)

    def text(self, key: FactKey, value: Any, place: Place) -> None:
        """A fact in people's own words."""
        if isinstance(value, list | tuple):
            value = ", ".join(str(each).strip() for each in value)
        if isinstance(value, str | int | float) and not words.blank(str(value)):
            self._say(key, str(value).strip(), place)

    def state(self, key: str, value: Any, place: Place) -> None:
        """A fact under the name that `words.key` gave it; names of other things say nothing."""
        if value is None or isinstance(value, dict):
            return
        if isinstance(value, list):
            if key in ("category", "any_category", "owner", "purpose"):
                each = [str(item) for item in value if isinstance(item, str)]
                if key.endswith("category"):
                    self.categories(each, place, synonyms=key == "category")
                else:
                    self.text(key, each, place)  # type: ignore[arg-type] # one of two keys
            return
        text = ("true" if value else "false") if isinstance(value, bool) else str(value)
        if words.blank(text):
            return
        match key:
            case "classification":
                self.level(text, place)
            case "category" | "any_category":
                self.categories([text], place, synonyms=key == "category")
            case "personal":
                self.personal(text, place)
            case "retention_days":
                self.retention(text, place)
            case "retention_months" | "retention_years":
                self.retention(text, place, key.removeprefix("retention_"))
            case "masking" | "encryption":
                self.method(key, text, place)
            case "owner" | "purpose" | "environment" | "description":
                self.text(key, text, place)

    def level(self, text: str, place: Place) -> None:
        """How sensitive it is, in a word of somebody's scheme."""
        found, personal = words.level(text)
        if found is None:
            self._gathering.unknown("level", text, place)
            return
        self._say("classification", str(found), place)
        if personal:
            self._say("category", PERSONAL, place)

    def categories(self, texts: Iterable[str], place: Place, *, synonyms: bool = True) -> None:
        """What it holds, in one word or several; of several the heaviest counts."""
        found: list[str] = []
        levels = []
        for text in texts:
            if words.blank(text):
                continue
            category = words.category(text, synonyms=synonyms)
            if category is None:
                self._gathering.unknown("category", text, place)
            else:
                found.append(category)
                levels.append(words.fides_level(text) if "." in text else None)
        heaviest = words.heaviest(found)
        if heaviest is not None:
            self._say("category", heaviest, place)
            asked = [level for level in levels if level is not None]
            if asked:
                highest = max(asked, key=lambda level: level.rank)
                self._say("classification", str(highest), place)

    def personal(self, text: str, place: Place) -> None:
        """Whether it holds personal data; many write what sort of it instead of yes."""
        said = words.yes(text)
        if said is None:
            category = words.category(text)
            if category is None:
                self._gathering.unknown("category", text, place)
                return
            said = category != NONE
            if said:
                self._say("category", category, place)
                return
        self._say("category", PERSONAL if said else NONE, place)

    def tags(self, tags: Any, place: Place) -> None:
        """Labels: a few say something by themselves, `key:value` does where the key is known."""
        known = words.words()
        if isinstance(tags, dict):
            tags = [f"{key}:{value}" for key, value in tags.items()]
        for tag in tags if isinstance(tags, list) else ():
            if not isinstance(tag, str):
                continue
            name, mark, value = tag.replace("=", ":", 1).partition(":")
            key = words.key(name) if mark else None
            if key is not None:
                self.state(key, value.strip(), place)
            elif words.plain(tag) in known.personal_tags:
                self._say("category", PERSONAL, place)
            elif words.plain(tag) in known.other_tags:
                self._say("category", NONE, place)

    def retention(self, value: str | int | float, place: Place, unit: str | None = None) -> None:
        """After how long rows are deleted."""
        found = words.days(value, unit)
        if found is None:
            said = f"{value} {unit}" if unit else str(value)
            self._gathering.unknown("retention", said, place)
        else:
            self._say("retention_days", found, place)

    def method(self, key: FactKey, text: str, place: Place) -> None:
        """How values are masked or encrypted; a bare yes or no is one, too."""
        said = words.yes(text)
        self._say(key, text.strip() if said is None else _BARE[key] if said else NONE, place)

    def _say(self, key: FactKey, value: str | int, place: Place) -> None:
        if key == "category" and key in self.said:
            before = self.said[key].value
            if (before == NONE) is not (value == NONE):
                self._gathering.note(
                    "the same entry says that there is personal data and that there is none; it is "
                    "read as personal",
                    place,
                )
            if value != NONE and before in (NONE, PERSONAL):
                self.said[key] = Said(key, value, place)
            return
        self.said.setdefault(key, Said(key, value, place))


def _place(found: Fault | Unknown) -> Place:
    return found.place


def _count(found: dict[str, Fault], message: str, place: Place) -> None:
    first = found.get(message)
    found[message] = Fault(
        message, first.place if first else place, first.count + 1 if first else 1
    )
