"""What is kept of a dbt project: read again when it changes, and never a value."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from governance.cache import FileCache
from governance.extract.base import Extraction
from governance.extract.dbt import models
from governance.settings import Source
from governance.tree import Folder

CANARY = "Canarybird"
PEOPLE = "select 1 as id, 'x' as email"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write(tmp_path, "dbt_project.yml", "name: shop\nvars: {who: email}\n")
    write(tmp_path, "models/people.sql", PEOPLE)
    return tmp_path


def write(root: Path, name: str, text: str) -> None:
    file = root / "dbt" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


@pytest.fixture
def read(extract: Callable[..., Extraction]) -> Callable[..., Extraction]:
    def read_(root: Path, dialect: str = "postgres") -> Extraction:
        source = Source("marts", "dbt", "dbt", dialect, schema="prod")
        return extract(source, Folder(root), FileCache(root / "cache.db"), ())

    return read_


def columns(found: Extraction, table: str) -> list[str]:
    [made] = [t for t in found.tables if t.ref.table == table]
    return [column.name for column in made.columns]


CHANGES = [
    pytest.param(
        "select {{ var('who') }} as it from {{ ref('people') }}",
        ("dbt_project.yml", "name: shop\nvars: {who: 'id'}\n"),
        id="a variable",
    ),
    pytest.param(
        "select {{ which() }} as it from {{ ref('people') }}",
        ("macros/which.sql", "{% macro which() %}id{% endmacro %}"),
        id="a macro",
    ),
    pytest.param(
        "select {% if config.get('group') == 'b' %}id{% else %}email{% endif %} as it"
        " from {{ ref('people') }}",
        ("models/schema.yml", "models: [{name: shown, config: {group: b}}]\n"),
        id="what the YAML configures",
    ),
]


@pytest.mark.parametrize(("model", "change"), CHANGES)
def test_a_model_is_read_again_when_what_it_asks_for_changes(
    read: Any, project: Path, model: str, change: tuple[str, str]
) -> None:
    write(project, "models/shown.sql", model)
    write(project, "macros/which.sql", "{% macro which() %}email{% endmacro %}")
    before = {e.upstream.column for e in read(project).edges if e.downstream.column == "it"}
    write(project, *change)
    after = {e.upstream.column for e in read(project).edges if e.downstream.column == "it"}
    assert (before, after) == ({"email"}, {"id"})


def test_another_macro_changes_nothing(
    read: Any, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(project, "models/shown.sql", "select {{ which() }} as it from {{ ref('people') }}")
    write(project, "macros/which.sql", "{% macro which() %}email{% endmacro %}")
    first = read(project)
    write(project, "macros/more.sql", "{% macro more() %}id{% endmacro %}")
    monkeypatch.setattr(models, "_fresh", None)  # reading anything anew would fail
    assert read(project).edges == first.edges


@pytest.mark.parametrize("dialect", ["postgres", "bigquery", "mysql", "databricks"])
def test_no_value_is_kept(read: Any, project: Path, dialect: str) -> None:
    write(
        project,
        "models/loud.sql",
        f"{{{{ config(post_hook=\"delete from x where name = '{CANARY}'\","
        f" meta={{'owner': 'team-a', 'sample': '{CANARY}'}}, sql_header='-- {CANARY}') }}}}\n"
        f"-- {CANARY}\n"
        f"select id, '{CANARY} of Rome' as Who, /* {CANARY} */ 7 as n\n"
        f"  from {{{{ ref('people') }}}} where email = '{CANARY}@example.org'\n",
    )
    write(project, "seeds/raw.csv", f"id,name\n1,{CANARY}\n")
    write(project, "models/broken.sql", f"select '{CANARY}' frm where {{{{ 1 + '{CANARY}' }}}}\n")
    write(project, "macros/loud.sql", f"{{% macro m() %}}'{CANARY}'{{% endmacro %}}")
    write(
        project,
        "models/schema.yml",
        f"models: [{{name: people, meta: {{sample: {CANARY}}}, columns: [{{name: id,"
        f" meta: {{example: {CANARY}}},"
        f" data_tests: [{{accepted_values: {{values: [{CANARY}]}}}}]}}]}}]\n",
    )
    found = read(project, dialect)
    assert columns(found, "loud")[0] == "id"
    assert CANARY not in repr(found)
    stored = b"".join(file.read_bytes() for file in project.glob("cache.db*"))
    assert len(stored) > 1000
    assert CANARY.lower().encode() not in stored.lower()


def test_the_root_project_sets_the_variables_of_packages(read: Any, project: Path) -> None:
    write(
        project,
        "dbt_project.yml",
        "name: shop\nvars: {who: id, helper: {scoped: id}}\n",
    )
    package = "dbt_packages/helper/"
    write(
        project,
        f"{package}dbt_project.yml",
        "name: helper\nvars: {who: email, scoped: email, own: email}\n",
    )
    names = ("who", "scoped", "own")
    items = ", ".join(f"{{{{ var('{name}') }}}} as {name}" for name in names)
    write(project, f"{package}models/helped.sql", f"select {items} from {{{{ ref('people') }}}}")
    edges = [e for e in read(project).edges if e.downstream.table == "helped"]
    assert {e.downstream.column: e.upstream.column for e in edges if e.kind == "value"} == {
        "who": "id",
        "scoped": "id",
        "own": "email",
    }
