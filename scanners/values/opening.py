"""Encoded values, opened: JSON, query strings, URL-encoding, base64, hexadecimal, gzip, lists.

Each piece of text inside comes with the path to it: `$.customer.phones[*]` in JSON, `base64` and
`gzip` for what was decoded. Everything is bounded: how deep, how many pieces, how much text, and
how much a compressed value may become. What lies beyond the bounds is said to.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import json
import zlib
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, unquote_plus

import regex
from msgspec import Struct

LONGEST = 16_384
"""Characters of a value that are opened; a longer one is not opened."""

_DEEPEST = 4
_DEEPEST_JSON = 32
_MOST_PIECES = 256
_MOST_TEXT = 65_536
_WIDEST_OBJECT = 40
_FEWEST_JUDGED = 64

LIST = "list"
"""The last step of the path to one of several values with the same sign between them."""

BEYOND = "not opened further"
"""The path of a piece that lies beyond the bounds."""

_BASE64 = regex.compile(r"[A-Za-z0-9+/_-]{16,}={0,2}")
_HEX = regex.compile(r"(?:0x|\\x)?((?:[0-9a-fA-F]{2}){8,})")
_ESCAPED = regex.compile(r"%[0-9A-Fa-f]{2}")
_QUERY = regex.compile(r"\??[\w.\[\]-]{1,40}=[^&=\s]*(?:&[\w.\[\]%-]{1,40}=[^&=\s]*)+")
_LISTED = r"[^;|,\n\t]{1,128}+"
_LIST = regex.compile(rf"{_LISTED}([;|,\n\t]){_LISTED}(?:\1{_LISTED}){{0,62}}\1?")
_NAME = regex.compile(r"[A-Za-z_][A-Za-z_-]{0,39}[0-9]{0,2}")


class Piece(Struct, frozen=True):
    """Text inside a value, and the path to it. Its text is somebody's data: it goes nowhere."""

    path: str
    text: str

    def __repr__(self) -> str:
        return f"Piece({self.path!r})"


def pieces(cell: str) -> tuple[Piece, ...]:
    """The text inside an encoded value; none for a value that is not encoded."""
    if len(cell) > LONGEST:
        start = cell.lstrip()[:_FEWEST_JUDGED]
        encoded = start[:1] in ("{", "[") or any(
            each.fullmatch(start) for each in (_BASE64, _HEX, _LIST)
        )
        return (Piece(BEYOND, ""),) if encoded else ()
    found: list[Piece] = []
    room = _MOST_TEXT
    for piece in _inside(cell.strip(), (), 0):
        room -= len(piece.text)
        if len(found) == _MOST_PIECES or room < 0:
            found.append(Piece(BEYOND, ""))
            break
        found.append(piece)
    return tuple(found)


def _inside(text: str, path: tuple[str, ...], depth: int) -> Iterator[Piece]:
    if depth == _DEEPEST:
        if next(_once(text), None):
            yield Piece(BEYOND, "")
        return
    for step, inner in _once(text):
        if inner is None:
            yield Piece(BEYOND, "")
            continue
        at = (*path, step)
        deeper = False
        if len(inner) >= 4:
            for piece in _inside(inner.strip(), at, depth + 1):
                deeper = deeper or piece.path != BEYOND
                yield piece
        if not deeper:
            yield Piece(" > ".join(at), inner)


def _once(text: str) -> Iterator[tuple[str, str | None]]:
    """What one encoding holds, the first that fits; None for what would be too much."""
    if text[:1] in ("{", "[") and text[-1:] in ("}", "]"):
        try:
            value = json.loads(text, parse_int=str, parse_float=str, parse_constant=str)
        except RecursionError:
            yield "$", None
            return
        except ValueError:
            pass
        else:
            yield from _json(value, "$", 0)
            return
    if _QUERY.fullmatch(text):
        for key, value in parse_qsl(text.lstrip("?"), max_num_fields=_MOST_PIECES):
            yield f"query {_named(key)}", value
    elif _ESCAPED.search(text):
        yield "url-encoded", unquote_plus(text, errors="replace")
    elif found := _HEX.fullmatch(text):
        yield from _bytes("hex", bytes.fromhex(found[1]))
    elif _BASE64.fullmatch(text):
        yield from _base64(text)
    elif found := _LIST.fullmatch(text):
        yield from ((LIST, part.strip()) for part in text.split(found[1]) if part.strip())


def _json(value: Any, path: str, depth: int) -> Iterator[tuple[str, str | None]]:
    if depth == _DEEPEST_JSON:
        yield path, None
    elif isinstance(value, dict):
        wide = len(value) > _WIDEST_OBJECT
        for key, inner in value.items():
            yield from _json(inner, f"{path}.{'*' if wide else _named(key)}", depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _json(inner, f"{path}[*]", depth + 1)
    elif isinstance(value, str) and value:
        # surrogates that stand alone are no text
        yield path, value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _named(key: str) -> str:
    """A key, if it looks like the name of a field: a key may be data, too."""
    return key if _NAME.fullmatch(key) else "*"


def _base64(text: str) -> Iterator[tuple[str, str | None]]:
    plain = text.rstrip("=").replace("-", "+").replace("_", "/")
    if len(plain) % 4 == 1:
        return
    try:
        data = base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except binascii.Error:
        return
    yield from _bytes("base64", data)


def _bytes(step: str, data: bytes) -> Iterator[tuple[str, str | None]]:
    if data[:2] == b"\x1f\x8b" or data[:2] in (b"\x78\x01", b"\x78\x9c", b"\x78\xda"):
        unpacked = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
        try:
            data = unpacked.decompress(data, _MOST_TEXT)
        except zlib.error:
            return
        if not unpacked.eof:
            yield step, None
        step += " > gzip"
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(data)  # the end may be cut off
    except UnicodeDecodeError:
        return
    readable = all(each.isprintable() or each.isspace() for each in text)
    if readable and any(each.isalpha() for each in text):
        yield step, text
