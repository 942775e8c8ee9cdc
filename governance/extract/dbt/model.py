"""What is read of one model."""

from __future__ import annotations

from typing import NamedTuple

from governance.extract.dbt.jinja.dependencies import Dependencies
from governance.extract.dbt.jinja.relations import Reference
from governance.kept import Kept
from governance.lineage.reduced import Query
from governance.sql.place import Span


class Unread(Kept, frozen=True):
    """What of a model could not be read; `digest` tells one from another."""

    message: str
    digest: str
    span: Span


class Model(Kept, frozen=True):
    """What is known of a model without its query.

    `followed` says that there is a query: its SQL could be understood. The table of a name
    `dbt_ref_N` in it is that of `calls[N]`; `named` are the other names in it, schema and table in
    lower case. `config` is what the model's own `config()` says, as JSON. `spelled` are the names
    it wrote with capitals, by their folded form.
    """

    followed: bool
    calls: tuple[Reference, ...] = ()
    config: str = "{}"
    unread: tuple[Unread, ...] = ()
    spelled: tuple[tuple[str, str], ...] = ()
    named: tuple[tuple[str, str], ...] = ()


class ReadModel(NamedTuple):
    """A model as it was read, and what that depended on."""

    model: Model
    query: Query | None
    needs: Dependencies
