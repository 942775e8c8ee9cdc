r"""Text as ASCII bytes, one a character, so that a fast regex engine can rule cells out.

The engine is fast on ASCII and hundreds of times slower with Unicode's word boundaries. Each
character is therefore replaced by an ASCII character that is a digit, a word character or a space
exactly when it is one to the `regex` module; what folds to an ASCII letter becomes that letter.
Lengths in characters stay. ASCII text stays as it is.

=====================  ====
character              byte
=====================  ====
ASCII                  itself
ſ, K, İ, ı             s, k, i, i
other digits (\d)      0
other words (\w)       _
other spaces (\s)      a space
everything else        DEL
=====================  ====
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import regex

if TYPE_CHECKING:
    import numpy
    import pyarrow

WORD, DIGIT, SPACE, OTHER = "_", "0", " ", "\x7f"

FOLDING = {"ſ": "s", "\N{KELVIN SIGN}": "k", "İ": "i", "ı": "i"}
"""Characters that match an ASCII letter when case is ignored; a test tries all others."""

_KEPT = 0x80
_LEAST_NOT_FOLLOWING = -64
_TWO, _THREE, _FOUR = 0xC0, 0xE0, 0xF0
"""The least first bytes of characters of two, three and four bytes; RFC 3629."""


@cache
def beyond_ascii() -> dict[str, str]:
    """The characters that become each byte, beyond those that are that byte.

    Surrogates are no characters. Together about 1.1 million.
    """
    rest = "".join(
        chr(code)
        for code in range(_KEPT, 0x110000)
        if not 0xD800 <= code < 0xE000 and chr(code) not in FOLDING
    )
    digits = "".join(regex.findall(r"\d+", rest))
    words = "".join(regex.findall(r"[^\W\d]+", rest))
    spaces = "".join(regex.findall(r"[\s--\w]+", rest, regex.V1))
    others = "".join(regex.findall(r"[^\w\s]+", rest))
    found = {DIGIT: digits, WORD: words, SPACE: spaces, OTHER: others}
    for character, byte in FOLDING.items():
        found[byte] = found.get(byte, "") + character
    return found


@cache
def _table() -> numpy.ndarray[Any, Any]:
    import numpy as np

    table = np.empty(0x110000, np.uint8)
    table[:_KEPT] = np.arange(_KEPT)
    table[_KEPT:] = ord(OTHER)  # surrogates too, which cannot occur in Arrow
    for byte, characters in beyond_ascii().items():
        table[np.frombuffer(characters.encode("utf-32-le"), np.uint32)] = ord(byte)
    return table


def projected(cells: pyarrow.LargeStringArray) -> pyarrow.LargeStringArray:
    """The cells as ASCII, NULL where they are; the same array if they are ASCII already."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    if not len(cells):
        return cells
    validity, offsets_buffer, data = cells.buffers()
    offsets = np.frombuffer(offsets_buffer, np.int64)[cells.offset : cells.offset + len(cells) + 1]
    start, end = int(offsets[0]), int(offsets[-1])
    if start == end:
        return cells
    text = np.frombuffer(data, np.uint8)[start:end]
    if text.max() < _KEPT:
        return cells
    lengths = pc.fill_null(pc.utf8_length(cells), 0).to_numpy(zero_copy_only=False)
    return pa.LargeStringArray.from_buffers(
        len(cells),
        pa.py_buffer(np.concatenate(([0], np.cumsum(lengths, dtype=np.int64)))),
        pa.py_buffer(_bytes(text)),
        _valid(cells, validity),
        cells.null_count,
        0,
    )


def _bytes(text: numpy.ndarray[Any, Any]) -> numpy.ndarray[Any, Any]:
    """A byte for each character of UTF-8 text; only what is not ASCII is decoded."""
    import numpy as np

    leads = np.flatnonzero(text >= _TWO)
    following = [text.take(leads + n, mode="clip").astype(np.uint32) & 0x3F for n in (1, 2, 3)]
    first = text[leads].astype(np.uint32)
    codes = np.select(
        [first < _THREE, first < _FOUR],
        [
            (first & 0x1F) << 6 | following[0],
            (first & 0x0F) << 12 | following[0] << 6 | following[1],
        ],
        (first & 0x07) << 18 | following[0] << 12 | following[1] << 6 | following[2],
    )
    # as signed numbers, the bytes that go on with a character are the least
    found: numpy.ndarray[Any, Any] = text[text.view(np.int8) >= _LEAST_NOT_FOLLOWING]
    following_bytes = 1 + (first >= _THREE).astype(np.int64) + (first >= _FOUR)
    found[leads - (np.cumsum(following_bytes) - following_bytes)] = _table()[codes]
    return found


def _valid(cells: pyarrow.Array, validity: pyarrow.Buffer | None) -> pyarrow.Buffer | None:
    if validity is None or not cells.offset:
        return validity
    import pyarrow as pa

    return pa.array(cells.is_valid()).buffers()[1]


def project(text: str) -> str:
    """One cell as ASCII."""
    if text.isascii():
        return text
    table = _table()
    return "".join(chr(table[ord(character)]) for character in text)
