"""What columns hold: newly personal, no longer, more or less sensitive, newly fed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from governance.drift.sides import Sides
from governance.model.catalog import Catalog, Table
from governance.model.classification import Classification
from governance.model.drift import Drift
from governance.model.lineage import Edge, EdgeKind
from governance.model.names import ColumnRef, TableRef


def personal(sides: Sides) -> Iterator[Drift]:
    """What is different in the classifications."""
    old, new = sides.before.classifications, sides.after.classifications
    if old is new or old == new:
        return
    for ref, now in new.items():
        if sides.asked(ref):
            then = ref if sides.same_names else sides.then(ref)
            was = old.get(then)
            if was is not now and was != now:
                yield from _of_column(sides, then, ref, was, now)
    for ref, was in old.items():
        if sides.asked(ref):
            now_ref = ref if sides.same_names else sides.now(ref)
            if now_ref not in new and was.personal:
                yield from _of_column(sides, ref, now_ref, was, None)


def _of_column(
    sides: Sides,
    then: ColumnRef,
    ref: ColumnRef,
    was: Classification | None,
    now: Classification | None,
) -> Iterator[Drift]:
    before = was if was is not None and was.personal else None
    after = now if now is not None and now.personal else None
    if after is None and before is None:
        return
    if before is None:
        if after is not None and not _as_parent(sides.new, sides.before, ref, after):
            said = _words(after)
            yield sides.drift("newly_personal", ref, was=_was(sides, then), after=said)
        return
    if after is None:
        unread = (table := sides.new.get(ref.table_ref)) is not None and table.open
        gone = not sides.is_there(ref)
        if not (gone and unread) and not _as_parent(sides.old, sides.after, then, before):
            subject = ref if not gone else then
            yield sides.drift(
                "no_longer_personal", subject, was=then if not gone else None, before=_words(before)
            )
        return
    if (before.category, before.kind) != (after.category, after.kind):
        yield sides.drift(
            "category_changed", ref, was=then, before=_words(before), after=_words(after)
        )
    if before.level != after.level:
        yield sides.drift(
            "level_raised" if _rank(after) > _rank(before) else "level_lowered",
            ref,
            was=then,
            before=_level(before),
            after=_level(after),
        )


def _was(sides: Sides, then: ColumnRef) -> ColumnRef | None:
    return then if sides.was_there(then) else None


def _as_parent(
    tables: Mapping[TableRef, Table], other: Catalog, ref: ColumnRef, known: Classification
) -> bool:
    """Whether a partition only holds what the table it is a part of holds on the other side."""
    table = tables.get(ref.table_ref)
    if table is None or table.partition_of is None:
        return False
    parent = other.classifications.get(table.partition_of.column(ref.column))
    return parent is not None and parent.category == known.category


def _words(known: Classification) -> str:
    category = f"{known.category} ({known.kind})" if known.kind else known.category
    return f"{category}, {_level(known)}"


def _level(known: Classification) -> str:
    return str(known.level) if known.level is not None else "level unknown"


def _rank(known: Classification) -> int:
    return known.level.rank if known.level is not None else -1


def fed(sides: Sides) -> Iterator[Drift]:
    """Columns that were there and are newly fed, or no longer, by a personal column.

    A column that is new itself is told as such, and so is what feeds it since before and is newly
    personal.
    """
    old, new = sides.before.edges, sides.after.edges
    if old is new or old == new:
        return
    before, after = _feeding(old), _feeding(new)
    were = {(sides.now(up), sides.now(down)) for up, down in before}
    for (up, down), edge in after.items():
        if (up, down) not in were and _tells(sides, sides.after, up, down):
            yield sides.drift(
                "newly_fed",
                down,
                was=sides.then(down),
                detail=up.name,
                after=edge.effect.value,
            )
    for (up, down), edge in before.items():
        now = sides.now(down)
        if (sides.now(up), now) not in after and _tells(sides, sides.before, up, now):
            yield sides.drift(
                "no_longer_fed", now, was=down, detail=up.name, before=edge.effect.value
            )


def _tells(sides: Sides, catalog: Catalog, up: ColumnRef, down: ColumnRef) -> bool:
    """Whether personal data flows into a column that both catalogs have."""
    known = catalog.classifications.get(up)
    return known is not None and known.personal and sides.asked(down) and sides.both(down)


def _feeding(edges: Iterable[Edge]) -> dict[tuple[ColumnRef, ColumnRef], Edge]:
    """The most revealing edge of each pair of columns between which data about people can flow."""
    found: dict[tuple[ColumnRef, ColumnRef], Edge] = {}
    for edge in edges:
        if edge.kind is EdgeKind.VALUE and edge.effect.carries_category:
            pair = edge.upstream, edge.downstream
            if pair not in found or edge.effect.rank < found[pair].effect.rank:
                found[pair] = edge
    return found
