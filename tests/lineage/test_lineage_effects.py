"""What each expression does to each column in it, one case a line of effects/*.yaml.

`"min(e)": e identity` says that `e` flows into `min(e)` as it is, and nothing else does anything.
"restores" is written where protection is undone, "influence" where a column only decides, "nothing"
where no column takes part. A case that begins with SELECT or WITH is a whole query of one output;
all others select from `t`. `functions:` is what a team says of its own functions. Every dialect has
the same tables (`_SCHEMA`).
"""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from governance.model.functions import Told
from governance.model.lineage import EdgeKind

_SCHEMA = {
    "t": ["id", "e", "p", "d", "n", "k", "h", "j", "xs"],
    "u": ["id", "e", "x"],
}
"""An id, an email, a phone number, a day, a number, a key, a token, JSON and a list."""

_FILES = sorted((Path(__file__).parent / "effects").glob("*.yaml"))


def _cases():
    for file in _FILES:
        for group in yaml.safe_load(file.read_text()):
            for number, case in enumerate(group["cases"]):
                ((sql, expected),) = case.items()
                where = f"{file.stem}: {group['about']} {number}: {sql[:60]}"
                yield pytest.param(
                    group.get("dialect", file.stem),
                    tuple(
                        Told(name, effect)
                        for effect, names in group.get("functions", {}).items()
                        for name in names
                    ),
                    sql if sql.startswith(("SELECT", "WITH")) else f"SELECT {sql} AS o FROM t",
                    expected,
                    id=where,
                )


def _written(edge):
    name = edge.upstream.column
    if edge.upstream.table_ref.table.lower() != "t":
        name = f"{edge.upstream.table_ref.table}.{name}"
    if edge.kind is EdgeKind.INFLUENCE:
        return f"{name} influence"
    return f"{name} {edge.effect}{' restores' if edge.restores else ''}"


@pytest.mark.parametrize(("dialect", "functions", "sql", "expected"), list(_cases()))
def test_effect(dialect, functions, sql, expected, lineage):
    upper = dialect in ("snowflake", "oracle")
    schema = {
        (name.upper() if upper else name): [c.upper() if upper else c for c in columns]
        for name, columns in _SCHEMA.items()
    }
    (found,) = lineage(sql, dialect, schema, functions)
    told = [_written(edge) for edge in found.edges]
    if upper:
        told = [line.replace(line.split()[0], line.split()[0].lower(), 1) for line in told]
    wanted = [] if expected == "nothing" else expected.split(", ")
    assert sorted(told) == sorted(wanted)


def test_no_case_stands_twice():
    seen = [
        (group.get("dialect", file.stem), str(group.get("functions")), sql)
        for file in _FILES
        for group in yaml.safe_load(file.read_text())
        for case in group["cases"]
        for sql in case
    ]
    assert len(seen) == len(set(seen))
