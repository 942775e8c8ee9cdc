"""A bound on the time that a piece of work may take, on any thread and without signals.

CPython lets one thread raise an exception in another (`PyThreadState_SetAsyncExc`); it is raised
between two of that thread's bytecodes, so that work in Python is stopped wherever it is, and work
in C when it returns. Elsewhere there is no bound.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Overrun(Exception):  # noqa: N818 - reads as what it is
    """The work took longer than it may."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """The work inside is stopped after that many seconds.

    Catch what it raises around the whole `with`: the exception may come at its very end.

    Raises:
        Overrun: the work took longer.
    """
    lock, worker = threading.Lock(), threading.get_ident()
    over = fired = False

    def stop() -> None:
        nonlocal fired
        with lock:
            if not over:
                fired = True
                _raise(worker, Overrun)

    timer = threading.Timer(seconds, stop)
    timer.daemon = True
    timer.start()
    raised = False
    try:
        yield
    except Overrun:
        raised = True
        raise
    finally:
        timer.cancel()
        with lock:
            over = True
        if fired and not raised:
            # It is on its way, and is taken here; recalling it would leave the interpreter
            # looking for it at every step from now on.
            for _ in range(1_000):
                time.sleep(0)


def _raise(thread: int, error: type[BaseException]) -> None:
    try:
        from ctypes import c_ulong, py_object, pythonapi
    except ImportError:
        return  # no CPython
    pythonapi.PyThreadState_SetAsyncExc(c_ulong(thread), py_object(error))
