"""Events written tersely, and what a source of them becomes."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from governance.cache import NoCache
from governance.extract.base import Extraction
from governance.extract.sources import openlineage
from governance.lineage.schema import Relation
from governance.model.names import ColumnRef, TableRef
from governance.settings import Source
from governance.tree import Folder

SPACE = "postgres://db.example.org:5432"


def dataset(told: dict[str, Any]) -> dict[str, Any]:
    """A dataset: `{name: shop.mart.leads, columns: [a], from: {a: [crm.people.b IDENTITY]}}`."""
    facets: dict[str, Any] = {}
    if "columns" in told:
        facets["schema"] = {"fields": [{"name": name, "type": "TEXT"} for name in told["columns"]]}
    if "from" in told or "rows" in told:
        fields = {
            name: {"inputFields": [_origin(origin) for origin in origins]}
            for name, origins in told.get("from", {}).items()
        }
        facets["columnLineage"] = {
            "fields": fields,
            "dataset": [_origin(origin) for origin in told.get("rows", [])],
        }
    if "also" in told:
        space, name = told["also"]
        also = {"namespace": space, "name": name, "type": "TABLE"}
        facets["symlinks"] = {"identifiers": [also]}
    facets.update(told.get("facets", {}))
    return {"namespace": told.get("namespace", SPACE), "name": told["name"], "facets": facets}


def _origin(text: str) -> dict[str, Any]:
    field, _, said = text.partition(" ")
    name, _, column = field.rpartition(".")
    origin: dict[str, Any] = {"namespace": SPACE, "name": name, "field": column}
    if said:
        subtype = said.split()[0]
        indirect = subtype in {"FILTER", "JOIN", "GROUP_BY", "SORT", "WINDOW", "CONDITIONAL"}
        origin["transformations"] = [
            {
                "type": "INDIRECT" if indirect else "DIRECT",
                "subtype": subtype,
                "masking": "masking" in said,
            }
        ]
    return origin


def event(told: dict[str, Any]) -> dict[str, Any]:
    """An event of a job's run: `{at: 1, run: r1, state: COMPLETE, job: load, in: [], out: []}`."""
    made: dict[str, Any] = {
        "eventTime": f"2026-03-01T00:00:{told.get('at', 0):02d}Z",
        "producer": "https://example.org/test",
        "schemaURL": "https://openlineage.io/spec/2-0-2/OpenLineage.json",
        "job": {"namespace": "nightly", "name": told.get("job", "load")},
        "inputs": [dataset(each) for each in told.get("in", [])],
        "outputs": [dataset(each) for each in told.get("out", [])],
    }
    if told.get("run", "r1"):
        made["run"] = {"runId": told.get("run", "r1")}
        made["eventType"] = told.get("state", "COMPLETE")
    return made


def lines(events: Sequence[dict[str, Any]]) -> bytes:
    """Events, one a line."""
    return "".join(json.dumps(each) + "\n" for each in events).encode()


def table(text: str) -> Relation:
    """`app:crm.people(id email)` → a table of a source."""
    name, _, columns = text.rstrip(")").partition("(")
    return Relation(TableRef.parse(name), tuple((column, "") for column in columns.split()))


@pytest.fixture
def extracted(tmp_path: Path) -> Callable[..., Extraction]:
    """What a folder of files becomes."""

    def extract(
        files: dict[str, bytes],
        others: Sequence[Relation] = (),
        namespaces: dict[str, str] | None = None,
    ) -> Extraction:
        for name, content in files.items():
            file = tmp_path / "events" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        spaces = tuple((namespaces or {}).items())
        source = Source("events", "openlineage", "events", namespaces=spaces)
        return openlineage.extract(source, Folder(tmp_path), NoCache(), others)

    return extract


def edges(extraction: Extraction) -> list[str]:
    """Edges as `a.b.c -> d.e.f identity`, `~>` for influences, sources only of other sources."""
    told = []
    for edge in extraction.edges:
        arrow = "->" if edge.kind == "value" else "~>"
        told.append(f"{_said(edge.upstream)} {arrow} {_said(edge.downstream)} {edge.effect}")
    return sorted(told)


def _said(ref: ColumnRef) -> str:
    source = "" if ref.source == "events" else f"{ref.source}:"
    return f"{source}{ref.name.replace(chr(34) + '*' + chr(34), '*')}"
