"""What this process finds personal data by, beyond what ships: one team's additions at a time.

A run reads its rules once, from the tree whose rules count, and puts them in force before anything
is judged. The taxonomy, the lexicon and everything that is kept (`engine.stamp`) look here, so that
no finding made by other words is taken for one of these.
"""

from __future__ import annotations

from governance.model.detection import Detection

_NOTHING = Detection()
_CURRENT = [_NOTHING]


def put_in_force(detection: Detection) -> None:
    """From now on judge by these; `Detection()` for what ships alone."""
    _CURRENT[0] = detection


def in_force() -> Detection:
    """What was put in force last."""
    return _CURRENT[0]
