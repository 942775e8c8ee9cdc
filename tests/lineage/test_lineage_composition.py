"""How effects combine: nested, in steps, over several ways, and from statement to statement."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from governance.lineage.effects import Transform, most_revealing
from governance.model.lineage import EdgeKind, Effect

_SCHEMA = {"t": ["e", "p"]}
_FUNCTIONS = (
    "lower({})",
    "left({}, 3)",
    "md5({})",
    "hmac({}, 'k', 'sha256')",
    "pgp_sym_encrypt({}, 'k')",
    "pgp_sym_decrypt({}, 'k')",
    "my_own({})",
    "({} IS NULL)",
    "coalesce({}, {})",
    "CASE WHEN {} THEN {} ELSE {} END",
)
_ANY = [
    Transform(effect, keyed, restores)
    for effect in Effect
    if effect is not Effect.KEYED
    for keyed in (False, True)
    for restores in (False, True)
]

expressions = st.recursive(
    st.sampled_from(["e", "p"]),
    lambda inner: st.sampled_from(_FUNCTIONS).flatmap(
        lambda shape: st.tuples(st.just(shape), *[inner] * shape.count("{}"))
    ),
    max_leaves=6,
)
"""A column, or a function and the expressions it is given."""


def _nested(expression):
    if isinstance(expression, str):
        return expression
    shape, *inner = expression
    return shape.format(*map(_nested, inner))


def _steps(expression, made):
    """The columns that one step after the other makes; `made` gets the SQL of each."""
    if isinstance(expression, str):
        return expression
    shape, *inner = expression
    columns = [_steps(one, made) for one in inner]
    made.append(shape.format(*columns))
    return f"c{len(made)}"


def _values(resolution):
    return {
        (edge.upstream.column, edge.effect, edge.restores)
        for edge in resolution.edges
        if edge.kind is EdgeKind.VALUE
    }


_HASHED_OR_ENCRYPTED = ("coalesce({}, {})", ("md5({})", "e"), ("pgp_sym_encrypt({}, 'k')", "e"))


@settings(deadline=None, max_examples=150)
@given(expressions)
@example(("pgp_sym_decrypt({}, 'k')", _HASHED_OR_ENCRYPTED))
def test_steps_of_a_with_do_what_nesting_does(lineage, expression):
    made = []
    last = _steps(expression, made)
    ctes, before = [], "t"
    for number, sql in enumerate(made, 1):
        ctes.append(f"s{number} AS (SELECT *, {sql} AS c{number} FROM {before})")
        before = f"s{number}"
    head = f"WITH {', '.join(ctes)} " if ctes else ""
    (whole,) = lineage(f"SELECT {_nested(expression)} AS o FROM t", "postgres", _SCHEMA)
    (steps,) = lineage(f"{head}SELECT {last} AS o FROM {before}", "postgres", _SCHEMA)
    assert _values(steps) == _values(whole)


@settings(deadline=None, max_examples=150)
@given(expressions)
@example(("pgp_sym_decrypt({}, 'k')", _HASHED_OR_ENCRYPTED))
def test_views_never_show_less_than_nesting(lineage, expression):
    """A view keeps one effect of each column it reads, and so may be taken for more revealing."""
    made = []
    last = _steps(expression, made)
    reached = {"e": {"e": {Transform()}}, "p": {"p": {Transform()}}}
    columns = ["e", "p"]
    for number, sql in enumerate(made, 1):
        (view,) = lineage(
            f"CREATE VIEW v{number} AS SELECT {sql} AS c FROM x", "postgres", {"x": columns}
        )
        here = reached[f"c{number}"] = {}
        for edge in view.edges:
            if edge.kind is EdgeKind.VALUE:
                step = Transform.of(edge.effect, edge.restores)
                for root, ways in reached[edge.upstream.column].items():
                    here.setdefault(root, set()).update(way.then(step) for way in ways)
        columns.append(f"c{number}")
    (whole,) = lineage(f"SELECT {_nested(expression)} AS o FROM t", "postgres", _SCHEMA)
    nested = {}
    for root, effect, _ in _values(whole):
        nested[root] = min(effect.rank, nested.get(root, effect.rank))
    shown = {root: min(way.effect.rank for way in ways) for root, ways in reached[last].items()}
    assert shown.keys() == nested.keys()
    if "decrypt" in _nested(expression):
        assert all(shown[root] <= nested[root] for root in nested)
    else:
        assert shown == nested


def test_of_two_ways_the_one_that_shows_more_stays_so_whatever_follows():
    for one, other in itertools.product(_ANY, repeat=2):
        if one.mark != other.mark:
            continue
        more = most_revealing(one, other)
        less = other if more == one else one
        for after in _ANY:
            assert more.then(after).effect.rank <= less.then(after).effect.rank


@pytest.mark.parametrize("first", _ANY)
def test_the_strongest_holds_until_something_undoes_it(first):
    for second in _ANY:
        both = first.then(second)
        strongest = max(first.effect.rank, second.effect.rank)
        if second.restores and first.keyed:
            assert both.effect.rank == max(first.base.rank, second.effect.rank)
        else:
            assert both.effect.rank == strongest


def test_a_value_hashed_on_one_way_and_encrypted_on_another_can_be_had_back(lineage):
    sql = """
    WITH a AS (SELECT coalesce(md5(e), pgp_sym_encrypt(e, 'k')) AS x FROM t)
    SELECT pgp_sym_decrypt(x, 'k') AS o FROM a
    """
    (found,) = lineage(sql, "postgres", _SCHEMA)
    assert _values(found) == {("e", Effect.IDENTITY, True)}
