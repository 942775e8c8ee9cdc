"""Events as OpenLineage's schema has them, reduced to what lineage needs.

Source: https://openlineage.io/spec/2-0-2/OpenLineage.json and the facets columnLineage (1-0-0 to
1-2-0), lineage (1-0-0), schema and symlinks. Whatever else an event holds is not looked at.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256
from typing import Annotated

import msgspec
from msgspec import Struct, field

from governance.extract.openlineage.files import Unreadable, events
from governance.extract.openlineage.told import Broken, Event, File, Name, Origin, Told
from governance.lineage.openlineage import meant, meant_before
from governance.model.lineage import EdgeKind, Effect
from governance.model.names import printable

MAX_BROKEN = 50
"""Broken lines of one file that are told one by one."""

_STATES = frozenset({"START", "RUNNING", "COMPLETE", "ABORT", "FAIL", "OTHER"})


_Name = Annotated[str, msgspec.Meta(min_length=1)]


class _Transformation(Struct):
    type: str
    subtype: str | None = None
    masking: bool | None = None


class _Input(Struct):
    """An input field; in the lineage facet the field, and even the dataset, may be left out."""

    namespace: str | None = None
    name: _Name | None = None
    type: str | None = None
    field: str | None = None
    transformations: list[_Transformation] | None = None


class _Output(Struct):
    input_fields: list[_Input] = field(name="inputFields", default_factory=list)
    inputs: list[_Input] = []
    transformation_type: str | None = field(name="transformationType", default=None)


class _Columns(Struct):
    fields: dict[str, _Output] = {}
    dataset: list[_Input] = []
    inputs: list[_Input] = []
    deleted: bool = field(name="_deleted", default=False)


class _Field(Struct):
    name: _Name
    type: str | None = None


class _Schema(Struct):
    fields: list[_Field] | None = None
    deleted: bool = field(name="_deleted", default=False)


class _Identifier(Struct):
    namespace: str
    name: _Name
    type: str = ""


class _Symlinks(Struct):
    identifiers: list[_Identifier] = []
    deleted: bool = field(name="_deleted", default=False)


class _Facets(Struct):
    schema: _Schema | None = None
    columns: _Columns | None = field(name="columnLineage", default=None)
    lineage: _Columns | None = None
    symlinks: _Symlinks | None = None


class _Dataset(Struct):
    namespace: str
    name: _Name
    facets: _Facets | None = None


class _Entry(Struct):
    """A target in the lineage facet of a job."""

    namespace: str | None = None
    name: _Name | None = None
    type: str = ""
    inputs: list[_Input] = []
    fields: dict[str, _Output] = {}


class _Entries(Struct):
    entries: list[_Entry] = []
    deleted: bool = field(name="_deleted", default=False)


class _JobFacets(Struct):
    lineage: _Entries | None = None


class _Job(Struct):
    namespace: str
    name: str
    facets: _JobFacets | None = None


class _Run(Struct):
    run_id: str = field(name="runId")


class _Event(Struct):
    event_time: str = field(name="eventTime")
    event_type: str | None = field(name="eventType", default=None)
    run: _Run | None = None
    job: _Job | None = None
    dataset: _Dataset | None = None
    inputs: list[_Dataset] | None = None
    outputs: list[_Dataset] | None = None


_DECODER = msgspec.json.Decoder(_Event)


def read(content: bytes) -> File:
    """All events of a file; what is broken is told and the rest is read."""
    datasets: dict[Told, int] = {}
    found: list[Event] = []
    broken: list[Broken] = []
    count = 0
    try:
        for line, text in events(content):
            count += 1
            try:
                found.append(_reduced(_DECODER.decode(text), line, datasets))
            except (msgspec.DecodeError, RecursionError, _NoEvent) as error:
                if len(broken) < MAX_BROKEN:
                    digest = sha256(text).hexdigest()[:16]
                    broken.append(Broken(line, _why(error), digest))
                elif len(broken) == MAX_BROKEN:
                    more = "more lines of this file are no OpenLineage events; they are not told"
                    broken.append(Broken(line, more, "more"))
    except Unreadable as stop:
        count += 1
        broken.append(Broken(stop.line, stop.message, "rest"))
    return File(tuple(datasets), tuple(found), tuple(broken), count)


class _NoEvent(Exception):  # noqa: N818 - a reason, not an error of ours
    """Why an event that fits the schema is none all the same."""


def _why(error: Exception) -> str:
    """What is wrong; types and places in the event only, never what it holds."""
    if isinstance(error, _NoEvent):
        return str(error)
    if isinstance(error, msgspec.ValidationError):
        return f"this is no OpenLineage event: {printable(str(error))}"
    return "this is not JSON, or is cut off"


def _reduced(event: _Event, line: int, datasets: dict[Told, int]) -> Event:
    state = (event.event_type or "COMPLETE").upper()
    if state not in _STATES:
        raise _NoEvent("this is no OpenLineage event: its eventType is none that is known")
    inputs = [_told(dataset) for dataset in event.inputs or ()]
    outputs = [_told(dataset) for dataset in event.outputs or ()]
    if event.job is not None:
        job = (event.job.namespace, event.job.name)
        outputs += _entries(event.job)
    elif event.dataset is not None:
        job = ("", f"{event.dataset.namespace} {event.dataset.name}")
        outputs.append(_told(event.dataset))
    else:
        raise _NoEvent("this is no OpenLineage event: it has neither a job nor a dataset")
    time = _microseconds(event.event_time)
    return Event(
        line,
        time,
        job,
        event.run.run_id if event.run else f"at {time}",
        state if event.run else "COMPLETE",
        tuple(datasets.setdefault(told, len(datasets)) for told in inputs),
        tuple(datasets.setdefault(told, len(datasets)) for told in outputs),
    )


def _microseconds(text: str) -> int:
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise _NoEvent("this is no OpenLineage event: its eventTime is no time") from None
    if time.tzinfo is None:
        time = time.replace(tzinfo=UTC)
    return int(time.timestamp() * 1_000_000)


def _told(dataset: _Dataset) -> Told:
    facets = dataset.facets or _Facets()
    schema = facets.schema if facets.schema and not facets.schema.deleted else None
    columns = None
    if schema is not None and schema.fields is not None:
        columns = tuple((each.name, (each.type or "").lower()) for each in schema.fields)
    fields: dict[str, tuple[Origin, ...]] = {}
    rows: list[Origin] = []
    for facet in (facets.columns, facets.lineage):
        if facet is not None and not facet.deleted:
            for name, output in facet.fields.items():
                fields[name] = (*fields.get(name, ()), *_origins(output))
            rows += _rows([*facet.dataset, *facet.inputs])
    links = facets.symlinks.identifiers if facets.symlinks and not facets.symlinks.deleted else []
    return Told(
        (dataset.namespace, dataset.name),
        columns,
        tuple(fields.items()) or None,
        tuple(dict.fromkeys(rows)),
        tuple((link.namespace, link.name) for link in links),
    )


def _entries(job: _Job) -> Iterable[Told]:
    """Datasets as the lineage facet of a job tells of them."""
    facet = job.facets.lineage if job.facets else None
    if facet is None or facet.deleted:
        return
    for entry in facet.entries:
        if entry.namespace is not None and entry.name is not None and entry.type != "JOB":
            fields = tuple((name, _origins(output)) for name, output in entry.fields.items())
            rows = tuple(dict.fromkeys(_rows(entry.inputs)))
            yield Told((entry.namespace, entry.name), None, fields or None, rows)


def _origins(output: _Output) -> tuple[Origin, ...]:
    """What a column is made of; without transformations what old versions say of all of it."""
    found: dict[Origin, None] = {}
    for each in (*output.input_fields, *output.inputs):
        dataset = _dataset(each)
        if dataset is None:
            continue
        name = each.field or "*"
        if not each.transformations:
            effect = meant_before(output.transformation_type)
            found.setdefault(Origin(dataset, name, EdgeKind.VALUE, effect))
        for one in each.transformations or ():
            kind, effect = meant(one.type, one.subtype, one.masking)
            found.setdefault(Origin(dataset, name, kind, effect))
    return tuple(found)


def _rows(inputs: Iterable[_Input]) -> Iterable[Origin]:
    """What concerns all of a dataset: a field decides about rows, a dataset feeds any column."""
    for each in inputs:
        dataset = _dataset(each)
        if dataset is None:
            continue
        if each.field is None:
            yield Origin(dataset, "*", EdgeKind.VALUE, Effect.DERIVED)
            continue
        told = [meant(one.type, one.subtype, one.masking) for one in each.transformations or ()]
        for kind, effect in told or [(EdgeKind.INFLUENCE, Effect.PREDICATE)]:
            yield Origin(dataset, each.field, kind, effect)


def _dataset(each: _Input) -> Name | None:
    """The dataset of an input; None for a job, which brings no column."""
    if each.namespace is None or each.name is None or each.type == "JOB":
        return None
    return each.namespace, each.name
