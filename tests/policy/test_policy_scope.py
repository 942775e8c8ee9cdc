"""What a policy has to see at once: one table with what is upstream, totals, or everything."""

from __future__ import annotations

import pytest

from governance.model.location import Location
from governance.policy.compilation import query, rule
from governance.policy.language.text import Text

AT = Location("policies/T-001.yaml", 1, 1)

ONE_TABLE = [
    "SELECT source, table_name FROM governance.tables",
    "SELECT table_name FROM tables",  # the source is added
    "SELECT source, table_name, column_name FROM columns WHERE pii AND type LIKE 'text%'",
    "SELECT DISTINCT source, table_name FROM columns ORDER BY table_name",
    "SELECT source, table_name FROM tables UNION SELECT source, table_name FROM columns",
    "WITH p AS (SELECT source, table_name FROM columns WHERE pii) SELECT * FROM p",
    "SELECT source, table_name FROM (SELECT * FROM edges) AS e WHERE effect = 'identity'",
    "SELECT table_schema, table_name FROM data_catalog WHERE pii_flag",
    "SELECT source, schema_name AS table_schema, table_name FROM columns",
]
EVERYTHING = [
    # about another table than the row's own
    "SELECT upstream_source AS source, upstream_table AS table_name FROM edges",
    "SELECT source, 'people' AS table_name FROM columns",
    (
        "WITH p(source, table_name) AS (SELECT upstream_source, upstream_table FROM edges)"
        " SELECT source, table_name FROM p"
    ),
    (
        "SELECT e.source, e.table_name FROM (SELECT upstream_source, upstream_table FROM edges)"
        " AS e(source, table_name)"
    ),
    "SELECT source, table_name FROM tables LIMIT 1",
    "SELECT source, table_name, count(*) FROM columns GROUP BY source, table_name",
    "SELECT source, max(table_name) AS table_name FROM tables GROUP BY source",
    "SELECT count(*) AS many FROM tables",
    "SELECT a.source, a.table_name FROM tables AS a JOIN tables AS b USING (table_name)",
    "SELECT source, table_name FROM tables WHERE EXISTS (SELECT 1 FROM grants)",
    "SELECT source, table_name, (SELECT count(*) FROM grants) AS many FROM tables",
    "SELECT source, table_name FROM tables EXCEPT SELECT source, table_name FROM columns",
    "WITH p AS (SELECT source, table_name FROM tables LIMIT 3) SELECT source, table_name FROM p",
    "SELECT source, table_name FROM grants WHERE grantee = 'PUBLIC'",  # of a schema, perhaps
    "SELECT exposure_name AS table_name, source FROM exposures",
    "SELECT classified_percent FROM catalog",
    "SELECT type FROM columns WHERE pii",  # of which table is not said
    "SELECT catalog_id, source, table_name FROM data_catalog",  # a number tells places apart
]


@pytest.mark.parametrize("sql", ONE_TABLE)
def test_a_query_that_tells_tables_apart(sql: str) -> None:
    assert query(Text(sql, AT), {}).scope == "table"


@pytest.mark.parametrize("sql", EVERYTHING)
def test_a_query_that_does_not(sql: str) -> None:
    assert query(Text(sql, AT), {}).scope == "catalog"


@pytest.mark.parametrize(
    ("subject", "require", "scope"),
    [
        ("column", "masking is not null", "table"),
        ("table", "owner <> ''", "table"),
        ("edge", "upstream_environment = environment", "table"),
        ("grant", "not pii", "table"),
        ("catalog", "owned_percent > 90", "totals"),
        ("exposure", "owner is not null", "totals"),
        ("table", "exists (select 1 from grants)", "catalog"),
        ("exposure", "exists (select 1 from tables)", "catalog"),
    ],
)
def test_a_rule(subject: str, require: str, scope: str) -> None:
    assert rule(subject, None, Text(require, AT), frozenset(), {}).scope == scope
