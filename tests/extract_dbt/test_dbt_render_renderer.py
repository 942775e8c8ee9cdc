"""What else a renderer does: values, names, snapshots, dependencies; each macro file read once."""

from __future__ import annotations

from typing import Any

import pytest

from governance.extract.dbt.jinja import macros as macro_files
from governance.extract.dbt.jinja.documentation import blocks
from governance.extract.dbt.jinja.relations import Reference
from governance.extract.dbt.jinja.render import Dependencies, GeneratedFor, Macros, Renderer
from governance.extract.dbt.project import MacroFile
from governance.kept import decode, encode
from governance.model.location import Location


def renderer(
    macros: dict[str, str] | None = None,
    variables: dict[str, Any] | None = None,
    columns: Any = None,
    **more: Any,
) -> Renderer:
    files = [
        MacroFile(name.partition("/")[0], f"macros/{name}.sql", text)
        for name, text in (macros or {}).items()
    ]
    return Renderer(
        Macros(files, "shop"),
        project="shop",
        adapter="postgres",
        variables=variables or {},
        schema=more.pop("schema", None),
        database=None,
        columns=columns,
        **more,
    )


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("plain", "plain"),
        ("{{ 1 + 1 }}", 2),
        ("{{ var('flag') }}", False),
        ("{{ var('names') }}", ["a", "b"]),
        ("pre_{{ var('name') }}", "pre_n"),
        ("{{ var('name') }}", "n"),
        ("{{ var('flag') or target.name == 'prod' }}", True),
        ("{{ env_var('X', 'd') | as_bool }}", "d"),
        ("{{ env_var('X') }}", "X"),
        ("{{ target.type }}", "postgres"),
        ("{{ doc('words') }}", "Some words."),
        ("{{ doc('shop', 'words') }}", "Own words."),
        ("{% if true %}a{% endif %}", "a"),
        ("{{ modules.datetime.date(2024, 1, 2) }}", "2024-01-02"),
        # what cannot be told
        ("{{ var('none') }}", None),
        ("{{ nobody('x') }}", None),
        ("{{ run_query('x') }}", None),
        ("{{ 1 + 'a' }}", None),
        ("{{ 'a' * 10**9 }}", None),
        ("{{ (", None),
        ("{{ nothing }}", None),
    ],
)
def test_the_value_of_a_string_of_the_yaml(text: str, value: Any) -> None:
    made = renderer(
        variables={"flag": False, "names": ["a", "b"], "name": "n"},
        docs={"words": "Some words.", "shop.words": "Own words."},
    ).value(text, package="shop")
    assert made == value
    assert type(made) is type(value)


def test_blocks_of_documentation() -> None:
    text = "# Title\n{% docs a %}\nOne {{ x }}\n{% enddocs %}\n{%- docs b -%}Two{%- enddocs -%}"
    assert blocks(text) == {"a": "One {{ x }}", "b": "Two"}


OWN = """
{% macro generate_schema_name(custom_schema_name, node) -%}
  {%- if target.name == 'prod' and custom_schema_name -%}{{ custom_schema_name | trim }}
  {%- elif node.resource_type == 'seed' -%}seeds
  {%- else -%}{{ default__generate_schema_name(custom_schema_name, node) }}{%- endif -%}
{%- endmacro %}
{% macro generate_alias_name(custom_alias_name, node) -%}
  t_{{ custom_alias_name or node.name }}
{%- endmacro %}
{% macro generate_database_name(custom_database_name, node) -%}
  {{ config.get('db') or node.package_name }}
{%- endmacro %}
"""


def test_the_names_that_dbt_gives() -> None:
    plain = renderer(schema="dw")
    node = GeneratedFor("shop", "customers")
    assert plain.schema_name(None, node) == "dw"
    assert plain.schema_name(" marts ", node) == "dw_marts"
    assert plain.alias_name(None, node) == "customers"
    assert plain.alias_name("c", node) == "c"
    assert plain.alias_name(None, GeneratedFor("shop", "customers", version="2.1")) == (
        "customers_v2_1"
    )
    assert plain.database_name("lake", node) == "lake"


def test_a_schema_that_hangs_on_an_unknown_target_is_not_known() -> None:
    assert renderer().schema_name("marts", GeneratedFor("shop", "c")) is None
    assert renderer().database_name(None, GeneratedFor("shop", "c")) is None


def test_the_names_that_the_project_gives() -> None:
    own = renderer({"shop": OWN}, schema="dw")
    assert own.schema_name("marts", GeneratedFor("shop", "c")) == "marts"
    assert own.schema_name(None, GeneratedFor("shop", "c", kind="seed")) == "seeds"
    assert own.schema_name(None, GeneratedFor("shop", "c")) == "dw"
    assert own.alias_name(None, GeneratedFor("shop", "c")) == "t_c"
    assert own.database_name(None, GeneratedFor("shop", "c", config={"db": "lake"})) == "lake"


def test_snapshots_of_a_file() -> None:
    text = (
        "{% set cols = 'id, email' %}\n"
        "{% snapshot one %}\n"
        "  {{ config(strategy='check', meta={'owner': 'a'}) }}\n"
        "  select {{ cols }} from {{ ref('a') }}\n"
        "{% endsnapshot %}\n"
        "not a snapshot\n"
        "{%- snapshot two -%}select 1{%- endsnapshot -%}\n"
    )
    (first, one), (second, two) = renderer().snapshots(text, package="shop", file="snapshots/s.sql")
    assert (first, second) == ("one", "two")
    assert one.sql.split() == ["select", "id,", "email", "from", "dbt_ref_0"]
    assert one.config == {"strategy": "check", "meta": {"owner": "a"}}
    assert one.config_places["meta.owner"] == Location("snapshots/s.sql", 3, 37)
    start = one.sql.index("from")
    assert one.place.span(start, start + 3) == (4, 21, 4, 24)
    assert two.sql == "select 1"


def test_a_file_of_snapshots_that_cannot_be_read() -> None:
    ((name, rendered),) = renderer().snapshots("{% snapshot a %}", package="shop", file="s.sql")
    assert name == ""
    assert rendered.problems


def test_where_the_configuration_stands() -> None:
    text = (
        "-- x\n{{ config(\n  materialized='table',\n  meta={\n"
        "    'owner': 'a',\n    'deep': {'pii': true}}\n) }}"
    )
    places = renderer().model(text, package="shop", name="m", file="m.sql").config_places
    assert {key: (place.line, place.column) for key, place in places.items()} == {
        "": (2, 1),
        "materialized": (3, 16),
        "meta": (4, 8),
        "meta.owner": (5, 5),
        "meta.deep": (6, 5),
        "meta.deep.pii": (6, 14),
    }


def test_what_config_says_around_a_model_is_there_for_it() -> None:
    text = (
        "{{ config.get('materialized') }} {{ config.get('meta').owner }}"
        " {{ config.meta_get('owner') }}"
    )
    made = renderer().model(
        text, package="shop", name="m", file="m.sql",
        config={"materialized": "view", "meta": {"owner": "a"}},
    )  # fmt: skip
    assert made.sql == "view a a"
    assert made.config == {}


MODEL = (
    "{{ f() }}{{ var('days', 1) }}"
    "{% for c in adapter.get_columns_in_relation(ref('a')) %}{{ c.name }}{% endfor %}"
)
MACROS = {
    "shop/a": "{% macro f() %}{{ g() }}{% endmacro %}",
    "shop/b": "{% macro g() %}g{% endmacro %}",
    "shop/c": "{% macro unused() %}{% endmacro %}",
}


def _columns(reference: Reference) -> list[tuple[str, str]]:
    return [("id", "int")]


def _state(used: Dependencies, **changed: Any) -> str:
    given: dict[str, Any] = {"macros": MACROS, "variables": {"days": 2}, "columns": _columns}
    return renderer(**(given | changed)).state(used)


def test_a_rendering_knows_what_it_rests_on() -> None:
    made = renderer(MACROS, {"days": 2}, _columns).model(
        MODEL, package="shop", name="m", file="m.sql"
    )
    assert made.sql == "g2id"
    used = made.used
    assert decode(encode(used), Dependencies) == used
    same = _state(used)
    assert _state(used, macros=MACROS | {"shop/c": "{% macro unused() %}x{% endmacro %}"}) == same
    assert _state(used, variables={"days": 2, "other": 1}) == same
    for changed in (
        {"macros": MACROS | {"shop/a": "{% macro f() %}f{% endmacro %}"}},
        {"macros": MACROS | {"shop/b": "{% macro g() %}h{% endmacro %}"}},
        {"macros": {name: text for name, text in MACROS.items() if name != "shop/b"}},
        {"macros": MACROS | {"shop/d": "{% macro ref(x) %}{% endmacro %}"}},
        {"macros": MACROS | {"shop/d": "{% macro var(x) %}{% endmacro %}"}},
        {"variables": {"days": 3}},
        {"variables": {"days": 2, "shop": {"days": 4}}},
        {"variables": {}},
        {"columns": lambda _: [("id", "int"), ("email", "text")]},
        {"columns": None},
        {"schema": "other"},
    ):
        assert _state(used, **changed) != same, changed


def test_a_macro_that_was_missing_and_is_there_now_is_another_state() -> None:
    used = renderer().model("{{ later('x') }}", package="shop", name="m", file="m.sql").used
    assert _state(used, macros={}) != _state(
        used, macros={"shop/l": "{% macro later(x) %}{% endmacro %}"}
    )


def test_each_file_of_macros_is_read_once_and_only_when_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from governance.extract.dbt.jinja import template

    read: list[str] = []
    parse_template = template.parse

    def counting(text: str, own: bool) -> Any:
        if not own:
            read.append(text)
        return parse_template(text, own)

    monkeypatch.setattr(template, "parse", counting)
    macro_files._read.cache_clear()
    own = renderer(MACROS)
    for number in range(3):
        own.model("{{ f() }}{{ f() }}", package="shop", name=f"m{number}", file=f"{number}.sql")
    assert read == [MACROS["shop/a"], MACROS["shop/b"]]
