"""One sample of a PostgreSQL table while it is taken: which rows, and in which order of steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import ceil
from typing import Protocol

from psycopg.sql import Composed

from governance.extract import sparse
from governance.extract.gathered import Gathered, Row, Unreadable
from governance.extract.live import pg_sample_sql as statements
from governance.extract.live.pg_sample_facts import ColumnFacts, TableFacts
from governance.extract.sampling import Limits
from governance.extract.sparse import look_again
from governance.model.catalog import Table
from governance.model.names import quote

FEWEST_PAGES = 30
"""Pages of a large table to take a sample from, at least; fewer might be none."""
ADDRESSED_FROM = 8_000_000
"""Pages (64 GB) from which pages are named: TABLESAMPLE thinks about each page of a table."""
MOST_PARTS = 256
"""Partitions that are looked into for one sample of the whole."""
EMPTY_PAGES = 72
"""Pages at the end of a table that may hold nothing yet: the server adds 64 at once, and more."""


_HIDDEN = "row-level security hides rows from this user"


class Server(Protocol):
    """What runs the statements: see `pg_sample`."""

    ranges: bool
    """Whether the server finds a range of addresses without reading the table."""

    def part(self, oid: int) -> TableFacts:
        """The facts of a table by its oid."""

    def rows(self, query: Composed, seconds: float) -> Iterator[tuple[str | None, ...]]:
        """The rows of a statement."""

    def sizes(self, table: TableFacts, seconds: float) -> tuple[int, int]:
        """The pages of a table, and the bytes of its long values."""


class Taking:
    """One sample while it is taken."""

    def __init__(
        self,
        server: Server,
        facts: TableFacts,
        table: Table,
        gathered: Gathered,
        limits: Limits,
    ) -> None:
        self._server = server
        self._facts = facts
        self._gathered = gathered
        self._limits = limits
        self._table = table
        known = [facts.columns.get(column.name) for column in table.columns]
        self._columns = [c for c in known if c is not None and c.readable]
        self._places = [n for n, c in enumerate(known) if c is not None and c.readable]
        self._width = len(known)
        for column, there in zip(table.columns, known, strict=True):
            if there is None:
                gathered.gap(column.name, "it was dropped or changed meanwhile", "gone")
            elif not there.readable and facts.readable is False and self._columns:
                gathered.gap(column.name, "permission denied", "permission")
        self._seen: set[tuple[int, str]] = set()

    def run(self) -> bool:
        """Take the rows; whether all that there are were taken.

        Raises:
            Unreadable: nothing of the table can be read.
        """
        facts, gathered = self._facts, self._gathered
        if not self._columns:
            if self._width:
                raise Unreadable("permission denied", "permission")
            return False
        if not facts.is_filled:
            raise Unreadable("it was never filled; REFRESH it", "not filled")
        if facts.rows_hidden:
            gathered.gap("", _HIDDEN, "row security")
        gathered.of = round(facts.rows) if facts.rows > 0 else None
        if facts.parts and all(self._may_read(oid) for oid in facts.parts):
            whole = self._partitions()
        elif facts.parts:
            gathered.notice(
                "this user may not read its partitions by themselves: a new one may be missed"
            )
            whole = self._through_parent()
        elif facts.kind in ("v", "f") or not facts.is_heap:
            whole = self._first()
        else:
            whole = self._relation(facts, self._limits.rows, "")
        if not whole and not gathered.over and facts.kind not in ("v", "f"):
            self._look_again()
        return whole and not facts.rows_hidden

    def _may_read(self, oid: int) -> bool:
        columns = self._server.part(oid).columns
        return all(
            (there := columns.get(column.name)) is not None and there.readable
            for column in self._columns
        )

    def _first(self) -> bool:
        """A view or foreign table: the rows that come first."""
        limit = self._limits.rows
        query = statements.some(self._facts, self._columns, limit + 1, addressed=False, only=False)
        rows = self._gathered.held(self._rows(query))
        whole = len(rows) <= limit
        if not whole:
            self._gathered.notice("only its first rows were looked at: nothing can pick others")
        self._gathered.take(rows[:limit], "all" if whole else "first")
        return whole

    def _partitions(self) -> bool:
        """Every partition, the newest with the most rows."""
        parts = self._facts.parts
        chosen = parts
        if len(parts) > MOST_PARTS:
            newest, rest = parts[: MOST_PARTS // 4], parts[MOST_PARTS // 4 :]
            step = len(rest) / (MOST_PARTS - len(newest))
            chosen = (
                *newest,
                *(rest[int(n * step)] for n in range(MOST_PARTS - len(newest))),
            )
            self._gathered.notice(
                f"{len(chosen):,} of its {len(parts):,} partitions were looked into"
            )
        wanted = self._limits.rows
        first = max(wanted // 4, 1) if len(chosen) > 1 else wanted
        whole = len(chosen) == len(parts)
        left = wanted
        for number, oid in enumerate(chosen):
            if self._gathered.over:
                return False
            part = self._server.part(oid)
            if part.rows_hidden:
                self._gathered.gap("", _HIDDEN, "row security")
                whole = False
            # partitions that were made in advance are empty: the newest is the first with rows
            at_least = 1 if self._gathered.rows else first
            quota = max(left // (len(chosen) - number), at_least)
            before = self._gathered.rows
            name = f"{quote(part.schema)}.{quote(part.name)}"
            try:
                if part.is_heap:
                    whole &= self._relation(part, quota, name)
                else:
                    whole &= self._part_plainly(part, quota, name)
            except Unreadable as error:
                self._gathered.gap(name, error.why, f"partition {error.mark}")
                whole = False
            left -= self._gathered.rows - before
        return whole

    def _part_plainly(self, part: TableFacts, limit: int, name: str) -> bool:
        query = statements.some(part, self._columns, limit + 1, addressed=False, only=True)
        rows = self._gathered.held(self._rows(query))
        self._gathered.take(rows[:limit], "partition", name)
        return len(rows) <= limit

    def _through_parent(self) -> bool:
        limit = self._limits.rows
        facts = self._facts
        parts = [self._server.part(oid) for oid in facts.parts]
        pages = sum(part.pages for part in parts)
        total = sum(max(part.rows, 0) for part in parts)
        percent = 100.0 * max(
            2 * limit / total if total else 1.0, FEWEST_PAGES / pages if pages else 1.0
        )
        if percent >= 100 or any(part.kind == "f" for part in parts):
            query = statements.some(facts, self._columns, limit + 1, addressed=False, only=False)
        else:
            query = statements.spread_plainly(
                facts, self._columns, limit + 1, percent, self._limits.seed
            )
        rows = self._gathered.held(self._rows(query))
        whole = len(rows) <= limit and percent >= 100
        self._gathered.take(rows[:limit], "all" if whole else "spread")
        return whole

    def _relation(self, facts: TableFacts, limit: int, name: str) -> bool:
        """One table by itself: all of it where it is small, else its tail and pages all over it.

        Raises:
            Unreadable: it cannot be read.
        """
        addressed = facts.readable  # who may read some columns only cannot see where rows are
        per_page = facts.rows / facts.pages if facts.rows > 0 and facts.pages > 0 else 0.0
        if facts.rows <= 4 * limit:
            query = statements.some(facts, self._columns, limit + 1, addressed=addressed, only=True)
            rows = self._gathered.held(self._rows(query, keep_address=True))
            if len(rows) <= limit:
                self._gathered.take((row[1:] for row in rows), "partition" if name else "all", name)
                return True
            last = rows[-1][0]
            if last:
                per_page = len(rows) / (int(last[1:].partition(",")[0]) + 1)
        pages, _ = self._server.sizes(facts, self._gathered.left)
        density = per_page or 50.0
        tail = limit // 5
        taken = self._tail(facts, tail, pages, density, name, addressed=addressed) if tail else 0
        self._spread(facts, limit - taken, pages, density, name, addressed=addressed)
        return False

    def _tail(
        self,
        facts: TableFacts,
        limit: int,
        pages: int,
        per_page: float,
        name: str,
        *,
        addressed: bool,
    ) -> int:
        """The newest rows, by their key, else those on the last pages."""
        key = facts.growing_key
        if key is not None and facts.columns[key].readable:
            query = statements.highest(facts, self._columns, key, limit, addressed=addressed)
        elif addressed:
            first = max(pages - ceil(limit / per_page) - EMPTY_PAGES, 0)
            query = (
                statements.from_page(facts, self._columns, first, limit)
                if self._server.ranges
                else statements.on_pages(facts, self._columns, range(first, pages), limit)
            )
        else:
            return 0
        return self._gathered.take(self._unseen(facts, query), "tail", name)

    def _spread(
        self,
        facts: TableFacts,
        limit: int,
        pages: int,
        per_page: float,
        name: str,
        *,
        addressed: bool,
    ) -> None:
        wanted = max(FEWEST_PAGES, ceil(2 * limit / per_page))
        if not addressed:
            query = statements.spread_plainly(
                facts,
                self._columns,
                limit,
                min(100.0 * wanted / max(pages, 1), 100.0),
                self._limits.seed,
            )
        elif pages >= ADDRESSED_FROM:
            step = pages / wanted
            start = (self._limits.seed * 7919) % max(int(step), 1)
            picked = [min(int(n * step) + start, pages - 1) for n in range(wanted)]
            query = statements.on_pages(facts, self._columns, picked, limit)
        else:
            query = statements.spread(
                facts,
                self._columns,
                limit,
                min(100.0 * wanted / max(pages, 1), 100.0),
                self._limits.seed,
            )
        self._gathered.take(self._unseen(facts, query), "spread", name)

    def _look_again(self) -> None:
        """For the values of columns that had none, and for long ones where none came along."""
        by_place = dict(zip(self._places, self._columns, strict=True))

        def filled(places: Sequence[int], count: int, seconds: float) -> Iterator[Row]:
            columns = [by_place[place] for place in places]
            return self._bare(statements.filled(self._facts, columns, count), seconds)

        missing = [place for place in self._gathered.without_values() if place in by_place]
        look_again(self._table, self._limits, self._gathered, missing, filled)
        self._look_for_long(by_place)

    def _look_for_long(self, by_place: Mapping[int, ColumnFacts]) -> None:
        gathered, facts = self._gathered, self._facts
        if not facts.toast or gathered.over:
            return
        places = [
            place
            for place, column in by_place.items()
            if column.can_be_long and gathered.longest(place) <= statements.LONG
        ]
        try:
            if not places or not self._server.sizes(facts, gathered.left)[1]:
                return
            columns = [by_place[place] for place in places]
            query = statements.long(facts, columns, min(20, self._limits.rows))
            gathered.take_more(
                self._bare(query, min(sparse.SECOND_LOOK, max(gathered.left, 0.05))), places, "long"
            )
        except Unreadable as error:
            gathered.gap("", f"looking for long values failed: {error.why}", f"long {error.mark}")

    def _unseen(self, facts: TableFacts, query: Composed) -> Iterator[Row]:
        """Rows that were not taken yet: an address is one within its table."""
        for row in self._rows(query, keep_address=True):
            address = (facts.oid, row[0] or "")
            if address not in self._seen or not row[0]:
                self._seen.add(address)
                yield row[1:]

    def _rows(self, query: Composed, *, keep_address: bool = False) -> Iterator[Row]:
        """Rows as wide as the table, None in the columns that cannot be read."""
        every = len(self._columns) == self._width
        for address, *values in self._counted(query, max(self._gathered.left, 0.05)):
            row = values
            if not every:
                row = [None] * self._width
                for place, value in zip(self._places, values, strict=True):
                    row[place] = value
            yield [address, *row] if keep_address else row

    def _bare(self, query: Composed, seconds: float) -> Iterator[Row]:
        for _, *values in self._counted(query, seconds):
            yield values

    def _counted(self, query: Composed, seconds: float) -> Iterator[list[str | None]]:
        """Rows without the number of values too large to open, which becomes a gap."""
        for address, too_large, *values in self._server.rows(query, seconds):
            if too_large:
                self._gathered.gap(
                    "",
                    f"some are larger than {statements.LARGEST // 1024:,} KiB",
                    "too large",
                )
            yield [address, *values]
