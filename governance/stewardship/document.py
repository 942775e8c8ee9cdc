"""Stewardship files as people write them, read and checked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
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
from governance.model.names import printable
from governance.model.stewardship import Declaration, Fact, FactKey
from governance.stewardship.pattern import pattern
from governance.tree import Tree, find

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


def read(tree: Tree, paths: Iterable[str]) -> tuple[Declaration, ...]:
    """Every declaration of the files, in order.

    `paths` are files, folders (every YAML file in them) or globs, from the repository's root.

    Raises:
        ConfigError: a file is not there or cannot be used; says the line and what was meant.
    """
    files: list[str] = []
    for path in paths:
        matched = [p for p in find(tree, path) if p == path or p.endswith((".yml", ".yaml"))]
        if not matched and not any(char in path for char in "*?["):
            raise ConfigError(
                f"there is no stewardship file {printable(path)}: write it, or leave it out of "
                "stewardship: in lictor.yml"
            )
        files += [p for p in matched if p not in files]
    contents = tree.read(files)
    return tuple(
        declaration
        for path in files
        if path in contents
        for declaration in declarations(load(contents[path], path))
    )


def declarations(document: Document) -> Iterator[Declaration]:
    """The declarations of one file.

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
        facts: dict[FactKey, Fact] = {}
        for key in _KEYS:
            value = getattr(asset, key)
            if value is not None:
                stripped = value.strip() if isinstance(value, str) else value
                facts[key] = Fact(stripped, here(key), reason)
        if not facts:
            raise ConfigError(
                f"{match} declares nothing; write one of {', '.join(_KEYS)}", location=here()
            )
        yield Declaration(match, facts, here())


def _check(read: Callable[[str], object], text: str | None, location: Location) -> None:
    if text is None:
        return
    try:
        read(text.strip())
    except ConfigError as error:
        raise ConfigError(error.message, location=location) from None
    except ValueError as error:
        raise ConfigError(str(error), location=location) from None
