"""Work on many things at once, on as many processors as there are.

Reading a repository for the first time is parsing, thousands of texts that do not depend on each
other. Where the system can fork, children take their share and hand back what they made; a child
that dies only costs time, for its share is then done here.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
import warnings
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from typing import TypeVar

Item = TypeVar("Item")
Made = TypeVar("Made")

LEAST = 64
"""Things that are worth a process; it takes some 20 ms to start and to hand back what it made."""


def shared_out(
    work: Callable[[Sequence[Item]], Made],
    items: Sequence[Item],
    *,
    least: int = LEAST,
    processors: int | None = None,
) -> list[Made]:
    """What `work` makes of all items, in as many parts as there are processes.

    `least` says how many items are worth one.

    `work` must not depend on which items stand together. What it makes travels between processes,
    so that it must be plain data.

    Raises:
        Exception: whatever `work` raises.
    """
    count = min(processors or _processors(), len(items) // least)
    if count < 2 or not _can_fork():
        return [work(items)]
    context = multiprocessing.get_context("fork")
    shares = [items[number::count] for number in range(count)]
    children = []
    for share in shares[1:]:
        here, there = context.Pipe(duplex=False)
        child = context.Process(target=_child, args=(work, share, there), daemon=True)
        with warnings.catch_warnings():
            # of threads that are not Python's own (Python 3.12 and newer); the child uses none
            warnings.simplefilter("ignore", DeprecationWarning)
            child.start()
        there.close()
        children.append((share, child, here))
    done = [work(shares[0])]
    for share, child, here in children:
        try:
            done.append(here.recv())
        except (EOFError, OSError):
            done.append(work(share))
        finally:
            here.close()
            child.join()
    return done


def _child(
    work: Callable[[Sequence[Item]], Made], share: Sequence[Item], there: Connection
) -> None:
    try:
        there.send(work(share))
    except BaseException:  # noqa: BLE001 - the parent does this share again, and meets it there
        os._exit(1)
    there.close()
    os._exit(0)  # nothing that the parent has open is to be closed twice


def _can_fork() -> bool:
    """Forking with other threads alive can lock up, and macOS does not survive it."""
    return (
        "fork" in multiprocessing.get_all_start_methods()
        and os.uname().sysname == "Linux"
        and threading.active_count() == 1
    )


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
