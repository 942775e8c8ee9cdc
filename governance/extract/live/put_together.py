"""What was read of a database put together: views followed, what is missing said."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from fnmatch import fnmatchcase

from msgspec import Struct, structs

from governance.cache import Cache
from governance.extract.base import Extraction
from governance.extract.live.views import generated_edges, view_edges
from governance.model.catalog import Grant, Role, Statistics, Table
from governance.model.judgement import Coverage, Problem
from governance.model.lineage import Edge
from governance.model.names import ColumnRef, TableRef
from governance.settings import Source
from governance.sql.dialect import dialect as dialect_of
from governance.sql.literals import without_literals

_CREATES = re.compile(r"\s*(?:create|alter|replace)\b", re.IGNORECASE)
_BODY = re.compile(r"\s*(?:create|alter|replace)\b.*?\bas\b(?=\s*[\s(])", re.IGNORECASE | re.DOTALL)


class Chosen(Struct, frozen=True):
    """Schemas that are read, and the globs of the source that no schema matches."""

    schemas: tuple[str, ...]
    unmatched: tuple[str, ...]


def chosen(
    source: Source,
    names: Iterable[str],
    own: Sequence[str] = (),
    only: str = "",
    *,
    any_case: bool = False,
) -> Chosen:
    """The schemas that a source means, of those there are, in their order.

    Without globs it is `only`, if that is there, else all but the engine's `own`. `any_case` says
    that globs may be written in the case that people write names in.
    """
    there = [name for name in sorted(set(names)) if not _matches(name.lower(), own)]
    if not source.schemas:
        return Chosen((only,) if only in there else tuple(there), ())

    def fits(name: str, glob: str) -> bool:
        return fnmatchcase(name, glob) or (any_case and fnmatchcase(name.lower(), glob.lower()))

    kept = [name for name in there if any(fits(name, glob) for glob in source.schemas)]
    unmatched = [glob for glob in source.schemas if not any(fits(name, glob) for name in there)]
    return Chosen(tuple(kept), tuple(unmatched))


def _matches(name: str, globs: Iterable[str]) -> bool:
    return any(fnmatchcase(name, glob) for glob in globs)


def extraction(
    source: Source,
    dialect: str,
    schemas: Chosen,
    tables: Collection[Table],
    views: Mapping[TableRef, str | None],
    *,
    grants: Sequence[Grant] = (),
    roles: Sequence[Role] = (),
    statistics: Mapping[TableRef, Statistics] | None = None,
    problems: Sequence[Problem] = (),
    notices: Sequence[str] = (),
    generated: Sequence[tuple[ColumnRef, str]] = (),
    own_schema: bool = False,
    database: str = "",
    cache: Cache,
) -> Extraction:
    """All that was read of one source.

    `views` are the queries of views as the database has them, None where it does not show one.
    They are followed, and kept without their literals. `dialect` is "" where the SQL of the
    engine is not known: its views are then problems, and not followed. `generated` are columns and
    the expressions that they are computed by; they are followed as well. `own_schema` says that a
    table without a schema, in a view's query, is one of the view's own schema; `database` may stand
    in front of every name.
    """
    hidden = {view for view, query in views.items() if not query or not dialect}
    statements: dict[str, list[tuple[TableRef, str]]] = defaultdict(list)
    for view, query in views.items():
        if query and dialect:
            statements[view.schema if own_schema else ""].append((view, _statement(query)))
    edges: list[Edge] = []
    not_followed: list[Problem] = []
    for schema, said in statements.items():
        spoken = dialect_of(dialect).knowing(source.functions)
        if schema:
            spoken = structs.replace(spoken, default_schema=spoken.fold(schema, True))
        found, missed = view_edges(spoken, tables, said, source.location, database, cache)
        edges += found
        not_followed += missed
    if generated and dialect:
        spoken = dialect_of(dialect).knowing(source.functions)
        found, missed = generated_edges(spoken, tables, generated, source.location, cache)
        edges += found
        not_followed += missed
    shown = {
        view: without_literals(_BODY.sub("", query, count=1), dialect)
        for view, query in views.items()
        if query and dialect
    }
    told = "what this view shows is not followed: " + (
        "the database does not show its SQL to this user"
        if dialect
        else "the SQL of its engine is not known; say which with dialect:"
    )
    return Extraction(
        tables=tuple(structs.replace(table, definition=shown.get(table.ref)) for table in tables),
        edges=tuple(edges),
        grants=tuple(grants),
        roles=tuple(roles),
        statistics=statistics or {},
        problems=(
            *problems,
            *(problem(source, str(view), told, f"view:{view}") for view in sorted(hidden)),
            *not_followed,
            *_nothing(source, schemas, empty=not tables),
        ),
        notices=tuple(notices),
        coverage=Coverage(tables=len(tables), columns=sum(len(table.columns) for table in tables)),
    )


def problem(source: Source, subject: str, message: str, fingerprint: str) -> Problem:
    """What could not be read; its place is where the source is configured."""
    return Problem(
        subject=subject, message=message, fingerprint=fingerprint, location=source.location
    )


def _statement(query: str) -> str:
    """A statement that makes the view, for engines that keep its query alone."""
    return query if _CREATES.match(query) else f"CREATE VIEW v AS {query}"


def _nothing(source: Source, schemas: Chosen, *, empty: bool) -> Iterable[Problem]:
    for glob in schemas.unmatched:
        yield problem(
            source,
            source.name,
            f'no schema of the database matches "{glob}"',
            f"{source.kind}:{source.name}:schemas:{glob}",
        )
    if empty and not schemas.unmatched:
        yield problem(
            source,
            source.name,
            "there are no tables that this user can see",
            f"{source.kind}:{source.name}:empty",
        )
