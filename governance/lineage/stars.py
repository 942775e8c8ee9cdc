"""Which columns a star stands for, and what is done to each: COLUMNS(...), ILIKE, APPLY."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from governance.lineage.effects import IDENTITY
from governance.lineage.reduced import Star
from governance.lineage.relations import Made, Rest, pour

if TYPE_CHECKING:
    import regex

_SECONDS = 0.05
"""A pattern that takes longer over one name lets the name through: more columns, never fewer."""


class Chooser(Struct, frozen=True):
    """Whether a column of a certain name is among those that a star stands for."""

    star: Star
    pattern: regex.Pattern[str] | None

    def __call__(self, name: str) -> bool:
        """Whether it is; a pattern that cannot be told lets every name through."""
        if self.star.named is not None and name not in self.star.named:
            return False
        if self.pattern is None:
            return True
        try:
            found = self.pattern.search(name, timeout=_SECONDS) is not None
        except TimeoutError:
            return True
        return found != self.star.unlike

    def renamed(self, name: str) -> str:
        """The new name of a column that is called after what a pattern captures of its name."""
        alias = self.star.alias
        if not alias or self.pattern is None:
            return alias or name
        try:
            found = self.pattern.search(name, timeout=_SECONDS)
        except TimeoutError:
            found = None
        if found is None:
            return name
        groups = (found[0], *(group or "" for group in found.groups()))
        parts = alias.split("\\")
        made = [parts[0]]
        for part in parts[1:]:
            index = int(part[0]) if part[:1].isdecimal() else -1
            made.append(groups[index] + part[1:] if 0 <= index < len(groups) else part)
        return "".join(made)

    def of_rest(self, rest: Rest) -> Iterator[Made | Rest]:
        """Of columns whose names are not known: all of them, or those that are named."""
        rest.span = self.star.span
        if self.star.named is None:
            yield rest
            return
        for name in self.star.named:
            made = rest.column(name)
            if made is not None:
                yield made.named(name, self.star.span)


def chooser(star: Star) -> Chooser:
    """The columns that a star stands for by their names."""
    if not star.like:
        return Chooser(star, None)
    import regex  # only the few stars that have a pattern need it

    try:
        return Chooser(star, regex.compile(star.like))
    except regex.error:
        return Chooser(star, None)


def computed(item: Made | Rest, chosen: Chooser) -> Made | Rest:
    """One of the columns after what is done to each of them."""
    star = chosen.star
    if star.alias and isinstance(item, Made):
        item = item.named(chosen.renamed(item.name))
    if star.transform == IDENTITY and not star.call:
        return item
    if isinstance(item, Rest):
        other: Made | Rest = Rest(
            item.span, {}, item.influences, item.without, {} if star.call else item.renamed
        )
    else:
        end = ")" * (star.call.count("(") + 1)
        name = f"{star.call}({item.name}{end}" if star.call else item.name
        other = Made(name, "", item.span, influences=item.influences)
    pour(other.flows, item.flows, star.transform)
    return other
