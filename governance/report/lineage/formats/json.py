"""The answer for machines; its shape is a promise (docs/schemas/lineage.schema.json)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from governance.lineage.printed import spelled_out
from governance.model.judgement import Problem
from governance.model.lineage import Edge
from governance.report.lineage.answer import Answer, Page, Way, column_name


def render(answer: Answer, page: Page) -> str:
    """One JSON object: of a column, of a table with its columns, or a list of edges."""
    told: dict[str, Any]
    if answer.asked == "column":
        told = {"column": answer.subject, **_ways(answer.ways)}
    elif answer.asked == "table":
        by_start: dict[str, list[Way]] = {}
        for way in answer.ways:
            by_start.setdefault(column_name(way.start), []).append(way)
        columns = [{"column": name, **_ways(found)} for name, found in by_start.items()]
        told = {"table": answer.subject, "columns": columns}
    else:
        told = {"edges": [record(edge) for edge in _edges(answer)]}
    told["errors"] = [_error(problem) for problem in answer.problems]
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _edges(answer: Answer) -> Iterable[Edge]:
    """Of one file, what decides about rows is told for each column that they have."""
    return spelled_out(answer.edges) if answer.asked == "file" else answer.edges


def record(edge: Edge) -> dict[str, Any]:
    """An edge: source, target, effect, kind, and its place if it has one.

    `restores` says that encryption which the source may have is undone.
    """
    place = edge.location
    return {
        "source": column_name(edge.upstream),
        "target": column_name(edge.downstream),
        "effect": edge.effect.value,
        "kind": edge.kind.value,
        "restores": edge.restores,
        "file": place.file or None if place else None,
        "line": place.line or None if place else None,
        "column": place.column or None if place else None,
    }


def _ways(found: Iterable[Way]) -> dict[str, list[dict[str, Any]]]:
    return {
        way.direction: [record(hop.edge) | {"depth": hop.depth} for hop in way.hops]
        for way in found
    }


def _error(problem: Problem) -> dict[str, Any]:
    place = problem.location
    return {
        "subject": problem.subject,
        "message": problem.message,
        "file": place.file if place else None,
        "line": place.line if place else None,
        "column": place.column if place else None,
    }
