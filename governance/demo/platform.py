"""The demo's platform in a folder of one's own: the repository, and the data beside it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from governance.demo import databases, repository
from governance.errors import ConfigError
from governance.model.names import printable

_UNFINISHED = Path(".lictor", "demo-unfinished")


class Platform(Struct, frozen=True):
    """Where it is, and how many rows its databases hold."""

    folder: Path
    rows: int

    @property
    def data(self) -> Path:
        """The folder of `clinic.db` and `shop.db`, which git ignores."""
        return self.folder / "data"


@contextmanager
def platform(folder: Path) -> Iterator[Platform]:
    """Lay the platform out in `folder`, which does not exist yet or is empty.

    Until the block ends without an error the folder is marked, so that whoever comes upon a half
    of it later is told what it is.

    Raises:
        ConfigError: the folder is not empty, or cannot be written to.
        TreeError: git is not installed, or fails.
    """
    rows = _build(folder)
    yield Platform(folder, rows)
    (folder / _UNFINISHED).unlink()


def _build(folder: Path) -> int:
    try:
        _claim(folder)
        repository.lay_out(folder)
        (folder / "data").mkdir()
        return databases.write(folder / "data")
    except OSError as error:
        raise ConfigError(f"{_name(folder)} cannot be written: {error.strerror}") from None
    except sqlite3.Error as error:
        raise ConfigError(
            f"the databases in {_name(folder)} cannot be written ({error.sqlite_errorname})"
        ) from None


def _claim(folder: Path) -> None:
    if (folder / _UNFINISHED).exists():
        raise ConfigError(
            f"{_name(folder)} holds a demo that was interrupted; delete the folder and run it again"
        )
    if folder.exists() and not folder.is_dir():
        raise ConfigError(f"{_name(folder)} is a file; name a folder that is empty or not there")
    if folder.exists() and any(folder.iterdir()):
        raise ConfigError(
            f"{_name(folder)} is not empty; name a folder that is empty or not there, "
            "and nothing of yours is overwritten"
        )
    (folder / _UNFINISHED).parent.mkdir(parents=True)
    (folder / _UNFINISHED).touch()


def _name(folder: Path) -> str:
    return printable(str(folder))
