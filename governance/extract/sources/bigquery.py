"""`kind: bigquery`: the data sets of a BigQuery project."""

from __future__ import annotations

from governance.extract.live.engine import Engine
from governance.extract.live.warehouse import warehouse

LIVE = True

ENGINE = Engine(
    name="BigQuery",
    dialect="bigquery",
    driver="bigquery",
    schemes=("bigquery",),
    extra="bigquery",
    own=("information_schema",),
)

extract, sampler = warehouse(ENGINE)
