"""Tables of OpenMetadata (https://open-metadata.org), as its API gives and takes them, in JSON.

A table entity (`fullyQualifiedName`, `columns`), a request that makes one (`databaseSchema`,
`name`, `columns`), or several of either: an array, pages (`{"data": [...]}`), or one a line. Read
are, of tables and columns, the description, tags and glossary terms by `labels.yml`, and of tables
the owners, the retention period, and custom properties (`extension`) under the words of
`words.yml`. Fields inside of columns (`children`) are read, too.

A label whose state is `Suggested` is a proposal that nobody has confirmed: it declares nothing.
Samples and profiles hold values, and nobody looks at them. Deleted tables are passed over.
"""

from __future__ import annotations

import re
from typing import Any

from governance.stewardship import labels, nested, words
from governance.stewardship.base import Candidate, listed, mapping, name, text
from governance.stewardship.elements import Broken, Element, elements
from governance.stewardship.elements import read as read_text
from governance.stewardship.gathering import Gathering, Stated
from governance.stewardship.nested import Field
from governance.stewardship.written import Written

RANK = 50
LOOKS = "an export of OpenMetadata (JSON of tables with fullyQualifiedName and columns)"

_DEFAULT = "default"
"""What OpenMetadata calls the database, or schema, of an engine that has none."""

_TABLE = re.compile(r'"(?:fullyQualifiedName|databaseSchema)"\s*:')
_SAYS = re.compile(r'"(?:columns|owners)"\s*:\s*\[')
_PART = re.compile(r'"([^"]*)"(?=\.|$)|([^.]+)')

Path = tuple[str | int, ...]


def recognise(file: Candidate) -> bool:
    """By the full name of a table, or of its schema, beside its columns or owners."""
    head = file.head
    if head is None or not head.lstrip().startswith(("{", "[")):
        return False
    return _TABLE.search(head) is not None and _SAYS.search(head) is not None


def read(file: Candidate) -> Written:
    """What the tables say.

    Raises:
        ConfigError: the file is too large, or no text.
    """
    gathering = Gathering()
    for element in elements(read_text(file, "export of OpenMetadata")):
        if isinstance(element, Broken):
            gathering.fault(element.message, element.place)
        else:
            _Table(element, gathering).read()
    return gathering.written("openmetadata", RANK)


class _Table:
    def __init__(self, element: Element, gathering: Gathering) -> None:
        self._element = element
        self._data = element.data
        self._gathering = gathering
        self._place = element.place

    def read(self) -> None:
        table, schemas = self._name()
        if self._data.get("deleted") is True or not (table or "columns" in self._data):
            return
        if not table:
            self._gathering.fault("a table has no name", self._place())
            return
        stated = self._stated(self._data, ())
        self._owners(stated)
        if text(self._data.get("retentionPeriod")):
            stated.retention(text(self._data["retentionPeriod"]), self._place("retentionPeriod"))
        for key, value in mapping(self._data.get("extension")).items():
            fact = words.key(key)
            if fact is not None and fact not in ("description", "type"):
                stated.state(fact, value, self._place("extension", key))
        self._gathering.add(stated, self._place(), table, schemas=schemas)
        nested.add(self._fields(self._data, ()), self._gathering, table, schemas)

    def _name(self) -> tuple[str, tuple[str, ...]]:
        """The table's name and the schema it is in, with its database where it has one."""
        own = name(self._data.get("name"))
        full = split(name(self._data.get("fullyQualifiedName")))
        above = self._data.get("databaseSchema")
        named = name(above) or name(mapping(above).get("fullyQualifiedName"))
        within = split(named) or full[:-1]
        own = own or (full[-1] if full else "")
        known = [part for part in within[1:] if part != _DEFAULT]
        return own, (".".join(known),) if known else ()

    def _owners(self, stated: Stated) -> None:
        for key in ("owners", "owner"):
            value = self._data.get(key)
            called = [
                text(mapping(each).get("name")) or text(mapping(each).get("displayName"))
                for each in (value if isinstance(value, list) else [value])
            ]
            if any(called):
                stated.text("owner", [each for each in called if each], self._place(key))

    def _fields(self, above: dict[Any, Any], path: Path) -> list[Field]:
        """The columns of a table, or the fields of a column."""
        key = "children" if path else "columns"
        found = []
        for number, each in enumerate(listed(above.get(key))):
            entry, here = mapping(each), (*path, key, number)
            own = name(entry.get("name"))
            if not own:
                self._gathering.fault("a column has no name", self._place(*here))
                continue
            stated = self._stated(entry, here)
            found.append(Field(own, self._place(*here), stated, self._fields(entry, here)))
        return found

    def _stated(self, entry: dict[Any, Any], path: Path) -> Stated:
        stated = Stated(self._gathering)
        stated.text("description", entry.get("description"), self._place(*path, "description"))
        for number, each in enumerate(listed(entry.get("tags"))):
            tag, place = mapping(each), self._place(*path, "tags", number)
            if tag.get("state") == "Suggested":
                self._gathering.note(
                    "a suggested label declares nothing until somebody confirms it", place
                )
                continue
            labels.state(split(name(tag.get("tagFQN"))), stated, self._gathering, place)
        return stated


def split(full: str) -> tuple[str, ...]:
    """The parts of a fully qualified name; those with a dot stand in double quotes."""
    return tuple(found[1] or found[2] for found in _PART.finditer(full) if found[1] or found[2])
