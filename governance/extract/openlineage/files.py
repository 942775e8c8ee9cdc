"""A file → its events as bytes, each with the line it begins on.

Events are one JSON object a line (what transports to a file or a log write), one array, or objects
one after the other that are laid out over several lines. Any of these may be packed with gzip.
"""

from __future__ import annotations

import gzip
import io
import json
import zlib
from collections.abc import Iterator

import msgspec

MAX_EVENT = 64 * 1024 * 1024
"""Bytes of one event, and of a file that is not one event a line."""

MAX_UNPACKED = 4 * 1024 * 1024 * 1024
"""Bytes that one packed file may hold."""

_CHUNK = 1 << 20


class Unreadable(Exception):  # noqa: N818 - a reason, not an error of ours
    """The rest of a file cannot be read; `message` says why, `line` where."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


def events(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Line number and bytes of each event; blank lines are none.

    Raises:
        Unreadable: after the last event that could be told from the rest.
    """
    packed = content[:2] == b"\x1f\x8b"
    lines = _lines(_unpacked(content) if packed else iter([content]))
    first = next((pair for pair in lines if pair[1].strip()), None)
    if first is None:
        return
    if _whole(first[1]):
        yield first
        yield from ((number, line) for number, line in lines if line.strip())
        return
    text = bytearray(first[1])
    for _, line in lines:
        text += b"\n" + line
        if len(text) > MAX_EVENT:
            raise Unreadable(
                first[0],
                f"what is not one event a line may have {MAX_EVENT >> 20} MB at most; "
                "write one event a line",
            )
    yield from _laid_out(bytes(text), first[0])


def _whole(line: bytes) -> bool:
    """Whether a line is a JSON object by itself, or is meant to be one and is broken."""
    start = line.lstrip()[:1]
    if start == b"[":
        return False
    try:
        msgspec.json.decode(line, type=msgspec.Raw)
    except (msgspec.DecodeError, RecursionError):
        return start != b"{" or line.rstrip().endswith(b"}")
    return True


def _lines(chunks: Iterator[bytes]) -> Iterator[tuple[int, bytes]]:
    number, rest = 1, b""
    for chunk in chunks:
        start = 0
        while (end := chunk.find(b"\n", start)) >= 0:
            line = chunk[start:end]
            yield number, _bom(number, rest + line if rest else line)
            rest = b""
            number += 1
            start = end + 1
        rest += chunk[start:]
        if len(rest) > MAX_EVENT:
            raise Unreadable(number, f"a line has more than {MAX_EVENT >> 20} MB")
    if rest:
        yield number, _bom(number, rest)


def _bom(number: int, line: bytes) -> bytes:
    return line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line


def _unpacked(content: bytes) -> Iterator[bytes]:
    size = 0
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as stream:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                if size > MAX_UNPACKED:
                    raise Unreadable(0, f"it unpacks to more than {MAX_UNPACKED >> 30} GB")
                yield chunk
    except (OSError, EOFError, zlib.error):
        raise Unreadable(0, "it is cut off or broken: gzip cannot unpack it") from None


def _laid_out(text: bytes, line: int) -> Iterator[tuple[int, bytes]]:
    """The elements of an array, or objects that follow each other."""
    if text.lstrip()[:1] == b"[":
        try:
            found = msgspec.json.decode(text, type=list[msgspec.Raw])
        except (msgspec.DecodeError, RecursionError):
            raise Unreadable(line, "this is not JSON, or is cut off") from None
        position = 0
        for raw in found:
            element = bytes(raw)
            at = text.index(element, position)
            line += text.count(b"\n", position, at)
            position = at
            yield line, element
        return
    try:
        whole = text.decode()
    except UnicodeDecodeError:
        raise Unreadable(line, "this is not text in UTF-8") from None
    decoder, position = json.JSONDecoder(), 0
    while position < len(whole):
        start = position + len(whole[position:]) - len(whole[position:].lstrip())
        line += whole.count("\n", position, start)
        if start == len(whole):
            return
        try:
            _, end = decoder.raw_decode(whole, start)
        except (ValueError, RecursionError):
            raise Unreadable(line, "this is not JSON, or is cut off") from None
        yield line, whole[start:end].encode()
        line += whole.count("\n", start, end)
        position = end
