"""How much one template may cost: steps, characters, depth, and time as the last resort.

Every loop, call and operator of a template is counted, and what it is about to make is measured
before it is made. So whatever it does ends, on any thread and platform, without signals.
"""

from __future__ import annotations

import time
from typing import Any

STEPS = 2_000_000
"""What one model may do; the largest of 7,000 real renderings took 31,000."""
CHARACTERS = 64_000_000
"""What all its texts may be long, those of macros and captures included."""
LONGEST = 4_000_000
"""What one text may be long; the longest of those renderings had 428,000 characters."""
MOST = 200_000
"""How many items a list may have."""
DEPTH = 100
"""How deep macros may call each other."""
SECONDS = 10.0
"""Of processor time, so that a busy machine makes no difference."""
_BITS = 4096
_CLOCK = 256


class Exhausted(Exception):  # noqa: N818 - says what happened to the budget
    """A template does more than a template may; the message says of what."""


class Budget:
    """What is left."""

    __slots__ = ("_characters", "_clock", "_deadline", "_depth", "steps")

    def __init__(self) -> None:
        self.steps = 0
        self._clock = _CLOCK
        self._characters = CHARACTERS
        self._depth = 0
        self._deadline = 0.0  # set when the clock is first looked at: most never need it

    def step(self, count: int = 1) -> None:
        """Something is done.

        Raises:
            Exhausted: too much was done before, or it took too long.
        """
        self.steps += count
        if self.steps < self._clock:
            return
        self._clock = self.steps + _CLOCK
        if self.steps > STEPS:
            raise Exhausted("it takes too many steps")
        now = time.thread_time()
        self._deadline = self._deadline or now + SECONDS
        if now > self._deadline:
            raise Exhausted("it takes too long")

    def making(self, size: int) -> None:
        """A text or list of `size` is about to be made.

        Raises:
            Exhausted: it is too long, or all of them together are.
        """
        if size > LONGEST:
            raise Exhausted("it makes a text that is too long")
        self._characters -= size
        if self._characters < 0:
            raise Exhausted("it makes too much text")
        if size > _CLOCK:
            self.step(size // _CLOCK)

    def listing(self, size: int) -> None:
        """A list of `size` items is about to be made.

        Raises:
            Exhausted: it is too long.
        """
        if size > MOST:
            raise Exhausted("it makes a list that is too long")
        self.making(size)

    def weigh(self, *values: Any) -> None:
        """Values are about to be compared, sorted, hashed or written out: count what is in them.

        A list that holds another twice, which holds another twice, is counted as what it would
        be written out.

        Raises:
            Exhausted: they are too much.
        """
        waiting = list(values)
        while waiting:
            value = waiting.pop()
            if isinstance(value, str):
                if len(value) > _CLOCK:
                    self.making(len(value))
            elif isinstance(value, (list, tuple, dict, set)):
                self.step(1 + len(value))
                if isinstance(value, dict):
                    waiting.extend(value.values())
                waiting.extend(value)

    def number(self, bits: int) -> None:
        """A whole number of about `bits` bits is about to be made.

        Raises:
            Exhausted: it is too large.
        """
        if bits > _BITS:
            raise Exhausted("it computes a number that is too large")

    def enter(self) -> None:
        """A macro is called.

        Raises:
            Exhausted: macros call each other too deeply.
        """
        self._depth += 1
        if self._depth > DEPTH:
            raise Exhausted("its macros call each other too deeply")

    def leave(self) -> None:
        """The macro is done."""
        self._depth -= 1
