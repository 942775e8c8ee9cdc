"""The edges of one SQL text by itself, for a person who asks what it does."""

from __future__ import annotations

from msgspec import Struct, structs

from governance.extract.ddl import unfollowed
from governance.extract.ddl.reading import defined, read_text
from governance.extract.ddl.replay import State, replay, settle
from governance.extract.ddl.replay.spelling import spelled
from governance.extract.ddl.replay.state import TEMPORARY
from governance.extract.ddl.statements.routines.variables import MARK
from governance.model.functions import Told
from governance.model.judgement import Coverage, Problem
from governance.model.lineage import Edge
from governance.model.names import ColumnRef
from governance.sql.dialect import dialect
from governance.sql.parse import deeply


class Script(Struct, frozen=True):
    """What one text does: every edge it makes, in order, also into tables that it drops again."""

    edges: tuple[Edge, ...]
    problems: tuple[Problem, ...]
    coverage: Coverage


def script(text: str, dialect_name: str, file: str, functions: tuple[Told, ...] = ()) -> Script:
    """The edges of a text. Names have as many parts as the SQL gives; no default schema is added.

    `functions` are those of a team's own, and what it says of them.

    Raises:
        ConfigError: there is no such dialect.
    """
    spoken = structs.replace(dialect(dialect_name).knowing(functions), default_schema="")
    reading = deeply(lambda: read_text(text, spoken))
    edges: dict[Edge, None] = {}
    state = State(spoken, "", record=lambda edge: edges.setdefault(_plain(edge)))
    state.later = defined({file: reading})
    replay(state, file, reading.operations)
    settle(state)
    # A table that only this text uses is no fault of the text.
    problems = tuple(p for p in state.problems if p.subject == file)
    problems += tuple(unfollowed.problem(one) for one in state.unfollowed)
    coverage = Coverage(1, reading.statements, reading.understood, reading.routines)
    return Script(spelled(tuple(edges), state.spellings), problems, coverage)


def _plain(edge: Edge) -> Edge:
    return structs.replace(edge, upstream=_bare(edge.upstream), downstream=_bare(edge.downstream))


def _bare(ref: ColumnRef) -> ColumnRef:
    table = ref.table
    if table.startswith(MARK):  # a variable that holds a table
        table = f"@{table.removeprefix(MARK)}"
    schema = "" if ref.schema == TEMPORARY else ref.schema
    return structs.replace(ref, schema=schema, table=table)
