"""OpenLineage events that we write: as the standard has them, and as we read them."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Literal

import msgspec
import pytest
from msgspec import Struct, field
from msgspec.structs import replace

from governance.cache import NoCache
from governance.extract.sources import openlineage as source
from governance.model.lineage import EdgeKind, Effect
from governance.report.lineage.answer import Page
from governance.report.lineage.formats import openlineage
from governance.settings import Source
from governance.tree import Folder


class Facet(Struct, forbid_unknown_fields=True, kw_only=True):
    producer: str = field(name="_producer")
    url: str = field(name="_schemaURL")


class Transformation(Struct, forbid_unknown_fields=True, kw_only=True):
    type: Literal["DIRECT", "INDIRECT"]
    description: str
    masking: bool
    subtype: Literal["IDENTITY", "TRANSFORMATION", "AGGREGATION"] | None = None


class Origin(Struct, forbid_unknown_fields=True):
    namespace: str
    name: str
    field: str
    transformations: list[Transformation]


class Origins(Struct, forbid_unknown_fields=True):
    inputFields: list[Origin]  # noqa: N815 - the standard's word


class ColumnLineage(Facet):
    fields: dict[str, Origins]
    dataset: list[Origin] = []


class Column(Struct, forbid_unknown_fields=True):
    name: str
    type: str | None = None


class Schema(Facet):
    fields: list[Column]


class Tag(Struct, forbid_unknown_fields=True):
    key: str
    value: str
    source: str
    field: str


class Tags(Facet):
    tags: list[Tag]


class Facets(Struct, forbid_unknown_fields=True):
    schema: Schema | None = None
    tags: Tags | None = None
    columnLineage: ColumnLineage | None = None  # noqa: N815


class Dataset(Struct, forbid_unknown_fields=True):
    namespace: str
    name: str
    facets: Facets


class Job(Struct, forbid_unknown_fields=True):
    namespace: str
    name: str
    facets: dict[str, Facet]


class Event(Struct, forbid_unknown_fields=True):
    """A JobEvent: https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/JobEvent."""

    eventTime: str  # noqa: N815
    producer: str
    schemaURL: str  # noqa: N815
    job: Job
    inputs: list[Dataset]
    outputs: list[Dataset]


URL = re.compile(r"https://openlineage\.io/spec/(facets/)?\d-\d-\d/(\w+)\.json#/\$defs/\w+")
MIXED = (
    "a.email -> b.mail",
    "a.email -> b.mail hashed",
    "a.name -> b.initial generalised",
    "a.name -> b.n aggregated",
    "a.name -> b.is predicate",
    "a.born ~> b.*",
    "a.city ~> b.mail",
    "b.mail -> c.k keyed",
    "d.* -> c.*",
)


def events(answer):
    text = openlineage.render(answer, Page())
    return [msgspec.json.decode(line, type=Event) for line in text.splitlines()]


def test_events_are_what_the_standard_says(everything):
    found = events(everything(*MIXED, emails=["a.email"]))
    assert [event.job.name for event in found] == ["s.b", "s.c"]
    for event in found:
        assert datetime.fromisoformat(event.eventTime).tzinfo is not None
        assert URL.fullmatch(event.schemaURL)[2] == "OpenLineage"
        for dataset in (*event.inputs, *event.outputs):
            facets = [dataset.facets.schema, dataset.facets.tags, dataset.facets.columnLineage]
            assert all(URL.fullmatch(facet.url)[1] for facet in facets if facet)
    (made,) = found[0].outputs
    told = made.facets.columnLineage.fields["mail"].inputFields
    assert [
        (o.field, [(t.type, t.subtype, t.masking) for t in o.transformations]) for o in told
    ] == [
        ("email", [("DIRECT", "IDENTITY", False), ("DIRECT", "TRANSFORMATION", True)]),
        ("city", [("INDIRECT", None, False)]),
    ]
    assert [origin.field for origin in made.facets.columnLineage.dataset] == ["born"]
    assert [(t.field, t.key, t.value) for t in found[0].inputs[0].facets.tags.tags] == [
        ("email", "category", "email"),
        ("email", "classification", "confidential"),
    ]
    assert told[0].transformations[0].description == "copied, m/1.sql:1:2"


def test_the_same_is_always_the_same_text(everything):
    first = openlineage.render(everything(*MIXED), Page())
    assert openlineage.render(everything(*MIXED), Page()) == first
    assert '"1970-01-01T00:00:00+00:00"' in first
    timed = replace(everything(*MIXED), time="2026-03-01T10:00:00+00:00")
    assert '"eventTime":"2026-03-01T10:00:00+00:00"' in openlineage.render(timed, Page())


def test_a_source_has_the_name_that_others_give_its_system(everything):
    named = replace(everything(*MIXED), namespaces=(("postgres://db:5432", "app"),))
    for event in events(named):
        for dataset in (*event.inputs, *event.outputs):
            assert dataset.namespace == "postgres://db:5432"


def _read_back(answer, tmp_path):
    (tmp_path / "e.jsonl").write_text(openlineage.render(answer, Page()), encoding="utf-8")
    back = source.extract(Source("e", "openlineage", "e.jsonl"), Folder(tmp_path), NoCache(), ())
    assert back.problems == ()
    return {
        (e.upstream.table, e.upstream.column, e.downstream.table, e.downstream.column, e.kind): e
        for e in sorted(back.edges, key=lambda e: -e.effect.rank)
    }


def test_what_is_written_is_read_back_and_never_as_less(everything, tmp_path):
    answer = everything(*MIXED)
    back = _read_back(answer, tmp_path)
    for edge in answer.edges:
        ends = (edge.upstream.table, edge.upstream.column, edge.downstream.table)
        read = back[*ends, edge.downstream.column, edge.kind]
        if edge.kind is EdgeKind.VALUE:
            assert read.effect.rank <= edge.effect.rank


@pytest.mark.parametrize(
    ("effect", "read"),
    [
        (Effect.IDENTITY, Effect.IDENTITY),
        (Effect.DERIVED, Effect.DERIVED),
        (Effect.GENERALISED, Effect.DERIVED),
        (Effect.HASHED, Effect.HASHED),
        (Effect.KEYED, Effect.HASHED),
        (Effect.AGGREGATED, Effect.HASHED),
        (Effect.PREDICATE, Effect.HASHED),
    ],
)
def test_effects_there_and_back(everything, tmp_path, effect, read):
    (edge,) = _read_back(everything(f"a.x -> b.y {effect}"), tmp_path).values()
    assert edge.effect is read


def test_a_name_is_told_as_it_is(everything, tmp_path):
    answer = everything('ta\u202eble.co"l\n -> b.y')
    assert json.loads(openlineage.render(answer, Page()))["inputs"][0]["name"] == "s.ta\u202eble"
