"""The baseline: the faults that were there when the gate came, one a line.

::

    # They do not block. Whatever is not listed here does.
    GOV-003 3f2a9c0d1e2f3a4b5c6d7e8f90a1b2c3 app:staging.leads.contact
    problem 90a1b2c33f2a9c0d1e2f3a4b5c6d7e8f migrations/0004_odd.sql

Policy, fingerprint, name; `problem` stands for something that could not be read. The fingerprint
is the violation's (`governance.policy.evaluate`): policy, subject with its source, violated fact.
A line counts only if all three are those of the fault, so that a harmless name cannot excuse
another fault. It holds no value and no place. Lines are sorted, so that git merges them; their
order has no meaning. A line that begins with # is kept as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import NamedTuple

from msgspec import Struct, field

from governance.errors import ConfigError
from governance.model.judgement import Problem, Violation
from governance.model.location import Location
from governance.model.names import printable, quote
from governance.settings import Settings
from governance.tree import Tree
from governance.waivers.subject import full_name

DEFAULT = "lictor.baseline"
PROBLEM = "problem"
"""What stands for the policy where something could not be read; ids of policies are capitals."""

_HEX = "0123456789abcdef"
_DIGITS = 32


class Entry(NamedTuple):
    """One fault: its policy (or `PROBLEM`), its full name, 32 digits of its fingerprint."""

    policy: str
    name: str
    digits: str

    @classmethod
    def of(cls, fault: Violation | Problem) -> Entry:
        """The entry of a fault."""
        if isinstance(fault, Violation):
            return cls(fault.policy, full_name(fault), _digits(fault.fingerprint))
        name = printable(fault.subject).strip() or "-"
        return cls(PROBLEM, name, _digits(fault.fingerprint))

    def is_of(self, source: str) -> bool:
        """Whether the fault is one of a source's."""
        return self.name == source or self.name.startswith(f"{quote(source)}:")


class Baseline(Struct, frozen=True):
    """The entries of a file, each with its line, and its comments."""

    file: str = DEFAULT
    entries: Mapping[Entry, int] = field(default_factory=dict)
    comments: tuple[str, ...] = ()

    def text(self) -> str:
        """The file."""
        lines = [f"{e.policy} {e.digits} {e.name}" for e in sorted(self.entries)]
        return "\n".join([*self.comments, *lines]) + "\n"


def file_of(settings: Settings) -> str:
    """Where the baseline stands, or would."""
    return settings.baseline or DEFAULT


def read(tree: Tree, settings: Settings) -> Baseline | None:
    """The baseline of a tree, None when it has none.

    Raises:
        ConfigError: a line is no entry.
    """
    file = file_of(settings)
    content = tree.read([file]).get(file)
    return None if content is None else parse(content, file)


def parse(content: bytes, file: str) -> Baseline:
    """The inverse of `text`.

    Raises:
        ConfigError: a line is no entry; says which.
    """
    entries: dict[Entry, int] = {}
    comments = []
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = Location(file, content[: error.start].count(b"\n") + 1)
        raise ConfigError("this is not UTF-8 text", location=place) from None
    for number, line in enumerate(text.split("\n"), start=1):
        line = line.rstrip()
        if line.startswith("#"):
            comments.append(printable(line))
        elif line:
            policy, _, rest = line.partition(" ")
            digits, _, name = rest.partition(" ")
            if len(digits) != _DIGITS or digits.strip(_HEX) or not name.strip():
                raise ConfigError(
                    "this is no line of a baseline (policy, 32 digits, name); "
                    "resolve the merge, or take the line out",
                    location=Location(file, number),
                )
            entries.setdefault(Entry(policy, name, digits), number)
    return Baseline(file, entries, tuple(comments))


def _digits(fingerprint: str) -> str:
    """128 bits of a fingerprint, which for problems need not be a digest."""
    if len(fingerprint) == 64 and not fingerprint.strip(_HEX):
        return fingerprint[:_DIGITS]
    return sha256(fingerprint.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]
