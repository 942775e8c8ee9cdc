"""Coverage for a terminal: a line a group, the total last."""

from __future__ import annotations

from governance.knowledge.coverage import MEASURES, Coverage
from governance.model.names import printable
from governance.report.coverage.report import Report, named, verdict
from governance.terminal import Terminal, clip, width

_HEADS = (
    ("", "tables", "owner", "reten-", "descri-", "columns", "descri-", "pers-", "con-", "pro-"),
    ("", "", "%", "tion %", "bed %", "", "bed %", "onal", "firm. %", "tect. %"),
)


def render(report: Report, terminal: Terminal) -> str:
    """The table, what its columns mean, and what is below the threshold."""
    groups = [(printable(named(group, report.by)), group) for group in report.covered.groups]
    rows = [_row(name, group) for name, group in (*groups, ("all", report.covered.total))]
    widths = [max(width(row[at]) for row in (*rows, *_HEADS)) for at in range(len(_HEADS[0]))]
    first = min(widths[0], terminal.width - sum(widths[1:]) - 2 * (len(widths) - 1))
    heads = ((report.by, *_HEADS[0][1:]), _HEADS[1])
    lines = [terminal.style(_line(head, [first, *widths[1:]]), "dim") for head in heads]
    lines += [_line(row, [first, *widths[1:]]) for row in rows[:-1]]
    lines.append(terminal.style(_line(rows[-1], [first, *widths[1:]]), "bold"))
    lines.append("")
    lines.append(
        terminal.wrap(
            "Retention: of the tables that hold personal data. Confirmed and protected: of the "
            "columns that do. A dash: there are none. Percentages are rounded down."
        )
    )
    if said := verdict(report):
        style = "red" if report.below else "green"
        lines += ["", *(terminal.style(terminal.wrap(each), style) for each in said.split("\n"))]
    return "\n".join(lines) + "\n"


def _row(name: str, group: Coverage) -> tuple[str, ...]:
    percents = {
        measure: "-" if (p := group.share(measure).percent) is None else str(p)
        for measure in MEASURES
    }
    return (
        name,
        f"{group.owner.of:,}",
        percents["owner"],
        percents["retention"],
        percents["tables"],
        f"{group.columns.of:,}",
        percents["columns"],
        f"{group.confirmed.of:,}",
        percents["confirmed"],
        percents["protected"],
    )


def _line(cells: tuple[str, ...], widths: list[int]) -> str:
    name = cells[0] if width(cells[0]) <= widths[0] else clip(cells[0], widths[0] - 1) + "…"
    padded = name + " " * (widths[0] - width(name))
    rest = (" " * (w - width(c)) + c for c, w in zip(cells[1:], widths[1:], strict=True))
    return "  ".join((padded, *rest)).rstrip()
