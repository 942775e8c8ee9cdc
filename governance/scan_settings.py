"""`scan:` in lictor.yml: what a scan looks at, and what it must not let pass."""

from __future__ import annotations

from typing import Annotated, cast

import msgspec
from msgspec import Meta, Struct

from governance.documents import Document, Text
from governance.errors import ConfigError
from governance.model.drift import KINDS, DriftKind
from governance.model.location import Location
from governance.model.names import printable
from governance.suggest import did_you_mean


class ScanSettings(Struct, frozen=True):
    """What fails a scan: the kinds of drift that must not pass; and how many rows are looked at.

    `sample` is of each table; 0: names alone. `location` is where `scan:` stands in lictor.yml.
    """

    fail_on: tuple[DriftKind, ...] = ()
    sample: int = 0
    location: Location | None = None


class ScanDocument(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a scan looks at, and what it must not let pass."""

    fail_on: Annotated[
        tuple[Annotated[Text, Meta(extra_json_schema={"enum": list(KINDS)})], ...],
        Meta(
            description="Kinds of drift at which a scan exits with 1: newly_personal, "
            "newly_unprotected, grants_widened, …"
        ),
    ] = ()
    sample: Annotated[
        int,
        Meta(
            ge=0,
            le=1_000_000,
            description="Rows of each table whose values are looked at; 0, the default: none.",
        ),
    ] = 0


def scan_settings(document: Document, read: ScanDocument) -> ScanSettings:
    """What `scan:` of a document says.

    Raises:
        ConfigError: there is no such kind of drift; names the nearest.
    """
    for number, kind in enumerate(read.fail_on):
        if fault := unknown(kind):
            raise ConfigError(fault, location=document.location("scan", "fail_on", number))
    kinds = cast("tuple[DriftKind, ...]", read.fail_on)
    kept = tuple(dict.fromkeys(kinds))
    return ScanSettings(kept, read.sample, document.location("scan"))


def unknown(kind: str) -> str:
    """What is wrong with a name that is no kind of drift; "" for one that is."""
    if kind in KINDS:
        return ""
    near = did_you_mean(kind, KINDS) or f"; there are {', '.join(KINDS)}"
    return f'there is no kind of drift "{printable(kind)}"{near}'
