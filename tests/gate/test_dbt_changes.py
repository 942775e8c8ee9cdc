"""`lictor check` on migrations and a dbt project: what a change does to the data."""

from __future__ import annotations

import contextlib
import io
import json
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from governance.cli.main import run

BASE: dict[str, str | bytes] = {
    "lictor.yml": """\
version: 1
sources:
  - {name: marts, kind: dbt, path: dbt, schema: prod}
  - {name: app, kind: ddl, path: migrations, dialect: postgres}
environments: {staging: ["*staging"], production: ["*"]}
stewardship: [stewardship.yml]
""",
    "stewardship.yml": """\
version: 1
assets:
  - {match: "*.*", owner: team-data, retention_days: 730}
  - {match: "crm.customers.email", category: email, classification: confidential}
""",
    "migrations/0001.sql": "CREATE TABLE crm.customers (id bigint PRIMARY KEY, email text);\n",
    "dbt/dbt_project.yml": "name: shop\nvars: {since: '2020-01-01'}\n",
    "dbt/macros/masks.sql": (
        "{% macro masked(column) %}hmac({{ column }}, 'k', 'sha256'){% endmacro %}\n"
    ),
    "dbt/models/sources.yml": (
        "sources: [{name: app, schema: crm, tables: [{name: customers}]}]\n"
    ),
    "dbt/models/stg_customers.sql": (
        "with source as (select * from {{ source('app', 'customers') }})\n"
        "select id, {{ masked('email') }} as email from source\n"
    ),
    "dbt/models/people.sql": "select * from {{ ref('stg_customers') }}\n",
    "dbt/models/export.sql": (
        "{{ config(schema='staging') }}\nselect id, email as contact\n  from {{ ref('people') }}\n"
    ),
}
IN_THE_CLEAR = "{% macro masked(column) %}{{ column }}{% endmacro %}\n"


def judged(root: Path, *arguments: str) -> tuple[int, Any]:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.chdir(root), redirect_stdout(out), redirect_stderr(err):
        code = run(["check", "--format", "json", *arguments])
    assert "Traceback" not in err.getvalue()
    return code, json.loads(out.getvalue())


def blocking(verdict: Any) -> list[tuple[str, str, str, int]]:
    return [
        (v["policy"], v["subject"], v["file"], v["line"])
        for v in verdict["violations"]
        if v["state"] == "new" and v["severity"] == "block"
    ]


@pytest.fixture
def topic(repo: Any) -> Any:
    repo.commit(BASE)
    repo.git("checkout", "-q", "-b", "topic")
    return repo


def test_what_stands_is_clean_enough(topic: Any) -> None:
    code, verdict = judged(topic.root, "--base", "main")
    assert (code, verdict["errors"]) == (0, [])
    assert verdict["summary"]["new"] == 0


CHANGES = [
    pytest.param(
        {"dbt/macros/masks.sql": IN_THE_CLEAR},
        [
            ("CHG-003", "prod.stg_customers.email", "dbt/models/stg_customers.sql", 2),
            ("GOV-003", "prod_staging.export.contact", "dbt/models/export.sql", 2),
        ],
        id="a macro in another file, two models away, no longer masks",
    ),
    pytest.param(
        {
            "dbt/models/leak.sql": "{{ config(schema='staging') }}\n"
            "select lower(c.email) as mail\n  from {{ source('app', 'customers') }} as c\n"
        },
        [("GOV-003", "prod_staging.leak.mail", "dbt/models/leak.sql", 2)],
        id="a new model copies into staging",
    ),
    pytest.param(
        {"dbt/models/stg_customers.sql": "select * from {{ source('app', 'customers') }}\n"},
        [
            ("CHG-003", "prod.stg_customers.email", "dbt/models/stg_customers.sql", 1),
            ("GOV-003", "prod_staging.export.contact", "dbt/models/export.sql", 2),
        ],
        id="a star replaces a masked column",
    ),
    pytest.param(
        {
            "dbt/dbt_project.yml": "name: shop\nmodels: {shop: {+schema: staging}}\n"
            "vars: {since: '2020-01-01'}\n",
            "dbt/models/stg_customers.sql": "select id, email\n"
            "  from {{ source('app', 'customers') }}\n",
        },
        [
            ("CHG-003", "prod_staging.export.contact", "dbt/models/export.sql", 2),
            ("GOV-003", "prod_staging.export.contact", "dbt/models/export.sql", 2),
            ("GOV-003", "prod_staging.people.email", "dbt/models/people.sql", 1),
            ("GOV-003", "prod_staging.stg_customers.email", "dbt/models/stg_customers.sql", 1),
        ],
        id="the project's configuration moves all models to staging",
    ),
    pytest.param(
        {"dbt/models/schema.yml": "models: [{name: export, config: {schema: marts}}]\n"},
        [],
        id="what the model itself configures wins over the YAML",
    ),
    pytest.param(
        {
            "dbt/models/export.sql": "{{ config(schema='staging') }}\n"
            "select id, md5(email) as contact\n"
            "  from {{ ref('people') }}\n"
        },
        [],
        id="hashing what is keyed is still keyed",
    ),
]


@pytest.mark.parametrize(("change", "expected"), CHANGES)
def test_what_a_change_does(
    topic: Any, change: dict[str, str | bytes], expected: list[tuple[str, str, str, int]]
) -> None:
    topic.commit(change)
    code, verdict = judged(topic.root, "--base", "main")
    assert sorted(blocking(verdict)) == expected
    assert code == (1 if expected else 0)
    # a warm cache says the same
    assert judged(topic.root, "--base", "main")[1]["violations"] == verdict["violations"]


def test_the_way_is_told(topic: Any) -> None:
    topic.commit({"dbt/macros/masks.sql": IN_THE_CLEAR})
    out = io.StringIO()
    with contextlib.chdir(topic.root), redirect_stdout(out):
        assert run(["check", "--base", "main"]) == 1
    assert "--> dbt/models/export.sql:2:12" in out.getvalue()
    assert "copied from prod.people.email (email," in out.getvalue()


def test_a_broken_model_is_a_new_problem_and_the_rest_is_judged(topic: Any) -> None:
    topic.commit(
        {
            "dbt/models/broken.sql": "select {{ nothing.at() }} frm where\n",
            "dbt/models/leak.sql": "{{ config(schema='staging') }}\n"
            "select email from {{ source('app', 'customers') }}\n",
        }
    )
    code, verdict = judged(topic.root, "--base", "main")
    assert code == 1
    assert [error["file"] for error in verdict["errors"]] == ["dbt/models/broken.sql"]
    assert blocking(verdict) == [("GOV-003", "prod_staging.leak.email", "dbt/models/leak.sql", 2)]
