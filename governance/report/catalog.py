"""The catalog for people (a list, a table's sheet) and for machines (a record a column)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from governance.classify.told import made_from
from governance.errors import ConfigError
from governance.model.catalog import Catalog, Column, Table
from governance.model.names import ColumnRef, TableRef, printable
from governance.model.protection import ProtectionKind
from governance.report.risk import risk_lines
from governance.report.words import counted
from governance.suggest import did_you_mean
from governance.taxonomy import category
from governance.terminal import Terminal


def records(catalog: Catalog) -> Iterator[dict[str, Any]]:
    """One mapping a column, in the order of the catalog: `catalog export --format jsonl`.

    `status` is "declared", "inherited", "detected" or "suggested" for the weightiest basis, and
    "none" for a column that was looked at and in which nothing was found.
    """
    protections = _protections(catalog)
    for table in catalog.tables:
        for column in table.columns:
            ref = table.ref.column(column.name)
            found = catalog.classifications.get(ref)
            basis = [str(basis) for basis in found.basis] if found else []
            yield {
                "column": ref.name,
                "source": ref.source,
                "type": column.type,
                "nullable": column.nullable,
                "environment": catalog.value(ref, "environment"),
                "owner": catalog.value(ref, "owner"),
                "retention_days": catalog.value(ref, "retention_days"),
                "pii": found.personal if found else False,
                "category": found.category if found else "none",
                "level": found.level if found else None,
                "special": found.special if found else False,
                "basis": basis,
                "confidence": round(found.confidence, 4) if found else None,
                "status": basis[0] if basis else "none",
                "masking": _protection(catalog, protections, ref, "masking"),
                "encryption": _protection(catalog, protections, ref, "encryption"),
            }


def listing(catalog: Catalog) -> str:
    """Every table on one line: name, kind, columns, how many personal, owner.

    The source stands in front where several have a table of the name.
    """
    personal = Counter(
        ref.table_ref for ref, found in catalog.classifications.items() if found.personal
    )
    lines = []
    named = Counter(table.ref.name for table in catalog.tables)
    for table in sorted(catalog.tables, key=lambda table: table.ref):
        owner = catalog.value(table.ref, "owner") or "no owner"
        many = personal[table.ref]
        held = f"{many} personal" if many else "none personal"
        name = table.ref.name if named[table.ref.name] == 1 else str(table.ref)
        lines.append(
            f"{name}  {table.kind}, {counted(len(table.columns), 'column')}, {held}, {owner}"
        )
    return "\n".join(lines) or "no tables"


def sheet(catalog: Catalog, name: str, terminal: Terminal) -> str:
    """One table, a line a column, with the reasons for each classification.

    Raises:
        ConfigError: there is no such table, or several sources have one.
    """
    table = _table(catalog, name)
    lines = [terminal.style(f"{table.ref.name} ({table.kind})", "bold")]
    for key in ("owner", "environment", "retention_days", "purpose", "description"):
        value = catalog.value(table.ref, key)
        if value is None and key == "description":
            value = table.comment
        lines.append(f"  {key.replace('_', ' '):<16}{'unknown' if value is None else value}")
    lines.append("")
    width = max((len(column.name) for column in table.columns), default=0)
    for column in table.columns:
        lines += _column_lines(catalog, table, column, width, terminal)
    risk = catalog.reidentification.get(table.ref)
    if risk is not None:
        lines += ["", *risk_lines(risk, terminal)]
    return "\n".join(lines)


def _column_lines(
    catalog: Catalog, table: Table, column: Column, width: int, terminal: Terminal
) -> Iterator[str]:
    ref = table.ref.column(column.name)
    found = catalog.classifications.get(ref)
    what = f"{found.category}, {found.level or 'level unknown'}" if found else "-"
    yield f"  {ref.name.removeprefix(table.ref.name + '.'):<{width}}  {column.type or '?'}  {what}"
    for evidence in found.evidence if found else ():
        said = f"{evidence.basis}: {evidence.detail}"
        place = evidence.location or evidence.place
        if evidence.upstream is not None:
            made = made_from(evidence.effect, restores=evidence.restores)
            noun = category(evidence.category).noun
            said += f"{made} {evidence.upstream.name}, {noun}"
        where = f" at {place}" if place else ""
        yield terminal.wrap(f"{said}{where}", indent=" " * (width + 4))
    if found is not None and found.lowered is not None:
        lowered = found.lowered
        said = f"lowered: {lowered.what}; {lowered.location} says: {lowered.reason}"
        yield terminal.wrap(printable(said), indent=" " * (width + 4))


def _table(catalog: Catalog, name: str) -> Table:
    by_name: dict[str, dict[TableRef, Table]] = {}
    for table in catalog.tables:
        for each in (str(table.ref), table.ref.name):
            by_name.setdefault(each, {})[table.ref] = table
    if name not in by_name:
        near = did_you_mean(name, by_name)
        raise ConfigError(f'there is no table named "{printable(name)}"{near}')
    found = by_name[name]
    if len(found) > 1:
        said = ", ".join(str(ref) for ref in sorted(found))
        raise ConfigError(f'several sources have a table named "{name}"; name one: {said}')
    return next(iter(found.values()))


def _protections(
    catalog: Catalog,
) -> dict[tuple[TableRef | ColumnRef, ProtectionKind], str]:
    return {(item.subject, item.kind): item.method for item in catalog.protections}


def _protection(
    catalog: Catalog,
    protections: dict[tuple[TableRef | ColumnRef, ProtectionKind], str],
    ref: ColumnRef,
    kind: ProtectionKind,
) -> str | None:
    """What is present in the database, or else what people declared."""
    present = protections.get((ref, kind)) or protections.get((ref.table_ref, kind))
    if present is not None or kind == "row filter":
        return present
    declared = catalog.value(ref, kind)
    return None if declared is None else str(declared)
