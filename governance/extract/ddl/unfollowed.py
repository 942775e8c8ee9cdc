"""What is not followed in the bodies of routines, told once and counted.

Most databases have functions that put SQL together. That is said, with places, and blocks nobody:
a routine that was there yesterday must not stop today's change, nor each new one its own.
"""

from __future__ import annotations

from collections.abc import Iterable

from governance.extract.ddl.replay.state import Unfollowed, fingerprint_of
from governance.model.judgement import Problem
from governance.model.location import Location

_MOST_PLACES = 3


def notice(found: Iterable[Unfollowed]) -> tuple[str, ...]:
    """One sentence for all of them, none when there are none."""
    places = [f"{one.file}:{one.span[0]}" for one in found]
    if not places:
        return ()
    more = len(places) - _MOST_PLACES
    named = ", ".join(places[:_MOST_PLACES]) + (f" and {more} more" if more > 0 else "")
    one = len(places) == 1
    said = (
        f"{len(places):,} {'statement' if one else 'statements'} in functions and procedures "
        f"{'is' if one else 'are'} not followed, mostly SQL that is put together when it runs: "
        f"{named} (lictor lineage --sql FILE lists them)"
    )
    return (said,)


def problem(one: Unfollowed) -> Problem:
    """One of them by itself, for somebody who asks about the file."""
    return Problem(
        one.file, one.why, fingerprint_of(one.file, one.why), Location(one.file, *one.span)
    )
