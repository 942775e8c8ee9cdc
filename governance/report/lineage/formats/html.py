"""One page that needs nothing else: a picture, what its lines mean, and every edge in a table.

There is no script in it and nothing is loaded; its own policy forbids both. Whoever does not see
the picture reads the table.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from governance.model.judgement import Problem
from governance.model.lineage import Edge, EdgeKind, Effect
from governance.model.names import ColumnRef, printable
from governance.report.lineage.answer import Answer, Page, column_name
from governance.report.lineage.drawing import ASKED, svg
from governance.report.lineage.picture import Picture, picture
from governance.report.lineage.style import style
from governance.report.lineage.words import ABOUT, INFLUENCE, done, holds
from governance.report.words import counted

MOST_LINES = 3_000
"""Beyond that the picture shows tables only."""

MOST_ROWS = 20_000
"""Edges in the table below; the rest is counted."""

MOST_PROBLEMS = 200
"""Problems that are listed; the rest is counted."""

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def render(answer: Answer, page: Page) -> str:
    """The page as text."""
    shown = picture(answer, MOST_LINES)
    title = f"Lineage of {answer.subject}"
    return "\n".join(
        [
            "<!DOCTYPE html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{_text(title)}</title>",
            f"<style>\n{style()}</style>",
            "</head>",
            "<body>",
            f"<h1>{_text(title)}</h1>",
            f"<p>{_text(_summary(answer, shown))}</p>",
            *_warning(answer.problems),
            *_picture(shown, title),
            *_table(answer),
            *_problems(answer.problems),
            "</body>",
            "</html>",
            "",
        ]
    )


def _text(text: str) -> str:
    return escape(printable(text), quote=True)


def _summary(answer: Answer, shown: Picture) -> str:
    columns = {
        end
        for edge in answer.edges
        for end in (edge.upstream, edge.downstream)
        if end.column != "*"
    }
    columns.update(answer.starts)
    personal = sum(answer.personal(column) is not None for column in columns)
    if not answer.edges:
        return "Nothing is known of where it comes from or goes to."
    said = f"{counted(len(answer.edges), 'edge')} between {counted(len(columns), 'column')} of "
    said += f"{counted(len(shown.boxes), 'table')}. "
    if not personal:
        return said + "None of them is known to hold personal data."
    return said + f"{counted(personal, 'column holds', 'columns hold')} personal data."


def _warning(problems: Sequence[Problem]) -> Iterator[str]:
    if problems:
        what = counted(len(problems), "part was", "parts were")
        yield f'<p><a href="#problems">{what} not understood</a>: lineage may be missing.</p>'


def _problems(problems: Sequence[Problem]) -> Iterator[str]:
    if not problems:
        return
    yield '<h2 id="problems">Not understood</h2>'
    yield "<ul>"
    for problem in problems[:MOST_PROBLEMS]:
        place = f"{problem.location}: " if problem.location else ""
        yield f"<li>{_text(place + problem.message)}</li>"
    if len(problems) > MOST_PROBLEMS:
        yield f"<li>{len(problems) - MOST_PROBLEMS:,} more</li>"
    yield "</ul>"


def _picture(shown: Picture, title: str) -> Iterator[str]:
    if not shown.lines:
        return
    if shown.folded:
        yield (
            f'<p class="note">There are more than {MOST_LINES:,} lines between columns: the '
            "picture shows tables only. The table below has the columns.</p>"
        )
    yield from _legend({line.style for line in shown.lines})
    yield (
        '<input type="checkbox" id="fit" class="toggle"> '
        '<label for="fit" class="toggle">All of it at once</label>'
    )
    if any(line.style == "influence" for line in shown.lines):
        yield (
            '<input type="checkbox" id="influences" class="toggle" checked> '
            '<label for="influences" class="toggle">What only decides about rows</label>'
        )
    if any(box.asked for box in shown.boxes):
        yield f'<a class="toggle" href="#{ASKED}">Go to what was asked for</a>'
    label = f"{title}, drawn from left to right; the table below has the same in words"
    yield f'<div class="picture" tabindex="0" role="region" aria-label="{_text(label)}">'
    yield svg(shown, label)
    yield "</div>"


def _legend(styles: set[str]) -> Iterator[str]:
    yield '<ul class="legend">'
    for effect in Effect:
        if effect.value in styles:
            word = "no word at the line" if effect is Effect.IDENTITY else effect.value
            yield f"<li>{_sample(effect.value)}<b>{word}</b>: {ABOUT[effect]}</li>"
    if "influence" in styles:
        yield f"<li>{_sample('influence')}<b>dashed</b>: {INFLUENCE}, carries no value</li>"
    yield "</ul>"


def _sample(style: str) -> str:
    return (
        f'<svg width="34" height="8" aria-hidden="true"><path class="{style}" d="M0 4H34"/></svg>'
    )


def _table(answer: Answer) -> Iterator[str]:
    if not answer.edges:
        return
    edges = sorted(answer.edges, key=_by_target)
    yield "<h2>Every step</h2>"
    yield "<table>"
    left = len(edges) - MOST_ROWS
    caption = "Sorted by the column that a value goes into."
    if left > 0:
        caption += f" {left:,} more are left out; --format json has them all."
    yield f"<caption>{caption}</caption>"
    yield (
        '<thead><tr><th scope="col">Into</th><th scope="col">From</th>'
        '<th scope="col">What is done</th><th scope="col">Where</th></tr></thead>'
    )
    yield "<tbody>"
    for edge in edges[:MOST_ROWS]:
        place = _text(str(edge.location) if edge.location else "").replace("/", "/<wbr>")
        yield (
            f"<tr><td>{_end(edge.downstream, answer)}</td><td>{_end(edge.upstream, answer)}</td>"
            f'<td class="what">{done(edge)}</td><td class="where">{place}</td></tr>'
        )
    yield "</tbody>"
    yield "</table>"


def _by_target(edge: Edge) -> tuple[ColumnRef, bool, ColumnRef]:
    return edge.downstream, edge.kind is EdgeKind.INFLUENCE, edge.upstream


def _end(column: ColumnRef, answer: Answer) -> str:
    held = holds(answer.personal(column))
    return _text(column_name(column)) + (f" <small>{_text(held)}</small>" if held else "")
