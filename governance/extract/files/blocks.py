"""Whole lines from places all over a file that is too large to be read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from governance.extract.files.heads import opened
from governance.extract.sampling import Place

BLOCK = 32 * 1024
"""Bytes read at one place."""
LONGEST = 1024 * 1024
"""Bytes of a line, about, that is still found."""
PLACES = 20


def blocks(file: Path, encoding: str, seed: int) -> Iterator[tuple[Place, str]]:
    """The last lines, then lines from even steps over the file, the first ones left out.

    A line that begins or ends outside of what was read is left out.

    Raises:
        NotRead: it cannot be read.
    """
    with opened(file) as stream:
        size = stream.seek(0, 2)
        # between the beginning and the end, and no two places overlap
        step = max((size - 3 * BLOCK) // PLACES, 1)
        shift = (seed - 1) * 7919 % max(step - BLOCK, 1)
        places = [BLOCK + number * step + shift for number in range(PLACES)]
        for number, start in enumerate([max(size - BLOCK, 0), *places]):
            stream.seek(max(start - 1, 0))
            content = stream.read(BLOCK + 1)
            if number and content.count(b"\n") < 3:
                content += stream.read(LONGEST)
            first = content.find(b"\n") + 1
            last = len(content) if not number else content.rfind(b"\n") + 1
            if 0 < first < last:
                text = content[first:last].decode(encoding, "replace")
                yield "spread" if number else "tail", text
