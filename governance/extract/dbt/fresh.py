"""Models read anew: rendered, parsed, reduced. Brings Jinja and the SQL parser."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from hashlib import sha256

from sqlglot import exp

from governance.extract.dbt.jinja.dependencies import Dependencies
from governance.extract.dbt.jinja.render import Rendered, Renderer
from governance.extract.dbt.models import Model, Unread
from governance.extract.dbt.project import Node
from governance.lineage.reduce import reduce_query
from governance.lineage.reduced import Branch, Combined, NotUnderstood, Query
from governance.sql.dialect import Dialect
from governance.sql.parse import NotParsed, parse
from governance.sql.place import Place, Span
from governance.tree import Tree

_WORD = re.compile(r"\b[^\W\d]\w*\b")
_NOWHERE: Span = (1, 1, 1, 1)


def read_fresh(
    tree: Tree, nodes: Mapping[str, Node], dialect: Dialect, renderer: Renderer
) -> dict[str, tuple[Model, Dependencies]]:
    """Read models and snapshots. Call it through `governance.sql.parse.deeply`."""
    files = {node.file: None for node in nodes.values() if node.file and node.text is None}
    contents = tree.read(files)
    snapshots: dict[str, dict[str, Rendered]] = {}
    read = {}
    for id_, node in nodes.items():
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
                read[id_] = _unread(why, (line, 1, line, 1)), Dependencies()
                continue
        rendered = _rendered(node, text, renderer, snapshots)
        if rendered is not None:
            read[id_] = _model(node, rendered, dialect), rendered.used
    return read


def _rendered(
    node: Node, text: str | None, renderer: Renderer, snapshots: dict[str, dict[str, Rendered]]
) -> Rendered | None:
    file = node.file or ""
    if text is None:  # a snapshot that is all YAML
        text = f"select * from {{{{ {node.config.get('relation')} }}}}"
    elif node.kind == "snapshot":
        if file not in snapshots:
            snapshots[file] = dict(renderer.snapshots(text, package=node.package, file=file))
        return snapshots[file].get(node.name) or snapshots[file].get("")
    return renderer.model(
        text, package=node.package, name=node.name, file=file, config=node.config
    )


def _unread(why: str, span: Span) -> Model:
    digest = sha256(why.encode()).hexdigest()[:16]
    return Model(None, unread=(Unread(why, digest, span),))


def _model(node: Node, rendered: Rendered, dialect: Dialect) -> Model:
    unread = [
        Unread(problem.message, problem.fingerprint, _span(problem.location))
        for problem in rendered.problems
    ]
    query: Query | None = None
    try:
        query = _query(rendered, dialect)
        for also in rendered.also:
            other = _query(also, dialect)
            query = Query(Combined(query, (Branch("union", other, by_name=True),)))
    except NotUnderstood as error:
        query = None
        if node.compiled is not None:
            query = _compiled(node.compiled, dialect)
        if query is None:
            unread.append(
                Unread(f"its SQL could not be understood: {error}", "sql", _NOWHERE)
            )
    return Model(
        query,
        rendered.references,
        json.dumps(rendered.config),
        tuple(unread),
        tuple(_spelled(rendered.sql, dialect)),
    )


def _query(rendered: Rendered, dialect: Dialect) -> Query:
    sql = rendered.sql.rstrip()
    while sql.endswith(";"):
        sql = sql[:-1].rstrip()
    try:
        tree = parse(sql, dialect)
    except NotParsed:
        raise NotUnderstood("the parser knows no such statement") from None
    if not isinstance(tree, exp.Query):
        raise NotUnderstood("it is no query")
    place = Place(rendered.place, 0)  # type: ignore[arg-type]
    return reduce_query(tree, dialect, place, sql)


def _compiled(sql: str, dialect: Dialect) -> Query | None:
    ...


def _span(location: object) -> Span:
    ...


def _spelled(sql: str, dialect: Dialect) -> Iterator[tuple[str, str]]:
    """Names that the engine compares in any case, as they are written here."""
    if not dialect.keeps_spelling:
        return
    told = set()
    for word in _WORD.findall(sql):
        folded = word.lower()
        if folded != word and word.upper() != word and folded not in told:
            told.add(folded)
            yield folded, word
