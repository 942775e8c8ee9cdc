"""The catalog's store under a change: what it knows of tables that no file makes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from governance.beside import STORED
from governance.errors import ConfigError
from governance.extract.stored import NOTHING_STORED, Given, Stored
from governance.model.catalog import Catalog
from governance.model.classification import Classification, Finding
from governance.model.location import Location
from governance.model.names import ColumnRef, TableRef
from governance.model.stewardship import Fact, FactKey, Facts
from governance.pipeline import is_live
from governance.settings import Settings
from governance.stores import existing, url_of
from governance.tree import Tree

if TYPE_CHECKING:
    from governance.catalog.opening import Store

CATALOG = Location("the catalog")
"""Where something was declared that stands in no file of this repository."""


def stored_of(settings: Settings, tree: Tree) -> tuple[Stored, tuple[str, ...]]:
    """The store that lictor.yml or GOVERNANCE_DB_URL names, and what to say of it.

    A pull request from a fork has no secrets: where the url's variable is not set, files alone are
    judged, and that is said.

    Raises:
        CatalogError: the store cannot be read: what it knows would be missing.
    """
    try:
        url = url_of(settings)
    except ConfigError as error:
        why = error.message.partition(";")[0]  # which variable
        return NOTHING_STORED, (f"the stored catalog is not read, files alone are judged: {why}",)
    if url is None:
        return NOTHING_STORED, ()
    return StoredCatalog(existing(url, tree.root), settings), ()


class StoredCatalog:
    """The tables of a store by their names, each loaded when it is asked for.

    Tables of sources that lictor.yml reads from files are left out: the files say it.
    """

    def __init__(self, store: Store, settings: Settings) -> None:
        from governance.catalog.loading import state, tables

        self._store = store
        self._ours = {source.name for source in settings.sources}
        files = {source.name for source in settings.sources if not is_live(source)}
        # asked first: what a scan adds meanwhile must not be kept under the state after it
        self.version = state(store)
        self._by_name: dict[tuple[str, str], list[TableRef]] = {}
        for ref in tables(store):
            if ref.source and ref.source not in files:
                self._by_name.setdefault(_folded(ref.schema, ref.table), []).append(ref)
        self._given: dict[TableRef, Given | None] = {}

    def given(self, schema: str, table: str) -> Given | None:
        """The one table of that name; None when there is none, or nobody can say which."""
        found = self._meant(schema, table)
        if found is None:
            return None
        if found not in self._given:
            from governance.catalog.loading import load

            catalog = load(self._store, tables=[found])
            self._given[found] = given(catalog, found, declared=found.source not in self._ours)
        return self._given[found]

    def _meant(self, schema: str, table: str) -> TableRef | None:
        """A name spelled exactly so comes first, then a source of lictor.yml."""
        found: Collection[TableRef] = self._by_name.get(_folded(schema, table), ())
        for narrower in (
            [ref for ref in found if (ref.schema, ref.table) == (schema, table)],
            [ref for ref in found if ref.source in self._ours],
        ):
            found = narrower or found
            if len(found) == 1:
                break
        return next(iter(found)) if len(found) == 1 else None


def given(catalog: Catalog, ref: TableRef, *, declared: bool) -> Given | None:
    """What a stored catalog knows of one table; `declared` takes along what people said of it.

    None where it has no such table: a scan may have dropped it since its name was read.
    """
    table = next((each for each in catalog.tables if each.ref == ref), None)
    if table is None:
        return None
    facts: dict[TableRef | ColumnRef, Facts] = dict(catalog.facts) if declared else {}
    findings = []
    for column, known in catalog.classifications.items():
        if not known.personal:
            continue
        basis = ", ".join(each.value for each in known.basis)
        findings.append(
            Finding(
                column,
                known.category,
                STORED,
                known.confidence,
                f"the catalog knows it ({basis})",
                kind=known.kind,
            )
        )
        if known.confirmed and declared:
            facts[column] = {**_confirmed(known), **facts.get(column, {})}
    return Given(
        table,
        catalog.grants,
        tuple(each for each in catalog.protections if each.state != "wanted"),
        tuple(findings),
        facts,
        catalog.reidentification.get(ref),
    )


def _confirmed(known: Classification) -> Mapping[FactKey, Fact]:
    """A person stands behind the class, here or where the data came from."""
    facts: dict[FactKey, Fact] = {"category": Fact(known.category, CATALOG)}
    if known.level is not None:
        facts["classification"] = Fact(known.level.value, CATALOG)
    return facts


def _folded(schema: str, table: str) -> tuple[str, str]:
    return schema.rpartition(".")[2].lower(), table.lower()
