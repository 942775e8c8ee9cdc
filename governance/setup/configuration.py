"""The text of a first `lictor.yml`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from governance.detect import Repository
from governance.detect.assumptions import told
from governance.detect.texts import listed
from governance.model.catalog import Catalog
from governance.model.names import printable
from governance.policy.load import packs
from governance.settings import Settings, Source
from governance.setup.scalars import comment, scalar
from governance.setup.schemas import modeline
from governance.tree.base import within


def configuration(
    found: Repository,
    settings: Settings,
    catalog: Catalog,
    stewardship: Sequence[str],
    odd: Sequence[str],
) -> str:
    """`lictor.yml` for what was found.

    `catalog` is what the sources hold. `odd` are files that describe data in a way that is not
    understood.
    """
    lines = [
        modeline("lictor"),
        "#",
        *comment(
            "What Lictor reads here, and how it judges: written by lictor init from what the "
            "repository seems to hold, and yours to change. Paths are from this folder."
        ),
        "version: 1",
        "",
        *_sources(found),
        "",
        *_environments(settings, catalog),
        "",
        *_stewardship(found, stewardship, odd),
        "",
        *_policies(settings),
    ]
    return "\n".join(lines) + "\n"


def _sources(found: Repository) -> Iterator[str]:
    yield from comment(
        "Where the data is described. SQL files are replayed in their order; nothing is run."
    )
    yield "sources:"
    before = None
    for source in found.data.sources:
        said = _inferred(found, source)
        if said != before:
            yield from comment(f"inferred: {said}", "  ")
        before = said
        yield f"  - {_source(source)}"
    yield from _live(found)
    left = [
        *found.data.sql.left,
        *found.data.dbt.left,
        *(
            f"{told(program)}; {'to bring it up to date' if program.covered else 'to read them'}: "
            f"{program.make}"
            for program in found.data.programs
        ),
        *(f"not read: SQL inside the pipelines of {name}" for name in found.pipelines.schedulers),
    ]
    if left:
        yield "  #"
        yield from comment("Found, and left out or taken for something else:", "  ")
        for sentence in left:
            first, *more = comment(sentence, "    ")
            yield f"  # - {first[6:]}"
            yield from (f"  #   {line[6:]}" for line in more)


def _inferred(found: Repository, source: Source) -> str:
    """What a source is taken for, and why."""
    if source.kind == "dbt":
        return (
            "a dbt project. Its profile or the adapter that is installed tells the engine; where "
            "neither is in the repository, add dialect: and schema:"
        )
    why = found.data.sql.spoken[source.name].why
    spoken = f"{source.dialect} {why}" if why else f"{source.dialect} is a guess, nothing tells"
    if str(source.path).endswith(".sql"):
        return spoken
    count = found.data.sql.files[source.name]
    return f"{count:,} file{'s' if count != 1 else ''} to replay, {spoken}"


def _source(source: Source) -> str:
    facts = [f"name: {source.name}", f"kind: {source.kind}", f"path: {scalar(source.path or '.')}"]
    if source.dialect:
        facts.append(f"dialect: {source.dialect}")
    return f"{{{', '.join(facts)}}}"


def _live(found: Repository) -> Iterator[str]:
    """A database that is spoken of, as a source to take the # away from; no secret is in it."""
    spoken = [d for d in found.data.databases if d.product in ("postgres", "cockroach")]
    variables = [d for d in found.data.databases if d.variable]
    if not spoken:
        return
    named = next((d for d in variables if d.product in ("postgres", None)), None)
    variable = named.variable if named else "DATABASE_URL"
    places = [str(spoken[0].location)]
    if named and str(named.location) not in places:
        places.append(str(named.location))
    yield "  #"
    yield from comment(
        f"A PostgreSQL is spoken of ({printable(', '.join(places))}). With these lines, and the "
        "address in the environment, lictor check --live reads it too:",
        "  ",
    )
    yield f'  # - {{name: live, kind: postgres, url: "${{{variable}}}"}}'


def _environments(settings: Settings, catalog: Catalog) -> Iterator[str]:
    yield from comment(
        "Which schemas are what, by globs; the first match counts. Outside production personal "
        "data must be masked or encrypted."
    )
    schemas: dict[str, set[str]] = {}
    for table in catalog.tables:
        fact = catalog.facts.get(table.ref, {}).get("environment")
        if fact is not None:
            schema = table.ref.schema or "tables without a schema"
            schemas.setdefault(str(fact.value), set()).add(schema)
    for environment, names in sorted(schemas.items()):
        yield from comment(f"inferred: {environment}: {listed(sorted(names), 6)}")
    if "staging" not in settings.environments:
        yield from comment(
            "In dbt staging is a layer of the models, in production as the others: if you have a "
            "staging environment too, say so here."
        )
    yield "environments:"
    for environment, globs in settings.environments.items():
        yield f"  {environment}: [{', '.join(scalar(glob) for glob in globs)}]"


def _stewardship(found: Repository, files: Sequence[str], odd: Sequence[str]) -> Iterator[str]:
    yield from comment("What people say about the data: owners, classes, how long it is kept.")
    yield "stewardship:"
    for path in files:
        what = next((w for p, w in found.metadata.items() if within(p, path)), None)
        yield f"  - {scalar(path)}" + (f" # inferred: {what}" if what else "")
    for what in dict.fromkeys(found.metadata[path] for path in odd):
        paths = [path for path in odd if found.metadata[path] == what]
        yield from comment(f"not read, as it is not understood: {what}: {listed(paths)}", "  ")


def _policies(settings: Settings) -> Iterator[str]:
    yield from comment(
        "All there are: lictor policy list. Severities are block, warn, info and off; a policy "
        "you are not ready for may warn first:  severity: {GOV-004: warn}"
    )
    chosen = ["core"]
    if "dbt" in packs() and any(source.kind == "dbt" for source in settings.sources):
        chosen.append("dbt")
    yield "policies:"
    yield f"  packs: [{', '.join(chosen)}]"
