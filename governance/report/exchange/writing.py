"""Pieces into files, or onto a stream, as they come."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec import Struct

from governance.atomic import replacing
from governance.report.exchange.base import Left, Piece


class Done(Struct, frozen=True):
    """What was written: how many files, and what was left out, each sentence with its count."""

    files: int
    left: tuple[tuple[Left, int], ...]


def into_folder(folder: Path, pieces: Iterable[Piece | Left]) -> Done:
    """Write each file of a folder, whole or not at all; other files that are there stay.

    The disk is not asked to be done with each of thousands of files: whoever stops the program
    leaves whole files, and after a power cut the folder is written again.

    Raises:
        OSError: a file cannot be written.
    """
    left = _LeftOut()
    count = 0
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder, prefix=".lictor.") as place:
        written = Path(place) / "written"
        for file, of in groupby(left.without(pieces), lambda piece: piece.file):
            with written.open("wb") as stream:
                for piece in of:
                    stream.write(piece.text.encode())
            target = folder / file
            target.parent.mkdir(exist_ok=True)
            written.replace(target)
            count += 1
    return Done(count, left.counted)


def into_file(file: Path, pieces: Iterable[Piece | Left]) -> Done:
    """Write all pieces to one file, whole or not at all.

    Raises:
        OSError: it cannot be written.
    """
    left = _LeftOut()
    with replacing(file) as stream:
        for piece in left.without(pieces):
            stream.write(piece.text.encode())
    return Done(1, left.counted)


def onto(write: Callable[[str], object], pieces: Iterable[Piece | Left]) -> Done:
    """Give the text of each piece to `write`."""
    left = _LeftOut()
    for piece in left.without(pieces):
        write(piece.text)
    return Done(1, left.counted)


class _LeftOut:
    """Counts what is left out, sentence by sentence, with the first that it is about."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[Left, int]] = {}

    def without(self, pieces: Iterable[Piece | Left]) -> Iterator[Piece]:
        """The pieces alone."""
        for each in pieces:
            if isinstance(each, Piece):
                yield each
            else:
                first, count = self._found.get(each.what, (each, 0))
                self._found[each.what] = first, count + 1

    @property
    def counted(self) -> tuple[tuple[Left, int], ...]:
        """Each sentence once."""
        return tuple(self._found.values())
