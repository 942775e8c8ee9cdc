"""What is different between two catalogs of the same data, one after the other."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

from msgspec import Struct

from governance.model.classification import Level
from governance.model.names import ColumnRef, TableRef, quote

DriftKind = Literal[
    "newly_unprotected",
    "newly_personal",
    "grants_widened",
    "level_raised",
    "category_changed",
    "newly_fed",
    "protection_changed",
    "owner_role_changed",
    "table_dropped",
    "column_dropped",
    "table_renamed",
    "column_renamed",
    "column_retyped",
    "column_nullability",
    "column_default_changed",
    "table_kind_changed",
    "definition_changed",
    "key_dropped",
    "index_dropped",
    "owner_lost",
    "retention_lost",
    "description_lost",
    "environment_changed",
    "owner_changed",
    "retention_changed",
    "purpose_changed",
    "description_changed",
    "table_added",
    "granted_with_table",
    "column_added",
    "key_added",
    "index_added",
    "role_added",
    "role_dropped",
    "partition_added",
    "partition_dropped",
    "owner_set",
    "retention_set",
    "description_set",
    "level_lowered",
    "no_longer_personal",
    "no_longer_fed",
    "grants_narrowed",
    "gone_with_table",
    "newly_protected",
]
"""Every kind of drift, the worst first; reports keep this order.

`granted_with_table` and `gone_with_table` are rights on a table that is new or gone itself, of
somebody who has rights in its schema anyway; of a newcomer they are `grants_widened`.
"""

KINDS: tuple[DriftKind, ...] = get_args(DriftKind)

_OPPOSITES: tuple[tuple[DriftKind, DriftKind], ...] = (
    ("newly_unprotected", "newly_protected"),
    ("newly_personal", "no_longer_personal"),
    ("grants_widened", "grants_narrowed"),
    ("level_raised", "level_lowered"),
    ("newly_fed", "no_longer_fed"),
    ("table_added", "table_dropped"),
    ("granted_with_table", "gone_with_table"),
    ("column_added", "column_dropped"),
    ("key_added", "key_dropped"),
    ("index_added", "index_dropped"),
    ("role_added", "role_dropped"),
    ("partition_added", "partition_dropped"),
    ("owner_set", "owner_lost"),
    ("retention_set", "retention_lost"),
    ("description_set", "description_lost"),
)

OPPOSITE: dict[DriftKind, DriftKind] = {
    **{kind: kind for kind in KINDS},
    **dict(_OPPOSITES),
    **{back: forth for forth, back in _OPPOSITES},
}
"""The kind that undoes each; itself where the same word says both."""

_RANK = {kind: rank for rank, kind in enumerate(KINDS)}


class RoleRef(Struct, frozen=True, order=True):
    """The name of a role or user of a database."""

    source: str
    role: str

    @property
    def name(self) -> str:
        """The role's name, without the source."""
        return quote(self.role)

    def __str__(self) -> str:
        return f"{quote(self.source)}:{self.name}" if self.source else self.name


Subject: TypeAlias = TableRef | ColumnRef | RoleRef


class Drift(Struct, frozen=True):
    """One thing that is different.

    `subject` is the name after, or the name before of what is gone; a table named "*" is every
    table of its schema. `was` is the name before where that is another one. `detail` says which
    part of the subject it is about, as printed: a key, an index, a grantee, an upstream column, the
    kind of a protection. `before` and `after` are what stood there, in words, None for nothing; of
    descriptions and definitions nothing is repeated. `level` is the highest of the subject before
    and after, None when nothing is known of it; `personal` whether it held or holds personal data.
    `owner` answers for it after, or did before.
    """

    kind: DriftKind
    subject: Subject
    detail: str | None = None
    before: str | None = None
    after: str | None = None
    was: Subject | None = None
    level: Level | None = None
    personal: bool = False
    owner: str | None = None

    @property
    def rank(self) -> int:
        """0 for the worst kind."""
        return _RANK[self.kind]

    def mirrored(self) -> Drift:
        """The same difference seen from the other side."""
        return Drift(
            OPPOSITE[self.kind],
            self.was or self.subject,
            self.detail,
            self.after,
            self.before,
            self.subject if self.was else None,
            self.level,
            self.personal,
            self.owner,
        )


def worst_first(drift: Drift) -> tuple[int, bool, int, str, str, str, str]:
    """What drifts are ordered by: the kind, what is personal first, the level, then the name."""
    return (
        drift.rank,
        not drift.personal,
        -(drift.level.rank if drift.level else -1),
        str(drift.subject),
        drift.detail or "",
        drift.before or "",
        drift.after or "",
    )
