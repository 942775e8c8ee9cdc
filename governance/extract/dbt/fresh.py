"""Models read anew: rendered, parsed, reduced. Brings Jinja and the SQL parser."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any

from sqlglot import exp

from governance.extract.dbt.following import PLACEHOLDER
from governance.extract.dbt.jinja.dependencies import Dependencies
from governance.extract.dbt.jinja.relations import Reference
from governance.extract.dbt.jinja.render import Rendered, Renderer, Unanswered
from governance.extract.dbt.matched import Matched
from governance.extract.dbt.meta_keys import understood
from governance.extract.dbt.model import Model, ReadModel, Unread
from governance.extract.dbt.project import Node
from governance.extract.dbt.properties import jsonable, kept_config
from governance.extract.dbt.python_models import NotPython, read_python
from governance.lineage.effects import DERIVED
from governance.lineage.reduce import reduce_query
from governance.lineage.reduced import (
    Branch,
    Combined,
    NotUnderstood,
    Output,
    Query,
    Select,
    Source,
    Use,
    tables_in,
)
from governance.model.location import Location
from governance.model.names import printable
from governance.sql.dialect import Dialect
from governance.sql.parse import NotParsed, cleared, parse
from governance.sql.place import Place, Positions, Span
from governance.sql.tokens import tokens

_NOWHERE: Span = (1, 1, 1, 1)


def read_fresh(
    contents: Mapping[str, bytes], nodes: Iterable[Node], dialect: Dialect, renderer: Renderer
) -> Iterator[tuple[str, ReadModel]]:
    """Read models and snapshots one by one, `contents` being those of their files.

    Call it through `governance.sql.parse.deeply`.
    """
    snapshots: dict[str, dict[str, Rendered]] = {}
    for node in cleared(nodes):
        id_ = node.id
        if node.text is None and node.file is not None and node.file not in contents:
            continue
        text = node.text
        if text is None and node.file is not None:
            content = contents[node.file]
            try:
                text = content.decode("utf-8-sig")
            except UnicodeDecodeError as error:
                line = content.count(b"\n", 0, error.start) + 1
                why = "the file is not UTF-8 text; save it as UTF-8"
                yield id_, _unread(why, (line, 1, line, 1))
                continue
        if (node.file or "").endswith(".py"):
            yield id_, _python(text or "")
            continue
        if text is None:  # a snapshot that is all YAML
            relation = node.config.get("relation")
            text = f"select * from {{{{ {relation} }}}}"  # noqa: S608 - a template
        rendered = _rendered(node, text, renderer, snapshots)
        if rendered is not None:
            yield id_, _model(node, text, rendered, dialect)


def _rendered(
    node: Node, text: str, renderer: Renderer, snapshots: dict[str, dict[str, Rendered]]
) -> Rendered | None:
    file = node.file or ""
    if node.file is not None and node.kind == "snapshot":
        if file not in snapshots:
            snapshots[file] = dict(renderer.snapshots(text, package=node.package, file=file))
        return snapshots[file].get(node.name) or snapshots[file].get("")
    return renderer.model(text, package=node.package, name=node.name, file=file, config=node.config)


def _unread(why: str, span: Span) -> ReadModel:
    digest = sha256(why.encode()).hexdigest()[:16]
    return ReadModel(Model(False, unread=(Unread(why, digest, span),)), None, Dependencies())


def _kept(config: Mapping[str, Any]) -> str:
    """What a model's own `config()` says, as JSON: what is understood, and nothing beside it."""
    kept = kept_config(config)
    meta = config.get("meta")
    if isinstance(meta, Mapping):
        kept["meta"] = jsonable(understood(meta))
    return json.dumps(kept)


def _python(text: str) -> ReadModel:
    """A model in Python: its code is not followed, so each column may be all that it reads."""
    try:
        python = read_python(text)
    except NotPython as error:
        return _unread(str(error), (error.line, error.column, error.line, error.column))
    calls = [
        Reference(
            call.kind if call.kind == "source" else "ref",  # type: ignore[arg-type]
            call.arguments[-1],
            None if call.kind == "source" or len(call.arguments) < 2 else call.arguments[0],
            call.version,
            call.arguments[0] if call.kind == "source" else None,
        )
        for call in python.calls
        if call.arguments
    ]
    span: Span = (1, 1, 1, 1)
    names = [f"dbt_ref_{number}" for number in range(len(calls))]
    sources = tuple(Source((name,), span) for name in names)
    terms = tuple(Use((name, "*"), DERIVED, span) for name in names)
    why = "it is written in Python, which is not followed; each column may hold what it reads"
    query = Query(Select(sources, (Output("*", terms, span),))) if calls else None
    unread = (Unread(why, "python", span),)
    model = Model(bool(calls), tuple(calls), _kept(python.config), unread)
    return ReadModel(model, query, Dependencies())


def _model(node: Node, text: str, rendered: Rendered, dialect: Dialect) -> ReadModel:
    unread = [
        *(
            Unread(problem.message, problem.fingerprint, _span(problem.location))
            for problem in rendered.problems
        ),
        *_untold(rendered),
    ]
    # what only a database can answer stands in what dbt compiled
    asks = rendered.introspective or rendered.problems or rendered.unknown_macros
    query = _of_compiled(node, text, dialect) if asks else None
    if query is not None:
        unread = []
    try:
        query = query or _of_all(rendered, dialect)
    except NotUnderstood as error:
        query = _of_compiled(node, text, dialect)
        if query is None and not unread:
            unread = [Unread(f"its SQL could not be understood: {error}", "sql", _NOWHERE)]
    model = Model(
        query is not None,
        rendered.references,
        _kept(rendered.config),
        tuple(unread),
        tuple(_spelled(rendered.sql, dialect)),
        tuple(sorted(_named(query))) if query is not None else (),
    )
    return ReadModel(model, query, rendered.used)


def _untold(rendered: Rendered) -> Iterator[Unread]:
    """What may be missing from a model because only others could tell it."""
    if rendered.dropped:
        names = ", ".join(printable(name) for name in rendered.dropped)
        yield Unread(
            f"it uses macros that are not here ({names}), and what they add to it is not known: "
            "run dbt deps first",
            f"macros:{names}",
            _at(rendered.unknown_macros),
        )
    if any("dbt_answer_" in each.sql.lower() for each in (rendered, *rendered.also)):
        yield Unread(
            "part of it is what the database answers while dbt compiles it, which is not known: "
            "run dbt compile, and the manifest has it",
            "answers",
            _at(rendered.introspective),
        )


def _at(asked: Sequence[Unanswered]) -> Span:
    return _span(asked[0].location) if asked else _NOWHERE


def _of_all(rendered: Rendered, dialect: Dialect) -> Query:
    """The query of a model; of one that is rendered in two ways, both: each gives rows."""
    query = _query(rendered.sql, rendered.place, dialect)
    for also in rendered.also:
        other = _query(also.sql, also.place, dialect)
        query = Query(Combined(query, (Branch("union", other, by_name=True),)))
    return query


def _of_compiled(node: Node, text: str, dialect: Dialect) -> Query | None:
    """What dbt itself made of the model, where a manifest has that."""
    if node.compiled is None:
        return None
    try:
        return _query(node.compiled, Matched(node.compiled, text), dialect)
    except NotUnderstood:
        return None


def _query(sql: str, positions: Positions, dialect: Dialect) -> Query:
    sql = sql.rstrip()
    while sql.endswith(";"):
        sql = sql[:-1].rstrip()
    try:
        tree = parse(sql, dialect)
    except NotParsed:
        raise NotUnderstood("it is no statement that the parser knows") from None
    if not isinstance(tree, exp.Query):
        raise NotUnderstood("it is no query")
    return reduce_query(tree, dialect, Place(positions), sql)


def _named(query: Query) -> set[tuple[str, str]]:
    """Schema and table of the names in FROM that stand for no call, in lower case."""
    return {
        (name[-2].lower() if len(name) > 1 else "", name[-1].lower())
        for name in tables_in(query)
        if not PLACEHOLDER.fullmatch(name[-1])
    }


def _span(location: Location | None) -> Span:
    if location is None or not location.line:
        return _NOWHERE
    end = location.end_line or location.line, location.end_column or location.column
    return location.line, location.column, *end


def _spelled(sql: str, dialect: Dialect) -> Iterator[tuple[str, str]]:
    """Names that the engine compares in any case, as they are written here; no text, no comment."""
    if not dialect.keeps_spelling:
        return
    told = set()
    for token in tokens(sql, dialect.name):
        if token.kind in ("word", "name"):
            name = sql[token.start : token.end].strip('`"[]')
            folded = name.lower()
            if folded != name and name.upper() != name and folded not in told:
                told.add(folded)
                yield folded, name
