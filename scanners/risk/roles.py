"""What part each classified column plays when people are to be told apart."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from governance.model.classification import Classification, Level

PERSON = "person_id"
"""The category of what numbers people."""


class Roles(Struct, frozen=True):
    """The columns of a table by their part, in the order of the table.

    `quasi` are known of somebody from elsewhere, `sensitive` what nobody should learn. `person` is
    the column that tells people apart where one has several rows; None counts rows.
    """

    quasi: tuple[str, ...]
    sensitive: tuple[str, ...] = ()
    person: str | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """All of them, each once."""
        person = () if self.person is None else (self.person,)
        return tuple(dict.fromkeys((*self.quasi, *self.sensitive, *person)))


def roles(classified: Iterable[Classification]) -> Roles:
    """The parts of the columns of one table, in their order.

    Sensitive are special categories (GDPR Art. 9) and what is restricted. A column may be both:
    somebody's religion is known to their neighbours. Where two columns number people, nobody can
    say here which of them a row is about, and rows are counted.
    """
    personal = [each for each in classified if each.personal]
    people = [each.subject.column for each in personal if each.category == PERSON]
    return Roles(
        tuple(each.subject.column for each in personal if each.quasi),
        tuple(
            each.subject.column
            for each in personal
            if each.special or each.level is Level.RESTRICTED
        ),
        people[0] if len(people) == 1 else None,
    )
