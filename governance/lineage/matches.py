"""MATCH_RECOGNIZE: rows that follow a pattern, and what is measured of each match.

Snowflake, Trino and Oracle document it alike (SQL:2016, row pattern recognition): with ONE ROW
PER MATCH the columns of PARTITION BY and the measures come out, with ALL ROWS every column of the
table, too. ORDER BY and DEFINE decide which rows match.
"""

from __future__ import annotations

from msgspec import structs
from sqlglot import exp

from governance.lineage.context import Context
from governance.lineage.expressions import terms
from governance.lineage.outputs import output
from governance.lineage.reduced import (
    Output,
    Query,
    Select,
    Source,
    Star,
    Term,
    Use,
    through_calls,
)


def matched(context: Context, source: Source, node: exp.MatchRecognize) -> Source:
    """A source with MATCH_RECOGNIZE over it.

    Raises:
        NotUnderstood: a query in it holds something that cannot be followed.
    """
    span = context.whole
    influences: list[Term] = []
    items: list[Output | Star] = []
    partition = node.args.get("partition_by") or ()
    for key in (
        *partition,
        *(d.this for d in node.args.get("define") or ()),
        node.args.get("order"),
    ):
        if isinstance(key, exp.Expr):
            influences.extend(_unmarked(terms(context, key, influence=True), source))
    rows = node.args.get("rows")
    if rows is not None and rows.name.upper().startswith("ALL"):
        items.append(Star((), span))
    else:
        items.extend(
            one for key in partition if isinstance(one := output(context, key, {}), Output)
        )
    for measure in node.args.get("measures") or ():
        one = output(context, measure.this, {})
        if isinstance(one, Output):
            items.append(structs.replace(one, terms=_unmarked(one.terms, source), plain=False))
    alias = node.args.get("alias")
    name = context.fold(alias.this) if alias is not None and alias.this is not None else ""
    query = Query(Select((source,), tuple(items), tuple(influences)))
    return Source(query, span, name or source.alias)


def _unmarked(found: tuple[Term, ...], source: Source) -> tuple[Term, ...]:
    """The columns without the pattern's variables in front: `b.price` is a price of row b."""
    own = source.alias or (source.relation[-1] if isinstance(source.relation, tuple) else "")

    def unmarked(term: Term) -> Term:
        if isinstance(term, Use) and len(term.name) == 2 and term.name[0] != own:
            return structs.replace(term, name=term.name[1:])
        return through_calls(term, unmarked)

    return tuple(map(unmarked, found))
