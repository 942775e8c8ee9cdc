"""Small catalogs in the words of the case files: a mapping of what differs from a common one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, get_args

import yaml

from governance.model.catalog import (
    Catalog,
    Column,
    ForeignKey,
    Grant,
    Index,
    Role,
    Statistics,
    Table,
)
from governance.model.classification import (
    Basis,
    Classification,
    Evidence,
    Level,
    Pseudonym,
)
from governance.model.drift import Drift
from governance.model.lineage import Edge, Effect
from governance.model.location import Location
from governance.model.names import ColumnRef, TableRef
from governance.model.protection import Protection
from governance.model.stewardship import Fact

SOURCE = "warehouse"
SPOKEN = ("nullable", "identity", "generated")


def cases(file: Path) -> tuple[Mapping[str, Any], list[Mapping[str, Any]]]:
    """The common catalog of a file, and its cases."""
    data = yaml.safe_load(file.read_text())
    return data["common"], data["cases"]


def merged(common: Any, patch: Any) -> Any:
    """The common catalog with what a patch says; null takes away."""
    if not isinstance(common, Mapping) or not isinstance(patch, Mapping):
        return patch
    made = dict(common)
    for key, value in patch.items():
        if value is None:
            made.pop(key, None)
        else:
            made[key] = merged(made.get(key), value)
    return made


def ref(text: str) -> TableRef:
    *schema, table = text.split(".")
    return TableRef(SOURCE, ".".join(schema), table)


def column_ref(text: str) -> ColumnRef:
    table, _, column = text.rpartition(".")
    return ref(table).column(column)


def catalog(said: Mapping[str, Any]) -> Catalog:
    return Catalog(
        "stored",
        tables=tuple(_table(name, t) for name, t in said.get("tables", {}).items()),
        edges=tuple(map(_edge, said.get("edges", ()))),
        grants=tuple(_grants(said.get("grants", ()))),
        protections=tuple(map(_protection, said.get("protections", ()))),
        facts={
            _subject(name): {key: Fact(value, Location("s.yml", 1)) for key, value in facts.items()}
            for name, facts in said.get("facts", {}).items()
        },
        classifications={
            column_ref(name): _classification(column_ref(name), text)
            for name, text in said.get("personal", {}).items()
        },
        roles=tuple(_role(name, text) for name, text in said.get("roles", {}).items()),
        statistics={ref(name): Statistics(**s) for name, s in said.get("statistics", {}).items()},
    )


def _subject(name: str) -> TableRef | ColumnRef:
    return ref(name) if name.count(".") == 1 else column_ref(name)


def _table(name: str, said: Mapping[str, Any]) -> Table:
    said = dict(said)
    columns = tuple(_column(c, text) for c, text in said.pop("columns").items())
    if "partition_of" in said:
        said["partition_of"] = ref(said["partition_of"])
    keys = tuple(
        ForeignKey((key["column"],), ref(key["to"]), tuple(key.get("columns", ())))
        for key in said.pop("foreign_keys", ())
    )
    indexes = tuple(
        Index(index, tuple(columns)) for index, columns in said.pop("indexes", {}).items()
    )
    for listed in ("primary_key",):
        said[listed] = tuple(said.get(listed, ()))
    said["unique"] = tuple(map(tuple, said.get("unique", ())))
    return Table(ref(name), columns=columns, foreign_keys=keys, indexes=indexes, **said)


def _column(name: str, text: str) -> Column:
    """`bigint not null # the number`."""
    words, _, comment = text.partition(" # ")
    type_, required, _ = words.partition(" not null")
    type_, has_default, default = type_.partition(" default ")
    return Column(
        name,
        type_,
        nullable=not required,
        comment=comment or None,
        has_default=bool(has_default),
        default=default or None,
    )


def _classification(subject: ColumnRef, text: str) -> Classification:
    """`email confidential [keyed]`."""
    category, level, *form = text.split()
    pseudonym: Pseudonym | None = next((p for p in get_args(Pseudonym) if p in form), None)
    return Classification(
        subject,
        category,
        None if level == "unknown" else Level(level),
        special=False,
        confirmed=False,
        confidence=0.9,
        evidence=(Evidence(Basis.DETECTED, category, "its name"),),
        pseudonym=pseudonym,
    )


def _grants(texts: Iterable[str]) -> Iterable[Grant]:
    """`analyst SELECT(email) crm.users [grantable] [future]`."""
    for text in texts:
        grantee, privilege, subject, *more = text.split()
        privilege, _, columns = privilege.rstrip(")").partition("(")
        yield Grant(
            ref(subject),
            grantee,
            privilege,
            tuple(columns.split(",")) if columns else (),
            "grantable" in more,
            "future" in more,
        )


def _protection(text: str) -> Protection:
    """`masking:hash crm.users.email [wanted]`."""
    what, subject, *state = text.split()
    kind, _, method = what.partition(":")
    return Protection(
        _subject(subject),
        kind.replace("-", " "),  # type: ignore[arg-type]
        method,
        state[0] if state else "present",  # type: ignore[arg-type]
    )


def _role(name: str, text: str) -> Role:
    """`superuser login member:analysts`."""
    words = text.split()
    return Role(
        SOURCE,
        name,
        can_login="login" in words,
        superuser="superuser" in words,
        bypasses_row_security="bypass" in words,
        member_of=tuple(w.removeprefix("member:") for w in words if w.startswith("member:")),
    )


def _edge(text: str) -> Edge:
    """`crm.users.email -> mart.leads.contact derived`."""
    up, _, down, effect = text.split()
    return Edge(column_ref(up), column_ref(down), Effect(effect))


def told(drift: Drift) -> str:
    """A drift on a line, as the case files expect it."""
    line = f"{drift.kind} {drift.subject.name}"
    if drift.was is not None and drift.kind not in ("table_renamed", "column_renamed"):
        line += f" (was {drift.was.name})"
    if drift.detail is not None:
        line += f" [{drift.detail}]"
    if drift.before is not None or drift.after is not None:
        line += f": {drift.before or '-'} -> {drift.after or '-'}"
    return line
