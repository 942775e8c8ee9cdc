"""A waiver somebody asks for: checked, and written into a file of waivers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from msgspec import Struct, structs

from governance.errors import ConfigError
from governance.model.judgement import Violation
from governance.model.location import Location
from governance.model.names import printable
from governance.model.waiver import Waiver
from governance.settings import FILE, Settings
from governance.suggest import did_you_mean
from governance.tree import Repository, Tree
from governance.tree.authors import whoever_commits
from governance.waivers.applying import Standing
from governance.waivers.approval import same_person
from governance.waivers.document import DEFAULT
from governance.waivers.matching import Matcher
from governance.waivers.subject import subject_of, target
from governance.waivers.terms import Terms, check_policy, check_reason, check_until
from governance.waivers.writing import put, with_waiver


class Asked(Struct, frozen=True):
    """What somebody typed."""

    policy: str
    subject: str
    reason: str
    until: str
    approver: str
    ticket: str | None = None


def place(settings: Settings, wanted: str | None) -> str:
    """The file to write into, from the root.

    Raises:
        ConfigError: the one that is wanted is none of those that lictor.yml names.
    """
    files = settings.waivers.files or (DEFAULT,)
    if wanted is None:
        return files[0]
    if wanted not in files:
        raise ConfigError(
            f"{printable(wanted)} is no file of waivers{did_you_mean(wanted, files)}; "
            f"waivers: in {settings.file or FILE} names {', '.join(map(printable, files))}"
        )
    return wanted


def waiver(asked: Asked, file: str, max_days: int, terms: Terms) -> Waiver:
    """The waiver, if it can be one.

    Raises:
        ConfigError: there is no such policy, the subject is no pattern, the day has passed or is
            too far away, or reason or approver say nothing.
    """
    check_policy(asked.policy, terms.policies, None)
    try:
        target(asked.subject.strip())
    except ValueError as error:
        raise ConfigError(str(error)) from None
    try:
        until = date.fromisoformat(asked.until.strip())
    except ValueError:
        raise ConfigError("--until must be a date, such as 2027-01-31") from None
    if until < terms.today:
        raise ConfigError(f"--until {until} has passed; today is {terms.today}")
    check_until(until, max_days, terms.today, None)
    check_reason(asked.reason, "reason", None)
    check_reason(asked.approver, "approver", None)
    return Waiver(
        policy=asked.policy,
        subject=asked.subject.strip(),
        reason=" ".join(asked.reason.split()),
        until=until,
        location=Location(file),
        approver=" ".join(asked.approver.split()),
        ticket=(asked.ticket or "").strip() or None,
    )


def already(waiver: Waiver, now: Standing) -> Waiver | None:
    """The waiver that says the same, None when there is none.

    Raises:
        ConfigError: the policy is waived for this subject in another way, or what waivers there
            are cannot be told; says where.
    """
    if now.tree.read([waiver.location.file]):
        for fault in now.faults:
            raise fault
    for other in now.waivers:
        if (other.policy, other.subject) == (waiver.policy, waiver.subject):
            if other.said == waiver.said:
                return other
            raise ConfigError(
                f"{waiver.policy} has a waiver for this subject already, until {other.until}; "
                "change it there",
                location=other.location,
            )
    return None


def refuse_own(waiver: Waiver, tree: Tree) -> None:
    """Refuse a waiver that is approved by whoever writes it, as far as git knows who that is.

    Raises:
        ConfigError: another person must approve.
    """
    repository = Repository.around(tree.root)
    here = whoever_commits(repository) if repository is not None else None
    if here is not None and waiver.approver is not None and same_person(waiver.approver, here):
        raise ConfigError(
            f"{printable(waiver.approver)} writes this waiver and cannot approve it, too: name "
            "another person with --approver"
        )


def write(tree: Tree, file: str, waiver: Waiver, head: str = "") -> None:
    """Add the waiver to a file of the working tree; a new one begins with `head`.

    Raises:
        ConfigError: the file cannot be used, is a link, or cannot be written.
    """
    content = tree.read([file]).get(file)
    put(tree, file, with_waiver(content, file, waiver, head))


def matched(waiver: Waiver, found: Iterable[Violation]) -> tuple[int, str]:
    """How many violations it excuses, and which subject was meant when that is none."""
    violations = [v for v in found if v.policy == waiver.policy]
    matcher = Matcher([waiver])
    number = sum(bool(matcher.matching(violation)) for violation in violations)
    if number:
        return number, ""
    near = did_you_mean(waiver.subject or "", [subject_of(v) for v in violations])
    columns = f"{waiver.subject}.*"
    deeper = Matcher([structs.replace(waiver, subject=columns)])
    if not near and any(deeper.matching(violation) for violation in violations):
        near = f": that names tables; for their columns write {printable(columns)}"
    return 0, near
