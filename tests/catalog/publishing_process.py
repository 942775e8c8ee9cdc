"""Publishes one catalog after the other until it is killed; run as a process of its own."""

from __future__ import annotations

import sys
from itertools import count, pairwise
from pathlib import Path

from governance.catalog.opening import open_store
from governance.catalog.publishing import publish
from governance.catalog.runs import Kept, keep, progress, start
from governance.model.catalog import Catalog, Column, Grant, Table
from governance.model.classification import Basis, Classification, Evidence, Level
from governance.model.lineage import Edge, Effect
from governance.model.names import TableRef

TABLES = 60


def state(number: int) -> Catalog:
    """The catalog after `number` changes: every table differs from the one before and after."""
    refs = [TableRef("app", "s", f"t{n}") for n in range(number % 7, TABLES)]
    return Catalog(
        "live",
        tables=tuple(
            Table(ref, columns=(Column("id", "int"), Column("mail", "text", comment=str(number))))
            for ref in refs
        ),
        edges=tuple(
            Edge(one.column("mail"), two.column("mail"), Effect.IDENTITY)
            for one, two in pairwise(refs)
        ),
        grants=tuple(Grant(ref, f"role{number}", "SELECT") for ref in refs[::2]),
        classifications={
            ref.column("mail"): Classification(
                ref.column("mail"),
                "email",
                Level.CONFIDENTIAL,
                False,
                bool(number % 2),
                1.0,
                (Evidence(Basis.DETECTED, "email", "name"),),
            )
            for ref in refs
        },
    )


def say(what: str, number: int) -> None:
    sys.stdout.write(f"{what} {number}\n")
    sys.stdout.flush()


def main(url: str) -> None:
    with open_store(url, Path()) as store:
        for number in count():
            run = start(store, "app", by="child")
            catalog = state(number)
            say("kept", len(progress(store, "app")))
            for table in catalog.tables[:20]:
                keep(store, run, {table.ref: Kept(str(number), "{}")})
            say("publishing", number)
            publish(store, run, catalog)
            say("published", number)


if __name__ == "__main__":
    main(sys.argv[1])
