"""Lictor's own stewardship files: `assets:` with a `match` each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from difflib import get_close_matches
from functools import partial
from typing import Annotated, Literal, get_args

import msgspec
from msgspec import Meta

from governance import taxonomy
from governance.documents import Document, Text, load
from governance.errors import ConfigError
from governance.faults import MUST_BE
from governance.model.classification import Level
from governance.model.location import Location
from governance.model.stewardship import FactKey
from governance.stewardship.base import Candidate
from governance.stewardship.pattern import pattern
from governance.stewardship.written import Entry, Said, Written

RANK = 100
LOOKS = "Lictor's own YAML (assets:)"

_KEYS: tuple[FactKey, ...] = get_args(FactKey)


class AssetDocument(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Facts about everything that one name or glob matches."""

    match: Annotated[
        Text,
        Meta(
            description="[source:]schema.table for tables, [source:]schema.table.column for "
            "columns; each part a name or a glob."
        ),
    ]
    owner: Annotated[
        Text | None, Meta(description="The team or person who answers for the data.")
    ] = None
    classification: Annotated[
        Annotated[Text, Meta(extra_json_schema={"enum": [str(each) for each in Level]})] | None,
        Meta(description="How sensitive it is: public, internal, confidential, restricted."),
    ] = None
    category: Annotated[
        Text | None,
        Meta(description='What a column holds about people, such as email; "none" for nothing.'),
    ] = None
    retention_days: Annotated[
        Annotated[int, Meta(gt=0, extra={MUST_BE: "a whole number greater than 0"})] | None,
        Meta(description="After how many days rows are deleted."),
    ] = None
    masking: Annotated[
        Text | None,
        Meta(description="How the column's values are masked where they are stored or read."),
    ] = None
    encryption: Annotated[
        Text | None, Meta(description="How the column's values are encrypted.")
    ] = None
    environment: Annotated[
        Text | None,
        Meta(description="Where the table lives: production, staging, development, test."),
    ] = None
    purpose: Annotated[Text | None, Meta(description="What the data is processed for.")] = None
    description: Annotated[Text | None, Meta(description="What the table or column holds.")] = None
    reason: Annotated[
        Text | None,
        Meta(description="Why this is declared; it settles a contradiction with what was found."),
    ] = None


class StewardshipDocument(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A stewardship file."""

    version: Annotated[Literal[1], Meta(description="The version of this format: 1.")] = 1
    assets: Annotated[
        tuple[AssetDocument, ...] | None,
        Meta(description="The declarations; nothing when all are commented out."),
    ] = ()


def recognise(file: Candidate) -> bool:
    """By the key `assets`, or one that is nearly it; a file without any key says nothing yet."""
    if file.keys:
        if "assets" in file.keys:
            return True
        return bool(
            file.keys <= {"version"}
            or (
                len(file.keys - {"version"}) == 1
                and get_close_matches("assets", file.keys, n=1, cutoff=0.8)
            )
        )
    return file.head is not None and not re.sub(r"(?m)^\s*(#.*|---\s*)?$", "", file.head).strip()


def read(file: Candidate) -> Written:
    """Every declaration of the file.

    Raises:
        ConfigError: it cannot be used; says the line and what was meant. People write this file
            for Lictor alone, so nothing of it is let go.
    """
    return Written("lictor", RANK, tuple(entries(load(file.content, file.path))))


def entries(document: Document) -> Iterator[Entry]:
    """The entries of one file.

    Raises:
        ConfigError: it is no stewardship file; says the line and what was meant.
    """
    for number, asset in enumerate(document.read_as(StewardshipDocument).assets or ()):
        here = partial(document.location, "assets", number)
        match = asset.match.strip()
        _check(pattern, match, here("match"))
        _check(taxonomy.category, asset.category, here("category"))
        _check(taxonomy.level, asset.classification, here("classification"))
        reason = asset.reason and asset.reason.strip()
        said: list[Said] = []
        for key in _KEYS:
            value = getattr(asset, key)
            if value is not None:
                stripped = value.strip() if isinstance(value, str) else value
                said.append(Said(key, stripped, _place(here(key)), reason))
        if not said:
            raise ConfigError(
                f"{match} declares nothing; write one of {', '.join(_KEYS)}", location=here()
            )
        yield Entry(_place(here()), tuple(said), match)


def _place(location: Location) -> tuple[int, int]:
    return location.line, location.column


def _check(read: Callable[[str], object], text: str | None, location: Location) -> None:
    if text is None:
        return
    try:
        read(text.strip())
    except ConfigError as error:
        raise ConfigError(error.message, location=location) from None
    except ValueError as error:
        raise ConfigError(str(error), location=location) from None
