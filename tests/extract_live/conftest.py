"""What is read of a real PostgreSQL."""

from __future__ import annotations

from pathlib import Path

from governance.cache import NoCache
from governance.extract.base import Extraction
from governance.extract.sources import postgres
from governance.settings import Source
from governance.tree import Folder

from ..conftest import Server as Server


def read_postgres(url: str, *schemas: str, folder: Path = Path()) -> Extraction:
    source = Source(name="app", kind="postgres", url=url, schemas=schemas)
    return postgres.extract(source, Folder(folder), NoCache())
