"""Models as they are kept: rendered, parsed and reduced once, under the hash of all that matters.

What a model's SQL turns into depends on its own text, and on the macros and variables that its
Jinja used. The first entry, under the model's text, says which these were; the second, under the
text and their contents, holds what was read. A changed macro so re-reads the models that use it,
and nothing else.
"""

from __future__ import annotations

from governance.kept import Kept
from governance.lineage.reduced import Query
from governance.sql.place import Span


class Call(Kept, frozen=True):
    """What `ref` or `source` was asked for; `this` is the model itself."""

    kind: str
    name: str
    package: str | None = None
    version: str | None = None
    source_name: str | None = None


class Unread(Kept, frozen=True):
    """What of a model could not be read; `digest` tells one from another."""

    message: str
    digest: str
    span: Span


class Model(Kept, frozen=True):
    """One model as it was read.

    `query` is None when its SQL could not be followed. The table of a name `dbt_ref_N` in it is
    that of `calls[N]`. `config` is what its own `config()` says, as JSON; `places` where its keys
    stand. `spelled` are the names it wrote with capitals, by their folded form.
    """

    query: Query | None
    calls: tuple[Call, ...] = ()
    config: str = "{}"
    places: tuple[tuple[str, Span], ...] = ()
    unread: tuple[Unread, ...] = ()
    spelled: tuple[tuple[str, str], ...] = ()


class Models(Kept, frozen=True, tag=False):
    """What one file holds: its model, or its snapshots by their names."""

    found: dict[str, Model]


class Needs(Kept, frozen=True, tag=False):
    """What a reading depends on beside the model's text: files, variables, macros looked for."""

    files: tuple[str, ...] = ()
    variables: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
