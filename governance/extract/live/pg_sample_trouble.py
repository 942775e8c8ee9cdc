"""Why rows of a PostgreSQL table cannot be had, in words of ours.

The server's own message may quote a value. Source:
https://www.postgresql.org/docs/current/errcodes-appendix.html.
"""

from __future__ import annotations

import psycopg

from governance.extract.gathered import Unreadable

_WHY = {
    "57014": ("it takes too long to read", "time"),
    "55P03": ("it is locked by somebody; try again later", "locked"),
    "55000": ("it cannot be read as it is now", "state"),
    "42501": ("permission denied", "permission"),
    "42P01": ("it was dropped or changed meanwhile", "gone"),
    "42703": ("it was dropped or changed meanwhile", "gone"),
    "3F000": ("it was dropped or changed meanwhile", "gone"),
    "57P01": ("the server shut down, or somebody ended the connection", "lost"),
}


def row_failure(error: psycopg.Error) -> Unreadable:
    """What a statement failed of, by its SQLSTATE."""
    state = error.sqlstate
    if state is None:
        return Unreadable("the connection was lost", "lost")
    why, mark = _WHY.get(state, (f"the server reports SQLSTATE {state}", state))
    return Unreadable(why, mark)
