"""Protection that came or went: masking, encryption, row filters, row security, pseudonyms."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from governance.drift.sides import Sides
from governance.model.catalog import Catalog
from governance.model.drift import Drift, DriftKind
from governance.model.names import ColumnRef, TableRef
from governance.model.protection import ProtectionKind
from governance.model.stewardship import FactKey

_FORMS = (None, "hashed", "keyed")
"""How data may stand in a column, the least hidden first."""
_DECLARED: tuple[FactKey, ...] = ("masking", "encryption")
_KINDS: tuple[ProtectionKind, ...] = ("masking", "encryption", "row filter")

_Key = tuple[TableRef | ColumnRef, ProtectionKind]


class _Protected(Struct, frozen=True):
    """The methods that protect something: those found to be there, and those only wanted."""

    present: frozenset[str] = frozenset()
    wanted: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return ", ".join(
            [*sorted(self.present), *(f"{each} (wanted)" for each in sorted(self.wanted))]
        )

    def weaker(self, was: _Protected) -> bool:
        """Whether there was protection, and is none, or none that was found to be there."""
        if was.present:
            return not self.present
        return bool(was.wanted) and not self.wanted and not self.present


_NONE = _Protected()


def protection(sides: Sides) -> Iterator[Drift]:
    """What is different in the protection of what both catalogs have."""
    for pair in sides.pairs:
        was, now = pair.before, pair.after
        if was.row_security != now.row_security:
            on, off = "row security on", "row security off"
            yield sides.drift(
                "newly_protected" if now.row_security else "newly_unprotected",
                now.ref,
                was=was.ref,
                detail="row security",
                before=on if was.row_security else off,
                after=on if now.row_security else off,
            )
    yield from _pseudonyms(sides)
    yield from _methods(sides)


def _pseudonyms(sides: Sides) -> Iterator[Drift]:
    old = sides.before.classifications
    for ref, now in sides.after.classifications.items():
        then = ref if sides.same_names else sides.then(ref)
        was = old.get(then)
        if was is None or was.pseudonym == now.pseudonym or not sides.asked(ref):
            continue
        if was.personal and now.personal:
            weaker = _FORMS.index(now.pseudonym) < _FORMS.index(was.pseudonym)
            yield sides.drift(
                "newly_unprotected" if weaker else "newly_protected",
                ref,
                was=then,
                detail="pseudonym",
                before=was.pseudonym or "in the clear",
                after=now.pseudonym or "in the clear",
            )


def _methods(sides: Sides) -> Iterator[Drift]:
    before, after = _protected(sides.before), _protected(sides.after)
    if not sides.same_names:
        before = {(sides.now(ref), kind): found for (ref, kind), found in before.items()}
    if before == after:
        return
    differing = [
        key for key in {**before, **after} if before.get(key, _NONE) != after.get(key, _NONE)
    ]
    told: set[_Key] = set()
    for ref, kind in differing:
        whole = isinstance(ref, TableRef) and kind != "row filter"
        subjects = _columns(sides, ref) if whole and isinstance(ref, TableRef) else [ref]
        found = []
        for subject in subjects:
            if (subject, kind) in told or not sides.asked(subject) or not sides.both(subject):
                continue
            told.add((subject, kind))
            drift = _difference(
                sides, subject, kind, _of(before, subject, kind), _of(after, subject, kind)
            )
            if drift is not None:
                found.append(drift)
        alike = {(each.kind, each.before, each.after) for each in found}
        if whole and len(found) == len(subjects) > 0 and len(alike) == 1:
            (first, *_) = found
            yield sides.drift(
                first.kind,
                ref,
                was=sides.then(ref),
                detail=kind,
                before=first.before,
                after=first.after,
            )
        else:
            yield from found


def _columns(sides: Sides, ref: TableRef) -> list[TableRef | ColumnRef]:
    table = sides.new.get(ref)
    if table is None or not sides.both(ref):
        return []
    named = (ref.column(column.name) for column in table.columns)
    return [column for column in named if sides.both(column)]


def _difference(
    sides: Sides,
    subject: TableRef | ColumnRef,
    kind: ProtectionKind,
    was: _Protected,
    now: _Protected,
) -> Drift | None:
    if was == now:
        return None
    what: DriftKind = "protection_changed"
    if now.weaker(was):
        what = "newly_unprotected"
    elif was.weaker(now):
        what = "newly_protected"
    return sides.drift(
        what,
        subject,
        was=sides.then(subject),
        detail=kind,
        before=str(was) or None,
        after=str(now) or None,
    )


def _of(
    found: dict[_Key, _Protected], ref: TableRef | ColumnRef, kind: ProtectionKind
) -> _Protected:
    """What protects it: its own, else its table's."""
    own = found.get((ref, kind), _NONE)
    if own == _NONE and isinstance(ref, ColumnRef):
        return found.get((ref.table_ref, kind), _NONE)
    return own


def _protected(catalog: Catalog) -> dict[_Key, _Protected]:
    """By subject and kind; a pseudonym that lineage shows is told as one, and left out here."""
    present: dict[_Key, set[str]] = {}
    wanted: dict[_Key, set[str]] = {}
    for each in catalog.protections:
        subject = each.subject
        if each.kind == "masking" and each.method == "keyed" and isinstance(subject, ColumnRef):
            known = catalog.classifications.get(subject)
            if known is not None and known.pseudonym == "keyed":
                continue
        side = wanted if each.state == "wanted" else present
        side.setdefault((subject, each.kind), set()).add(each.method)
    for ref, facts in catalog.facts.items():
        for key, kind in zip(_DECLARED, _KINDS, strict=False):
            fact = facts.get(key)
            if fact is not None and str(fact.value).lower() != "none":
                wanted.setdefault((ref, kind), set()).add(str(fact.value))
    return {
        key: _Protected(
            frozenset(present.get(key, ())),
            frozenset(wanted.get(key, ())) - present.get(key, set()),
        )
        for key in {**present, **wanted}
    }
