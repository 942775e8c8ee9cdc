"""dbt's words for the engines it speaks to; the package of each is named `dbt-<word>`."""

from __future__ import annotations

from types import MappingProxyType

ADAPTERS = frozenset(
    {
        *("athena", "bigquery", "clickhouse", "databricks", "dremio", "duckdb", "exasol", "fabric"),
        *("firebolt", "glue", "hive", "impala", "materialize", "mysql", "oracle", "postgres"),
        *("redshift", "risingwave", "singlestore", "snowflake", "spark", "sqlite", "sqlserver"),
        *("starrocks", "synapse", "teradata", "trino", "vertica"),
    }
)

DIALECTS = MappingProxyType(
    {
        "athena": "trino",
        "starburst": "trino",
        "presto": "trino",
        "glue": "spark",
        "fabricspark": "spark",
        "hive": "spark",
        "sqlserver": "tsql",
        "synapse": "tsql",
        "fabric": "tsql",
        "materialize": "postgres",
        "greenplum": "postgres",
        "alloydb": "postgres",
        "risingwave": "postgres",
        "singlestore": "mysql",
        "tidb": "mysql",
        "starrocks": "mysql",
        "doris": "mysql",
    }
)
"""Adapters of dbt whose engine speaks a dialect of another name."""
