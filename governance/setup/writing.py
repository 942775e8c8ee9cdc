"""New files, each written whole or not at all, and never over another."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from governance.cache import ignored
from governance.errors import ConfigError
from governance.model.names import printable

OURS = ".lictor"
"""The folder of what need not be kept; a file that is half written lies there."""


def write_new(root: Path, path: str, text: str) -> bool:
    """Write a file that is not there yet; False when there is one, which is left as it is.

    Raises:
        ConfigError: it cannot be written; says why.
    """
    target = root / path
    try:
        _folder(root, path)
        if os.path.lexists(target):
            return False
        return _put(root, target, text.encode())
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise ConfigError(f"{printable(path)} cannot be written: {why}") from None


def replace(root: Path, path: str, text: str) -> None:
    """Write a file of ours, over the one of another version.

    Raises:
        OSError: it cannot be written.
    """
    target = root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = _temporary(root, text.encode())
    try:
        temporary.replace(target)
    except OSError:
        temporary.unlink()
        raise


def _folder(root: Path, path: str) -> None:
    """Make the folder of a file; a link on the way would lead out of the repository."""
    here = root
    for part in Path(path).parent.parts:
        here = here / part
        if here.is_symlink():
            raise ConfigError(
                f"{printable(path)} cannot be written: "
                f"{printable(str(here.relative_to(root)))} is a symbolic link"
            )
        here.mkdir(exist_ok=True)


def _put(root: Path, target: Path, content: bytes) -> bool:
    temporary = _temporary(root, content)
    try:
        # a second name for a whole file: unlike a renaming, it never replaces what is there
        os.link(temporary, target)
    except FileExistsError:
        return False
    except OSError:  # no such names on this file system
        return _put_slowly(target, content)
    finally:
        temporary.unlink()
    return True


def _put_slowly(target: Path, content: bytes) -> bool:
    try:
        with target.open("xb") as new:
            try:
                new.write(content)
            except OSError:
                target.unlink()
                raise
    except FileExistsError:
        return False
    return True


def _temporary(root: Path, content: bytes) -> Path:
    if (root / OURS).is_symlink():
        raise ConfigError(f"{OURS} is a symbolic link; take it away, it leads out of here")
    ignored(root / OURS)
    handle, name = tempfile.mkstemp(dir=root / OURS, prefix="new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        mask = os.umask(0)
        os.umask(mask)
        Path(name).chmod(0o666 & ~mask)
    except OSError:
        with suppress(OSError):
            Path(name).unlink()
        raise
    return Path(name)
