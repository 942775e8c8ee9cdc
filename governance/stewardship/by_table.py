"""What people declared, by table: for those who look at one table and not at all of them."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

import msgspec

from governance.model.names import ColumnRef, TableRef, table_of
from governance.model.stewardship import Dispute, Facts
from governance.stewardship.resolution import Resolved


class ByTable:
    """Facts and disputes of a table and its columns."""

    def __init__(self, resolved: Resolved) -> None:
        self._facts: dict[TableRef, dict[TableRef | ColumnRef, Facts]] = {}
        self._disputes: dict[TableRef, list[Dispute]] = {}
        for ref, facts in resolved.facts.items():
            self._facts.setdefault(table_of(ref), {})[ref] = facts
        for dispute in resolved.disputes:
            self._disputes.setdefault(table_of(dispute.subject), []).append(dispute)

    def of(self, tables: Iterable[TableRef]) -> Resolved:
        """What is declared about some tables."""
        wanted = tuple(tables)
        return Resolved(
            {ref: facts for table in wanted for ref, facts in self._facts.get(table, {}).items()},
            disputes=tuple(each for table in wanted for each in self._disputes.get(table, ())),
        )

    def digest(self, table: TableRef) -> str:
        """Tells apart what may be declared about a table; "" when nothing is."""
        facts, disputes = self._facts.get(table), self._disputes.get(table)
        if not facts and not disputes:
            return ""
        listed = sorted((str(ref), facts) for ref, facts in (facts or {}).items())
        said = sorted(map(str, disputes or ()))
        return sha256(msgspec.json.encode((listed, said), order="sorted")).hexdigest()
