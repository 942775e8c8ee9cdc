"""What people declared about each column, the level of its table included."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from governance.classify.rules import usual_level
from governance.model.catalog import NO_FACTS, Table
from governance.model.classification import Level
from governance.model.names import ColumnRef, TableRef
from governance.model.stewardship import Fact, Facts
from governance.taxonomy import NONE
from governance.taxonomy import PERSONAL as ANY


class Declared(Struct, frozen=True):
    """The declared category and level of one column."""

    category: Fact | None
    level: Fact | None

    @property
    def settles(self) -> bool:
        """Whether it says what the column holds, not only how secret that is, or that it is PII."""
        if self.category is not None:
            return self.key != ANY
        return self.level is not None and self.level.value == Level.PUBLIC

    @property
    def unspecific(self) -> bool:
        """Whether it says that there is personal data, and not what."""
        return self.key == ANY

    @property
    def key(self) -> str:
        """The declared category."""
        return str(self.category.value) if self.category else NONE

    @property
    def stated(self) -> Level | None:
        """The declared level."""
        return Level(str(self.level.value)) if self.level else None

    @property
    def reasoned(self) -> Fact | None:
        """The declaration beside which a reason stands."""
        return next((f for f in (self.level, self.category) if f is not None and f.reason), None)


def declarations(
    facts: Mapping[TableRef | ColumnRef, Facts], known: Mapping[TableRef, Table]
) -> dict[ColumnRef, Declared]:
    """What was declared of columns, and of tables for their columns."""
    declared: dict[ColumnRef, Declared] = {}
    for ref, own in facts.items():
        level = own.get("classification")
        if isinstance(ref, ColumnRef):
            said = own.get("category")
            if level or (said and ref not in declared):
                declared[ref] = Declared(said, level)
        elif level is not None and ref in known:
            for column in known[ref].columns:
                of_column = facts.get(ref.column(column.name), NO_FACTS)
                if "classification" in of_column:
                    continue
                said = of_column.get("category")
                usual = usual_level(str(said.value), None) if said else None
                # what a column holds may ask for more than its table, never for less
                if said is None or usual is None or usual.rank < Level(str(level.value)).rank:
                    declared[ref.column(column.name)] = Declared(said, level)
    return declared
