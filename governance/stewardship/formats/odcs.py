"""Data contracts of the Open Data Contract Standard, version 3 (https://bitol-io.github.io).

A contract's `schema` has objects (tables) with properties (columns), which may hold properties.
Read are, of objects and properties, `physicalName` (else `name`), `description`, `classification`,
`tags`, `customProperties` under the words of `words.yml`, and of properties `encryptedName`: the
column that has the same value, encrypted. The whole contract gives

- the owner: a custom property that says so, else the team's name, else the team member whose role
  is owner, who has not left. `roles` are those of access management, and `support` is where to
  ask: neither answers for the data, and neither is read as its owner.
- the retention: `slaProperties` with `property: retention`, for the table that `element` names.
- the purpose: `description.purpose`.
- the schemas: those of `servers`, all that are named; a table is looked for in each of them.

`quality`, `price`, `relationships` and `examples` say nothing that is read here; examples may hold
values.
"""

from __future__ import annotations

import re
from typing import Any

from governance.documents import Document
from governance.stewardship import nested, words
from governance.stewardship.base import Candidate, listed, mapping, text
from governance.stewardship.base import name as name_of
from governance.stewardship.gathering import Gathering, Stated
from governance.stewardship.nested import Field
from governance.stewardship.written import Place, Written, parts, word

RANK = 80
LOOKS = "a data contract (Open Data Contract Standard 3: apiVersion, kind: DataContract)"

_VERSION = re.compile(r"""(?m)^\s*["']?apiVersion["']?\s*:\s*["']?v?(\d+)\.""")
_KIND = re.compile(r"""(?m)^\s*["']?kind["']?\s*:\s*["']?DataContract\b""")
_ONE_LEVEL = frozenset({"mysql", "mariadb", "clickhouse", "hive", "impala", "glue", "athena"})
"""Engines that call a schema a database."""

_OF_TABLES = frozenset({"owner", "retention_days", "purpose", "environment"})


def recognise(file: Candidate) -> bool:
    """By `kind: DataContract`, or by `schema` beside an `apiVersion` of 3."""
    if ("apiVersion" not in file.keys and "kind" not in file.keys) or file.head is None:
        return False
    if _KIND.search(file.head) or '"DataContract"' in file.head:
        return True
    version = _VERSION.search(file.head)
    return "schema" in file.keys and version is not None and version[1] == "3"


def read(file: Candidate) -> Written:
    """What the contract says.

    Raises:
        ConfigError: it is no YAML.
    """
    contract = _Contract(file.document())
    contract.read()
    return contract.gathering.written("odcs", RANK)


class _Contract:
    def __init__(self, document: Document) -> None:
        self._document = document
        self._data = mapping(document.data)
        self.gathering = Gathering()

    def read(self) -> None:
        version = str(self._data.get("apiVersion", "")).removeprefix("v").partition(".")[0]
        if version not in ("3", ""):
            self.gathering.fault(
                f"a data contract of version {word(version) or 'unknown'}; version 3 is read",
                self._place("apiVersion"),
            )
            return
        if "schema" not in self._data:
            self.gathering.note("the contract has no schema, and so no table", (1, 1))
        self._list(self._data, "schema", ())
        whole, schemas = self._whole(), self._schemas()
        tables: dict[str, list[Stated]] = {}
        found = []
        for number, entry in enumerate(listed(self._data.get("schema"))):
            path = ("schema", number)
            named = parts(self._name(entry, "physicalName") or self._name(entry))
            if not named:
                self.gathering.fault("an object of the schema has no name", self._place(*path))
                continue
            stated = self._stated(mapping(entry), path)
            known = {named[-1].casefold(), self._name(entry).casefold()}
            for name in known:
                tables.setdefault(name, []).append(stated)
            found.append((entry, path, named, stated))
        self._retention(tables, [stated for *_, stated in found])
        for entry, path, named, stated in found:
            inside = (".".join(named[:-1]),) if len(named) > 1 else schemas
            for said in whole.said.values():
                stated.said.setdefault(said.key, said)
            self.gathering.add(stated, self._place(*path), named[-1], schemas=inside)
            fields = self._fields(mapping(entry), path)
            nested.add(fields, self.gathering, named[-1], inside)

    def _whole(self) -> Stated:
        """What holds for every table of the contract."""
        stated = Stated(self.gathering)
        self._custom(self._data, stated, ())
        team = self._data.get("team")
        if "owner" not in stated and isinstance(team, dict):
            stated.text("owner", team.get("name"), self._place("team", "name"))
        members = team.get("members") if isinstance(team, dict) else team
        base = ("team", "members") if isinstance(team, dict) else ("team",)
        for number, member in enumerate(listed(members)):
            entry = mapping(member)
            role = words.plain(text(entry.get("role"))).split("_")
            if "owner" in role and not entry.get("dateOut") and "owner" not in stated:
                key = "name" if text(entry.get("name")) else "username"
                stated.text("owner", entry.get(key), self._place(*base, number, key))
        purpose = mapping(self._data.get("description")).get("purpose")
        stated.text("purpose", purpose, self._place("description", "purpose"))
        # what is said of the whole contract is said of no column
        stated.said = {key: said for key, said in stated.said.items() if key in _OF_TABLES}
        return stated

    def _schemas(self) -> tuple[str, ...]:
        """Every schema that a server names, with the database in front where it has one."""
        found: dict[str, None] = {}
        for server in listed(self._data.get("servers")):
            entry = mapping(server)
            schema = text(entry.get("schema")) or text(entry.get("dataset"))
            above = next(
                (text(entry[k]) for k in ("project", "catalog", "database") if text(entry.get(k))),
                "",
            )
            if not schema and text(entry.get("type")).lower() in _ONE_LEVEL:
                schema, above = text(entry.get("database")), ""
            if schema and "$" not in schema and "{" not in schema:
                above = "" if "$" in above or "{" in above or "." in schema else above
                found[f"{above}.{schema}" if above else schema] = None
        return tuple(found)

    def _retention(self, tables: dict[str, list[Stated]], every: list[Stated]) -> None:
        default = text(self._data.get("slaDefaultElement"))
        for number, entry in enumerate(listed(self._data.get("slaProperties"))):
            sla = mapping(entry)
            if words.plain(text(sla.get("property"))) not in ("retention", "retention_period"):
                continue
            place = self._place("slaProperties", number, "value")
            for element in (text(sla.get("element")) or default).split(","):
                name = element.strip().split(".")
                stated = every
                if element.strip():
                    stated = tables.get(name[-1].casefold()) or (
                        tables.get(name[-2].casefold(), []) if len(name) > 1 else []
                    )
                if not stated:
                    self.gathering.note(
                        "a retention is of an element that the contract's schema does not have",
                        place,
                    )
                value, unit = sla.get("value"), text(sla.get("unit")) or None
                for each in stated:
                    if isinstance(value, str | int | float):
                        each.retention(value, place, unit)

    def _stated(self, entry: dict[Any, Any], path: tuple[str | int, ...]) -> Stated:
        """What an object or a property says of itself."""
        stated = Stated(self.gathering)
        for key in ("description", "classification"):
            if key in entry:
                stated.state(key, entry[key], self._place(*path, key))
        self._custom(entry, stated, path)
        if entry.get("tags"):
            stated.tags(entry["tags"], self._place(*path, "tags"))
        return stated

    def _custom(self, entry: dict[Any, Any], stated: Stated, path: tuple[str | int, ...]) -> None:
        for number, custom in enumerate(listed(entry.get("customProperties"))):
            pair = mapping(custom)
            key = words.key(text(pair.get("property")))
            if key is not None and key not in ("description", "type"):
                place = self._place(*path, "customProperties", number, "value")
                stated.state(key, pair.get("value"), place)

    def _fields(self, above: dict[Any, Any], path: tuple[str | int, ...]) -> list[Field]:
        """The properties of an object, of a property, or of the entries of a list."""
        properties, path = self._list(above, "properties", path), (*path, "properties")
        found: list[Field] = []
        encrypted: list[tuple[str, Place, Stated]] = []
        for number, entry in enumerate(properties):
            here = (*path, number)
            name = self._name(entry, "physicalName") or self._name(entry)
            if not name:
                self.gathering.fault("a property has no name", self._place(*here))
                continue
            stated = self._stated(mapping(entry), here)
            if text(entry.get("encryptedName")):
                place = self._place(*here, "encryptedName")
                encrypted.append((text(entry["encryptedName"]), place, stated))
            inside = self._fields(entry, here)
            inside += self._fields(mapping(entry.get("items")), (*here, "items"))
            found.append(Field(name, self._place(*here), stated, inside))
        for name, place, plain in encrypted:
            field = next((each for each in found if each.name == name), None)
            if field is None:
                field = Field(name, place, Stated(self.gathering))
                for key in ("category", "classification"):
                    if key in plain.said:
                        field.stated.said[key] = plain.said[key]
                found.append(field)
            field.stated.method("encryption", "yes", place)
        return found

    def _list(self, entry: dict[Any, Any], key: str, path: tuple[str | int, ...]) -> list[Any]:
        """A list of the contract; a mapping in its place is another standard's, and a fault."""
        if entry.get(key) is not None and not isinstance(entry[key], list):
            self.gathering.fault(
                f'"{key}" must be a list, as the Open Data Contract Standard has it; nothing of it '
                "is read",
                self._place(*path, key),
            )
        return listed(entry.get(key))

    def _name(self, entry: Any, key: str = "name") -> str:
        return name_of(mapping(entry).get(key))

    def _place(self, *path: str | int) -> Place:
        location = self._document.location(*path)
        return location.line, location.column
