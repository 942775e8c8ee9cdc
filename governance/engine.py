"""What reads and judges, as one short text: whatever is kept was made by exactly this program.

An installed distribution lists the hashes of its files (RECORD, PEP 376); a working copy is told
by the sizes and times of its files. No version number has to be raised by hand for either.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

from governance.in_force import in_force

_PACKAGES = ("governance", "scanners", "policies")


def stamp() -> str:
    """The digest of this program, of the parser it uses and of what a team adds to it (`in_force`).

    The parser is not imported for that (0.3 s).
    """
    return program() + in_force().digest


@cache
def program() -> str:
    """The digest of this program and of the parser it uses."""
    here = Path(__file__).parents[1]
    digest = sha256(sys.version.encode())
    records = sorted(here.glob("lictor-*.dist-info/RECORD"))
    for record in records:
        digest.update(record.read_bytes())
    if not records:
        for line in _listed(here):
            digest.update(line.encode("utf-8", "surrogateescape"))
    digest.update(_parser())
    return digest.hexdigest()


def _listed(here: Path) -> Iterator[str]:
    folders = [str(here / name) for name in _PACKAGES]
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                if entry.is_dir():
                    if entry.name != "__pycache__":
                        folders.append(entry.path)
                else:
                    status = entry.stat()
                    yield f"{entry.path}\0{status.st_size}\0{status.st_mtime_ns}\n"


def _parser() -> bytes:
    spec = find_spec("sqlglot")
    stated = Path(spec.origin).with_name("_version.py") if spec and spec.origin else None
    if stated and stated.is_file():
        return stated.read_bytes()
    from importlib.metadata import version  # 40 ms

    return version("sqlglot").encode()
