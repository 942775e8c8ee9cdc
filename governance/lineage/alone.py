"""The edges of queries that write nothing: a file of SELECTs that somebody asks about."""

from __future__ import annotations

from collections.abc import Iterator

from governance.lineage.printed import spelled_out
from governance.lineage.reduced import NotUnderstood
from governance.lineage.resolve import resolve_query
from governance.lineage.schema import Relation
from governance.model.lineage import Edge
from governance.sql.dialect import Dialect
from governance.sql.parse import NotParsed, parse
from governance.sql.place import Lines, Place
from governance.sql.shortening import shortened
from governance.sql.split import split
from governance.sql.tokens import Token, tokens

_BEGIN = frozenset(
    {"SELECT", "WITH", "FROM", "VALUES", "(", "PIVOT", "UNPIVOT", "COPY", "EXPORT", "UNLOAD"}
)


class _Unknown:
    """No table is known: the world is open."""

    def relation(self, parts: tuple[str, ...]) -> Relation | None:
        """Nothing."""
        return None


def edges_of_queries(text: str, dialect: Dialect, file: str) -> Iterator[Edge]:
    """The edges of every statement of a text that is only a query, into its outputs.

    Statements that write, and those that are not understood, are left to whoever replays the
    text. Call it through `governance.sql.parse.deeply`.
    """
    from sqlglot import exp

    from governance.lineage.reduce import reduce_query  # brings the parser
    from governance.lineage.writes import made_by_select, query_exported

    lines = Lines(text)
    for piece in split(text, dialect.name):
        place = Place(lines, piece.first)
        statement, place = shortened(text[piece.first : piece.end], dialect, place)
        found = tokens(statement, dialect.name) if piece.kind == "statement" else []
        if not found or found[0].word not in _BEGIN:
            continue
        if found[0].word == "UNLOAD":
            statement = _unloaded(statement, found)
        try:
            tree = parse(statement, dialect)
            tree = query_exported(tree) or tree
            if not isinstance(tree, exp.Query | exp.Pivot) or made_by_select(tree) is not None:
                continue
            query = reduce_query(tree, dialect, place, statement)
        except (NotParsed, NotUnderstood):
            continue
        yield from spelled_out(resolve_query(query, _Unknown(), file).edges)


def _unloaded(statement: str, found: list[Token]) -> str:
    """The query in Redshift's UNLOAD ('SELECT …') TO …, where it stands in the statement."""
    quoted = next((token for token in found if token.kind == "string"), None)
    if quoted is None:
        return statement
    query = statement[quoted.start + 1 : quoted.end - 1].replace("''", " '")
    return " " * (quoted.start + 1) + query
