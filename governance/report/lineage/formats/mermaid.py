"""A Mermaid flowchart, for Markdown that draws it (GitHub, GitLab, many wikis).

Source: https://mermaid.js.org/syntax/flowchart.html (entity codes, subgraphs, styles of lines) and
https://mermaid.js.org/config/schema-docs/config.html (maxEdges is 500 and maxTextSize 50,000, and a
diagram cannot raise either).
"""

from __future__ import annotations

from collections.abc import Iterator

from governance.model.names import printable
from governance.report.lineage.answer import Answer, Page
from governance.report.lineage.picture import WHOLE, Line, Picture, picture
from governance.report.words import counted

MOST_LINES = 500
MOST_TEXT = 50_000


def render(answer: Answer, page: Page) -> str:
    """The chart; columns are left out where Mermaid would not draw so many, which it says."""
    text = _chart(picture(answer, MOST_LINES))
    if len(text) > MOST_TEXT:
        text = _chart(picture(answer, 0))
    return text


def _chart(shown: Picture) -> str:
    lines = list(_drawn(shown))
    text = "\n".join(lines) + "\n"
    if len(shown.lines) > MOST_LINES or len(text) > MOST_TEXT:
        lines.insert(
            1,
            f"    %% {counted(len(shown.lines), 'line')}: Mermaid draws {MOST_LINES} in "
            f"{MOST_TEXT:,} characters unless its site allows more (maxEdges, maxTextSize)",
        )
        text = "\n".join(lines) + "\n"
    return text


def _drawn(shown: Picture) -> Iterator[str]:
    yield "flowchart LR"
    if shown.folded:
        yield "    %% tables only: Mermaid does not draw as many lines as there are between columns"
    wholes = {end[0] for line in shown.lines for end in (line.source, line.target) if end[1] < 0}
    for number, box in enumerate(shown.boxes):
        if not box.rows:
            yield f'    t{number}["{_text(box.name)}"]'
            continue
        yield f'    subgraph t{number}["{_text(box.name)}"]'
        yield "        direction TB"
        if number in wholes:
            yield f'        t{number}r["its rows"]'
        for row, column in enumerate(box.rows):
            held = f"<br/>{_text(column.holds)}" if column.holds else ""
            yield f'        t{number}c{row}["{_text(column.name)}{held}"]'
        yield "    end"
    for line in shown.lines:
        yield f"    {_node(shown, line.source)} {_arrow(line)} {_node(shown, line.target)}"
    asked = [
        f"t{number}c{row}"
        for number, box in enumerate(shown.boxes)
        for row, column in enumerate(box.rows)
        if column.asked
    ]
    if asked:
        yield "    classDef asked stroke-width:3px"
        yield f"    class {','.join(asked)} asked"


def _node(shown: Picture, end: tuple[int, int]) -> str:
    number, row = end
    if row != WHOLE:
        return f"t{number}c{row}"
    return f"t{number}r" if shown.boxes[number].rows else f"t{number}"


def _arrow(line: Line) -> str:
    if line.style == "influence":
        return "-.->"
    return f'-->|"{line.word}"|' if line.word else "-->"


def _text(text: str) -> str:
    """Text that Mermaid shows as it is: all that means something to it, or to HTML, as a code."""
    return "".join(
        char if char.isalnum() or char in " _.,-" else f"#{ord(char)};" for char in printable(text)
    )
