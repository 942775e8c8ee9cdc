"""Templates that loop, grow, read or break out: each ends within its budget and is a problem."""

from __future__ import annotations

import os
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from governance.extract.dbt.jinja.budget import SECONDS
from governance.extract.dbt.jinja.render import Macros, Rendered, Renderer
from governance.extract.dbt.project import MacroFile
from governance.sql.parse import deeply

CANARY = "canary-4711"


def render(text: str, macros: str = "") -> Rendered:
    renderer = Renderer(
        Macros([MacroFile("shop", "macros/m.sql", macros)], "shop"),
        project="shop",
        adapter="postgres",
        variables={"list": ["a"]},
        schema=None,
        database=None,
    )
    return renderer.model(text, package="shop", name="m", file="models/m.sql")


ENDLESS = {
    "a range of a billion": "{% for i in range(10**9) %}x{% endfor %}",
    "a range that is only listed": "{{ range(10**9) | list }}",
    "loops in loops": "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}",
    "a list that grows while it is gone through": (
        "{% set l = [1] %}{% for x in l %}{% do l.append(x) %}{% endfor %}"
    ),
    "a list that doubles": "{% set l = [1] %}{% for x in range(60) %}{% do l.extend(l) %}{% endfor %}",
    "lists added": "{% set ns = namespace(l=[1]) %}{% for x in range(60) %}{% set ns.l = ns.l + ns.l %}{% endfor %}",
    "a list times a number": "{% set l = [0] * 10**9 %}",
    "a mapping that grows": (
        "{% set d = {} %}{% for i in range(9**5) %}{% do d.update({i: [i]}) %}{% set x = d | dictsort %}{% endfor %}"
    ),
    "lists of lists written out": (
        "{% set ns = namespace(l=['x']) %}{% for x in range(99) %}{% set ns.l = [ns.l, ns.l] %}{% endfor %}{{ ns.l }}"
    ),
    "lists of lists compared": (
        "{% set a = namespace(l=['x']) %}{% set b = namespace(l=['x']) %}{% for x in range(60) %}"
        "{% set a.l = [a.l, a.l] %}{% set b.l = [b.l, b.l] %}{% endfor %}{{ a.l == b.l }}"
    ),
    "pairs of pairs as a key": (
        "{% set a = namespace(l=('x',)) %}{% for x in range(60) %}{% set a.l = (a.l, a.l) %}{% endfor %}{{ {a.l: 1} }}"
    ),
    "pairs of pairs looked up": (
        "{% set a = namespace(l=('x',)) %}{% for x in range(60) %}{% set a.l = (a.l, a.l) %}{% endfor %}{{ {}[a.l] }}"
    ),
    "pairs of pairs in get": (
        "{% set a = namespace(l=('x',)) %}{% for x in range(60) %}{% set a.l = (a.l, a.l) %}{% endfor %}{{ {}.get(a.l) }}"
    ),
    "a list in itself": "{% set l = [] %}{% do l.append(l) %}{{ l }}{{ l == [l] }}{{ l | tojson }}",
    "a text times a number": "{{ 'a' * 10**9 }}",
    "a number times a text": "{% set x = 10**9 * 'a' %}",
    "a text that doubles": "{% set ns = namespace(s='x') %}{% for i in range(99) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}",
    "a text that doubles by plus": "{% set ns = namespace(s='x') %}{% for i in range(99) %}{% set ns.s = ns.s + ns.s %}{% endfor %}",
    "a text that doubles by replace": (
        "{% set ns = namespace(s='xx') %}{% for i in range(99) %}{% set ns.s = ns.s.replace('x', ns.s) %}{% endfor %}"
    ),
    "a text that doubles by a filter": (
        "{% set ns = namespace(s='xx') %}{% for i in range(99) %}{% set ns.s = ns.s | replace('x', ns.s) %}{% endfor %}"
    ),
    "a text that doubles in a block": (
        "{% set ns = namespace(s='x') %}{% for i in range(99) %}{% set t %}{{ ns.s }}{{ ns.s }}{% endset %}"
        "{% set ns.s = t %}{% endfor %}"
    ),
    "a text that doubles by join": (
        "{% set ns = namespace(s='xx') %}{% for i in range(99) %}{% set ns.s = ns.s.join(['a', ns.s, 'b']) %}{% endfor %}"
    ),
    "a text that doubles by format": (
        "{% set ns = namespace(s='x') %}{% for i in range(99) %}{% set ns.s = '{0}{0}'.format(ns.s) %}{% endfor %}"
    ),
    "a text that doubles by percent": (
        "{% set ns = namespace(s='x') %}{% for i in range(99) %}{% set ns.s = '%s%s' % (ns.s, ns.s) %}{% endfor %}"
    ),
    "center": "{{ 'a' | center(10**9) }}",
    "center in map": "{{ ['a'] | map('center', 10**9) | list }}",
    "the method center": "{{ 'a'.center(10**9) }}",
    "ljust": "{{ 'a'.ljust(10**9) }}",
    "zfill": "{{ '1'.zfill(10**9) }}",
    "expandtabs": "{{ '\t'.expandtabs(10**9) }}",
    "indent": "{{ 'a\nb' | indent(10**9) }}",
    "indent with a text": "{{ ('a\n' * 10000) | indent('x' * 10000) }}",
    "a width in percent": "{{ '%1000000000d' % 1 }}",
    "a width in a named field": "{{ '%(a)1000000000d' % {'a': 1} }}",
    "a precision": "{{ '%.1000000000f' % 1 }}",
    "a width told by a value": "{{ '%*d' % (10**9, 1) }}",
    "a width in the filter": "{{ '%1000000000d' | format(1) }}",
    "a width in format": "{{ '{:1000000000}'.format(1) }}",
    "a width inside a field": "{{ '{:{w}}'.format(1, w=10**9) }}",
    "a width in strftime": "{{ run_started_at.strftime('%1000000000d') }}",
    "a power": "{{ 9**(9**9) }}",
    "a power of powers": "{% set ns = namespace(n=9) %}{% for i in range(99) %}{% set ns.n = ns.n * ns.n %}{% endfor %}",
    "batches": "{{ [1] | batch(10**9, 'x') | list }}",
    "slices": "{{ [1] | slice(10**9) | list }}",
    "itertools without end": "{{ modules.itertools.count() | list }}",
    "itertools without end in a loop": "{% for x in modules.itertools.repeat(1) %}{% endfor %}",
    "a product": "{{ modules.itertools.product(range(999), range(999), range(999)) | list }}",
    "a pattern that never ends": "{{ modules.re.match('(a|aa)+$', 'a' * 500 ~ 'b') }}",
    "a joined list that is long": "{{ ['x' * 9999] * 9999 | join }}{{ (['x' * 9999] * 9999) | join }}",
    "much text at the end": "{% for a in range(99999) %}{{ 'x' * 1000 }}{% endfor %}",
    "a recursive loop": "{% for a in [1] recursive %}{{ loop([1]) }}{% endfor %}",
    "work that only filters do": (
        "{% set l = range(99999) | list %}{% for i in range(99999) %}{% set x = l | map('string') | list | sort %}{% endfor %}"
    ),
    "sorting again and again": "{% set l = range(99999) | list %}{% for i in l %}{% do l.sort() %}{% endfor %}",
    "a search again and again": "{% set l = range(99999) | list %}{% for i in l %}{{ -1 in l }}{% endfor %}",
}  # fmt: skip


@pytest.mark.parametrize("name", ENDLESS)
def test_what_does_not_end_is_ended_and_said(name: str) -> None:
    started = time.thread_time()
    rendered = render(f"select 1,\n  2 as two\n{ENDLESS[name]}")
    assert rendered.problems
    (problem,) = rendered.problems[:1]
    assert problem.location is not None
    assert problem.location.line >= 3
    assert time.thread_time() - started < SECONDS + 2
    assert len(rendered.sql) < 5_000_000


RECURSIVE = {
    "itself": "{% macro f() %}{{ f() }}{% endmacro %}",
    "each other": "{% macro f() %}{{ g() }}{% endmacro %}{% macro g() %}{{ f() }}{% endmacro %}",
    "twice": "{% macro f(n=0) %}{{ f(n + 1) }}{{ f(n + 1) }}{% endmacro %}",
    "by a default": "{% macro f(x=f()) %}{% endmacro %}",
    "by dispatch": "{% macro f() %}{{ adapter.dispatch('f')() }}{% endmacro %}{% macro default__f() %}{{ f() }}{% endmacro %}",
    "by caller": "{% macro f() %}{% call f() %}{{ caller() if caller }}{% endcall %}{% endmacro %}",
    "by a variable": "{% macro f() %}{% for i in range(50) %}{{ f() }}{% endfor %}{% endmacro %}",
}


@pytest.mark.parametrize("name", RECURSIVE)
@pytest.mark.parametrize("deep", [False, True])
def test_macros_that_call_themselves(name: str, deep: bool) -> None:
    def work() -> Rendered:
        return render("select 1\n{{ f() }}", RECURSIVE[name])

    (problem,) = (deeply(work) if deep else work()).problems
    assert problem.location is not None
    assert problem.location.line == 2


CLOSED = {
    "its class": "{{ ''.__class__ }}",
    "its class by a filter": "{{ '' | attr('__class__') }}",
    "its class by subscript": "{{ ''['__class__'] }}",
    "its class in map": "{{ [''] | map(attribute='__class__') | list }}",
    "its class in format": "{{ '{0.__class__}'.format('') }}",
    "its class in format_map": "{{ '{a.__class__}'.format_map({'a': ''}) }}",
    "the globals of a function": "{{ ref.__globals__ }}{{ ref.__call__ }}{{ ref._work }}{{ ref['_work'] }}",
    "what an object holds": "{{ adapter._dispatch }}{{ config._around }}{{ this._parts }}{{ target._values }}",
    "a macro's own": "{{ f._rendering }}{{ f.macro }}{{ f['macro'] }}",
    "the code of a method": "{{ ''.join.__self__ }}{{ [].append.__class__ }}",
    "a list's class by sort": "{{ [[]] | sort(attribute='__class__') }}{{ [[]] | groupby('__class__') | list }}",
    "the environment": "{{ self }}{{ environment }}{{ env_var.__globals__ }}{{ modules.os }}{{ modules.datetime.sys }}",
    "a generator's frame": "{{ modules.itertools.count().gi_frame }}{{ ([1] | map('string')).gi_frame }}",
    "the loop": "{% for x in [1] %}{{ loop._iterator }}{{ loop.__class__ }}{{ loop._recurse }}{% endfor %}",
}


@pytest.mark.parametrize("name", CLOSED)
def test_nothing_of_python_is_reached(name: str) -> None:
    rendered = render(CLOSED[name], "{% macro f() %}{% endmacro %}")
    assert not rendered.sql.replace("Undefined", "").strip(" [](),")


CALLED = {
    "a class": "{% do ''.__class__.__mro__[1].__subclasses__() %}",
    "a text": "{{ 'x'() }}",
    "a number": "{{ (1)() }}",
    "a list": "{{ [1]() }}",
    "a mutable default": "{{ {}.fromkeys([1]) }}",
    "encode": "{{ 'x'.encode() }}",
    "translate": "{{ 'x'.translate({}) }}",
}


@pytest.mark.parametrize("name", CALLED)
def test_nothing_of_python_is_called(name: str) -> None:
    rendered = render(f"select 1\n{CALLED[name]}")
    assert rendered.problems or rendered.unknown_macros


@pytest.mark.parametrize(
    "text",
    [
        "{% include 'secret.txt' %}",
        "{% include '/etc/passwd' ignore missing %}",
        "{% extends 'base.sql' %}",
        "{% import 'm.sql' as m %}",
        "{% from 'm.sql' import f %}",
    ],
)
def test_no_other_file_is_read(text: str) -> None:
    rendered = render(f"select 1\n{text}")
    assert [problem.location.line for problem in rendered.problems if problem.location] == [2]
    assert rendered.sql.strip() == "select 1"


def test_the_environment_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBT_TOKEN", CANARY)
    with monkeypatch.context() as without:
        without.setattr(os, "environ", None)
        rendered = render("{{ env_var('DBT_TOKEN') }} {{ env_var('DBT_TOKEN', 'd') }} {{ target }}")
    assert CANARY not in repr(rendered)
    assert rendered.sql.startswith("DBT_TOKEN d")


BROKEN = {
    "a tag that is not closed": "{{ 'canary-4711'",
    "a block that is not closed": "{% if 'canary-4711' %}",
    "a block that is not open": "canary-4711 {% endif %}",
    "a tag that nobody has": "{% canary4711 %}",
    "a text that is not closed": "{{ 'canary-4711 }}",
    "brackets": "{{ ('canary-4711'] }}",
    "a sign": "{{ canary ? 4711 }}",
    "an escape": "{{ 'canary \\xz' }}",
    "a number": "{{ " + "9" * 5000 + " }}",
    "a comment that is not closed": "{# canary-4711",
    "raw text that is not closed": "{% raw %} canary-4711",
    "too many brackets": "{{ " + "(" * 5000 + "canary" + ")" * 5000 + " }}",
    "too many lists": "{{ " + "[" * 5000 + "]" * 5000 + " }}",
    "too many blocks": "{% if 1 %}" * 3000 + "{% endif %}" * 3000,
    "too many signs": "{{ " + "-" * 5000 + "1 }}",
    "too many nots": "{{ " + "not " * 5000 + "1 }}",
    "too large": "select 1 " * 300_000,
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_no_template_is_a_problem_at_its_line(name: str) -> None:
    rendered = render("select 1\n" + BROKEN[name])
    (problem, *_) = rendered.problems
    assert problem.location is not None
    assert problem.location.line >= 1
    assert "canary" not in f"{problem}"


SECRETS = """
{{ raise('canary-4711') }} {{ 'canary-4711'.nothing() }} {{ 1 + 'canary-4711' }} {{ 'canary-4711'() }}
{{ ref('canary-4711', 'b', 'c') }} {{ 'x' | canary4711 }} {{ 'x' is canary4711 }} {{ {}['canary-4711'].y.z }}
{{ 'canary-4711' % (1, 2) }} {{ '{canary-4711}'.format(1) }} {{ exceptions.raise_compiler_error('canary-4711') }}
{{ 'canary-4711' | int / 0 }} {% set a, b = 'canary-4711' %} {% for x in 'canary-4711' | map('nope') %}{% endfor %}
{{ modules.re.match('(canary-4711', 'x') }} {{ modules.datetime.datetime.strptime('canary-4711', '%Y') }}
"""


def test_problems_hold_no_word_of_the_template() -> None:
    rendered = render(SECRETS)
    assert len(rendered.problems) > 8
    assert CANARY not in repr(rendered.problems)
    assert "canary4711" not in repr(rendered.problems)


def test_each_problem_can_be_told_from_the_others_without_its_line() -> None:
    bad = "{{ 1 + 'x' }}\n{{ 1 + 'x' }}\n{{ 'x'() }}\n"
    one = [problem.fingerprint for problem in render(bad).problems]
    two = [problem.fingerprint for problem in render("\n\n" + bad).problems]
    assert len(set(one)) == 3
    assert one == two


def test_a_thousand_faults_are_twenty_problems() -> None:
    assert len(render("{{ 1 + 'x' }}\n" * 1_000).problems) == 20


def test_what_a_model_does_to_a_variable_is_gone_with_it() -> None:
    renderer = Renderer(
        Macros([], "shop"), project="shop", adapter="postgres", variables={"l": ["a"]}, schema=None, database=None
    )  # fmt: skip
    text = "{% do var('l').append('b') %}{{ var('l') | join }}"
    first = renderer.model(text, package="shop", name="m", file="m.sql").sql
    assert first == "a"
    assert renderer.model(text, package="shop", name="m", file="m.sql").sql == "a"


def test_time_is_bounded_in_other_threads_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("governance.extract.dbt.jinja.budget.SECONDS", 0.05)
    monkeypatch.setattr("governance.extract.dbt.jinja.budget.STEPS", 10**12)
    found: list[Any] = []
    text = "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}"
    thread = threading.Thread(target=lambda: found.append(render(text)))
    thread.start()
    thread.join(30)
    assert [problem.message for problem in found[0].problems] == [
        "this template cannot be rendered: it takes too long, so it is not read"
    ]


def test_jinja_is_imported_only_when_something_is_rendered() -> None:
    import subprocess

    program = "import sys, governance.cli.main, governance.extract.dbt.project; print('jinja2' in sys.modules)"
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=Path.cwd()
    )
    assert done.stdout.strip() == "False"
