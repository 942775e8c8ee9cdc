"""`kind: databricks`: the schemas of a Databricks catalog."""

from __future__ import annotations

from governance.extract.live.engine import Engine
from governance.extract.live.warehouse import warehouse

LIVE = True

ENGINE = Engine(
    name="Databricks",
    dialect="databricks",
    driver="databricks",
    schemes=("databricks",),
    extra="databricks",
    own=("information_schema",),
)

extract, sampler = warehouse(ENGINE)
