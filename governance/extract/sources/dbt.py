"""A dbt project: its models rendered without dbt, followed, and what its YAML says of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from governance.cache import Cache
from governance.errors import ExtractError
from governance.extract.base import Extraction
from governance.extract.dbt.config import Settled
from governance.extract.dbt.files import read_project
from governance.extract.dbt.following import Followed, Following, in_order
from governance.extract.dbt.project import Node, Project
from governance.extract.dbt.models import Model, read_models
from governance.extract.dbt.stewardship import declarations, grants
from governance.extract.dbt.tables import table
from governance.lineage.resolve import Relation
from governance.model.catalog import Exposure, Grant, Table
from governance.model.judgement import Coverage, Problem
from governance.model.location import Location
from governance.model.names import TableRef, printable
from governance.model.stewardship import Declaration
from governance.settings import Source
from governance.sql.dialect import Dialect, dialect
from governance.sql.parse import not_collecting
from governance.tree import Folder, Tree

LIVE = False

_DIALECTS = {
    "athena": "trino",
    "starburst": "trino",
    "trino": "trino",
    "presto": "trino",
    "spark": "spark",
    "glue": "spark",
    "fabricspark": "spark",
    "databricks": "databricks",
    "sqlserver": "tsql",
    "synapse": "tsql",
    "fabric": "tsql",
    "materialize": "postgres",
    "greenplum": "postgres",
    "alloydb": "postgres",
    "risingwave": "postgres",
    "singlestore": "mysql",
    "tidb": "mysql",
}
"""Adapters of dbt whose engine speaks a dialect of another name."""
