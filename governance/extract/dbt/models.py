"""Models as they are kept: rendered, parsed and reduced once, under the hash of all that matters.

What a model's SQL turns into depends on its own text, and on the macros and variables that its
Jinja asked for. The first entry, under the model's text, says which these were; the second, under
the text and what they were, holds what was read; a third its query, which most runs do not need. A
changed macro so re-reads the models that use it, and nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256

from governance.cache import Cache, key
from governance.extract.dbt.jinja.dependencies import Dependencies
from governance.extract.dbt.model import Model
from governance.extract.dbt.project import Node, Project
from governance.extract.dbt.templates import Templates
from governance.kept import decode, encode
from governance.lineage.reduced import Query
from governance.sql.dialect import Dialect
from governance.tree import Tree


class Models(Mapping[str, Model]):
    """The models and snapshots of a project, by the ids of their nodes."""

    def __init__(
        self, tree: Tree, project: Project, dialect: Dialect, templates: Templates, cache: Cache
    ) -> None:
        self._tree = tree
        self._dialect = dialect
        self._templates = templates
        self._cache = cache
        self._nodes = {id_: n for id_, n in project.nodes.items() if n.kind in _READ}
        self._first = _first_keys(tree, self._nodes, templates)
        self._keys: dict[str, str] = {}
        self._models: dict[str, Model] = {}
        self._fresh: dict[str, str] = {}
        self._find()
        self._read([id_ for id_ in self._first if id_ not in self._models])

    def __getitem__(self, id_: str) -> Model:
        return self._models[id_]

    def __iter__(self) -> Iterator[str]:
        return iter(self._models)

    def __len__(self) -> int:
        return len(self._models)

    def key(self, id_: str) -> str:
        """What tells a model, its query included, from any other."""
        return self._keys[id_]

    def queries(self, ids: Iterable[str]) -> dict[str, Query]:
        """The queries of models that have one."""
        wanted = {id_: _of_query(self._keys[id_]) for id_ in ids if self._models[id_].followed}
        kept = self._cache.get(name for id_, name in wanted.items() if id_ not in self._fresh)
        found: dict[str, Query] = {}
        for id_, name in wanted.items():
            text = self._fresh.pop(id_, None) or kept.get(name)
            query = decode(text, Query) if text is not None else None
            if query is not None:
                found[id_] = query
        lost = [id_ for id_ in wanted if id_ not in found]
        if lost:
            self._read(lost)
            found |= self.queries(lost)
        return found

    def _find(self) -> None:
        """What was read before of the same texts, macros and variables."""
        asked = self._cache.get(self._first.values())
        for id_, name in self._first.items():
            needs = decode(asked[name], Dependencies) if name in asked else None
            if needs is not None:
                self._keys[id_] = _second_key(name, needs, self._templates)
        kept = self._cache.get(self._keys.values())
        for id_, name in self._keys.items():
            model = decode(kept[name], Model) if name in kept else None
            if model is not None:
                self._models[id_] = model

    def _read(self, ids: Sequence[str]) -> None:
        """Read models anew, and keep them."""
        if not ids:
            return
        nodes = {id_: self._nodes[id_] for id_ in ids}
        kept: dict[str, str] = {}
        fresh = _fresh(self._tree, nodes, self._dialect, self._templates)
        for id_, (head, text, asked) in fresh.items():
            model, needs = decode(head, Model), decode(asked, Dependencies)
            assert model is not None  # noqa: S101 - just encoded
            assert needs is not None  # noqa: S101 - just encoded
            name = self._keys[id_] = _second_key(self._first[id_], needs, self._templates)
            self._models[id_] = model
            kept |= {self._first[id_]: asked, name: head}
            if text is not None:
                self._fresh[id_] = kept[_of_query(name)] = text
        self._cache.put(kept)


_READ = ("model", "snapshot")


def _of_query(name: str) -> str:
    return key(name, "query")


def _fresh(
    tree: Tree, nodes: Mapping[str, Node], dialect: Dialect, templates: Templates
) -> dict[str, tuple[str, str | None, str]]:
    """Models read anew: each, its query and what they depend on, as they are kept."""
    from governance.extract.dbt.fresh import read_fresh  # brings Jinja and the parser
    from governance.parallel import shared_out
    from governance.sql.parse import deeply

    renderer = templates.renderer
    contents = tree.read({n.file: None for n in nodes.values() if n.file and n.text is None})

    def work(share: Sequence[Node]) -> dict[str, tuple[str, str | None, str]]:
        return deeply(lambda: dict(encoded(share)))

    def encoded(share: Sequence[Node]) -> Iterator[tuple[str, tuple[str, str | None, str]]]:
        for id_, (model, query, needs) in read_fresh(contents, share, dialect, renderer):
            yield id_, (encode(model), encode(query) if query is not None else None, encode(needs))

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
