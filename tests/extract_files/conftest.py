"""Data files in a folder, read as a source does."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from governance.cache import NoCache
from governance.extract.base import Extraction
from governance.extract.sources import files
from governance.settings import Source
from governance.tree import Folder

Write = Callable[[Mapping[str, str | bytes | object]], Path]
Reading = Callable[..., Extraction]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes files below `lake/`: text, bytes, or anything else as JSON; gives the root."""

    def write(contents: Mapping[str, str | bytes | object]) -> Path:
        for path, content in contents.items():
            file = tmp_path / "lake" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, str):
                content = content.encode()
            file.write_bytes(
                content if isinstance(content, bytes) else json.dumps(content).encode()
            )
        return tmp_path

    return write


@pytest.fixture
def read(tmp_path: Path) -> Reading:
    """Reads a path of that root, the whole folder where none is given."""

    def read(
        path: str = "lake", *, url: str | None = None, header: bool | None = None
    ) -> Extraction:
        source = Source("app", "files", None if url else path, url=url, header=header)
        return files.extract(source, Folder(tmp_path), NoCache())

    return read
