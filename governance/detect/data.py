"""Where the tables of a repository are described: SQL, dbt, programs; and their databases."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from governance.detect.databases import Database, dialect_of, find_databases
from governance.detect.dbt import Projects, find_dbt
from governance.detect.programs import Program, find_programs, unread
from governance.detect.sql import Found, find_sql
from governance.settings import Source
from governance.tree import Tree


class Data(Struct, frozen=True):
    """What was found; `sources` is everything that can be read, `programs` what cannot."""

    sources: tuple[Source, ...]
    sql: Found
    dbt: Projects
    programs: tuple[Program, ...]
    databases: tuple[Database, ...]


def find_data(tree: Tree, paths: Sequence[str], kept: Sequence[str] = ()) -> Data:
    """Where the tables are described among a tree's `paths`; models of dbt are no migrations.

    `kept` are paths of SQL to read in any case, as far as they are there.
    """
    databases = find_databases(tree, paths)
    hint = dialect_of(databases)
    dbt = find_dbt(paths)
    programs = find_programs(tree, paths, hint)
    migrated = any(program.own and program.kind == "migrations" for program in programs)
    outside = [path for path in paths if not dbt.have(path)]
    sql = find_sql(tree, outside, kept, hint, elsewhere=migrated or bool(dbt.own))
    sources = (*sql.sources, *dbt.sources(sql.spoken))
    return Data(
        sources=sources,
        sql=sql,
        dbt=dbt,
        programs=unread(programs, [str(source.path) for source in sources]),
        databases=databases,
    )
