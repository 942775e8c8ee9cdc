"""OpenLineage events, one a line: for each table the job that makes it, with its columns' lineage.

They are JobEvents: what the SQL of a repository does is known without a run, and nothing random is
in them. The time is that of the commit, so that the same commit is always the same text.

Source: https://openlineage.io/spec/2-0-2/OpenLineage.json and the facets columnLineage 1-2-0,
schema 1-2-0 and tags 1-0-0.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from governance import __version__
from governance.lineage.openlineage import transformation
from governance.model.catalog import Table
from governance.model.lineage import Edge
from governance.model.names import ColumnRef, TableRef
from governance.report.lineage.answer import Answer, Page
from governance.report.lineage.words import done

TIMED = True
"""Events need a time; whoever asks for this format finds out when what was read was written."""

NO_TIME = "1970-01-01T00:00:00+00:00"
"""Stands where nothing tells the time: a file outside a repository."""

JOBS = "lictor"
"""The namespace of the jobs."""

_PRODUCER = f"urn:lictor:{__version__}"
_SPEC = "https://openlineage.io/spec"


def render(answer: Answer, page: Page) -> str:
    """One event a table that something is known to go into, in the order of their names."""
    return "".join(events(answer))


def events(answer: Answer) -> Iterator[str]:
    """The same, a line at a time."""
    edges: dict[TableRef, list[Edge]] = {}
    for edge in answer.edges:
        edges.setdefault(edge.downstream.table_ref, []).append(edge)
    writer = _Writer(answer)
    for table in sorted(edges):
        event = writer.event(table, edges[table])
        yield json.dumps(event, ensure_ascii=False, separators=(",", ":")) + "\n"


class _Writer:
    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self._tables = answer.tables
        self._namespaces = {source: name for name, source in reversed(answer.namespaces)}

    def event(self, made: TableRef, edges: Iterable[Edge]) -> dict[str, Any]:
        known = list(edges)
        read = sorted({edge.upstream.table_ref for edge in known} - {made})
        output = self._dataset(made)
        facets = output["facets"]
        facets["columnLineage"] = _facet("ColumnLineageDatasetFacet", "1-2-0", self._lineage(known))
        return {
            "eventTime": self._answer.time or NO_TIME,
            "producer": _PRODUCER,
            "schemaURL": f"{_SPEC}/2-0-2/OpenLineage.json#/$defs/JobEvent",
            "job": {"namespace": JOBS, "name": _name(made) or self._answer.subject, "facets": {}},
            "inputs": [self._dataset(table) for table in read],
            "outputs": [output],
        }

    def _dataset(self, ref: TableRef) -> dict[str, Any]:
        facets: dict[str, Any] = {}
        table = self._tables.get(ref)
        if table is not None and table.columns:
            fields = [_field(column.name, column.type) for column in table.columns]
            facets["schema"] = _facet("SchemaDatasetFacet", "1-2-0", {"fields": fields})
            tags = list(self._tags(table))
            if tags:
                facets["tags"] = _facet("TagsDatasetFacet", "1-0-0", {"tags": tags})
        return {
            "namespace": self._namespaces.get(ref.source, ref.source or "default"),
            "name": _name(ref) or self._answer.subject,
            "facets": facets,
        }

    def _tags(self, table: Table) -> Iterator[dict[str, str]]:
        """What the columns hold that is personal."""
        for column in table.columns:
            held = self._answer.personal(table.ref.column(column.name))
            if held is not None:
                told = {"category": held.kind or held.category}
                if held.level is not None:
                    told["classification"] = held.level.value
                for key, value in told.items():
                    yield {"key": key, "value": value, "source": "LICTOR", "field": column.name}

    def _lineage(self, edges: Iterable[Edge]) -> dict[str, Any]:
        fields: dict[str, dict[ColumnRef, list[dict[str, Any]]]] = {}
        rows: dict[ColumnRef, list[dict[str, Any]]] = {}
        for edge in edges:
            whole = edge.downstream.column == "*"
            into = rows if whole else fields.setdefault(edge.downstream.column, {})
            told = _told(edge)
            listed = into.setdefault(edge.upstream, [])
            if told not in listed:
                listed.append(told)
        lineage: dict[str, Any] = {
            "fields": {
                name: {"inputFields": [self._input(*pair) for pair in origins.items()]}
                for name, origins in fields.items()
            }
        }
        if rows:
            lineage["dataset"] = [self._input(*pair) for pair in rows.items()]
        return lineage

    def _input(self, column: ColumnRef, told: list[dict[str, Any]]) -> dict[str, Any]:
        dataset = column.table_ref
        return {
            "namespace": self._namespaces.get(dataset.source, dataset.source or "default"),
            "name": _name(dataset) or self._answer.subject,
            "field": column.column,
            "transformations": told,
        }


def _told(edge: Edge) -> dict[str, Any]:
    said = transformation(edge)
    place = f", {edge.location}" if edge.location else ""
    told: dict[str, Any] = {"type": said.type}
    if said.subtype is not None:
        told["subtype"] = said.subtype
    return told | {"description": f"{done(edge)}{place}", "masking": said.masking}


def _name(ref: TableRef) -> str:
    return f"{ref.schema}.{ref.table}" if ref.schema else ref.table


def _field(name: str, kind: str) -> dict[str, str]:
    return {"name": name, "type": kind} if kind else {"name": name}


def _facet(name: str, version: str, content: dict[str, Any]) -> dict[str, Any]:
    url = f"{_SPEC}/facets/{version}/{name}.json#/$defs/{name}"
    return {"_producer": _PRODUCER, "_schemaURL": url, **content}
