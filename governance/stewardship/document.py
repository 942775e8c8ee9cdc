"""Stewardship files as people write them, read and checked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Annotated, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator
from pydantic import model_validator as check

from governance import taxonomy
from governance.documents import Document, load
from governance.errors import ConfigError
from governance.model.classification import Level
from governance.model.names import printable
from governance.model.stewardship import Declaration, Fact, FactKey
from governance.stewardship.pattern import pattern
from governance.tree import Tree, find

_KEYS: tuple[FactKey, ...] = get_args(FactKey)


def _not_empty(text: str) -> str:
    if not text.strip():
        raise ValueError("there is no text here; write some, or leave the key out")
    return text.strip()


_Text = Annotated[str, AfterValidator(_not_empty)]


class AssetDocument(BaseModel):
    """Facts about everything that one name or glob matches."""

    model_config = ConfigDict(extra="forbid", strict=True)

    match: _Text = Field(
        description="[source:]schema.table for tables, [source:]schema.table.column for columns; "
        "each part a name or a glob."
    )
    owner: _Text | None = Field(None, description="The team or person who answers for the data.")
    classification: _Text | None = Field(
        None,
        description="How sensitive it is: public, internal, confidential, restricted.",
        json_schema_extra={"enum": [str(each) for each in Level]},
    )
    category: _Text | None = Field(
        None, description='What a column holds about people, such as email; "none" for nothing.'
    )
    retention_days: Annotated[int, Field(gt=0)] | None = Field(
        None, description="After how many days rows are deleted."
    )
    masking: _Text | None = Field(
        None, description="How the column's values are masked where they are stored or read."
    )
    encryption: _Text | None = Field(None, description="How the column's values are encrypted.")
    environment: _Text | None = Field(
        None, description="Where the table lives: production, staging, development, test."
    )
    purpose: _Text | None = Field(None, description="What the data is processed for.")
    description: _Text | None = Field(None, description="What the table or column holds.")
    reason: _Text | None = Field(
        None, description="Why this is declared; it settles a contradiction with what was found."
    )

    @field_validator("match")
    @classmethod
    def _readable(cls, text: str) -> str:
        pattern(text)
        return text

    @field_validator("category")
    @classmethod
    def _known_category(cls, key: str | None) -> str | None:
        return key and _checked(key, taxonomy.category)

    @field_validator("classification")
    @classmethod
    def _known_level(cls, key: str | None) -> str | None:
        return key and _checked(key, taxonomy.level)

    @check(mode="after")
    def _says_something(self) -> AssetDocument:
        if all(getattr(self, key) is None for key in _KEYS):
            raise ValueError(f"{self.match} declares nothing; write one of {', '.join(_KEYS)}")
        return self


class StewardshipDocument(BaseModel):
    """A stewardship file."""

    model_config = ConfigDict(extra="forbid", strict=True)

    version: Annotated[int, Field(ge=1, le=1)] = Field(1, description="Of this format: 1.")
    assets: list[AssetDocument] = Field(default_factory=list, description="The declarations.")

    @field_validator("assets", mode="before")
    @classmethod
    def _all_commented_out(cls, assets: object) -> object:
        return [] if assets is None else assets


def _checked(key: str, lookup: Callable[[str], object]) -> str:
    try:
        lookup(key)
    except ConfigError as error:
        raise ValueError(error.message) from None
    return key


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
    assets = document.read_as(StewardshipDocument).assets
    for number, asset in enumerate(assets):
        facts: dict[FactKey, Fact] = {}
        for key in _KEYS:
            value = getattr(asset, key)
            if value is not None:
                where = document.location("assets", number, key)
                facts[key] = Fact(value, where, asset.reason)
        yield Declaration(asset.match, facts, document.location("assets", number))
