"""Two catalogs side by side: which table and column of one is which of the other."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TypeVar

from msgspec import Struct, structs

from governance import renames
from governance.model.catalog import Catalog, Table
from governance.model.classification import Level
from governance.model.drift import Drift, DriftKind, RoleRef, Subject
from governance.model.names import ColumnRef, TableRef

Ref = TypeVar("Ref", TableRef, ColumnRef, TableRef | ColumnRef)


class Pair(Struct, frozen=True):
    """One table before and after that differs; `renamed` maps old names of columns to new ones."""

    before: Table
    after: Table
    renamed: Mapping[str, str]


class Sides:
    """The tables of both catalogs, joined by name, and by likeness where a name is gone.

    `pairs` are the tables that both have and that are not equal in every respect, their statistics
    and facts aside; `dropped` and `added` the others. With `sources` only theirs are looked at.
    """

    def __init__(
        self, before: Catalog, after: Catalog, sources: Collection[str] | None = None
    ) -> None:
        self.before, self.after = before, after
        self._sources = None if sources is None else frozenset(sources)
        self.old = {t.ref: t for t in before.tables if self.asked(t.ref)}
        self.new = {t.ref: t for t in after.tables if self.asked(t.ref)}
        gone = [t for ref, t in self.old.items() if ref not in self.new]
        fresh = [t for ref, t in self.new.items() if ref not in self.old]
        self.renamed = renames.tables(gone, fresh, before, after)
        arrived = set(self.renamed.values())
        self.dropped = [t for t in gone if t.ref not in self.renamed]
        self.added = [t for t in fresh if t.ref not in arrived]
        self.pairs: list[Pair] = []
        self._columns: dict[ColumnRef, ColumnRef] = {}
        self._pair_up()
        self._back = {to: old for old, to in self._columns.items()}
        self._tables_back = {to: old for old, to in self.renamed.items()}
        self._old_columns: dict[TableRef, frozenset[str]] = {}
        self._new_columns: dict[TableRef, frozenset[str]] = {}
        self._held: tuple[Mapping[TableRef, Level | None], Mapping[TableRef, Level | None]] | None
        self._held = None

    def _pair_up(self) -> None:
        for ref, was in self.old.items():
            now = self.new.get(self.renamed.get(ref, ref))
            if now is None or was is now or was == now:
                continue
            names = (
                {}
                if [c.name for c in was.columns] == [c.name for c in now.columns]
                else renames.columns(was.columns, now.columns)
            )
            self.pairs.append(Pair(was, now, names))
            for old, to in names.items():
                self._columns[ref.column(old)] = now.ref.column(to)

    def asked(self, ref: TableRef | ColumnRef) -> bool:
        """Whether it is of a source that is compared."""
        return self._sources is None or ref.source in self._sources

    def of_source(self, source: str) -> bool:
        """Whether a source is compared."""
        return self._sources is None or source in self._sources

    def now(self, ref: Ref) -> Ref:
        """The name after of what had this name before; the same for what kept it or is gone."""
        return self._moved(ref, self._columns, self.renamed)

    def then(self, ref: Ref) -> Ref:
        """The name before of what has this name after."""
        return self._moved(ref, self._back, self._tables_back)

    def _moved(
        self,
        ref: Ref,
        of_columns: Mapping[ColumnRef, ColumnRef],
        of_tables: Mapping[TableRef, TableRef],
    ) -> Ref:
        if isinstance(ref, ColumnRef):
            if of_columns and ref in of_columns:
                return of_columns[ref]
            to = of_tables.get(ref.table_ref) if of_tables else None
            return to.column(ref.column) if to is not None else ref
        return of_tables.get(ref, ref) if of_tables else ref

    def both(self, ref: TableRef | ColumnRef) -> bool:
        """Whether what has this name after was there before, too, and its source is compared."""
        if isinstance(ref, ColumnRef):
            return self.is_there(ref) and self.was_there(self.then(ref))
        return ref in self.new and self.then(ref) in self.old

    @staticmethod
    def _columns_of(
        tables: Mapping[TableRef, Table], known: dict[TableRef, frozenset[str]], ref: ColumnRef
    ) -> bool:
        table = ref.table_ref
        if table not in known:
            of = tables.get(table)
            known[table] = frozenset(c.name for c in of.columns) if of is not None else frozenset()
        return ref.column in known[table]

    def is_there(self, ref: ColumnRef) -> bool:
        """Whether there is such a column after."""
        return self._columns_of(self.new, self._new_columns, ref)

    def was_there(self, ref: ColumnRef) -> bool:
        """Whether there was such a column before."""
        return self._columns_of(self.old, self._old_columns, ref)

    @property
    def same_names(self) -> bool:
        """Whether nothing was renamed, so that names need not be looked up."""
        return not self.renamed and not self._columns

    def drift(
        self,
        kind: DriftKind,
        subject: TableRef | ColumnRef,
        *,
        was: Subject | None = None,
        detail: str | None = None,
        before: str | None = None,
        after: str | None = None,
    ) -> Drift:
        """A drift, with what is known of its subject; `was` is dropped where it is the subject."""
        earlier = subject if was is None or isinstance(was, RoleRef) else was
        personal, level = self._holds(earlier, subject)
        owner = self.after.value(subject, "owner") or self.before.value(earlier, "owner")
        return Drift(
            kind,
            subject,
            detail,
            before,
            after,
            was if was != subject else None,
            level,
            personal,
            None if owner is None else str(owner),
        )

    def _holds(
        self, was: TableRef | ColumnRef, now: TableRef | ColumnRef
    ) -> tuple[bool, Level | None]:
        if isinstance(was, ColumnRef) and isinstance(now, ColumnRef):
            found = [
                c
                for c in (
                    self.before.classifications.get(was),
                    self.after.classifications.get(now),
                )
                if c is not None
            ]
            levels = [c.level for c in found if c.level is not None]
            return any(c.personal for c in found), _highest(levels)
        if self._held is None:
            self._held = _held(self.before), _held(self.after)
        held = [
            (side, ref)
            for side, ref in zip(self._held, (was, now), strict=True)
            if isinstance(ref, TableRef) and ref in side
        ]
        known = [level for side, ref in held if (level := side[ref]) is not None]
        return bool(held), _highest(known)


def _highest(levels: Collection[Level]) -> Level | None:
    return max(levels, key=lambda level: level.rank, default=None)


def _held(catalog: Catalog) -> Mapping[TableRef, Level | None]:
    """The tables with personal data, and the highest level in each; a schema's under "*"."""
    found: dict[TableRef, Level | None] = {}
    for ref, known in catalog.classifications.items():
        if known.personal:
            table = ref.table_ref
            for each in (table, structs.replace(table, table="*")):
                level = found.get(each)
                if level is None or (known.level is not None and known.level.rank > level.rank):
                    found[each] = known.level
    return found
