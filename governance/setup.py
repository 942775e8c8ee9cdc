"""The files that `lictor init` writes, from what a repository seems to hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from governance.cache import Cache
from governance.detect import detect
from governance.model.catalog import Catalog
from governance.model.names import TableRef
from governance.pipeline import build
from governance.settings import FILE, Settings
from governance.tree import Tree

STEWARDSHIP = "stewardship.yml"


def files(tree: Tree, cache: Cache) -> dict[str, str]:
    """Path → text of `lictor.yml` and `stewardship.yml`.

    Raises:
        ConfigError, ExtractError: there is nothing here to read.
    """
    settings = detect(tree)
    catalog = build(tree, settings, cache).catalog
    schemas = sorted({table.ref.schema for table in catalog.tables})
    return {
        FILE: "\n".join(_lictor(settings)) + "\n",
        STEWARDSHIP: "\n".join(_stewardship(catalog, schemas)) + "\n",
    }


def _lictor(settings: Settings) -> Iterator[str]:
    yield "version: 1"
    yield "sources:"
    for source in settings.sources:
        facts = f"kind: {source.kind}, path: {_scalar(source.path or '.')}"
        yield f"  - {{name: {source.name}, {facts}, dialect: {source.dialect}}}"
    yield "# schema globs; the first match counts"
    yield "environments:"
    for environment, globs in settings.environments.items():
        yield f"  {environment}: [{', '.join(_scalar(glob) for glob in globs)}]"
    yield f"stewardship: [{STEWARDSHIP}]"
    yield "policies:"
    yield "  packs: [core]"


def _stewardship(catalog: Catalog, schemas: Iterable[str]) -> Iterator[str]:
    yield "# What people say about the data. Later and more specific lines win, key by key."
    yield "# Uncomment a line when you have read it and stand behind it."
    yield "version: 1"
    yield "assets:"
    for schema in schemas:
        match = _scalar(TableRef("", schema, "x").name.removesuffix("x") + "*")
        yield f"  # - {{match: {match}, owner: team-name, retention_days: 730}}"
    for ref in sorted(catalog.classifications):
        found = catalog.classifications[ref]
        if found.personal and found.level is not None:
            facts = f"category: {found.category}, classification: {found.level}"
            yield f"  # - {{match: {_scalar(ref.name)}, {facts}}}"


def _scalar(text: str) -> str:
    """A YAML scalar in double quotes, which JSON's are."""
    import json

    return json.dumps(text, ensure_ascii=False)
