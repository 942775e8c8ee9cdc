"""Coverage for a terminal: a line a group, the total last."""

from __future__ import annotations

from governance.knowledge.coverage import MEASURES, Coverage
from governance.model.names import printable
from governance.report.coverage.report import Report, named, verdict
from governance.terminal import Terminal, width

_HEADS = ("tables", "owner", "kept", "docs", "columns", "docs", "pers.", "conf.", "prot.")
_MEANING = (
    "In percent, rounded down; a dash where there is nothing to count. kept: of the tables that "
    "hold personal data, those with a retention. docs: those with a description that says "
    "something. pers.: columns with personal data; conf.: those a person stands behind; prot.: "
    "those masked, encrypted or filtered by row."
)


def render(report: Report, terminal: Terminal) -> str:
    """The table, what its columns mean, and what is below the threshold."""
    groups = [(printable(named(group, report.by)), group) for group in report.covered.groups]
    rows = [_row(name, group) for name, group in (*groups, ("all", report.covered.total))]
    head = (report.by, *_HEADS)
    widths = [max(width(row[at]) for row in (*rows, head)) for at in range(len(head))]
    widths[0] = max(12, min(widths[0], terminal.width - sum(widths[1:]) - 2 * len(_HEADS)))
    lines = [terminal.style(_line(head, widths), "dim")]
    lines += [_line(row, widths) for row in rows[:-1]]
    lines.append(terminal.style(_line(rows[-1], widths), "bold"))
    lines += ["", terminal.wrap(_MEANING)]
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
    """A row; a name that is too long stands above its numbers."""
    name = cells[0]
    above, name = (f"{name}\n", "") if width(name) > widths[0] else ("", name)
    padded = name + " " * (widths[0] - width(name))
    rest = (" " * (w - width(c)) + c for c, w in zip(cells[1:], widths[1:], strict=True))
    return above + "  ".join((padded, *rest)).rstrip()
