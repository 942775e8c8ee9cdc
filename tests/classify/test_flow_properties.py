"""What holds of classifications whatever the graph: circles, several ways, declarations, keys."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from governance.classify.effective import Classified, classify
from governance.classify.told import way
from governance.model.classification import Basis, Finding
from governance.model.lineage import Edge, EdgeKind, Effect
from governance.model.location import Location
from governance.model.names import ColumnRef
from governance.model.stewardship import Fact

HERE = Location("stewardship.yml", 1)
NONE = {"category": Fact("none", HERE)}

columns = st.sampled_from([ColumnRef("", "s", t, c) for t in "tuvw" for c in "ab"])
edges = st.builds(
    Edge,
    columns,
    columns,
    st.sampled_from(Effect),
    st.sampled_from([EdgeKind.VALUE] * 5 + [EdgeKind.INFLUENCE]),
    st.builds(Location, st.just("m.sql"), st.integers(1, 9)),
    st.sampled_from([False, False, False, True]),
)
graphs = st.lists(edges, max_size=25)
findings = st.lists(
    st.builds(
        Finding,
        columns,
        st.sampled_from(["email", "dob", "health", "national_id"]),
        st.just("names"),
        st.sampled_from([0.4, 0.6, 0.9]),
        st.just("x"),
    ),
    max_size=4,
)
declarations = st.dictionaries(
    columns,
    st.sampled_from(
        [
            NONE,
            {"category": Fact("email", HERE)},
            {"category": Fact("dob", HERE)},
            {"category": Fact("personal", HERE)},
            {"classification": Fact("internal", HERE)},
            {"category": Fact("health", HERE), "classification": Fact("internal", HERE, "x")},
        ]
    ),
    max_size=3,
)


@settings(deadline=None)
@given(graphs, findings, st.sets(columns, max_size=2))
def test_personal_data_reaches_what_it_flows_into(edges, found, harmless):
    result = classify((), edges, dict.fromkeys(harmless, NONE), found)
    reached = {f.subject for f in found if f.score >= 0.5} - harmless
    carrying = [e for e in edges if e.kind is EdgeKind.VALUE and e.effect.carries_category]
    while True:
        more = {e.downstream for e in carrying if e.upstream in reached}
        if more - harmless <= reached:
            break
        reached |= more - harmless
    assert {ref for ref, c in result.classifications.items() if c.personal} == reached


@settings(deadline=None)
@given(graphs, findings, declarations, st.randoms(use_true_random=False))
def test_the_order_of_reading_does_not_matter(edges, found, declared, random):
    one = classify((), edges, declared, found)
    random.shuffle(shuffled := list(edges))
    turned = dict(reversed(declared.items()))
    other = classify((), shuffled, turned, found)
    assert told(one) == told(other)


@settings(deadline=None)
@given(graphs, findings, declarations, columns)
def test_only_what_is_upstream_matters(edges, found, declared, column):
    whole = classify((), edges, declared, found)
    above = {column}
    while more := {e.upstream for e in edges if e.downstream in above} - above:
        above |= more
    part = classify(
        (),
        [e for e in edges if e.downstream in above],
        {ref: said for ref, said in declared.items() if ref in above},
        [f for f in found if f.subject in above],
    )
    assert part.classifications.get(column) == whole.classifications.get(column)
    assert way(part.classifications, column) == way(whole.classifications, column)


def told(result: Classified) -> object:
    ways = {ref: way(result.classifications, ref) for ref in result.classifications}
    return result.classifications, result.protections, ways


@settings(deadline=None)
@given(graphs, findings)
def test_what_a_key_protects_no_clear_way_reaches(edges, found):
    result = classify((), edges, {}, found)
    protected = {protection.subject for protection in result.protections}
    clear = result.classifications.keys() - protected
    for edge in edges:
        carries = edge.kind is EdgeKind.VALUE and edge.effect.carries_category
        if carries and edge.upstream in clear and edge.upstream != edge.downstream:
            assert edge.effect is Effect.KEYED or edge.downstream in clear
        if carries and edge.restores and edge.upstream in result.classifications:
            assert edge.effect is Effect.KEYED or edge.downstream in clear


@settings(deadline=None)
@given(graphs, findings)
def test_every_way_leads_to_where_the_data_begins(edges, found):
    result = classify((), edges, {}, found)
    begin = {f.subject for f in found if f.score >= 0.5}
    for column, classification in result.classifications.items():
        steps = way(result.classifications, column)
        if not steps:
            assert column in begin
            continue
        assert Basis.INHERITED in classification.basis
        assert steps[-1].upstream in begin - {column}
        downstream = [column, *(step.upstream for step in steps)]
        for below, step in zip(downstream, steps, strict=False):
            assert any(
                (e.upstream, e.downstream, e.effect) == (step.upstream, below, step.effect)
                for e in edges
            )


LEVELS_AND_MORE = st.sampled_from([Effect.GENERALISED, Effect.HASHED, Effect.KEYED])


@settings(deadline=None)
@given(graphs, findings, st.integers(0, 24), LEVELS_AND_MORE)
def test_one_more_protection_makes_nothing_more_personal(edges, found, number, effect):
    if number >= len(edges):
        return
    edge = edges[number]
    if edge.effect.rank > effect.rank or edge.restores:
        return
    masked = Edge(edge.upstream, edge.downstream, effect, edge.kind, edge.location)
    before = classify((), edges, {}, found).classifications
    after = classify((), [*edges[:number], masked, *edges[number + 1 :]], {}, found).classifications
    assert after.keys() <= before.keys()
    for column, classification in after.items():
        assert classification.level.rank <= before[column].level.rank
        assert before[column].special or not classification.special
