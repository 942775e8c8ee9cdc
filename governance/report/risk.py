"""How the people of a table can be told apart, for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from governance.model.names import quote
from governance.model.risk import Combination, Generalisation, Reidentification, Remedy
from governance.terminal import Terminal

_INSTEAD: dict[Generalisation, str] = {
    "year": "only the year of {}",
    "decade": "only the ten years that {} lies in",
    "tens": "{} in steps of ten",
    "first half": "only the first half of {}",
    "one decimal": "{} with one decimal place",
    "whole number": "{} as a whole number",
    "left out": "{} left out",
}


def risk_lines(risk: Reidentification, terminal: Terminal) -> Iterator[str]:
    """The sets of columns that single people out, what else they tell, and what would help."""
    yield terminal.style("  singling out", "bold")
    for each in risk.combinations:
        yield terminal.wrap(_combination(each, risk), indent="    ")
    for told in risk.riskiest.diversity:
        if told.told:
            yield terminal.wrap(
                f"{told.told:,} {_unit(risk, told.told)} in larger groups still give away "
                f"{quote(told.column)}: all of the group have the same",
                indent="    ",
            )
    for number, remedy in enumerate(risk.remedies):
        yield terminal.wrap(_remedy(remedy, risk, first=number == 0), indent="    ")
    yield terminal.wrap(_basis(risk), indent="    ")


def _combination(each: Combination, risk: Reidentification) -> str:
    names = _and([quote(name) for name in each.columns])
    if not each.few:
        every = _and([quote(name) for name in risk.quasi])
        which = "" if len(each.columns) == len(risk.quasi) else f", those that agree in {names}"
        by = f"any few of {every}" if len(risk.quasi) > 1 else every
        return f"nobody, by {by}: the smallest group has {each.k:,}{which}"
    share = _percent(each.few, each.counted)
    most = "at most " if risk.sampled else ""
    return (
        f"{names}: {most}{share} of the {_unit(risk)} are in groups of fewer than {risk.wanted}, "
        f"{each.alone:,} alone (k = {each.k})"
    )


def _remedy(remedy: Remedy, risk: Reidentification, *, first: bool) -> str:
    what = _INSTEAD[remedy.instead].format(quote(remedy.column))
    start = "would help: " if first else "and then: "
    left = _percent(remedy.few, risk.riskiest.counted) if remedy.few else "none"
    return f"{start}{what}, which leaves {left} (k = {remedy.k:,})"


def _basis(risk: Reidentification) -> str:
    rows = f"{risk.rows:,} row{'' if risk.rows == 1 else 's'}"
    said = f"all {rows} were read" if not risk.sampled else f"a sample of {rows} was read"
    if risk.sampled:
        said += "; groups of the whole table are at least as large"
    if risk.person is not None:
        said += f"; people are told apart by {quote(risk.person)}"
    if not risk.complete:
        said += "; there are more sets of columns than were looked at"
    return said


def _unit(risk: Reidentification, many: int = 2) -> str:
    if risk.person is None:
        return "row" if many == 1 else "rows"
    return "person" if many == 1 else "people"


def _percent(part: int, whole: int) -> str:
    """A share that is never rounded to none or all."""
    tenths = part * 1000 / whole
    if tenths < 1:
        return "fewer than 0.1%"
    shown = min(int(tenths), 999 if part < whole else 1000)
    return f"{shown / 10:g}%"


def _and(names: Sequence[str]) -> str:
    return ", ".join(names[:-1]) + f" and {names[-1]}" if len(names) > 1 else names[0]
