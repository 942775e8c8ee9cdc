"""OpenLineage events in files: what Spark, Airflow, dbt and others told that they did.

Events are read as they were written down; no server is asked. What they tell joins the graph of
everything else: a dataset that is a table of another source is that table (`namespaces:`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from governance.cache import Cache, key
from governance.engine import stamp
from governance.errors import ExtractError
from governance.extract.base import Extraction
from governance.extract.openlineage.edges import laid, tables
from governance.extract.openlineage.events import read
from governance.extract.openlineage.naming import Naming
from governance.extract.openlineage.runs import Written, shortened, written
from governance.extract.openlineage.told import File, Name
from governance.kept import decode, encode
from governance.lineage.schema import Relation
from governance.model.judgement import Coverage, Problem
from governance.model.location import Location
from governance.model.names import printable
from governance.settings import Source
from governance.sql.parse import not_collecting
from governance.tree import Tree, find

LIVE = False
BUILDS_ON_OTHERS = 2  # after dbt, whose models events may be about

_ENDINGS = (".json", ".jsonl", ".ndjson", ".json.gz", ".jsonl.gz", ".ndjson.gz", ".log.gz", ".log")


def extract(source: Source, tree: Tree, cache: Cache, others: Sequence[Relation]) -> Extraction:
    """Read the events under the source's path; `others` are the tables they may be about.

    Raises:
        ExtractError: the source has no path, or no file of events is there.
        TreeError: a file is there and cannot be read.
    """
    if not source.path:
        raise ExtractError(
            f"the source {printable(source.name)!r} reads OpenLineage events and needs a path:",
            location=source.location,
        )
    found = find(tree, source.path)
    # a file that somebody named may be called anything
    paths = found if found == (source.path,) else tuple(filter(_may_hold_events, found))
    links = tree.links(source.path)
    if not paths and not links:
        raise ExtractError(
            f"there is no file of events ({', '.join(_ENDINGS[:3])}, also packed with gzip) under "
            f"{printable(source.path)}; name another path for {printable(source.name)!r}",
            location=source.location,
        )
    with not_collecting():
        files = _files(tree, paths, cache)
        return _extraction(source, files, links, others)


def _may_hold_events(path: str) -> bool:
    return path.lower().endswith(_ENDINGS)


def _files(tree: Tree, paths: Sequence[str], cache: Cache) -> dict[str, File]:
    """What the files tell, each read once in its life; one at a time is in memory."""
    ids = tree.ids(paths)
    keys = {path: key("openlineage", stamp(), id_) for path, id_ in ids.items()}
    kept = cache.get(keys.values())
    files: dict[str, File] = {}
    fresh: dict[str, str] = {}
    for path, name in keys.items():
        text = kept.get(name) or fresh.get(name)
        file = decode(text, File) if text is not None else None
        if file is None:
            file = shortened(read(tree.read([path]).get(path, b"")))
            fresh[name] = encode(file)
        files[path] = file
    cache.put(fresh)
    return files


def _extraction(
    source: Source, files: Mapping[str, File], links: Iterable[str], others: Sequence[Relation]
) -> Extraction:
    found = tuple(written(files))
    also: dict[Name, tuple[Name, ...]] = {}
    for content in files.values():
        for told in content.datasets:
            if told.also:
                also[told.name] = tuple(dict.fromkeys((*also.get(told.name, ()), *told.also)))
    naming = Naming(source.name, dict(source.namespaces), others, _names(found), also)
    made = laid(found, naming)
    described = tuple(tables(found, naming))
    read_in = sum(file.read for file in files.values())
    broken = sum(len(file.broken) for file in files.values())
    return Extraction(
        described=described,
        edges=made.edges,
        notices=_notices(source, len(made.whole)),
        problems=(
            *map(_link, links),
            *_problems(files),
            *(_too_many(each, naming) for each in made.too_many),
        ),
        coverage=Coverage(files=len(files), statements=read_in, understood=read_in - broken),
    )


def _names(found: Iterable[Written]) -> Iterable[Name]:
    for each in found:
        yield each.told.name
        yield from (told.name for told in each.inputs)
        for origins in [each.told.rows, *(origins for _, origins in each.told.fields or ())]:
            yield from (origin.dataset for origin in origins)


def _notices(source: Source, whole: int) -> tuple[str, ...]:
    if not whole:
        return ()
    which = "1 dataset comes" if whole == 1 else f"{whole:,} datasets come"
    said = (
        f"{printable(source.name)}: {which} without lineage of columns; each of the columns may "
        "hold whatever was read"
    )
    return (said,)


def _link(path: str) -> Problem:
    return Problem(
        path,
        "this is a symbolic link, which is never followed; put the file itself there",
        f"openlineage:{path}:link",
        Location(path),
    )


def _too_many(each: Written, naming: Naming) -> Problem:
    ref = naming.table(each.told.name)
    return Problem(
        str(ref),
        f"which of {len(each.inputs)} inputs its {len(each.told.columns or ())} columns come from "
        "is not told, and is more than can be followed: have the job tell the lineage of columns",
        f"openlineage:{ref}:columns",
        Location(each.file, each.line),
    )


def _problems(files: Mapping[str, File]) -> Iterable[Problem]:
    for path, file in files.items():
        counts: dict[str, int] = {}
        for broken in file.broken:
            count = counts[broken.digest] = counts.get(broken.digest, 0) + 1
            if count == 1:  # the same line again is the same problem
                fingerprint = f"openlineage:{path}:{broken.digest}"
                yield Problem(path, broken.message, fingerprint, Location(path, broken.line))
