"""The files that `lictor init` writes, from what a repository seems to hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from governance.cache import Cache
from governance.detect import detect
from governance.model.catalog import Catalog
from governance.model.names import TableRef, printable
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
    yield "# What Lictor reads, and how it judges. Paths are from this folder."
    yield "version: 1"
    yield ""
    yield "# Where the data is described, in the order in which one builds on the other."
    left = [said for said in settings.assumptions if said.startswith("not read")]
    yield from (f"# {printable(said)}" for said in left)
    yield "sources:"
    for source in settings.sources:
        facts = f"kind: {source.kind}, path: {_scalar(source.path or '.')}"
        yield f"  - {{name: {source.name}, {facts}, dialect: {source.dialect}}}"
    yield ""
    yield "# Which schemas are what, by globs; the first match counts. Outside production personal"
    yield "# data must be masked or encrypted."
    yield "environments:"
    for environment, globs in settings.environments.items():
        yield f"  {environment}: [{', '.join(_scalar(glob) for glob in globs)}]"
    yield ""
    yield "# What people say about the data."
    yield f"stewardship: [{STEWARDSHIP}]"
    yield ""
    yield "# All there are: lictor policy list. To let one warn until you are ready for it:"
    yield "#   severity: {GOV-004: warn}"
    yield "policies:"
    yield "  packs: [core]"


def _stewardship(catalog: Catalog, schemas: Iterable[str]) -> Iterator[str]:
    yield "# What people say about the data. More specific lines win, then later ones, key by key."
    yield "# Uncomment a line once you stand behind it. Where a guess is wrong, say instead:"
    yield '#   - {match: "...", category: none, reason: "why it is nobody\'s"}'
    yield "version: 1"
    yield "assets:"
    yield "  # Who answers for the tables, and how many days their rows are kept."
    for schema in schemas:
        match = _scalar(TableRef("", schema, "x").name.removesuffix("x") + "*")
        yield f"  # - {{match: {match}, owner: team-name, retention_days: 730}}"
    table = None
    told = set()
    for ref in sorted(catalog.classifications, key=lambda ref: ref.name):
        found = catalog.classifications[ref]
        # two sources may have a column of the same name, and the line is about both
        if not found.personal or found.level is None or ref.name in told:
            continue
        told.add(ref.name)
        if ref.table_ref.name != table:
            table = ref.table_ref.name
            yield ""
            yield f"  # {printable(table)}"
        facts = f"category: {found.category}, classification: {found.level}"
        yield f"  # - {{match: {_scalar(ref.name)}, {facts}}}"


def _scalar(text: str) -> str:
    """A YAML scalar in double quotes, which JSON's are."""
    import json

    return json.dumps(text, ensure_ascii=not text.isprintable())
