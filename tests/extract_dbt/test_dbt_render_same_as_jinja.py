"""The interpreter against Jinja's own compiler: the same templates, the same text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jinja2.sandbox import SandboxedEnvironment

from governance.extract.dbt.jinja.render import Macros, Renderer

JINJA = SandboxedEnvironment(
    extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"],
    autoescape=False,
)


def ours(text: str) -> str:
    renderer = Renderer(
        Macros([], "shop"),
        project="shop",
        adapter="postgres",
        variables={},
        schema=None,
        database=None,
    )
    rendered = renderer.model(text, package="shop", name="m", file="m.sql")
    assert not rendered.problems
    return rendered.sql


SAME = yaml.safe_load((Path(__file__).parent / "render_same.yml").read_text("utf-8"))


@pytest.mark.parametrize("text", SAME)
def test_the_same_as_jinja(text: str) -> None:
    assert ours(text) == JINJA.from_string(text).render()


NAMES = st.sampled_from(["a", "b", "c"])
VALUES = st.one_of(
    st.integers(-3, 9).map(str),
    st.sampled_from(["'x'", "''", "true", "none", "[]", "[1, 'y']", "{'a': 2}"]),
    NAMES,
)


def _expressions(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pair = st.tuples(inner, inner)
    return st.one_of(
        pair.map(lambda p: f"({p[0]} ~ {p[1]})"),
        pair.map(lambda p: f"({p[0]} == {p[1]})"),
        pair.map(lambda p: f"({p[0]} or {p[1]})"),
        pair.map(lambda p: f"({p[0]} if {p[1]} else 'z')"),
        pair.map(lambda p: f"[{p[0]}, {p[1]}]"),
        inner.map(lambda e: f"(not {e})"),
        inner.map(lambda e: f"({e} is string)"),
        inner.map(lambda e: f"({e} | string | upper | trim)"),
        inner.map(lambda e: f"({e} | default('d', true))"),
    )


EXPRESSIONS = st.recursive(VALUES, _expressions, max_leaves=5)
PLAIN = st.sampled_from([" ", "\n", "select", " x, ", "-", "\n\n  "])
SIGN = st.sampled_from(["", "-"])


def _block(start: str, body: str, end: str, left: str, right: str) -> str:
    return f"{{%{left} {start} {right}%}}{body}{{%{right} {end} {left}%}}"


def _statements(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    signs = st.tuples(SIGN, SIGN)
    return st.lists(
        st.one_of(
            inner,
            st.tuples(NAMES, EXPRESSIONS, SIGN).map(lambda p: f"{{%{p[2]} set {p[0]} = {p[1]} %}}"),
            st.tuples(NAMES, inner, signs).map(
                lambda p: _block(f"set {p[0]}", p[1], "endset", *p[2])
            ),
            st.tuples(EXPRESSIONS, inner, inner, signs).map(
                lambda p: _block(f"if {p[0]}", p[1] + "{% else %}" + p[2], "endif", *p[3])
            ),
            st.tuples(NAMES, inner, signs).map(
                lambda p: _block(f"for {p[0]} in [1, 'q']", p[1], "endfor", *p[2])
            ),
            st.tuples(NAMES, EXPRESSIONS, inner, signs).map(
                lambda p: _block(f"with {p[0]} = {p[1]}", p[2], "endwith", *p[3])
            ),
            st.tuples(inner, signs).map(lambda p: _block("filter upper", p[0], "endfilter", *p[1])),
        ),
        min_size=1,
        max_size=4,
    ).map("".join)


OUTPUT = st.tuples(EXPRESSIONS, SIGN, SIGN).map(lambda p: f"{{{{{p[1]} {p[0]} {p[2]}}}}}")
TEMPLATES = st.recursive(st.one_of(PLAIN, OUTPUT), _statements, max_leaves=8)


@given(TEMPLATES)
def test_whatever_is_written_means_what_it_means_to_jinja(text: str) -> None:
    start = "{% set a = 1 %}{% set b = 'v' %}{% set c = [] %}"
    assert ours(start + text) == JINJA.from_string(start + text).render()


def test_templates_are_really_different() -> None:
    found: set[Any] = set()

    @given(TEMPLATES)
    def collect(text: str) -> None:
        found.update(word for word in ("set", "if", "for", "with", "filter") if f" {word} " in text)

    collect()
    assert found == {"set", "if", "for", "with", "filter"}
