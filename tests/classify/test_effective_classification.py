"""The cases of effective.yml, and what explains a classification."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from governance.classify.effective import classify
from governance.classify.rules import FALLS, after
from governance.classify.told import way
from governance.model.catalog import Table
from governance.model.classification import Basis, Level
from governance.model.lineage import Effect
from governance.model.names import ColumnRef, TableRef
from governance.taxonomy import categories

FILES = sorted((Path(__file__).parent / "cases").glob("*.yaml"))
CASES = {
    f"{file.stem}: {name}": case
    for file in FILES
    for name, case in yaml.safe_load(file.read_text(encoding="utf-8")).items()
}


@pytest.mark.parametrize("name", list(CASES))
def test_case(name, effective):
    case = CASES[name]
    result = effective(**{k: case.get(k, ()) for k in ("tables", "edges", "declared", "detected")})
    found = {str(ref): each for ref, each in result.classifications.items()}
    for column, expected in case["expect"].items():
        said = in_words(found.get(column), marks=not name.startswith("effective:"))
        assert said == expected, column
    keyed = [str(protection.subject) for protection in result.protections]
    if "keyed" in case or not case.get("ways"):
        assert keyed == case.get("keyed", [])
    for column, steps in case.get("ways", {}).items():
        taken = way(result.classifications, ColumnRef.parse(column))
        assert [str(step.upstream) for step in taken] == steps
    for column, each in found.items():
        said = {
            "contradicts": each.contradiction,
            "lowers": each.lowered and each.lowered.what,
        }
        for key, what in said.items():
            expected = case.get(key, {}).get(column)
            if key in case or name.startswith("lowering:"):
                assert (what is None) if expected is None else expected in (what or ""), column


def in_words(found, *, marks):
    if found is None:
        return "absent"
    said = [found.category, found.level or "unknown", "confirmed" * found.confirmed]
    if marks:
        said += ["special" * found.special, found.pseudonym or ""]
    return " ".join(filter(None, said))


def test_an_inherited_classification_explains_itself(effective):
    result = effective(
        declared={"crm.customers.email": {"category": "email"}},
        edges=[
            "crm.customers.email -identity-> stage.raw.email",
            "stage.raw.email -derived-> mart.leads.contact",
        ],
    )
    found = result.classifications[ColumnRef.parse("mart.leads.contact")]
    (evidence,) = found.evidence
    assert evidence.basis is Basis.INHERITED
    assert str(evidence.upstream) == "stage.raw.email"
    assert evidence.effect is Effect.DERIVED
    assert str(evidence.place) == "m.sql:1"
    steps = way(result.classifications, found.subject)
    assert [str(step.upstream) for step in steps] == ["stage.raw.email", "crm.customers.email"]
    assert [step.effect for step in steps] == [Effect.DERIVED, Effect.IDENTITY]


def test_all_bases_are_kept_the_weightiest_first(effective):
    result = effective(
        declared={"s.t.a": {"category": "email"}, "s.u.a": {"category": "email"}},
        detected={"s.u.a": ("email", 0.9)},
        edges=["s.t.a -identity-> s.u.a"],
    )
    found = result.classifications[ColumnRef.parse("s.u.a")]
    assert found.basis == (Basis.DECLARED, Basis.INHERITED, Basis.DETECTED)
    assert found.confidence == 1.0


def test_the_kind_makes_data_special(effective):
    result = effective(
        detected={
            "s.t.a": ("demographic", 0.9, "religion"),
            "s.t.b": ("demographic", 0.9, "gender"),
        },
        declared={"s.u.a": {"category": "demographic"}},
        edges=["s.t.a -identity-> s.u.a", "s.t.a -derived-> s.v.a"],
    )
    religion, gender, copied, inherited = (
        result.classifications[ColumnRef.parse(name)]
        for name in ("s.t.a", "s.t.b", "s.u.a", "s.v.a")
    )
    assert (religion.special, religion.level, religion.kind) == (True, "restricted", "religion")
    assert (gender.special, gender.level) == (False, "confidential")
    assert inherited.special
    assert copied.special
    assert copied.quasi


def contradiction(effective, declared, detected=None, upstream=None):
    result = effective(
        declared={"s.u.a": declared, **({"s.t.a": upstream} if upstream else {})},
        detected={"s.u.a": detected} if detected else {},
        edges=["s.t.a -identity-> s.u.a"] if upstream else [],
    )
    return result.classifications[ColumnRef.parse("s.u.a")].contradiction


@pytest.mark.parametrize(
    ("declared", "detected", "upstream", "expected"),
    [
        ({"category": "none"}, ("email", 0.97), None, "nothing personal, but its name says so"),
        ({"category": "none"}, ("email", 0.79), None, None),
        ({"category": "none because a test mailbox"}, ("email", 0.97), None, None),
        ({"classification": "public"}, ("email", 0.97), None, "nothing personal"),
        ({"category": "none"}, None, {"category": "email"}, "it is copied from s.t.a, an email"),
        ({"category": "email", "classification": "internal"}, None, None, "is confidential"),
        ({"category": "email", "classification": "internal because x"}, None, None, None),
        ({"category": "email", "classification": "restricted"}, None, None, None),
        ({"category": "username"}, ("national_id", 0.97), None, "government identifier is restr"),
        ({"category": "national_id"}, ("username", 0.97), None, None),
        ({"classification": "internal"}, ("email", 0.97), None, "declared internal"),
        ({"category": "email"}, None, {"category": "email"}, None),
        ({"category": "email"}, ("person_name", 0.97), None, None),
    ],
)
def test_contradictions(declared, detected, upstream, expected, effective):
    said = contradiction(effective, declared, detected, upstream)
    assert (said is None) if expected is None else (said and expected in said), said


def test_every_effect_that_carries_has_a_rule():
    assert set(FALLS) == {effect for effect in Effect if effect.carries_category}


@pytest.mark.parametrize("effect", list(FALLS))
@pytest.mark.parametrize("level", list(Level))
def test_levels_never_rise_and_personal_data_never_becomes_public(effect, level):
    for key in categories():
        fallen = after(effect, level, key)
        assert fallen.rank <= level.rank
        assert fallen is level or fallen.rank >= Level.INTERNAL.rank


def test_nothing_in_nothing_out():
    assert classify((Table(TableRef("", "s", "t")),), (), {}, ()).classifications == {}
