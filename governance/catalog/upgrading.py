"""Bring a store to the schema of this program, one migration after the other, all or none."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from governance.catalog.opening import VERSION, Store, newer
from governance.catalog.schema import SCHEMA, metadata

_FOLDER = Path(__file__).parent / "migrations"
_PREPARE = f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}"


def upgrade(store: Store) -> tuple[str | None, str]:
    """Bring the store to this program's schema; the versions before and after.

    Whoever else does it at the same time waits, and finds it done.

    Raises:
        CatalogError: it cannot be changed, or a newer program has made it.
    """
    with store.writing() as connection:
        if store.dialect == "postgresql":
            connection.execute(text(_PREPARE))
        before = _current(connection)
        if before is not None and before > VERSION:
            raise newer(store, before)
        if before != VERSION:
            _run(connection=connection)
    return before, VERSION


def sql(store: Store) -> str:
    """What `upgrade` would do to a PostgreSQL, as a script for whoever may change its schemas.

    Raises:
        CatalogError: the store cannot be read.
    """
    from governance.catalog.opening import version

    found = version(store)
    if found is not None and found > VERSION:
        raise newer(store, found)
    if found == VERSION:
        return f"-- the store is at version {VERSION} already\n"
    buffer = io.StringIO()
    _run(
        dialect_name=store.dialect,
        as_sql=True,
        starting_rev=found,
        output_buffer=buffer,
    )
    return buffer.getvalue()


def scripts() -> ScriptDirectory:
    """The migrations that come with this program."""
    return ScriptDirectory(str(_FOLDER))


def _current(connection: Connection) -> str | None:
    found: str | None = None
    if connection.dialect.has_table(connection, "alembic_version", **_schema(connection)):
        found = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def _schema(connection: Connection) -> dict[str, str]:
    return {"schema": SCHEMA} if connection.dialect.name == "postgresql" else {}


def _run(**options: Any) -> None:
    folder = scripts()
    environment = EnvironmentContext(
        Config(),
        folder,
        fn=lambda revision, _: folder._upgrade_revs(VERSION, revision),
        as_sql=options.pop("as_sql", False),
        destination_rev=VERSION,
        starting_rev=options.pop("starting_rev", None),
    )
    with environment:
        environment.configure(target_metadata=metadata, **options)
        with environment.begin_transaction():
            if environment.is_offline_mode() and options.get("dialect_name") == "postgresql":
                environment.execute(_PREPARE)
                environment.execute(f"SET LOCAL search_path = {SCHEMA}, pg_temp")
            environment.run_migrations()
