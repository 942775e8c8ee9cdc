"""`lictor.yml`, read and checked, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass, field

from governance.model.location import Location


@dataclass(frozen=True, slots=True)
class Source:
    """One entry of `sources:`.

    `kind` names the extractor. `path` is a file, folder or glob from the repository's root; `url`
    a connection string, its `${VARIABLE}`s not yet replaced (see `resolved_url`), never printed.
    `schemas` are globs; empty means all but the engine's own.
    """

    name: str
    kind: str
    path: str | None = None
    dialect: str = "postgres"
    url: str | None = field(default=None, repr=False)
    schemas: tuple[str, ...] = ()
    location: Location | None = None
