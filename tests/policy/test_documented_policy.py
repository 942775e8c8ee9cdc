"""The policy that docs/classification.md shows, on a project that counts the sick."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from governance.cli.main import run

PAGE = Path(__file__).parents[2] / "docs" / "classification.md"
POLICY = re.search(r"```yaml\n(id: ACME-010\n.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
FILES: dict[str, str | bytes] = {
    "lictor.yml": """\
version: 1
sources:
  - {name: marts, kind: dbt, path: dbt, schema: prod, dialect: postgres}
  - {name: app, kind: ddl, path: migrations, dialect: postgres}
environments: {production: ["*"]}
stewardship: [stewardship.yml]
policies: {packs: [], paths: [policies]}
""",
    "stewardship.yml": """\
version: 1
assets: [{match: "crm.visits.diagnosis", category: health, classification: restricted}]
""",
    "migrations/0001.sql": "CREATE TABLE crm.visits (id bigint, ward text, diagnosis text);\n",
    "dbt/dbt_project.yml": "name: shop\n",
    "dbt/models/sources.yml": "sources: [{name: crm, tables: [{name: visits}]}]\n",
}
MODEL = """\
{{ config(tags=[TAGS]) }}
select ward, count(diagnosis) as patients, count(*) as visits
  from {{ source('crm', 'visits') }} group by ward
"""


@pytest.mark.parametrize(("tags", "expected"), [("", ["prod.wards.patients"]), ("'k-10'", [])])
def test_aggregates_end_a_category_unless_a_policy_asks_for_k(
    folder_with: Any, capsys: Any, monkeypatch: Any, tags: str, expected: list[str]
) -> None:
    assert POLICY is not None
    model = MODEL.replace("TAGS", tags)
    folder = folder_with(
        {**FILES, "policies/ACME-010.yaml": POLICY[1], "dbt/models/wards.sql": model}
    )
    monkeypatch.chdir(folder)
    assert run(["policy", "test"]) == 0
    capsys.readouterr()
    run(["check", "--format", "json"])
    report = json.loads(capsys.readouterr().out)
    assert [v["subject"] for v in report["violations"]] == expected
    assert report["errors"] == []
