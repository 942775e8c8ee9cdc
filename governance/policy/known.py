"""What is known of few columns, by table, so that the many others cost nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, TypeAlias

from governance.model.catalog import Catalog
from governance.model.classification import Basis, Classification, Lowered
from governance.model.names import ColumnRef, TableRef, printable
from governance.model.protection import Protection
from governance.model.stewardship import FactKey, Facts

Row: TypeAlias = tuple[Any, ...]
Key: TypeAlias = tuple[str, str, str]

MAX_TEXT = 8_000
"""Characters of one text that policies see; the engine refuses rows that grow without end."""


class Known:
    """What is known of few columns, by table, so that the many others cost nothing."""

    def __init__(self, catalog: Catalog) -> None:
        self.tables: dict[Key, dict[FactKey, Any]] = {}
        self.columns: dict[Key, dict[str, None]] = {}
        self.filters: dict[Key, str] = {}
        self._facts: dict[tuple[Key, str], Facts] = {}
        self._classes: dict[tuple[Key, str], Classification] = {}
        self._methods: dict[tuple[Key, str], dict[str, str]] = {}
        self._tags: dict[tuple[Key, str], str] = {}
        for ref, facts in catalog.facts.items():
            key = (ref.source, ref.schema, ref.table)
            if isinstance(ref, ColumnRef):
                self._facts[self._note(key, ref.column)] = facts
            else:
                self.tables[key] = {name: _value(facts, name) for name in facts}
        for column, classification in catalog.classifications.items():
            key = (column.source, column.schema, column.table)
            self._classes[self._note(key, column.column)] = classification
        for table in catalog.tables:
            for tagged in table.columns:
                if tagged.tags:
                    which = self._note(table_key(table.ref), tagged.name)
                    self._tags[which] = as_list(tagged.tags)
        whole: dict[Key, list[Protection]] = {}
        for protection in catalog.protections:
            subject = protection.subject
            key = (subject.source, subject.schema, subject.table)
            if protection.kind == "row filter":
                self.filters[key] = as_text(protection.method) or "present"
            elif isinstance(subject, ColumnRef):
                methods = self._methods.setdefault(self._note(key, subject.column), {})
                methods[protection.kind] = as_text(protection.method) or "present"
            else:
                whole.setdefault(key, []).append(protection)
        if whole:
            self._whole_tables(catalog, whole)

    def _whole_tables(self, catalog: Catalog, whole: Mapping[Key, list[Protection]]) -> None:
        """A masking or encryption of a table holds for each of its columns."""
        for table in catalog.tables:
            key = table_key(table.ref)
            for protection in whole.get(key, ()):
                for column in table.columns:
                    methods = self._methods.setdefault(self._note(key, column.name), {})
                    methods.setdefault(protection.kind, as_text(protection.method) or "present")

    def _note(self, key: Key, name: str) -> tuple[Key, str]:
        self.columns.setdefault(key, {})[name] = None
        return key, name

    def classification(self, key: Key, name: str) -> Classification | None:
        """That of one column; None where nobody knows of anything."""
        return self._classes.get((key, name))

    def row(self, number: int, key: Key, name: str) -> tuple[Row, bool]:
        """The row of base_known, and whether the column holds personal data."""
        which = (key, name)
        facts, found = self._facts.get(which), self._classes.get(which)
        methods = self._methods.get(which, {})
        declared = (
            (
                _value(facts, "environment"),
                _value(facts, "owner"),
                _value(facts, "purpose"),
                _value(facts, "retention_days"),
                _value(facts, "description"),
            )
            if facts
            else (None,) * 5
        )
        masking = _method(facts, "masking") or methods.get("masking")
        encryption = _method(facts, "encryption") or methods.get("encryption")
        tags = self._tags.get(which)
        if found is None:
            nothing = (*(None,) * 3, 0, 0, 0, "[]", None, None, None)
            return (number, *declared, *nothing, masking, encryption, None, tags), False
        level = found.level.value if found.level is not None else None
        row = (
            number,
            *declared,
            found.category,
            level,
            level if found.confirmed else None,
            int(found.confirmed),
            int(found.special),
            int(found.quasi),
            _bases(frozenset(e.basis for e in found.evidence)),
            found.confidence,
            as_text(found.contradiction),
            _lowered(found.lowered) if found.lowered is not None else None,
            masking or ("keyed" if found.pseudonym == "keyed" else None),
            encryption,
            found.pseudonym,
            tags,
        )
        return row, found.personal


(
    DESCRIPTION,
    CATEGORY,
    LEVEL,
    CLASSIFICATION,
    SPECIAL,
    MASKING,
    ENCRYPTION,
) = (5, 6, 7, 8, 10, 16, 17)


def table_key(ref: TableRef) -> Key:
    """A table's name, quicker to look up than the reference."""
    return ref.source, ref.schema, ref.table


def as_list(items: Iterable[str]) -> str:
    """A list as the engine keeps it."""
    return json.dumps(list(items))


def as_text(text: str | None) -> str | None:
    """A text as policies see it: not endless, no NUL, no half characters; None when blank."""
    if text is None:
        return None
    if len(text) <= MAX_TEXT and text.isascii() and "\0" not in text:
        return text.strip() or None
    text = text[:MAX_TEXT].replace("\0", "").strip()
    try:
        text.encode()
    except UnicodeEncodeError:
        text = printable(text)
    return text or None


def _value(facts: Facts | None, name: FactKey) -> Any:
    fact = facts.get(name) if facts else None
    if fact is None:
        return None
    return fact.value if isinstance(fact.value, int) else as_text(fact.value)


def _method(facts: Facts | None, name: FactKey) -> str | None:
    value = _value(facts, name)
    return None if value is None or str(value).lower() == "none" else str(value)


def _lowered(found: Lowered) -> str | None:
    return as_text(
        f"{found.what}; {found.location.file}:{found.location.line} says: {found.reason}"
    )


@lru_cache(maxsize=64)
def _bases(found: frozenset[Basis]) -> str:
    return as_list(basis.value for basis in Basis if basis in found)
