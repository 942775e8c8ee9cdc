"""What the nodes of a project are called in the warehouse."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from governance.extract.dbt.adapters import DIALECTS
from governance.extract.dbt.config import Settled, relation
from governance.extract.dbt.project import Node, Project
from governance.model.names import TableRef
from governance.settings import Source
from governance.sql.dialect import Dialect, dialect, dialects

ASSUMED = "postgres"


def spoken(source: Source, project: Project) -> Dialect:
    """The dialect that lictor.yml names, else the adapter's, else `ASSUMED`.

    Raises:
        ConfigError: lictor.yml names one that there is not.
    """
    if source.dialect is not None:
        return dialect(source.dialect).knowing(source.functions)
    adapter = project.adapter or ASSUMED
    known = DIALECTS.get(adapter, adapter)
    return dialect(known if known in dialects() else ASSUMED).knowing(source.functions)


class Naming(Struct, frozen=True):
    """From nodes to names.

    `schema_of` gives the schema of a model that asks for one, or for none (dbt's
    `generate_schema_name`), `database_of` its database, None for the target's. `database` is the
    target's: a table in it is named without it. dbt writes names in quotes, but for Snowflake:
    there they are folded.
    """

    source: str
    dialect: Dialect
    schema_of: Callable[[Node, str | None], str]
    database_of: Callable[[Node, str | None], str | None]
    database: str | None = None

    def ref(self, node: Node, settled: Settled) -> TableRef:
        """The table of a node: where a manifest says, as long as nobody asks for another place."""
        built = relation(node, settled)
        if built is not None:
            database = built.database if built.database != self.database else None
            return self._ref(database, built.schema, built.identifier)
        if node.kind == "source":
            return self._ref(settled.database, settled.schema or node.source_name, settled.alias)
        schema = settled.target_schema or self.schema_of(node, settled.schema)
        database = settled.target_database or self.database_of(node, settled.database)
        return self._ref(database if database != self.database else None, schema, settled.alias)

    def _ref(self, database: str | None, schema: str | None, name: str) -> TableRef:
        parts = [self.fold(part, True) for part in (database, schema) if part]
        return TableRef(self.source, ".".join(parts), self.fold(name, True))

    def fold(self, name: str, quoted: bool) -> str:
        """A name as the warehouse keeps it."""
        return self.dialect.fold(name, quoted and self.dialect.name != "snowflake")


def usual_schema(project: Project) -> Callable[[str | None], str]:
    """The schemas that dbt gives on its own: the target's, with what a model asks for behind it.

    Where nobody says the target's schema, what the model asks for stands alone.
    https://docs.getdbt.com/docs/build/custom-schemas
    """
    target = project.schema

    def schema_of(asked: str | None) -> str:
        if asked is None:
            return target or project.name
        return f"{target}_{asked}" if target else asked

    return schema_of
