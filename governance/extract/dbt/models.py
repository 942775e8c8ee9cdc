"""Models as they are kept: rendered, parsed and reduced once, under the hash of all that matters.

What a model's SQL turns into depends on its own text, and on the macros and variables that its
Jinja asked for. The first entry, under the model's text, says which these were; the second, under
the text and what they were, holds what was read. A changed macro so re-reads the models that use
it, and nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256

from governance.cache import Cache, key
from governance.extract.dbt.jinja.dependencies import Dependencies
from governance.extract.dbt.jinja.relations import Reference
from governance.extract.dbt.project import Node, Project
from governance.extract.dbt.templates import Templates
from governance.kept import Kept, decode, encode
from governance.lineage.reduced import Query
from governance.sql.dialect import Dialect
from governance.sql.place import Span
from governance.tree import Tree


class Unread(Kept, frozen=True):
    """What of a model could not be read; `digest` tells one from another."""

    message: str
    digest: str
    span: Span


class Model(Kept, frozen=True):
    """One model as it was read.

    `query` is None when its SQL could not be followed. The table of a name `dbt_ref_N` in it is
    that of `calls[N]`. `config` is what its own `config()` says, as JSON. `spelled` are the names
    it wrote with capitals, by their folded form.
    """

    query: Query | None
    calls: tuple[Reference, ...] = ()
    config: str = "{}"
    unread: tuple[Unread, ...] = ()
    spelled: tuple[tuple[str, str], ...] = ()


_KNOWN: dict[str, Model] = {}
"""Models of this process: the base and the head of a change have most of them alike."""


def read_models(
    tree: Tree, project: Project, dialect: Dialect, templates: Templates, cache: Cache
) -> Mapping[str, Model]:
    """The models and snapshots of a project, by the ids of their nodes."""
    nodes = {id_: n for id_, n in project.nodes.items() if n.kind in ("model", "snapshot")}
    first = _first_keys(tree, nodes, templates)
    asked = cache.get(first.values())
    second: dict[str, str] = {}
    for id_, name in first.items():
        needs = decode(asked[name], Dependencies) if name in asked else None
        if needs is not None:
            second[id_] = _second_key(name, needs, templates)
    for name, text in cache.get([k for k in second.values() if k not in _KNOWN]).items():
        model = decode(text, Model)
        if model is not None:
            _KNOWN[name] = model
    found = {id_: _KNOWN[name] for id_, name in second.items() if name in _KNOWN}
    cold = {id_: nodes[id_] for id_ in first if id_ not in found}
    if cold:
        kept: dict[str, str] = {}
        for id_, (text, asked_for) in _fresh(tree, cold, dialect, templates).items():
            model, needs = decode(text, Model), decode(asked_for, Dependencies)
            assert model is not None  # noqa: S101 - just encoded
            assert needs is not None  # noqa: S101 - just encoded
            name = _second_key(first[id_], needs, templates)
            kept |= {first[id_]: asked_for, name: text}
            _KNOWN[name] = found[id_] = model
        cache.put(kept)
    return found


def _fresh(
    tree: Tree, nodes: Mapping[str, Node], dialect: Dialect, templates: Templates
) -> dict[str, tuple[str, str]]:
    """Models read anew, and what each depends on, both as they are kept."""
    from governance.extract.dbt.fresh import read_fresh  # brings Jinja and the parser
    from governance.parallel import shared_out
    from governance.sql.parse import deeply

    renderer = templates.renderer
    contents = tree.read({n.file: None for n in nodes.values() if n.file and n.text is None})

    def work(share: Sequence[Node]) -> dict[str, tuple[str, str]]:
        fresh = deeply(lambda: read_fresh(contents, share, dialect, renderer))
        return {id_: (encode(model), encode(needs)) for id_, (model, needs) in fresh.items()}

    parts = shared_out(work, tuple(nodes.values()))
    return {id_: made for part in parts for id_, made in part.items()}


def _first_keys(tree: Tree, nodes: Mapping[str, Node], templates: Templates) -> dict[str, str]:
    """What the dependencies of each node are kept under: all that is known without them."""
    ids = tree.ids({node.file: None for node in nodes.values() if node.file and node.text is None})
    keys = {}
    for id_, node in nodes.items():
        if node.text is not None:
            content = sha256(node.text.encode("utf-8", "surrogatepass")).hexdigest()
        elif node.file is not None:
            if node.file not in ids:
                continue
            content = ids[node.file]
        else:
            content = str(node.config.get("relation"))
        compiled = "" if node.compiled is None else sha256(node.compiled.encode()).hexdigest()
        named = (node.kind, node.package, node.name, str(node.version), node.file or "")
        around = json.dumps(node.config, sort_keys=True, default=str)  # for config.get
        keys[id_] = key("dbt-model", templates.environment, *named, content, compiled, around)
    return keys


def _second_key(first: str, needs: Dependencies, templates: Templates) -> str:
    return key(first, *templates.state(needs))
