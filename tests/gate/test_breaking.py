"""What a change drops, renames or retypes is told at each of its readers that it breaks."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest

BASE: dict[str, str | bytes] = {
    "lictor.yml": """\
version: 1
sources:
  - {name: marts, kind: dbt, path: dbt, schema: prod, dialect: postgres}
  - {name: app, kind: ddl, path: migrations, dialect: postgres}
environments: {production: ["*"]}
stewardship: [stewardship.yml]
""",
    "stewardship.yml": """\
version: 1
assets:
  - {match: "*.*", owner: team-data, retention_days: 730}
  - {match: "prod.*", owner: team-marts}
  - {match: "*.*.note", category: none, reason: "says where to leave the parcel"}
""",
    "migrations/0001.sql": """\
CREATE TABLE shop.orders (id bigint PRIMARY KEY, total integer, note text, region text);
CREATE VIEW shop.open_orders AS
SELECT id, note FROM shop.orders;
CREATE TABLE shop.archive AS SELECT id, note FROM shop.orders;
""",
    "dbt/dbt_project.yml": "name: shop\n",
    "dbt/models/sources.yml": "sources: [{name: shop, tables: [{name: orders}]}]\n",
    "dbt/models/stg_orders.sql": """\
with source as (select * from {{ source('shop', 'orders') }})
select id,
       total,
       note as remark
  from source
""",
    "dbt/models/revenue.sql": """\
select id, total
  from {{ ref('stg_orders') }}
 where remark is not null
""",
    "dbt/models/everything.sql": "select * from {{ source('shop', 'orders') }}\n",
    "dbt/models/regions.sql": "select region from {{ ref('everything') }}\n",
    "dbt/models/exposures.yml": """\
exposures:
  - name: weekly
    type: dashboard
    owner: {name: Ada Example}
    depends_on: [ref('revenue')]
""",
}
STAGING = str(BASE["dbt/models/stg_orders.sql"])


def told(verdict: Any) -> list[tuple[str, str, str, int]]:
    return sorted(
        (v["policy"], v["message"], v["file"], v["line"]) for v in verdict.new("CHG-001", "CHG-002")
    )


CHANGES = [
    pytest.param(
        {"migrations/0002.sql": "ALTER TABLE shop.orders DROP COLUMN note;\n"},
        [
            (
                "CHG-001",
                "shop.orders.note is dropped, and prod.stg_orders reads it",
                "dbt/models/stg_orders.sql",
                4,
            ),
            (
                "CHG-001",
                "shop.orders.note is dropped, and shop.open_orders reads it",
                "migrations/0001.sql",
                3,
            ),
        ],
        id="a column is dropped: a view and a model behind a star name it, a copy was made before",
    ),
    pytest.param(
        {"migrations/0002.sql": "ALTER TABLE shop.orders RENAME COLUMN note TO comment;\n"},
        [
            (
                "CHG-001",
                "shop.orders.note is renamed to comment, and prod.stg_orders reads it",
                "dbt/models/stg_orders.sql",
                4,
            ),
        ],
        id="a column is renamed: the database changes the view, and nobody the model",
    ),
    pytest.param(
        {
            "migrations/0002.sql": "ALTER TABLE shop.orders RENAME COLUMN note TO comment;\n",
            "dbt/models/stg_orders.sql": STAGING.replace("note as", "comment as"),
        },
        [],
        id="a column is renamed, and its reader in the same change",
    ),
    pytest.param(
        {"dbt/models/stg_orders.sql": STAGING.replace("note as remark", "note")},
        [
            (
                "CHG-001",
                "prod.stg_orders.remark is renamed to note, and prod.revenue reads it",
                "dbt/models/revenue.sql",
                3,
            ),
        ],
        id="a model renames a column that another one only filters by",
    ),
    pytest.param(
        {
            "migrations/0002.sql": "ALTER TABLE shop.orders DROP COLUMN region;\n",
        },
        [
            (
                "CHG-001",
                "prod.everything.region is dropped, and prod.regions reads it",
                "dbt/models/regions.sql",
                1,
            ),
        ],
        id="a column goes, and with it that of a star: told where it is named",
    ),
    pytest.param(
        {"dbt/models/revenue.sql": "select id from {{ ref('stg_orders') }}\n"},
        [
            (
                "CHG-001",
                "prod.revenue.total is dropped, and exposure weekly reads it",
                "dbt/models/exposures.yml",
                2,
            ),
        ],
        id="a dashboard may show it",
    ),
    pytest.param(
        {"migrations/0002.sql": "ALTER TABLE shop.orders ALTER COLUMN total TYPE text;\n"},
        [
            (
                "CHG-002",
                "shop.orders.total is changed from integer to text, and prod.everything reads it",
                "dbt/models/everything.sql",
                1,
            ),
            (
                "CHG-002",
                "shop.orders.total is changed from integer to text, and prod.stg_orders reads it",
                "dbt/models/stg_orders.sql",
                3,
            ),
        ],
        id="another type is told where it begins, and not at each model behind",
    ),
    pytest.param(
        {"migrations/0002.sql": "ALTER TABLE shop.orders RENAME TO purchases;\n"},
        [
            (
                "CHG-001",
                "shop.orders is renamed to purchases, and prod.everything reads it",
                "dbt/models/everything.sql",
                1,
            ),
            (
                "CHG-001",
                "shop.orders is renamed to purchases, and prod.stg_orders reads it",
                "dbt/models/stg_orders.sql",
                2,
            ),
        ],
        id="a table is renamed",
    ),
    pytest.param(
        {"migrations/0002.sql": "ALTER TABLE shop.orders ADD COLUMN more text;\n"},
        [],
        id="one column more breaks nobody",
    ),
    pytest.param(
        {"migrations/0002.sql": "DROP TABLE shop.archive;\n"}, [], id="a table that nobody reads"
    ),
]


@pytest.mark.parametrize(("change", "expected"), CHANGES)
def test_who_is_told(judge: Any, change: Any, expected: Any) -> None:
    verdict = judge(BASE, change)
    assert told(verdict) == expected
    assert verdict.new() == verdict.new("CHG-001", "CHG-002")
    assert verdict.code == (2 if verdict.errors else 0)


def test_a_reader_is_asked_for_by_its_owner(judge: Any) -> None:
    verdict = judge(BASE, {"migrations/0002.sql": "ALTER TABLE shop.orders DROP COLUMN note;\n"})
    owners = {v["file"]: v["owner"] for v in verdict.new("CHG-001")}
    assert owners == {"dbt/models/stg_orders.sql": "team-marts", "migrations/0001.sql": "team-data"}
    assert {v["subject"] for v in verdict.new("CHG-001")} == {"shop.orders.note"}


def test_a_team_may_let_it_block(judge: Any) -> None:
    settings = str(BASE["lictor.yml"]) + "policies: {severity: {CHG-001: block}}\n"
    drop = "ALTER TABLE shop.orders DROP COLUMN note;\n"
    verdict = judge({**BASE, "lictor.yml": settings}, {"migrations/0002.sql": drop})
    assert verdict.code == 1


def test_a_waiver_of_the_column_is_one_for_all_its_readers(judge: Any) -> None:
    waivers = """\
version: 1
waivers:
  - policy: CHG-001
    subject: shop.orders.note
    reason: the reports move next week
    until: DAY
    approver: Ada Example
"""
    day = (date.today() + timedelta(days=30)).isoformat()
    base = {**BASE, "waivers.yml": waivers.replace("DAY", day)}
    settings = str(BASE["lictor.yml"]) + "waivers: {files: [waivers.yml]}\n"
    drop = "ALTER TABLE shop.orders DROP COLUMN note;\n"
    verdict = judge({**base, "lictor.yml": settings}, {"migrations/0002.sql": drop})
    assert verdict.new("CHG-001") == []
    assert verdict.report["summary"]["waived"] == 2


def test_it_is_told_once_and_not_by_the_change_after(judge: Any, checked: Any, repo: Any) -> None:
    drop = "ALTER TABLE shop.orders DROP COLUMN note;\n"
    assert judge(BASE, {"migrations/0002.sql": drop}).new("CHG-001")
    repo.git("checkout", "-q", "main")
    repo.git("merge", "-q", "topic")
    repo.git("checkout", "-q", "-b", "next")
    repo.commit({"migrations/0003.sql": "ALTER TABLE shop.orders ADD COLUMN more text;\n"})
    report = json.loads(checked("--format", "json"))
    assert [v for v in report["violations"] if v["policy"] == "CHG-001"] == []


def test_what_comes_back_by_the_same_name_in_another_place_is_no_rename(judge: Any) -> None:
    models = {
        "dbt/models/stg_orders.sql": "select note, id, total from {{ source('shop', 'orders') }}\n"
    }
    verdict = judge(BASE, models)
    assert [v["message"] for v in verdict.new("CHG-001")] == [
        "prod.stg_orders.remark is dropped, and prod.revenue reads it"
    ]


def test_a_view_names_a_column_that_was_itself_copied(judge: Any) -> None:
    base = {
        **BASE,
        "migrations/0001.sql": str(BASE["migrations/0001.sql"])
        + "CREATE VIEW shop.old AS SELECT id,\n note FROM shop.archive;\n",
    }
    verdict = judge(base, {"migrations/0002.sql": "ALTER TABLE shop.archive DROP COLUMN note;\n"})
    assert told(verdict) == [
        (
            "CHG-001",
            "shop.archive.note is dropped, and shop.old reads it",
            "migrations/0001.sql",
            6,
        )
    ]


def test_every_format_tells_it(judge: Any, checked: Any) -> None:
    judge(BASE, {"migrations/0002.sql": "ALTER TABLE shop.orders DROP COLUMN note;\n"})
    for form in ("text", "github", "gitlab", "sarif", "junit", "markdown"):
        report = checked("--format", form).replace("\\_", "_")
        assert "shop.orders.note is dropped" in report, form
        assert "dbt/models/stg_orders.sql" in report, form
