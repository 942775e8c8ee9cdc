"""Reduced statements as JSON-ready lists, and back.

A cache may have been written by a branch nobody has reviewed: whatever is not the encoding of a
write is a ValueError, never something half read.
"""

from __future__ import annotations

from typing import Any

from governance.lineage.effects import Transform
from governance.lineage.reduced import (
    Branch,
    Combined,
    Cte,
    Function,
    Nested,
    Output,
    Pivot,
    Query,
    Select,
    Source,
    Star,
    Term,
    Use,
    Write,
)
from governance.sql.place import Span

_KINDS = frozenset({"table", "view", "materialized view", "insert", "update", "merge"})
_OPERATIONS = frozenset({"union", "intersect", "except"})
_INFLUENCE = 32


def to_json(write: Write) -> list[Any]:
    """A write as lists, numbers, texts and None."""
    return [
        write.kind,
        list(write.target),
        None if write.columns is None else list(write.columns),
        query_to_json(write.query),
        list(write.span),
        _flags(write.temporary, write.replace, write.if_not_exists, write.by_name),
        [to_json(also) for also in write.also],
    ]


def from_json(data: object) -> Write:
    """The inverse of `to_json`.

    Raises:
        ValueError: `data` is not what `to_json` makes.
    """
    try:
        return _write(data)
    except (TypeError, IndexError, KeyError, AttributeError, RecursionError):
        raise ValueError("not a reduced statement") from None


def query_from_json(data: object) -> Query:
    """The inverse of `query_to_json`.

    Raises:
        ValueError: `data` is not what `query_to_json` makes.
    """
    try:
        return _query(data)
    except (TypeError, IndexError, KeyError, AttributeError, RecursionError):
        raise ValueError("not a reduced query") from None


def query_to_json(query: Query) -> list[Any]:
    """A query as lists, numbers, texts and None."""
    body = query.body
    coded: list[Any]
    if isinstance(body, Select):
        coded = [
            [_source_to_json(source) for source in body.sources],
            [_item_to_json(item) for item in body.items],
            _terms_to_json(body.influences),
            int(body.reuses_aliases),
        ]
    else:
        coded = [
            query_to_json(body.first),
            [[b.operation, query_to_json(b.query), int(b.by_name)] for b in body.branches],
            _terms_to_json(body.influences),
        ]
    return [
        coded,
        [[c.name, query_to_json(c.query), list(c.columns), int(c.recursive)] for c in query.ctes],
    ]


def _term_to_json(term: Term) -> list[Any]:
    code = term.transform.code + _INFLUENCE * term.influence
    if isinstance(term, Use):
        return [code, list(term.name), *term.span]
    return [code, query_to_json(term.query), term.column, int(term.rows)]


def _terms_to_json(terms: tuple[Term, ...]) -> list[Any]:
    return [_term_to_json(term) for term in terms]


def _item_to_json(item: Output | Star) -> list[Any]:
    if isinstance(item, Output):
        return [item.name, _terms_to_json(item.terms), list(item.span), item.type, int(item.plain)]
    return [
        list(item.qualifier),
        list(item.span),
        list(item.without),
        [_item_to_json(output) for output in item.replaced],
        [list(pair) for pair in item.renamed],
    ]


def _source_to_json(source: Source) -> list[Any]:
    relation = source.relation
    coded: list[Any]
    if isinstance(relation, Query):
        kind, coded = "q", query_to_json(relation)
    elif isinstance(relation, Function):
        kind, coded = "f", [_terms_to_json(relation.terms), list(relation.empty)]
    elif isinstance(relation, Pivot):
        kind = "p"
        coded = [
            _source_to_json(relation.source),
            list(relation.used),
            [_item_to_json(output) for output in relation.made],
            _terms_to_json(relation.terms),
        ]
    else:
        kind, coded = "t", list(relation)
    return [
        kind,
        coded,
        list(source.span),
        source.alias,
        list(source.columns),
        list(source.using),
        _flags(source.natural, source.lateral),
    ]


def _flags(*flags: bool) -> int:
    return sum(1 << bit for bit, flag in enumerate(flags) if flag)


def _write(data: Any) -> Write:
    kind, target, columns, query, span, flags, also = data
    if kind not in _KINDS or not target:
        raise TypeError
    return Write(
        kind,
        _texts(target),
        None if columns is None else _texts(columns),
        _query(query),
        _span(span),
        temporary=bool(flags & 1),
        replace=bool(flags & 2),
        if_not_exists=bool(flags & 4),
        by_name=bool(flags & 8),
        also=tuple(_write(other) for other in also),
    )


def _query(data: Any) -> Query:
    coded, ctes = data
    body: Select | Combined
    if len(coded) == 4:
        sources, items, influences, reuses = coded
        body = Select(
            tuple(_source(source) for source in sources),
            tuple(_item(item) for item in items),
            _terms(influences),
            bool(reuses),
        )
    else:
        first, branches, influences = coded
        body = Combined(
            _query(first), tuple(_branch(branch) for branch in branches), _terms(influences)
        )
    return Query(
        body,
        tuple(
            Cte(_text(name), _query(query), _texts(columns), bool(recursive))
            for name, query, columns, recursive in ctes
        ),
    )


def _branch(data: Any) -> Branch:
    operation, query, by_name = data
    if operation not in _OPERATIONS:
        raise TypeError
    return Branch(operation, _query(query), bool(by_name))


def _terms(data: Any) -> tuple[Term, ...]:
    return tuple(_term(term) for term in data)


def _term(data: Any) -> Term:
    transform, influence = Transform.of_code(data[0] % _INFLUENCE), data[0] >= _INFLUENCE
    if len(data) == 6:
        return Use(_texts(data[1]), transform, _span(data[2:]), influence)
    _, query, column, rows = data
    if column is not None and not isinstance(column, int):
        raise TypeError
    return Nested(_query(query), transform, influence, column, bool(rows))


def _item(data: Any) -> Output | Star:
    if isinstance(data[0], str):
        return _output(data)
    qualifier, span, without, replaced, renamed = data
    return Star(
        _texts(qualifier),
        _span(span),
        _texts(without),
        tuple(_output(output) for output in replaced),
        tuple((_text(old), _text(new)) for old, new in renamed),
    )


def _output(data: Any) -> Output:
    name, terms, span, type_, plain = data
    return Output(_text(name), _terms(terms), _span(span), _text(type_), bool(plain))


def _source(data: Any) -> Source:
    kind, coded, span, alias, columns, using, flags = data
    relation: tuple[str, ...] | Query | Function | Pivot
    if kind == "q":
        relation = _query(coded)
    elif kind == "f":
        terms, empty = coded
        relation = Function(_terms(terms), _texts(empty))
    elif kind == "p":
        source, used, made, terms = coded
        relation = Pivot(
            _source(source), _texts(used), tuple(_output(o) for o in made), _terms(terms)
        )
    elif kind == "t":
        relation = _texts(coded)
    else:
        raise TypeError
    return Source(
        relation,
        _span(span),
        _text(alias),
        _texts(columns),
        _texts(using),
        natural=bool(flags & 1),
        lateral=bool(flags & 2),
    )


def _text(data: Any) -> str:
    if not isinstance(data, str):
        raise TypeError
    return data


def _texts(data: Any) -> tuple[str, ...]:
    if not isinstance(data, list):
        raise TypeError
    return tuple(_text(part) for part in data)


def _span(data: Any) -> Span:
    line, column, end_line, end_column = data
    if not all(isinstance(number, int) for number in data):
        raise TypeError
    return line, column, end_line, end_column
