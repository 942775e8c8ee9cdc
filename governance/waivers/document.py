"""Files of waivers as people write them, read and checked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from governance.cache import Cache, key
from governance.documents import Text, load
from governance.engine import stamp
from governance.errors import ConfigError
from governance.kept import Kept, decode, encode
from governance.model.location import Location
from governance.model.names import printable
from governance.model.waiver import Waiver
from governance.settings import WaiverSettings
from governance.tree import Tree
from governance.waivers.subject import target
from governance.waivers.terms import Terms, check_policy, check_reason, check_until

DEFAULT = "waivers.yml"


class WaiverDocument(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One policy does not count for some subjects until a day."""

    policy: Annotated[Text, Meta(description="The id of the policy: GOV-003.")]
    subject: Annotated[
        Text,
        Meta(
            description="[source:]schema.table for tables, [source:]schema.table.column for "
            "columns; each part a name or a glob. COLUMN from COLUMN for data that flows, TABLE "
            "to GRANTEE for a grant."
        ),
    ]
    reason: Annotated[Text, Meta(description="Why it may be so, and what will be done.")]
    approver: Annotated[
        Text, Meta(description="Who answers for it: another person than whoever writes it.")
    ]
    until: Annotated[
        dt.date, Meta(description="The last day on which it counts, such as 2027-01-31.")
    ]
    ticket: Annotated[Text | None, Meta(description="Where it is followed up: URL or id.")] = None


class WaiversFileDocument(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file of waivers."""

    version: Annotated[Literal[1], Meta(description="The version of this format: 1.")] = 1
    waivers: Annotated[
        tuple[WaiverDocument, ...] | None,
        Meta(description="The waivers; nothing when all are commented out."),
    ] = ()


class _Entry(Kept, frozen=True):
    policy: str
    subject: str
    reason: str
    approver: str
    until: dt.date
    ticket: str | None
    here: tuple[int, int]
    """Line and column of the entry; then of its policy and its day."""
    at_policy: tuple[int, int]
    at_until: tuple[int, int]
    lines: tuple[int, ...]


class _File(Kept, frozen=True):
    entries: tuple[_Entry, ...]


def read(tree: Tree, settings: WaiverSettings, terms: Terms, cache: Cache) -> tuple[Waiver, ...]:
    """The waivers of all files, in order, expired ones too.

    Raises:
        ConfigError: a file is not there or cannot be used; says the line and what was meant.
    """
    return tuple(
        waiver
        for file, content in _contents(tree, settings).items()
        for waiver in _waivers(file, content, settings.max_days, terms, cache)
    )


def _contents(tree: Tree, settings: WaiverSettings) -> dict[str, bytes]:
    if settings.files is None:
        return dict(tree.read([DEFAULT]))
    contents = tree.read(settings.files)
    for file in settings.files:
        if file not in contents:
            raise ConfigError(
                f"there is no file of waivers {printable(file)}: write one with lictor waive, or "
                "leave it out of waivers: in lictor.yml",
                location=settings.location,
            )
    return {file: contents[file] for file in dict.fromkeys(settings.files)}


def _waivers(
    file: str, content: bytes, max_days: int, terms: Terms, cache: Cache
) -> Iterator[Waiver]:
    for entry in _entries(file, content, cache):
        if entry.policy not in terms.policies:
            check_policy(entry.policy, terms.policies, Location(file, *entry.at_policy))
        if entry.until > terms.today:
            check_until(entry.until, max_days, terms.today, Location(file, *entry.at_until))
        yield Waiver(
            policy=entry.policy,
            subject=entry.subject,
            reason=entry.reason,
            until=entry.until,
            location=Location(file, *entry.here),
            approver=entry.approver,
            ticket=entry.ticket,
            lines=entry.lines,
        )


def _entries(file: str, content: bytes, cache: Cache) -> Iterable[_Entry]:
    """What the file says, checked as far as it does not depend on the day and the policies."""
    kept = key("waivers", stamp(), content)
    known = cache.get([kept]).get(kept)
    found = decode(known, _File) if known is not None else None
    if found is None:
        found = _File(tuple(_checked(file, content)))
        cache.put({kept: encode(found)})
    return found.entries


def _checked(file: str, content: bytes) -> Iterator[_Entry]:
    document = load(content, file)
    for number, waiver in enumerate(document.read_as(WaiversFileDocument).waivers or ()):
        at = {
            name: document.location("waivers", number, *([name] if name else []))
            for name in ("", "policy", "subject", "reason", "approver", "until")
        }
        subject = waiver.subject.strip()
        try:
            target(subject)
        except ValueError as error:
            raise ConfigError(str(error), location=at["subject"]) from None
        check_reason(waiver.reason, "reason", at["reason"])
        check_reason(waiver.approver, "approver", at["approver"])
        yield _Entry(
            policy=waiver.policy.strip(),
            subject=subject,
            reason=" ".join(waiver.reason.split()),
            approver=" ".join(waiver.approver.split()),
            until=waiver.until,
            ticket=waiver.ticket and waiver.ticket.strip(),
            here=(at[""].line, at[""].column),
            at_policy=(at["policy"].line, at["policy"].column),
            at_until=(at["until"].line, at["until"].column),
            lines=tuple(sorted({at[n].line for n in ("policy", "subject", "reason", "until")})),
        )
