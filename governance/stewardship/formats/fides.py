"""Fides datasets (https://ethyca.github.io/fideslang/): `dataset:` with collections and fields.

A dataset's schema is the one its `fides_meta.namespace` names; without one, its collections are
looked for in all schemas. `data_categories` of a dataset or collection hold for the fields that
have none of their own, but only where they are personal: "system data" for a whole collection is no
word about each of its fields. `data_qualifier` says what was done to the data (aggregated and
anonymised data is nobody's any more, GDPR recital 26). `retention` is read where it is a time.
"""

from __future__ import annotations

import re
from typing import Any

from governance.documents import Document
from governance.stewardship import nested, words
from governance.stewardship.base import Candidate, listed, mapping, text
from governance.stewardship.gathering import Gathering, Stated
from governance.stewardship.nested import Field
from governance.stewardship.written import Place, Written, parts
from governance.taxonomy import NONE

RANK = 60
LOOKS = "a Fides dataset (YAML with dataset: and fides_key:)"

_UNSAID = frozenset({"no_retention_or_erasure_policy", "no_retention_policy"})
"""What Fides itself writes where nobody said how long data is kept."""


def recognise(file: Candidate) -> bool:
    """By the key `dataset` and a `fides_key` in the file."""
    return "dataset" in file.keys and file.head is not None and "fides_key" in file.head


def read(file: Candidate) -> Written:
    """What the datasets say.

    Raises:
        ConfigError: it is no YAML.
    """
    datasets = _Datasets(file.document())
    datasets.read()
    return datasets.gathering.written("fides", RANK)


class _Datasets:
    def __init__(self, document: Document) -> None:
        self._document = document
        self.gathering = Gathering()

    def read(self) -> None:
        for number, entry in enumerate(listed(mapping(self._document.data).get("dataset"))):
            self._dataset(mapping(entry), ("dataset", number))

    def _dataset(self, entry: dict[Any, Any], path: tuple[str | int, ...]) -> None:
        schemas = _schemas(entry)
        whole = Stated(self.gathering)
        self._kept(entry, whole, path)
        above = self._categories(entry, path)
        for number, one in enumerate(listed(entry.get("collections"))):
            collection, here = mapping(one), (*path, "collections", number)
            name = text(collection.get("name"))
            if not name:
                self.gathering.fault("a collection has no name", self._place(*here))
                continue
            stated = Stated(self.gathering)
            stated.text("description", collection.get("description"), self._place(*here))
            self._kept(collection, stated, here)
            for said in whole.said.values():
                stated.said.setdefault(said.key, said)
            within = self._categories(collection, here) or above
            fields = self._fields(collection.get("fields"), (*here, "fields"), within)
            named = parts(name) if not schemas else (name,)
            inside = (".".join(named[:-1]),) if len(named) > 1 else schemas
            self.gathering.add(stated, self._place(*here), named[-1], schemas=inside)
            nested.add(fields, self.gathering, named[-1], inside)

    def _kept(self, entry: dict[Any, Any], stated: Stated, path: tuple[str | int, ...]) -> None:
        """How long, what for, and by whom."""
        retention = text(entry.get("retention"))
        if retention and words.plain(retention) not in _UNSAID and not words.blank(retention):
            stated.retention(retention, self._place(*path, "retention"))
        stated.text("purpose", entry.get("data_purposes"), self._place(*path, "data_purposes"))
        for key in ("meta", "fides_meta", "fidesctl_meta"):
            for word, value in mapping(entry.get(key)).items():
                if words.key(str(word)) == "owner":
                    stated.state("owner", value, self._place(*path, key, word))

    def _fields(
        self, fields: Any, path: tuple[str | int, ...], above: list[tuple[str, Place]]
    ) -> list[Field]:
        found = []
        for number, one in enumerate(listed(fields)):
            entry, here = mapping(one), (*path, number)
            name = text(entry.get("name"))
            if not name:
                self.gathering.fault("a field has no name", self._place(*here))
                continue
            stated = Stated(self.gathering)
            stated.text("description", entry.get("description"), self._place(*here, "description"))
            self._kept(entry, stated, here)
            own = self._categories(entry, here)
            inside = self._fields(entry.get("fields"), (*here, "fields"), own or above)
            if own:
                stated.categories([category for category, _ in own], own[0][1])
            elif above and not inside:
                personal = [c for c, _ in above if words.fides(c) not in (None, NONE)]
                stated.categories(personal, above[0][1])
            self._qualified(entry, stated, here)
            found.append(Field(name, self._place(*here), stated, inside))
        return found

    def _categories(
        self, entry: dict[Any, Any], path: tuple[str | int, ...]
    ) -> list[tuple[str, Place]]:
        """The categories of an entry that are known; a company's own roots are not."""
        found = []
        for number, one in enumerate(listed(entry.get("data_categories"))):
            place = self._place(*path, "data_categories", number)
            if words.fides(text(one)) is None:
                self.gathering.unknown("category", text(one), place)
            else:
                found.append((text(one), place))
        return found

    def _qualified(
        self, entry: dict[Any, Any], stated: Stated, path: tuple[str | int, ...]
    ) -> None:
        """What the last word of a qualifier says was done to the data."""
        qualifier = text(entry.get("data_qualifier"))
        place = self._place(*path, "data_qualifier")
        last = words.plain(qualifier.rpartition(".")[2])
        if last in ("aggregated", "anonymized", "anonymised"):
            stated.said.pop("category", None)
            stated.categories([NONE], place)
        elif re.fullmatch(r"(unlinked_)?pseudonymi[sz]ed", last):
            stated.text("masking", "pseudonymised", place)
        elif last not in ("", "identified", "identified_data"):
            self.gathering.unknown("qualifier", qualifier, place)

    def _place(self, *path: str | int) -> Place:
        location = self._document.location(*path)
        return location.line, location.column


def _schemas(entry: dict[Any, Any]) -> tuple[str, ...]:
    """The schema of a dataset, with the database in front where it has one."""
    namespace = mapping(mapping(entry.get("fides_meta")).get("namespace"))
    names = {str(key): text(value) for key, value in namespace.items() if text(value)}
    schema = names.get("schema") or names.get("dataset_id")
    above = names.get("database_name") or names.get("database") or names.get("project_id")
    if schema is None:
        return ()
    return (f"{above}.{schema}" if above else schema,)
