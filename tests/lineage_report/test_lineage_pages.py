"""Mermaid and HTML: all that is known is in them, and no name can do anything there."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from msgspec.structs import replace

from governance.model.judgement import Problem
from governance.model.location import Location
from governance.model.names import ColumnRef
from governance.report.lineage import picture as pictures
from governance.report.lineage.answer import Answer, Page
from governance.report.lineage.formats import html, mermaid
from governance.report.lineage.style import COLORS, style

from .conftest import HOSTILE, catalog, edge, personal


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TAGS = _words(
    "html head meta title style body h1 h2 p ul li b a label input div svg defs marker g path rect "
    "text table caption thead tbody tr th td small wbr"
)
VOID = frozenset({"meta", "input", "wbr"})
ATTRIBUTES = _words(
    "lang charset http-equiv content name class width height viewbox xmlns role aria-label "
    "aria-hidden id refx refy markerwidth markerheight markerunits orient d marker-end x y rx "
    "text-anchor tabindex type checked for href scope"
)


class Strict(HTMLParser):
    """Tags and attributes that we write and no others, closed in their order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.rows = 0

    def handle_starttag(self, tag, attrs):
        assert tag in TAGS
        for name, value in attrs:
            assert name in ATTRIBUTES, name
            if name == "href":
                assert value.startswith("#")
                self.links.append(value[1:])
            if name == "id":
                self.ids.append(value)
        self.rows += tag == "tr"
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] != "style":
            self.text.append(data)


def read(text: str) -> Strict:
    parser = Strict()
    parser.feed(text)
    parser.close()
    assert parser.open == []
    assert len(set(parser.ids)) == len(parser.ids)
    assert set(parser.links) <= set(parser.ids)
    for found in re.findall(r"<svg xmlns.*?</svg>", text, re.DOTALL):
        ElementTree.fromstring(found)
    return parser


def hostile() -> Answer:
    edges = []
    for number, name in enumerate(HOSTILE):
        up = ColumnRef("app", name, name, name)
        down = ColumnRef("app", "s", f"t{number}", name)
        edges.append(
            replace_(edge("a.x -> b.y hashed"), up, down, Location(f"m/{name}.sql", number + 1, 1))
        )
    known = catalog(edges)
    found = {e.downstream: personal(e.downstream) for e in edges}
    problem = Problem(HOSTILE[0], HOSTILE[1], "f", Location(HOSTILE[2], 1))
    return Answer(
        "all", HOSTILE[0], tuple(edges), replace(known, classifications=found), problems=(problem,)
    )


def replace_(one, up, down, place):
    from msgspec import structs

    return structs.replace(one, upstream=up, downstream=down, location=place)


def test_no_name_does_anything_in_a_page():
    text = html.render(hostile(), Page())
    page = read(text)
    assert "<script" not in text
    assert "onerror=alert" not in re.sub(r"&gt;&lt;img src=x onerror=alert", "", text)
    assert "<script>alert(1)</script>" in "".join(page.text)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\u202e]", text)
    assert page.rows == len(HOSTILE) + 1


def test_a_page_loads_nothing_and_runs_nothing(followed):
    text = html.render(followed("b.x", "a.x -> b.x", "b.x -> c.x keyed", "a.y ~> b.*"), Page())
    assert "default-src 'none'" in text
    assert not re.search(r"url\((?!#to-\w+\))|@import|src=|javascript:|\bon\w+=", text)
    assert re.findall(r"https?://[^\"<]*", text) == ["http://www.w3.org/2000/svg"]


def test_what_a_page_says(followed):
    answer = followed("b.x", "a.x -> b.x hashed", "b.x -> c.x", "a.y ~> b.*", emails=["a.x", "b.x"])
    text = html.render(answer, Page())
    page = read(text)
    said = " ".join(page.text)
    assert "Lineage of s.b.x" in said
    assert "3 edges between 4 columns of 3 tables. 2 columns hold personal data." in said
    assert "hashed : whoever can guess the value finds it" in " ".join(said.split())
    assert said.count("email, confidential") == 2 + 4  # rows of the picture, ends in the table
    assert page.rows == 4
    assert "asked" in page.ids
    assert "s.a.x → s.b.x: hashed (m/1.sql:1:2)" in said


def test_nothing_is_known(followed):
    text = html.render(followed("b.x", "a.x -> c.x"), Page())
    assert "Nothing is known of where it comes from or goes to." in text
    assert "<svg" not in text
    read(text)


def test_more_lines_than_anybody_can_follow(everything, monkeypatch):
    answer = everything(*(f"a.x{n} -> b.y{n} hashed" for n in range(9)), "a.x0 -> b.y1")
    monkeypatch.setattr(html, "MOST_LINES", 9)
    monkeypatch.setattr(html, "MOST_ROWS", 4)
    text = html.render(answer, Page())
    page = read(text)
    said = " ".join(page.text)
    assert "the picture shows tables only" in said
    assert "s.a → s.b: 10 edges" in said
    assert "6 more are left out; --format json has them all" in said
    assert text.count('<path class="identity" d=') == 2  # the line and its sample
    assert page.rows == 5


def test_two_thousand_edges_make_a_page_of_bounded_size(everything):
    edges = [f"t{n // 20}.x{n % 20} -> t{n // 20 + 1}.x{n % 20} hashed" for n in range(2000)]
    text = html.render(everything(*edges), Page())
    assert read(text).rows == 2001
    assert text.count("<title>s.t") >= 2000
    assert len(text) < 2_000_000


def test_colours_can_be_read():
    """WCAG 2.2, 1.4.3: what is written at lines has a contrast of 4.5, by day and by night."""
    for pair in COLORS.values():
        for color, paper in zip(pair, ("#ffffff", "#14171c"), strict=True):
            bright, dark = sorted((_luminance(color), _luminance(paper)), reverse=True)
            assert (bright + 0.05) / (dark + 0.05) >= 4.5, color
    assert all(name in style() for name in COLORS)


def _luminance(color: str) -> float:
    parts = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


_TEXT = r'"(?:[\w\x20,.-]|\#\d+;|<br/>)*"'
GRAMMAR = re.compile(
    rf"""flowchart\ LR
    | \ +%%\ [\w\ ,.:()-]+
    | \ +subgraph\ t\d+\[{_TEXT}\]
    | \ +direction\ TB
    | \ +t\d+(?:r|c\d+)?\[{_TEXT}\]
    | \ +end
    | \ +t\d+(?:r|c\d+)?\ (?:-->|-\.->|-->\|{_TEXT}\|)\ t\d+(?:r|c\d+)?
    | \ +classDef\ asked\ stroke-width:3px
    | \ +class\ t\d+c\d+(?:,t\d+c\d+)*\ asked
    """,
    re.VERBOSE,
)


@pytest.mark.parametrize("most", [mermaid.MOST_LINES, 0])
def test_no_name_does_anything_in_a_chart(most, monkeypatch):
    monkeypatch.setattr(mermaid, "MOST_LINES", most)
    text = mermaid.render(hostile(), Page())
    for line in text.splitlines():
        assert GRAMMAR.fullmatch(line), line
    assert text.count("-->|") == (len(HOSTILE) if most else 0)


def test_a_chart(followed):
    answer = followed("b.x", "a.x -> b.x hashed", "a.y ~> b.*", emails=["a.x"])
    assert mermaid.render(answer, Page()).splitlines() == [
        "flowchart LR",
        '    subgraph t0["s.b"]',
        "        direction TB",
        '        t0r["its rows"]',
        '        t0c0["x"]',
        "    end",
        '    subgraph t1["s.a"]',
        "        direction TB",
        '        t1c0["x<br/>email, confidential"]',
        '        t1c1["y"]',
        "    end",
        '    t1c0 -->|"hashed"| t0c0',
        "    t1c1 -.-> t0r",
        "    classDef asked stroke-width:3px",
        "    class t0c0 asked",
    ]


def test_a_chart_of_more_than_mermaid_draws(everything):
    answer = everything(*(f"a.x{n} -> b.y{n}" for n in range(501)))
    told = mermaid.render(answer, Page())
    assert "tables only" in told
    assert told.count("-->") == 1
    answer = everything(*(f"a{n}.x -> b{n}.y" for n in range(501)))
    assert "501 lines: Mermaid draws 500" in mermaid.render(answer, Page())


def test_edges_that_look_alike_are_one_line(everything):
    answer = everything("a.x -> b.x", "a.x -> b.x", "a.x -> b.x hashed", "a.y ~> b.x", "a.y ~> b.*")
    found = pictures.picture(answer, 100)
    assert [(line.style, len(line.edges)) for line in found.lines] == [
        ("identity", 2),
        ("hashed", 1),
        ("influence", 2),
    ]
