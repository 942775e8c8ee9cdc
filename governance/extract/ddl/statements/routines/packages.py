"""Oracle's packages: many routines in one statement, each read as if it stood by itself.

A routine of a package is called by the package's name and its own. What a package declares for
itself (variables, cursors) is not known inside its routines, which then say so.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from governance.extract.ddl.operations import Operation, Routine
from governance.extract.ddl.statements.routines.blocks import run_at_once
from governance.extract.ddl.statements.routines.body import Translate
from governance.sql.place import Place, Span
from governance.sql.reader import Name, Reader, Unread

_OPENS = ("BEGIN", "CASE", "IF", "LOOP")
_HEAD = "CREATE "


def package(
    reader: Reader, name: Name, span: Span, translate: Translate, *, body: bool
) -> list[Operation]:
    """The routines of a package, at AS behind its name; of its specification there are none.

    One that holds nothing that is known here is a routine that is not followed.
    """
    queries = any(token.word == "SELECT" for token in reader.tokens[reader.at : reader.stop])
    found: list[Operation] = []
    if body and reader.dialect.name == "oracle":
        for first, last in _members(reader):
            found += _member(reader, name, first, last, translate)
    reader.at = reader.stop
    if not found and queries:
        return [Routine(name, span, known=False)]
    return found


def _member(
    reader: Reader, name: Name, first: int, last: int, translate: Translate
) -> list[Operation]:
    start = reader.tokens[first].start
    text = reader.text[start : reader.tokens[last].end]
    if reader.tokens[first].word == "BEGIN":  # what the package does when it is first used
        place = Place(reader.place.lines, reader.place.offset + start)
        return run_at_once(text, reader, place, translate)
    place = Place(reader.place.lines, reader.place.offset + start - len(_HEAD))
    done = translate(_HEAD + text, reader.dialect, place)
    return [
        replace(one, name=(*name, *one.name)) if isinstance(one, Routine) else one
        for one in done.operations
    ]


def _members(reader: Reader) -> Iterator[tuple[int, int]]:
    """First and last token of each routine that has a body, and of the block at the end.

    Raises:
        Unread: a body never ends.
    """
    words = [token.word for token in reader.tokens[: reader.stop]]
    at = reader.at
    while at < len(words):
        word = words[at]
        if word == "BEGIN":
            yield at, len(words) - 1
            return
        if word in ("PROCEDURE", "FUNCTION") and _has_body(words, at):
            end = _end(words, at)
            yield at, end
            at = end
        at += 1


def _has_body(words: list[str], at: int) -> bool:
    depth = 0
    for word in words[at:]:
        depth += {"(": 1, ")": -1}.get(word, 0)
        if depth == 0 and word in ("IS", "AS", ";"):
            return word != ";"
    return False


def _end(words: list[str], at: int) -> int:
    """The last token of the routine that begins there: END, and its name."""
    depth, open_routines, index = 0, 1, at + 1
    while index < len(words):
        word, before = words[index], words[index - 1]
        if word in _OPENS and before != "END":
            depth += 1
        elif word == "END":
            depth -= 1
            open_routines -= depth == 0 and words[index + 1 : index + 2] != ["IF"]
            if depth == 0 and not open_routines:
                following = words[index + 1 : index + 2]
                return index if following in ([], [";"]) else index + 1
        elif word in ("PROCEDURE", "FUNCTION") and depth == 0 and _has_body(words, index):
            open_routines += 1  # a routine within this one
        index += 1
    raise Unread(at)
