"""The baseline written anew: it begins once, shrinks by itself, and grows only for a reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from msgspec import Struct, structs

from governance.errors import ConfigError
from governance.model.location import Location
from governance.model.names import printable
from governance.waivers.applying import Found
from governance.waivers.baseline import PROBLEM, Baseline, Entry
from governance.waivers.terms import Terms, check_reason

_COMMENTS = (
    "# What stood here when Lictor came, a fault a line: policy, fingerprint, name. It does not",
    "# block; whatever is new does. lictor baseline --prune takes out what is mended.",
)
_NAMED = 5


class Renewal(Struct, frozen=True):
    """The baseline as it shall be, and how it differs from what was."""

    baseline: Baseline
    added: tuple[Entry, ...] = ()
    removed: tuple[Entry, ...] = ()


def begun(found: Found, waived: Collection[str], file: str, terms: Terms) -> Renewal:
    """The first baseline: all that stands now and is not waived."""
    entries = _standing(found, waived)
    begin = f"# {terms.today}: began with {counted(entries)}."
    added = tuple(sorted(entries))
    return Renewal(Baseline(file, dict.fromkeys(added, 0), (*_COMMENTS, begin)), added)


def pruned(held: Baseline, found: Found, terms: Terms) -> Renewal:
    """Without the entries that hold no more; those of sources that were not read are kept."""
    stands = {Entry.of(fault) for fault in found.faults}
    kept = {
        entry: line
        for entry, line in held.entries.items()
        if entry in stands or any(entry.is_of(name) for name in terms.left_out)
    }
    removed = tuple(sorted(held.entries.keys() - kept.keys()))
    return Renewal(structs.replace(held, entries=kept), removed=removed)


def added(
    held: Baseline, found: Found, waived: Collection[str], reason: str, terms: Terms
) -> Renewal:
    """With what is new, too, and why in a comment.

    Raises:
        ConfigError: the reason says nothing.
    """
    check_reason(reason, "reason", None)
    renewal = pruned(held, found, terms)
    more = tuple(sorted(_standing(found, waived) - held.entries.keys()))
    if not more:
        return renewal
    why = printable(" ".join(reason.split()))
    comment = f"# {terms.today}: added {counted(more)}: {why}"
    grown = structs.replace(
        renewal.baseline,
        entries={**renewal.baseline.entries, **dict.fromkeys(more, 0)},
        comments=(*renewal.baseline.comments, comment),
    )
    return Renewal(grown, more, renewal.removed)


def refuse_more(held: Baseline, found: Found, waived: Collection[str]) -> None:
    """Refuse to take in what is new without being told why.

    Raises:
        ConfigError: something stands now that the baseline does not have.
    """
    more = sorted(_standing(found, waived) - held.entries.keys())
    if more:
        named = ", ".join(f"{entry.policy} {entry.name}" for entry in more[:_NAMED])
        rest = f" and {len(more) - _NAMED:,} more" if len(more) > _NAMED else ""
        raise ConfigError(
            f"{counted(more)} {'is' if len(more) == 1 else 'are'} not in the baseline: "
            f"{named}{rest}\n"
            "mend them, waive them, or say why they may stay: lictor baseline --add --reason ...",
            location=Location(held.file),
        )


def counted(entries: Collection[Entry]) -> str:
    """`132 faults (GOV-001 120, GOV-003 12)`."""
    policies = Counter(entry.policy for entry in entries)
    each = ", ".join(
        f"{'not read' if policy == PROBLEM else printable(policy)} {number:,}"
        for policy, number in sorted(policies.items())
    )
    faults = f"{len(entries):,} {'fault' if len(entries) == 1 else 'faults'}"
    return f"{faults} ({each})" if each else faults


def _standing(found: Found, waived: Collection[str]) -> set[Entry]:
    return {Entry.of(fault) for fault in found.faults if fault.fingerprint not in waived}
