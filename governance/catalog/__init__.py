"""The store of the catalog: SQLite by default, PostgreSQL by url; what the rest of Lictor calls.

::

    from governance.catalog.opening import open_store
    from governance.catalog.runs import Kept, fail, keep, progress, start
    from governance.catalog.publishing import publish
    from governance.catalog.loading import digests, load

    store = open_store(url, root)        # url None: SQLite at root/.lictor/catalog.db
    run = start(store, "warehouse")      # CatalogError: somebody else scans it, and who
    try:
        done = progress(store, "warehouse")        # {TableRef: Kept(digest, result)} of a scan
        ...                                        # that died, to go on where it stopped
        keep(store, run, {ref: Kept(structure_digest(table), json)})
        published = publish(store, run, catalog)   # one transaction: all or nothing
    except ...:
        fail(store, run, "why, in a sentence without values")

    published.new, published.changed, published.dropped, published.anything
    load(store)                          # Catalog, origin "stored"; sources=, tables=, at=
    digests(store, "warehouse")          # {TableRef: TableDigests}; compare with structure_digest

=============  =====================================================================================
opening        `open_store`, `Store` (transactions: `reading`, `writing`), `version`
runs           `start`, `keep`, `progress`, `fail`: a scan, and what it has kept if it dies
publishing     `publish`, `Published`
loading        `load` (now, or as at a scan or time), `digests`
aspects        what is kept of a table as documents, `structure_digest`
history        `history`, `scans`, `drift`: what changed, by whom, from which scan
reviews        what people decided about classifications, and the waivers of files
checking       `check`: whether everything in a store fits together
archive        a whole store as one file, and back
upgrading      Alembic: `upgrade`, `sql`
granting       PostgreSQL's roles: who may write and who may read
=============  =====================================================================================

Nothing here is imported by `lictor --help` or by a check without a store: SQLAlchemy takes 0.2 s.
"""

from __future__ import annotations

FILE = ".lictor/catalog.db"
"""Where the store is when nothing says it, from the repository's root."""
