"""Where rendered text stands in the model's file: its line and its column."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.extract.dbt.jinja.render import Macros, Rendered, Renderer
from governance.extract.dbt.project import MacroFile

MACROS = MacroFile(
    "shop",
    "macros/m.sql",
    "{% macro made(x) %}\n\n made_{{ x }} {% endmacro %}"
    "{% macro around() %}\n ( {{ caller() }} ) {% endmacro %}"
    "{% macro upper(x) %}{{ x | upper }}{% endmacro %}",
)


def render(text: str) -> Rendered:
    renderer = Renderer(
        Macros([MACROS], "shop"),
        project="shop",
        adapter="postgres",
        variables={},
        schema=None,
        database=None,
    )
    return renderer.model(text, package="shop", name="m", file="models/m.sql")


def where(text: str, word: str) -> tuple[int, int, int, int]:
    """The place of a word of the rendered text."""
    rendered = render(text)
    assert not rendered.problems
    start = rendered.sql.index(word)
    place: tuple[int, int, int, int] = rendered.place.span(start, start + len(word) - 1)
    return place


@pytest.mark.parametrize(
    ("text", "word", "place"),
    [
        ("select word", "word", (1, 8, 1, 11)),
        ("select\n\tword", "word", (2, 2, 2, 5)),
        ("select\r\n  word\r\nfrom x", "word", (2, 3, 2, 6)),
        ("\ufeffselect word", "word", (1, 8, 1, 11)),
        ("select 'ä😀', word", "word", (1, 14, 1, 17)),
        ("{{ config(a='b') }}\n\nselect\n  word", "word", (4, 3, 4, 6)),
        ("a {#- x\n y -#}  word", "word", (2, 9, 2, 12)),
        ("{% raw %}{{ x }}\n word{% endraw %}", "word", (2, 2, 2, 5)),
        ("{%- set x -%}\n  word {% endset %}\n\n{{ x }}", "word", (2, 3, 2, 6)),
        ("{% set x = 'word' %}\nselect {{ x }}", "word", (2, 8, 2, 14)),
        ("{% for i in [1] -%}\n  word\n{%- endfor %}", "word", (2, 3, 2, 6)),
        ("{% if 1 %}\n{% for i in ['word'] %}\n {{ i }}\n{% endfor %}{% endif %}", "word", (3, 2, 3, 8)),  # noqa: E501
        ("select\n  {{ made('word') }} as x", "made_word", (2, 3, 2, 20)),
        ("select\n  {{ made(\n 'word') }} as x", "made_word", (2, 3, 3, 11)),
        ("{% call around() %}\n  word\n{% endcall %}", "word", (2, 3, 2, 6)),
        ("\n{% call around() %}\n  word\n{% endcall %}", "(", (2, 1, 2, 19)),
        ("{% filter upper %}\n  word\n{% endfilter %}", "WORD", (2, 3, 2, 6)),
        ("{% filter replace('x', 'yy') %}x\n  word{% endfilter %}", "word", (1, 1, 1, 31)),
        ("{{ 'a' ~ 'b' }} {{ upper('word') }}", "WORD", (1, 17, 1, 35)),
        ("select {{ ref('a') }}.b", "dbt_ref_0.b", (1, 8, 1, 23)),
        ("{% macro own() %}\n word {% endmacro %}\n{{ own() }}", "word", (2, 2, 2, 5)),
        ("{% set x %} word {% endset %}\n{{ '(' ~ x.strip() ~ ')' }}", "word", (1, 13, 1, 16)),
        ("{% set x %} word {% endset %}\n{{ x | trim }}", "word", (1, 13, 1, 16)),
    ],
)  # fmt: skip
def test_the_place_of_a_word(text: str, word: str, place: tuple[int, int, int, int]) -> None:
    assert where(text, word) == place


def test_what_spans_text_and_tags_goes_from_one_to_the_other() -> None:
    assert where("select lower({{ 'a' }}) as b", "lower(a) as b") == (1, 8, 1, 28)


WORDS = st.just("w0w")
BLANKS = st.sampled_from([" ", "\n", "  \n\t", "\r\n", " /* ä😀 */ ", " -- {# no #} x\n"])
OPENINGS = st.sampled_from(
    [
        ("{% if true %}", "{% endif %}"),
        ("{%- if 1 == 1 -%}", "{%- else -%} no {%- endif -%}"),
        ("{% for i in [1, 2] %}", "{% endfor %}"),
        ("{%- for i in range(2) if i -%}", "{%- endfor %}"),
        ("{% call around() -%}", "{%- endcall %}"),
        ("{% with a = 1 %}", "{% endwith %}"),
        ("{% filter trim %}", "{% endfilter %}"),
        ("{% raw %}", "{% endraw %}"),
        ("{% set s %}", "{% endset %}{{ s }}"),
        ("{% set t -%}", "{%- endset %}{{ '<' ~ t | trim ~ '>' }}"),
        ("{{ made(1) }}{% if is_incremental() %}", "{% else %}{% endif %}"),
    ]
)


def _templates(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    block = st.tuples(OPENINGS, BLANKS, inner, BLANKS).map(
        lambda parts: parts[0][0] + parts[1] + parts[2] + parts[3] + parts[0][1]
    )
    return st.lists(st.one_of(inner, block), min_size=1, max_size=4).map(
        lambda parts: " ".join(parts)
    )


@given(st.recursive(st.tuples(BLANKS, WORDS, BLANKS).map("".join), _templates, max_leaves=12))
def test_the_place_of_every_verbatim_word_is_where_it_stands(text: str) -> None:
    """Each word is made another first, so that it is found in one place only."""
    numbers = itertools.count()
    text = re.sub(r"w\d+w", lambda _: f"w{next(numbers)}w", text)
    lines = text.replace("\r\n", "\n").split("\n")
    rendered = render(text)
    for one in (rendered, *rendered.also):
        for word in re.finditer(r"w\d+w", one.sql):
            line, column, end_line, end_column = one.place.span(word.start(), word.end() - 1)
            assert line == end_line
            assert lines[line - 1][column - 1 : end_column] == word[0]
