"""The edges of queries that write nothing: a file of SELECTs that somebody asks about."""

from __future__ import annotations

from collections.abc import Iterator

from governance.lineage.reduced import NotUnderstood
from governance.lineage.resolve import resolve_query
from governance.lineage.schema import Relation
from governance.model.lineage import Edge
from governance.sql.dialect import Dialect
from governance.sql.parse import NotParsed, parse
from governance.sql.place import Lines, Place
from governance.sql.split import split
from governance.sql.tokens import tokens

_BEGIN = frozenset({"SELECT", "WITH", "FROM", "VALUES", "("})


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

    lines = Lines(text)
    for piece in split(text, dialect.name):
        statement = text[piece.first : piece.end]
        found = tokens(statement, dialect.name) if piece.kind == "statement" else []
        if not found or found[0].word not in _BEGIN:
            continue
        try:
            tree = parse(statement, dialect)
            if not isinstance(tree, exp.Query) or tree.args.get("into"):
                continue
            query = reduce_query(tree, dialect, Place(lines, piece.first), statement)
        except (NotParsed, NotUnderstood):
            continue
        yield from resolve_query(query, _Unknown(), file).edges
