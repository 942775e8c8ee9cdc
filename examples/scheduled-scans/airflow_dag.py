"""Scans the data sources every night; the task fails on drift (1) and on a source that failed (2).

Lictor is installed in an environment of its own, because Airflow pins what it needs. The urls come
from Airflow's connections, which its secrets backend fills. For Airflow 2.4 or newer, on Python
3.11 or newer.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from airflow import DAG
from airflow.operators.bash import BashOperator

with DAG(
    dag_id="lictor_scan",
    schedule="17 2 * * *",
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    tags=["governance"],
):
    BashOperator(
        task_id="scan",
        bash_command="/opt/lictor/bin/lictor scan --format markdown --output drift.md",
        cwd="/srv/governance",
        append_env=True,
        env={
            "GOVERNANCE_DB_URL": "{{ conn.governance.get_uri() }}",
            "WAREHOUSE_URL": "{{ conn.warehouse.get_uri() }}",
        },
        execution_timeout=timedelta(hours=1),
        retries=0,
    )
