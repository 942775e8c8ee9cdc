"""Templates that loop, grow, read or break out: each ends within its budget and is a problem."""

from __future__ import annotations

import os
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from governance.extract.dbt.jinja.budget import SECONDS
from governance.extract.dbt.jinja.render import Macros, Rendered, Renderer
from governance.extract.dbt.project import MacroFile
from governance.sql.parse import deeply

CANARY = "canary-4711"
CASES = yaml.safe_load((Path(__file__).parent / "render_hostile.yml").read_text("utf-8"))

ENDLESS = CASES["endless"] | {
    "its own text again and again": (
        "{% for i in range(99999) %}" + "x" * 100_000 + "{% endfor %}"
    ),
}
RECURSIVE, CLOSED, CALLED = CASES["recursive"], CASES["closed"], CASES["called"]
BROKEN = CASES["broken"] | {
    "a number of many digits": "{{ " + "9" * 5000 + " }}",
    "too many brackets": "{{ " + "(" * 5000 + "canary" + ")" * 5000 + " }}",
    "too many lists": "{{ " + "[" * 5000 + "]" * 5000 + " }}",
    "too many blocks": "{% if 1 %}" * 3000 + "{% endif %}" * 3000,
    "too many signs": "{{ " + "-" * 5000 + "1 }}",
    "too many nots": "{{ " + "not " * 5000 + "1 }}",
    "too large": "select 1 " * 300_000,
}


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


@pytest.mark.parametrize("name", RECURSIVE)
@pytest.mark.parametrize("deep", [False, True])
def test_macros_that_call_themselves(name: str, deep: bool) -> None:
    def work() -> Rendered:
        return render("select 1\n{{ f() }}", RECURSIVE[name])

    (problem,) = (deeply(work) if deep else work()).problems
    assert problem.location is not None
    assert problem.location.line == 2


@pytest.mark.parametrize("name", CLOSED)
def test_nothing_of_python_is_reached(name: str) -> None:
    rendered = render(CLOSED[name], "{% macro f() %}{% endmacro %}")
    assert not rendered.sql.replace("Undefined", "").strip(" [](),")


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


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_no_template_is_a_problem_at_its_line(name: str) -> None:
    rendered = render("select 1\n" + BROKEN[name])
    (problem, *_) = rendered.problems
    assert problem.location is not None
    assert problem.location.line >= 1
    assert "canary" not in f"{problem}"


SECRETS = """
{{ raise('canary-4711') }} {{ 'canary-4711'.nothing() }} {{ 1 + 'canary-4711' }}
{{ 'canary-4711'() }} {{ ref('canary-4711', 'b', 'c') }} {{ 'x' | canary4711 }}
{{ 'x' is canary4711 }} {{ {}['canary-4711'].y.z }} {{ 'canary-4711' % (1, 2) }}
{{ '{canary-4711}'.format(1) }} {{ exceptions.raise_compiler_error('canary-4711') }}
{{ 'canary-4711' | int / 0 }} {% set a, b = 'canary-4711' %}
{% for x in 'canary-4711' | map('nope') %}{% endfor %}
{{ modules.re.match('(canary-4711', 'x') }}
{{ modules.datetime.datetime.strptime('canary-4711', '%Y') }}
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
        Macros([], "shop"),
        project="shop",
        adapter="postgres",
        variables={"l": ["a"]},
        schema=None,
        database=None,
    )
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

    program = (
        "import sys, governance.cli.main, governance.extract.dbt.project;"
        "print('jinja2' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=Path.cwd()
    )
    assert done.stdout.strip() == "False"


LARGE = {
    "macros that are never ended": ("{{ f() }}", "{% ### %}" + "{% macro f() %}" * 60_000),
    "macros that are all broken": (
        "{{ f() }}",
        "{% ### %}{% macro f() %}{% if %}{% endmacro %}" * 9_000,
    ),
    "comments that are never ended": (
        "{{ f() }}",
        "{% ### %}{% macro f() %}x{% endmacro %}" + "{#" * 500_000,
    ),
    "comments of SQL that are never ended": ("{{ nobody() }}; " + "/*" * 500_000, ""),
    "quotes that are never ended": ("select 1; " + "'" * 999_999 + '"' * 999_999, ""),
    "many semicolons": (";" * 1_000_000, ""),
    "many tags": ("{{ 1 }}" * 99_999, ""),
    "many calls of unknown macros": ("{{ nobody('a', 'b') }} " * 9_999, ""),
}


@pytest.mark.parametrize("name", LARGE)
def test_what_is_large_takes_no_more_than_it_should(name: str) -> None:
    text, macros = LARGE[name]
    started = time.thread_time()
    rendered = render(text, macros)
    assert time.thread_time() - started < SECONDS
    assert rendered.sql or rendered.problems
