"""What people decided about classifications, and the waivers that files hold.

A decision is never changed: who thinks again decides again, and the last one counts. Waivers are
those of the files; the store has them for reports, with history of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Literal

from msgspec import Struct
from sqlalchemy import delete, func, insert, select

from governance.catalog import bulk
from governance.catalog import schema as s
from governance.catalog.aspects import Waivers, decode, digest, encode
from governance.catalog.opening import Store
from governance.catalog.text import meant, stored, stored_or_none
from governance.model.names import ColumnRef
from governance.model.waiver import Waiver

Decision = Literal["accepted", "rejected"]


class Review(Struct, frozen=True):
    """A person's decision about one category of one column.

    `fingerprint` tells what the column was then; it is the caller's, and holds no value.
    """

    column: ColumnRef
    category: str
    decision: Decision
    by: str
    at: datetime
    fingerprint: str
    note: str | None = None


def decide(store: Store, reviews: Iterable[Review]) -> None:
    """Add decisions, all or none.

    Raises:
        CatalogError: the store cannot be written.
    """
    with store.writing() as connection:
        last = connection.scalar(select(func.max(s.reviews.c.id))) or 0
        bulk.insert(
            connection,
            s.reviews,
            (
                (
                    number,
                    each.at.astimezone(UTC),
                    stored(each.by),
                    stored(each.column.source),
                    stored(each.column.schema),
                    stored(each.column.table),
                    stored(each.column.column),
                    stored(each.category),
                    each.decision,
                    stored(each.fingerprint),
                    stored_or_none(each.note),
                )
                for number, each in enumerate(reviews, last + 1)
            ),
        )


def decisions(store: Store) -> tuple[Review, ...]:
    """All decisions, the oldest first.

    Raises:
        CatalogError: the store cannot be read.
    """
    with store.reading() as connection:
        return tuple(
            Review(
                ColumnRef(*map(meant, row[3:7])),
                meant(row.category),
                row.decision,
                meant(row.reviewer),
                row.at,
                meant(row.fingerprint),
                None if row.note is None else meant(row.note),
            )
            for row in connection.execute(select(s.reviews).order_by(s.reviews.c.id))
        )


def standing(reviews: Iterable[Review]) -> dict[tuple[ColumnRef, str], Review]:
    """Of each column and category the decision that counts, the last one."""
    return {(each.column, each.category): each for each in reviews}


def keep_waivers(store: Store, waivers: Iterable[Waiver], by: str) -> bool:
    """Make the stored waivers equal to these, in their order; whether any was different.

    Raises:
        CatalogError: the store cannot be written.
    """
    listed = tuple(waivers)
    text = encode(Waivers(listed))
    after = digest(text) if listed else None
    h = s.history.c
    with store.writing() as connection:
        query = select(h.after).where(h.aspect == "waivers").order_by(h.id.desc()).limit(1)
        before = connection.scalar(query)
        if before == after:
            return False
        if after is not None:
            known = select(s.contents.c.digest).where(s.contents.c.digest == after)
            if connection.scalar(known) is None:
                bulk.insert(connection, s.contents, [(after, text)])
        connection.execute(delete(s.waivers))
        bulk.insert(connection, s.waivers, (_row(n, each) for n, each in enumerate(listed)))
        connection.execute(
            insert(s.history).values(
                id=(connection.scalar(select(func.max(h.id))) or 0) + 1,
                at=datetime.now(UTC),
                changed_by=stored(by),
                source_name="",
                aspect="waivers",
                before=before,
                after=after,
            )
        )
    return True


def stored_waivers(store: Store, *, at: datetime | None = None) -> tuple[Waiver, ...]:
    """The waivers as they are stored, now or at a time.

    Raises:
        CatalogError: the store cannot be read.
    """
    h = s.history.c
    query = select(s.contents.c.body).join_from(
        s.history, s.contents, isouter=True, onclause=s.contents.c.digest == h.after
    )
    query = query.where(h.aspect == "waivers").order_by(h.id.desc()).limit(1)
    if at is not None:
        query = query.where(h.at <= at)
    with store.reading() as connection:
        text = connection.scalar(query)
    return () if text is None else decode(text, Waivers).waivers


def _row(number: int, waiver: Waiver) -> tuple[object, ...]:
    until: date = waiver.until
    return (
        number,
        stored(waiver.policy),
        stored_or_none(waiver.subject),
        stored(waiver.reason),
        until.isoformat(),
        stored_or_none(waiver.approver),
        stored_or_none(waiver.ticket),
        stored(waiver.code),
        encode(waiver.lines),
        encode(waiver.location),
    )
