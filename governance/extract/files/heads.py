"""The beginning of a file, whatever its size: as bytes, then as text."""

from __future__ import annotations

import bz2
import codecs
import gzip
import lzma
import os
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from stat import S_ISREG
from typing import IO

from msgspec import Struct

TEXT_BYTES = 1 << 20
"""How much of a file that is text is read, after it is unpacked."""
DOCUMENT_BYTES = 16 << 20
"""How much where the first record alone is larger."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


class NotRead(Exception):  # noqa: N818 - reads as what it is
    """A file cannot be read; the sentence says why, without anything of what is in it."""


class Head(Struct, frozen=True):
    """The first characters of a file; `whole` says that there are no more of them."""

    text: str
    whole: bool
    encoding: str


@contextmanager
def opened(file: Path) -> Iterator[IO[bytes]]:
    """A regular file for reading; a link or a pipe in its place is not one.

    Raises:
        NotRead: it is gone, no regular file, or may not be read.
    """
    try:
        number = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except (OSError, ValueError) as error:
        raise NotRead(f"cannot be opened: {getattr(error, 'strerror', 'no file name')}") from None
    with os.fdopen(number, "rb") as stream:
        if not S_ISREG(os.fstat(number).st_mode):
            raise NotRead("is no regular file")
        try:
            yield stream
        except OSError as error:
            raise NotRead(f"cannot be read: {error.strerror or 'it is damaged'}") from None


def head(file: Path, size: int = TEXT_BYTES) -> Head:
    """The beginning of a file that holds text.

    Raises:
        NotRead: it cannot be read or unpacked, or is no text.
        ImportError: it is packed with zstd, and pyarrow, which unpacks it, is not installed.
    """
    with opened(file) as stream:
        try:
            content = _unpacked(stream, file.name.lower(), size + 1)
        except (EOFError, zlib.error, lzma.LZMAError, OSError):
            raise NotRead("cannot be unpacked: it is damaged or cut off") from None
    whole = len(content) <= size
    return _decoded(content[:size], whole)


def _unpacked(stream: IO[bytes], name: str, size: int) -> bytes:
    if name.endswith(".gz"):
        with gzip.open(stream) as unpacked:
            return unpacked.read(size)
    if name.endswith(".bz2"):
        with bz2.open(stream) as unpacked:
            return unpacked.read(size)
    if name.endswith(".xz"):
        with lzma.open(stream) as unpacked:
            return unpacked.read(size)
    if name.endswith(".zst"):
        import pyarrow as pa

        with pa.CompressedInputStream(stream, "zstd") as unpacked:
            return bytes(unpacked.read(size))
    return stream.read(size)


def _decoded(content: bytes, whole: bool) -> Head:
    encoding = next((name for bom, name in _BOMS if content.startswith(bom)), None)
    if encoding is None and content.count(0, 0, 4096) * 4 > min(len(content), 4096) > 0:
        encoding = "utf-16-le" if content[1:2] == b"\0" else "utf-16-be"
    text = None
    for name in (encoding,) if encoding else ("utf-8",):
        try:
            # what is cut off may end within a character
            text = codecs.getincrementaldecoder(name)().decode(content, final=whole)
            encoding = name
        except UnicodeDecodeError:
            continue
    if text is None:
        text, encoding = content.decode("cp1252", errors="replace"), "cp1252"
    if _CONTROLS.search(text):
        raise NotRead("is no text")
    return Head(text, whole, encoding or "utf-8")
