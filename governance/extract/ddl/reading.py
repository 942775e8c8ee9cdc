"""A file's content → its reading: decoded, cut into statements, each of them translated."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING

from governance.cache import Cache, key
from governance.engine import stamp
from governance.extract.ddl.operations import NotRead, Operation, Reading, Routine
from governance.extract.ddl.replay.state import Defined
from governance.kept import decode, encode
from governance.sql.dialect import Dialect
from governance.tree import Tree

if TYPE_CHECKING:
    from governance.sql.place import Place

_MOST_UNREAD = 1_000
"""Statements not understood in one file, after which it is no SQL of the dialect."""

_MOST_SLOW = 3
"""Statements that the parser took too long over, after which a file is not read further."""

_KNOWN: dict[str, Reading] = {}
"""Readings of this process: the base and the head of a change have most of their files alike."""


def read_all(
    tree: Tree, paths: Iterable[str], dialect: Dialect, cache: Cache
) -> Mapping[str, Reading]:
    """The readings of files, by their paths; those the cache knows are not even opened."""
    keys = {path: key(id_, dialect.mark, stamp()) for path, id_ in tree.ids(paths).items()}
    unknown = sorted({k for k in keys.values() if k not in _KNOWN})
    for k, text in cache.get(unknown).items():
        reading = decode(text, Reading)
        if reading is not None:
            _KNOWN[k] = reading
    cold = {k: path for path, k in keys.items() if k not in _KNOWN}
    if cold:
        contents = tree.read(cold.values())
        fresh = _fresh([(k, contents[path]) for k, path in cold.items()], dialect)
        cache.put(fresh)
        for k, text in fresh.items():
            reading = decode(text, Reading)
            assert reading is not None  # noqa: S101 - just encoded
            _KNOWN[k] = reading
    return {path: _KNOWN[k] for path, k in keys.items()}


def _fresh(files: Sequence[tuple[str, bytes]], dialect: Dialect) -> dict[str, str]:
    """The readings of files by their keys, as they are kept."""
    from governance.parallel import shared_out
    from governance.sql.parse import cleared, deeply

    def work(share: Sequence[tuple[str, bytes]]) -> dict[str, str]:
        return deeply(lambda: {k: encode(read(content, dialect)) for k, content in cleared(share)})

    import sqlglot  # noqa: F401 - once, and not in each process

    return {k: text for part in shared_out(work, files) for k, text in part.items()}


def read(content: bytes, dialect: Dialect) -> Reading:
    """One file's reading. Call it through `governance.sql.parse.deeply`."""
    text = _decoded(content)
    if isinstance(text, NotRead):
        return Reading((text,), 1, 0, 0)
    return read_text(text, dialect)


def read_text(text: str, dialect: Dialect) -> Reading:
    """The reading of a text that is SQL already."""
    from governance.extract.ddl.folder import forward
    from governance.extract.ddl.statements.dispatch import within_body
    from governance.extract.ddl.statements.routines.session import Session
    from governance.extract.ddl.statements.rows import only_rows
    from governance.extract.ddl.statements.translated import Translated
    from governance.sql.mysql import executed
    from governance.sql.place import Lines, Place
    from governance.sql.placeholders import named, without_tags
    from governance.sql.shortening import shortened
    from governance.sql.split import split

    text, tags = without_tags(named(forward(text), dialect.name), dialect.name)
    if dialect.name == "mysql":
        text = executed(text)
    lines = Lines(text)
    session = Session(dialect, within_body)
    operations: list[Operation] = []
    statements = understood = routines = slow = 0
    if tags:
        why = "a template's tags are left in this file: what stands in any of its branches is read"
        operations.append(NotRead(why, "tags", Place(lines, tags[0]).span(0, 1)))
    for piece in split(text, dialect.name):
        if piece.kind == "command":
            unread = _command(text[piece.first : piece.end], Place(lines, piece.first))
            if unread:
                operations.append(unread)
                statements += 1
        elif piece.kind == "statement":
            place = Place(lines, piece.first)
            statement = text[piece.first : piece.end]
            rows = only_rows(statement, dialect)
            if not rows:
                statement, place = shortened(statement, dialect, place)
            found = session.read(statement, place)
            if found is not None:
                done = Translated(tuple(found))
            else:
                done = Translated() if rows else within_body(statement, dialect, place)
            operations += done.operations
            statements += 1
            understood += done.understood
            routines += done.routine
            slow += done.slow
            if slow >= _MOST_SLOW:
                why = f"after {_MOST_SLOW} statements that take too long to parse"
                operations.append(_given_up(why, place))
                break
            if statements - understood > _MOST_UNREAD:
                why = f"after {_MOST_UNREAD:,} statements that were not understood"
                operations.append(_given_up(why, place))
                break
        elif piece.kind == "rest":
            why = "after many quotes, comments or routine bodies that are never closed"
            operations.append(_given_up(why, Place(lines, piece.first)))
            statements += 1
            break
    operations = session.around(operations, lines.span(0, 0))
    defines = any(isinstance(operation, Routine) for operation in operations)
    return Reading(tuple(operations), statements, understood, routines, defines)


def _given_up(why: str, place: Place) -> NotRead:
    return NotRead(f"{why}, the rest of this file is not read", "rest", place.span(0, 0))


_RUNS_MORE = re.compile(r"\\(?:i|ir|include|include_relative|gexec)\b")


def _command(line: str, place: object) -> NotRead | None:
    r"""Psql's `\i` reads another file and `\gexec` runs made-up SQL: neither is followed."""
    from governance.sql.place import Place

    if not _RUNS_MORE.match(line) or not isinstance(place, Place):
        return None
    why = (
        "dynamic SQL is not analysed"
        if line.startswith("\\g")
        else ("another file is included here, and not followed")
    )
    return NotRead(why, _digest(line), place.span(0, max(0, len(line.rstrip()) - 1)))


_BOMS = ((b"\xef\xbb\xbf", ""), (b"\xff\xfe", "UTF-16"), (b"\xfe\xff", "UTF-16"))


def _decoded(content: bytes) -> str | NotRead:
    for mark, name in _BOMS:
        if name and content.startswith(mark):
            return _file_not_read(content, f"the file is {name}; save it as UTF-8", 0)
    nul = content.find(b"\0")
    if nul >= 0:
        return _file_not_read(content, "the file is binary, or not UTF-8 text", nul)
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        return _file_not_read(content, "the file is not UTF-8 text; save it as UTF-8", error.start)


def _file_not_read(content: bytes, why: str, at: int) -> NotRead:
    line = content.count(b"\n", 0, at) + 1
    return NotRead(why, sha256(content).hexdigest()[:16], (line, 0, line, 0))


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def defined(readings: Mapping[str, Reading]) -> dict[str, dict[int, Defined]]:
    """The routines that files define, the first of each name, for what calls them before.

    A folder with a file for each function and view is in no order that a database would take.
    """
    found: dict[str, dict[int, Defined]] = {}
    for file, reading in readings.items():
        if not reading.defines:
            continue
        for operation in reading.operations:
            if isinstance(operation, Routine):
                known = found.setdefault(operation.name[-1].lower(), {})
                known.setdefault(len(operation.parameters), Defined(operation, file, ()))
    return found


def total(readings: Iterable[Reading]) -> tuple[int, int, int]:
    """Statements, understood ones and routines of several readings."""
    statements = understood = routines = 0
    for reading in readings:
        statements += reading.statements
        understood += reading.understood
        routines += reading.routines
    return statements, understood, routines
