"""A policy as the engine takes it: checked, translated, ready to run, and storable as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

import msgspec
from msgspec import Struct, field

from governance.model.judgement import PolicyInfo
from governance.model.location import Location

Parameter: TypeAlias = int | float | str

Scope: TypeAlias = Literal["table", "totals", "catalog"]
"""What a policy has to see at once: one table with what lies upstream of it, so that tables can be
judged apart; what is known of tables as wholes; or everything."""


class Policy(Struct, frozen=True):
    """One policy.

    `sql` is what the sealed engine runs, with one row a violation; `outputs` names its columns in
    their order, `kinds` are their types; `reads` names the views it reads. `subject` is the word of
    `governance.policy.views` for what one row is about, None for a query, whose columns name it.
    `facts` are the outputs that make the violated fact. `location` is the policy's file, None for
    one that comes with Lictor.
    """

    info: PolicyInfo
    sql: str
    outputs: tuple[str, ...]
    kinds: tuple[str, ...]
    reads: tuple[str, ...]
    subject: str | None
    facts: tuple[str, ...]
    message: str
    fix: str
    location: Location | None
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    scope: Scope = "catalog"

    def to_json(self) -> str:
        """The policy as text; `from_json` is the inverse."""
        return msgspec.json.encode(self, order="sorted").decode()

    @classmethod
    def from_json(cls, text: str) -> Policy:
        """The inverse of `to_json`.

        Raises:
            ValueError: this is not a policy's text.
        """
        try:
            return msgspec.json.decode(text, type=cls)
        except (msgspec.DecodeError, UnicodeEncodeError) as error:
            raise ValueError("not a policy's text") from error
