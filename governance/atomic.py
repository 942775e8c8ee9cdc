"""Files that appear whole or not at all, whenever whoever writes them is stopped."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


def replace_file(file: Path, content: bytes) -> None:
    """Write a file, its folder too; one that is there keeps its mode, a link stays a link.

    Raises:
        OSError: it cannot be written.
    """
    with replacing(file) as stream:
        stream.write(content)


@contextmanager
def replacing(file: Path) -> Iterator[BinaryIO]:
    """The same for content that comes bit by bit; an exception leaves what was there.

    Raises:
        OSError: it cannot be written.
    """
    target = file.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    mode = target.stat().st_mode if target.exists() else 0o666 & ~_umask()
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".lictor.") as folder:
        written = Path(folder) / "written"
        with written.open("wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        written.chmod(mode)
        written.replace(target)


def _umask() -> int:
    """The process's mask, which can be read only by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
