"""What was judged of a commit, kept so that it need not be judged again.

Of the base of a change only the fingerprints are needed: which faults stood before, and what was
declared. The commit, the rules and this program decide them; live databases do not take part, for
they change by themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from governance.breaking import Shape
from governance.cache import Cache, key
from governance.engine import stamp
from governance.kept import Kept, decode, encode
from governance.model.names import TableRef
from governance.policy.policy import Policy
from governance.settings import Settings
from governance.tree import Tree


class Judged(Kept, frozen=True, tag=False):
    """The fingerprints of the violations and problems of a commit.

    `declared` is what was declared in it that can spare a column a check, see
    `governance.rule_changes`, and `shapes` are its tables, so that a later change can be told what
    it takes away from them. `taken` are those of them that come from the catalog's store.
    """

    violations: tuple[str, ...]
    problems: tuple[str, ...]
    declared: tuple[tuple[str, str, str], ...]
    shapes: tuple[Shape, ...] = ()
    taken: tuple[TableRef, ...] = ()


def known(name: str | None, cache: Cache) -> Judged | None:
    """What was kept under a name."""
    text = cache.get([name]).get(name) if name else None
    return decode(text, Judged) if text is not None else None


def keep(name: str | None, judged: Judged, cache: Cache) -> None:
    """Keep it."""
    if name:
        cache.put({name: encode(judged)})


def judgement(
    tree: Tree, settings: Settings, policies: Iterable[Policy], beside: Sequence[str]
) -> str | None:
    """The name of a commit's judgement; None for files that are not committed.

    `beside` tells what is read that no commit has (dbt's artifacts, the catalog's store).
    """
    if tree.commit is None:
        return None
    rules = [policy.to_json() for policy in policies]
    return key("judged", stamp(), tree.commit, repr(settings), *rules, *beside)
