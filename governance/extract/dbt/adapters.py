"""dbt's words for the engines it speaks to; the package of each is named `dbt-<word>`."""

from __future__ import annotations

ADAPTERS = frozenset(
    {
        *("athena", "bigquery", "clickhouse", "databricks", "dremio", "duckdb", "exasol", "fabric"),
        *("firebolt", "glue", "hive", "impala", "materialize", "mysql", "oracle", "postgres"),
        *("redshift", "risingwave", "singlestore", "snowflake", "spark", "sqlite", "sqlserver"),
        *("starrocks", "synapse", "teradata", "trino", "vertica"),
    }
)
