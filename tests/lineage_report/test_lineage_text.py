"""The tree in the terminal."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from governance.lineage.graph import Graph
from governance.report.lineage.answer import Page, ways
from governance.report.lineage.formats.text import render
from governance.terminal import Terminal, width


def lines(answer):
    return render(answer, Page()).splitlines()


CASES = [
    pytest.param(
        "c.x",
        ["a.x -> b.x derived", "b.x -> c.x"],
        ["└ s.b.x  copied  m/1.sql:2:2", "  └ s.a.x  derived  m/1.sql:1:2"],
        id="a chain",
    ),
    pytest.param(
        "d.x",
        ["a.x -> b.x", "b.x -> c.x", "b.x -> c.y", "c.x -> d.x", "c.y -> d.x hashed"],
        [
            "├ s.c.x  copied  m/1.sql:4:2",
            "│ └ s.b.x  copied  m/1.sql:2:2",
            "│   └ s.a.x  copied  m/1.sql:1:2",
            "└ s.c.y  hashed without a key  m/1.sql:5:2",
            "  └ s.b.x  copied  m/1.sql:3:2  (see above)",
        ],
        id="a branch that is shared",
    ),
    pytest.param(
        "b.x",
        ["a.x -> b.x", "b.x -> a.x keyed"],
        [
            "└ s.a.x  copied  m/1.sql:1:2",
            "  └ s.b.x  keyed or encrypted  m/1.sql:2:2  (a circle: see above)",
        ],
        id="a circle",
    ),
    pytest.param(
        "b.x",
        ["a.x -> b.x", *(f"a.y{n} ~> b.*" for n in range(7))],
        [
            "├ s.a.x  copied  m/1.sql:1:2",
            *(f"├ s.a.y{n}  decides about rows  m/1.sql:{n + 2}:2" for n in range(4)),
            "└ 3 more decide about rows",
        ],
        id="many influences",
    ),
    pytest.param(
        "b.x",
        ["a.x -> b.x", *(f"a.y{n} ~> b.*" for n in range(5))],
        [
            "├ s.a.x  copied  m/1.sql:1:2",
            *(f"├ s.a.y{n}  decides about rows  m/1.sql:{n + 2}:2" for n in range(4)),
            "└ s.a.y4  decides about rows  m/1.sql:6:2",
        ],
        id="nobody counts one",
    ),
    pytest.param(
        "b.x",
        ["a.* -> b.*", "a.z -> a.x"],
        ["└ s.a.x  copied  m/1.sql:1:2", "  └ s.a.z  copied  m/1.sql:2:2"],
        id="a star",
    ),
]


@pytest.mark.parametrize(("start", "edges", "expected"), CASES)
def test_upstream(followed, start, edges, expected):
    answer = followed(start, *edges, directions=["upstream"])
    assert lines(answer) == [f"s.{start}", "comes from", *expected]


def test_what_is_not_known_is_said(followed):
    answer = followed("b.x", "a.x -> b.x")
    assert lines(answer)[-1] == "goes to: nothing that is known"
    answer = replace(answer, catalog=replace(answer.catalog, tables=()))
    assert lines(answer)[2:] == [
        "└ s.a.x  copied  m/1.sql:1:2  (no source describes this table)",
        "goes to: nothing that is known",
    ]


def test_a_column_that_is_personal(followed):
    answer = followed("b.x", "a.x -> b.x", emails=["a.x", "b.x"], directions=["upstream"])
    assert lines(answer) == [
        "s.b.x [email, confidential]",
        "comes from",
        "└ s.a.x [email, confidential]  copied  m/1.sql:1:2",
    ]
    colored = render(answer, Page(Terminal(color=True)))
    assert "\x1b[33m[email, confidential]\x1b[0m" in colored


def test_what_is_left_out_by_depth_is_said(followed):
    answer = followed("c.x", "a.x -> b.x", "b.x -> c.x", directions=["upstream"], depth=1)
    assert lines(answer)[2:] == ["└ s.b.x  copied  m/1.sql:2:2  (there is more: --depth)"]


def test_long_names_take_two_lines(followed):
    long = "the_contact_of_a_customer_in_lower_case"
    answer = followed("b.x", f"{long}.{long} -> b.x hashed", directions=["upstream"])
    first, second = lines(answer)[2:]
    assert (first, second) == (
        f"└ s.{long}.{long}",
        "    hashed without a key  m/1.sql:1:2",
    )


def test_a_deep_way_stays_on_the_screen(followed):
    chain = [f"t{n}.x -> t{n + 1}.x" for n in range(300)]
    told = lines(followed("t300.x", *chain, directions=["upstream"]))
    assert all(width(line) <= 80 for line in told)
    assert sum("(300 steps) └ s.t0.x" in line for line in told) == 1


def test_nothing_at_all(everything):
    assert lines(everything()) == ["repository: no edge that is known"]


def table(followed, start, *edges, columns):
    answer = followed(start, *edges)
    graph = Graph(answer.catalog.edges)
    ref = answer.starts[0].table_ref
    found = ways(graph, [ref.column(name) for name in columns], ["upstream", "downstream"])
    return replace(answer, asked="table", subject=ref.name, ways=found)


def test_a_table(followed):
    edges = ["a.x -> b.x", "b.y -> c.y", "a.r ~> b.*", "a.w ~> b.x", "d.x -> a.x"]
    assert lines(table(followed, "b.x", *edges, columns=["x", "y", "z"])) == [
        "s.b",
        "",
        "its rows",
        "└ s.a.r  decides about rows  m/1.sql:3:2",
        "",
        "s.b.x",
        "comes from",
        "├ s.a.x  copied  m/1.sql:1:2",
        "│ └ s.d.x  copied  m/1.sql:5:2",
        "└ s.a.w  decides about rows  m/1.sql:4:2",
        "goes to: nothing that is known",
        "",
        "s.b.y",
        "comes from: nothing that is known",
        "goes to",
        "└ s.c.y  copied  m/1.sql:2:2",
        "",
        "nothing more is known of: z",
    ]


def test_a_table_of_which_nothing_is_known(followed):
    assert lines(table(followed, "b.x", "b.x -> c.x", columns=[])) == [
        "s.b",
        "no column of it is known",
    ]
    told = lines(table(followed, "b.x", "b.x -> c.x", columns=["y", "z"]))
    assert told == ["s.b", "", "nothing is known of: y, z"]
