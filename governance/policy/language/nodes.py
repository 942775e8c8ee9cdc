"""What every rule of the language needs to know about nodes, kinds and texts."""

from __future__ import annotations

from collections.abc import Iterable

from sqlglot import exp

from governance.policy.language.scope import Kind, Typed

COMPARISONS: dict[type[exp.Expr], str] = {
    exp.EQ: "=",
    exp.NEQ: "<>",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.GT: ">",
    exp.GTE: ">=",
    exp.NullSafeNEQ: "IS NOT",
    exp.NullSafeEQ: "IS",
}
LOOSE = (
    *COMPARISONS,
    exp.Is,
    exp.Like,
    exp.ILike,
    exp.Escape,
    exp.Between,
    exp.In,
    exp.Not,
    exp.RegexpLike,
    exp.RegexpILike,
)
TIGHT = (exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod, exp.DPipe)
KIND_NAMES: dict[Kind, str] = {
    "text": "a text",
    "int": "a number",
    "real": "a number",
    "bool": "true or false",
    "text[]": "a list",
    "null": "NULL",
}
HINTS = {
    "SimilarTo": "; use ~ or LIKE",
    "Window": "; use GROUP BY, or a subquery",
    "CurrentDate": "; the views hold no dates",
    "CurrentTimestamp": "; the views hold no dates",
    "Interval": "; the views hold no dates",
    "ByteString": "; write plain '...'",
    "Bracket": "; ask a list with: 'element' = any(list)",
    "ArrayContainsAll": "; ask a list with: 'element' = any(list)",
    "ArrayOverlaps": "; ask a list with: 'element' = any(list)",
    "Round": "; use whole numbers",
    "Parameter": "; a parameter is written :name",
}


def folded(identifier: exp.Expr) -> str:
    """A name as PostgreSQL folds it: lower case unless quoted."""
    name = identifier.name
    return name if identifier.args.get("quoted") else name.lower()


def is_text_literal(node: exp.Expr) -> bool:
    """Whether this is a text written out in quotes (PostgreSQL gives it a type only then)."""
    node = node.unnest()
    return isinstance(node, exp.Literal) and bool(node.is_string)


def common(values: Iterable[Typed]) -> Kind:
    """The type of a choice between values whose types go together."""
    kinds = {value.type for value in values} - {"null"}
    if kinds == {"int", "real"}:
        return "real"
    return next(iter(kinds), "null")


def is_aggregated(select: exp.Select) -> bool:
    """Whether a SELECT has an aggregate of its own in its output or HAVING."""
    places = [*select.expressions, *([select.args["having"]] if select.args.get("having") else [])]
    return any(_has_aggregate(place) for place in places)


def _has_aggregate(node: exp.Expr) -> bool:
    # prune is asked before the children are walked, and yields the pruned node itself.
    return any(
        isinstance(found, exp.AggFunc)
        or (isinstance(found, exp.Anonymous) and found.name.lower() in ("every",))
        for found in node.walk(prune=lambda n: isinstance(n, exp.Query))
    )


def quoted(text: str) -> str:
    """A text as SQLite writes it."""
    return "'" + text.replace("\0", "").replace("'", "''") + "'"


def spaced(name: str) -> str:
    """`NullSafeEQ` for people."""
    return "".join(f" {c}" if c.isupper() else c for c in name).strip()
