"""The interpreter against Jinja's own compiler: the same templates, the same text."""

from __future__ import annotations

from typing import Any

import pytest
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
        Macros([], "shop"), project="shop", adapter="postgres", variables={}, schema=None, database=None
    )  # fmt: skip
    rendered = renderer.model(text, package="shop", name="m", file="m.sql")
    assert not rendered.problems
    return rendered.sql


SAME = [
    "{% for a in [1, 2, 3] %}{{ loop.index }}/{{ loop.length }} {{ loop.revindex0 }} {{ loop.first }}"
    "{{ loop.last }} {{ loop.previtem }}|{{ loop.nextitem }} {{ loop.cycle('x', 'y') }} {{ loop.depth }}{% endfor %}",
    "{% for a in [[1, [2, [3]]], [4]] recursive %}{% if a is number %}{{ a }}{% else %}({{ loop(a) }}){% endif %}"
    "{% endfor %}",
    "{% for a, (b, c) in [(1, (2, 3))] %}{{ a }}{{ b }}{{ c }}{% endfor %}",
    "{% for a in range(10) %}{% if a == 2 %}{% continue %}{% endif %}{% if a > 4 %}{% break %}{% endif %}{{ a }}{% endfor %}",
    "{% for a in [1, 1, 2] %}{{ loop.changed(a) }}{% endfor %}{% for a in {} %}{% else %}none{% endfor %}",
    "{% set a = 1 %}{% for b in [1] %}{% set a = 2 %}{{ a }}{% endfor %}{{ a }}",
    "{% set a = 1 %}{% if true %}{% set a = 2 %}{% endif %}{{ a }}",
    "{% set a = 1 %}{% with b = a, a = 3 %}{{ a }}{{ b }}{% endwith %}{{ a }}",
    "{% set ns = namespace(a=1, b=[]) %}{% for i in [1, 2] %}{% set ns.a = ns.a + i %}{% do ns.b.append(i) %}"
    "{% endfor %}{{ ns.a }}{{ ns.b }}",
    "{% set a, b = 1, 'x' %}{{ a }}{{ b }}{% set c %}<{{ a }}>{% endset %}{{ c }}{% set d | upper %}e{% endset %}{{ d }}",
    "{% macro m(a, b=2, c=a) %}{{ a }}{{ b }}{{ c }}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(1) }}{{ m(1, 3, 4, 5, d=6) }}",
    "{% macro m(a) %}{{ caller(a, 'x') }}{% endmacro %}{% call(b, c) m(1) %}{{ b }}{{ c }}{% endcall %}",
    "{% macro m(n) %}{{ n }}{% if n > 0 %}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(4) }}",
    "{% set x = 5 %}{% macro m() %}{{ x }}{% endmacro %}{{ m() }}{% filter upper | replace('A', 'b') %}a{% endfilter %}",
    "{{ 1 + 2 * 3 ** 2 // 4 - 5 % 3 }} {{ 7 / 2 }} {{ -3 }} {{ +3 }} {{ 'a' ~ 1 ~ none }} {{ [1] + [2] }} {{ 'ab' * 2 }}",
    "{{ 1 < 2 <= 2 }} {{ 1 in [1] }} {{ 'a' not in 'bc' }} {{ not true }} {{ 0 or 'x' }} {{ 1 and '' }} {{ 'a' == 'a' != 'b' }}",
    "{{ 'y' if 1 else 'n' }}{{ 'y' if 0 }}{{ none }}{{ true }}{{ 1.0 }}{{ (1,) }}{{ {'a': 1, 2: [3]} }}",
    "{{ 'abcdef'[1:4] }} {{ [1, 2, 3][-1] }} {{ 'abc'[::-1] }} {{ {'a': {'b': 1}}.a.b }} {{ {'items': 1}['items'] }}",
    "{{ 'a,b'.split(',') | map('upper') | join('-') }} {{ [3, 1, 2] | sort | first }} {{ 'x' | indent(2, true) }}",
    "{{ [{'a': 1}, {'a': 2}] | selectattr('a', 'gt', 1) | map(attribute='a') | list }} {{ [1, 2, 3] | batch(2) | list }}",
    "{{ [{'k': 1, 'v': 2}] | groupby('k') | map('first') | list }} {{ {'b': 1, 'a': 2} | dictsort }} {{ [1, 2] | sum }}",
    "{{ 'a' is string }} {{ x is defined }} {{ none is none }} {{ 4 is divisibleby 2 }} {{ [] is iterable }} {{ 2 is in [2] }}",
    "{{ 'a%sb' % 'x' }} {{ '%05.1f' | format(2.25) }} {{ 'a{}b{x}'.format(1, x=2) }} {{ '{0[0]}{1.year}'.format([7], {'year': 8}) }}",
    "{{ 'A b' | lower | trim | title | replace(' ', '_') }} {{ 'x' | default('y') }} {{ z | default('y') }} {{ '' | d('e', true) }}",
    "{{ [1, [2]] | tojson }} {{ 'a' | e }} {{ '<' | safe }} {{ 3.7 | int }} {{ '4' | float }} {{ 2.5 | round }} {{ 'abc' | length }}",
    "a {%- if true -%} b {%- endif %} c {%+ if true +%} d {% endif -%}\n e {{- 1 -}} f {#- x -#} g\n",
    "{% raw -%} {{ a }} {%- endraw %} {% raw %}{% x %}{% endraw %}\n\n",
    "{% block a %}b{% endblock %}{% set x = joiner('|') %}{{ x() }}a{{ x() }}{% set c = cycler('p', 'q') %}"
    "{{ c.next() }}{{ c.next() }}{{ c.current }}",
]  # fmt: skip


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
