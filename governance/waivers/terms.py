"""What every waiver must say, wherever it stands, and by what it is judged.

A waiver runs for 366 days at the most unless lictor.yml says otherwise: somebody should look at
it again within a year, and in every year the same day of the next one is in reach.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta

from msgspec import Struct

from governance.errors import ConfigError
from governance.model.location import Location
from governance.model.names import printable
from governance.suggest import did_you_mean


class Terms(Struct, frozen=True):
    """By what waivers are judged.

    `today` is the day, `policies` are the ids that there are. `own_count` says whether the waivers
    count that a change itself adds. `left_out` are sources that were not read: whether something
    matches in them is not known.
    """

    today: date
    policies: frozenset[str]
    own_count: bool = False
    left_out: frozenset[str] = frozenset()


def today() -> date:
    """The day in UTC, so that a laptop and a runner agree."""
    return datetime.now(UTC).date()


_PLACEHOLDERS = re.compile(
    r"todo|tb[da]|fixme|none|null|nil|na|unknown|reason|because|why|later|wip|te?mp|temporary|"
    r"approver|approved?|name|me|you|someone|somebody|test(?:ing)?|asdf|foo|bar|placeholder|"
    r"ignored?|waive[dr]?|yes|no|ok(?:ay)?"
)


def check_policy(policy: str, known: Collection[str], location: Location | None) -> None:
    """Refuse the id of a policy that does not exist.

    Raises:
        ConfigError: says which is near.
    """
    if policy not in known:
        raise ConfigError(
            f'there is no policy "{printable(policy)}"{did_you_mean(policy, known)}; '
            "lictor policy list shows those there are",
            location=location,
        )


def check_reason(text: str, what: str, location: Location | None) -> None:
    """Refuse what stands where a reason or a name (`what`) should.

    Raises:
        ConfigError: the text says nothing: "TODO", "...", "n/a".
    """
    words = re.sub(r"[\W_]+", "", text).lower()
    if len(words) < 2 or _PLACEHOLDERS.fullmatch(words) or len(set(words)) == 1:
        wanted = "who answers for this" if what == "approver" else "why this may be so"
        raise ConfigError(
            f'"{what}" must say {wanted}; "{printable(text[:40])}" does not', location=location
        )


def check_until(until: date, max_days: int, today: date, location: Location | None) -> None:
    """Refuse a day too far away: a waiver that nobody looks at again is a change of the policy.

    Raises:
        ConfigError: says which day is the last possible.
    """
    # the last day there is may be nearer than the limit
    last = today + timedelta(days=min(max_days, (date.max - today).days))
    if until > last:
        raise ConfigError(
            f"until {until} is more than {max_days} days from {today}: write {last} or earlier, "
            "or set waivers: {max_days: ...} in lictor.yml",
            location=location,
        )
