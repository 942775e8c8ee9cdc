"""`lictor.yml`, read and checked, as frozen values."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

from governance.documents import Document, load
from governance.errors import ConfigError
from governance.model.judgement import Severity
from governance.model.location import Location
from governance.tree import Tree

FILE = "lictor.yml"

SeverityChoice = Literal["block", "warn", "info", "off"]
Parameter = int | float | str


@dataclass(frozen=True, slots=True)
class Source:
    """One entry of `sources:`.

    `kind` names the extractor. `path` is a file, folder or glob from the repository's root; `url`
    a connection string, its `${VARIABLE}`s not yet replaced (see `resolved_url`), never printed.
    `schemas` are globs; empty means all but the engine's own.
    """

    name: str
    kind: str
    path: str | None = None
    dialect: str = "postgres"
    url: str | None = field(default=None, repr=False)
    schemas: tuple[str, ...] = ()
    location: Location | None = None

    def resolved_url(self) -> str:
        """The connection string with its variables replaced from the environment.

        Raises:
            ConfigError: there is no url, or a variable is not set; names the variable only.
        """
        if not self.url:
            raise ConfigError(f'source "{self.name}" needs a url:', location=self.location)

        def replace(match: re.Match[str]) -> str:
            value = os.environ.get(match[1])
            if not value:
                raise ConfigError(
                    f'source "{self.name}" needs the environment variable {match[1]}; set it',
                    location=self.location,
                )
            return value

        return re.sub(r"\$\{(\w+)\}", replace, self.url)


@dataclass(frozen=True, slots=True)
class PolicySettings:
    """Which policies judge, and how severely.

    `severity` and `parameters` are by policy id; "off" switches a policy off. `location` is where
    `policies:` stands in lictor.yml.
    """

    packs: tuple[str, ...] = ("core",)
    paths: tuple[str, ...] = ()
    severity: Mapping[str, Severity | Literal["off"]] = field(default_factory=dict)
    parameters: Mapping[str, Mapping[str, Parameter]] = field(default_factory=dict)
    location: Location | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything lictor.yml says.

    `environments` maps an environment to the globs of its schemas; the first that matches counts.
    `file` is None when there is no lictor.yml; `assumptions` then say what was taken for granted.
    """

    sources: tuple[Source, ...] = ()
    environments: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    stewardship: tuple[str, ...] = ()
    policies: PolicySettings = field(default_factory=PolicySettings)
    catalog: str | None = field(default=None, repr=False)
    file: str | None = None
    assumptions: tuple[str, ...] = ()


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


_Text = Annotated[str, StringConstraints(min_length=1)]


def _relative(path: str) -> str:
    if path.startswith("/") or ".." in path.split("/") or "\\" in path:
        raise ValueError(f"the path {path!r} must be relative to the repository, with / and no ..")
    return path.removeprefix("./").rstrip("/") or "."


class SourceDocument(_Strict):
    """Where data is described: migrations, a database."""

    name: Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_-]*$")] = Field(
        description="A short name; it stands in front of names that two sources share."
    )
    kind: _Text = Field(description="What it is: ddl (SQL files), postgres, sqlite.")
    path: _Text | None = Field(None, description="File, folder or glob from the repository's root.")
    dialect: _Text = Field("postgres", description="The SQL dialect of the files.")
    url: _Text | None = Field(
        None, description="Connection string; write secrets as ${VARIABLE}, never in the clear."
    )
    schemas: list[_Text] = Field([], description="Globs of the schemas to read; all if empty.")

    _path = field_validator("path")(lambda path: path and _relative(path))


class PoliciesDocument(_Strict):
    """Which policies judge, and how severely."""

    packs: list[_Text] = Field(["core"], description="Packs that come with Lictor.")
    paths: list[_Text] = Field([], description="Files or folders of your own policies.")
    severity: dict[str, SeverityChoice] = Field({}, description="Policy id to severity.")
    parameters: dict[str, dict[str, int | float | str]] = Field(
        {}, description="Policy id to the parameters to change."
    )

    @field_validator("severity", mode="before")
    @classmethod
    def _off_is_a_word(cls, severity: object) -> object:
        if not isinstance(severity, dict):
            return severity
        return {key: "off" if value is False else value for key, value in severity.items()}

    _paths = field_validator("paths")(lambda paths: [_relative(path) for path in paths])


class SettingsDocument(_Strict):
    """`lictor.yml`: what Lictor reads and how it judges."""

    version: Literal[1] = Field(description="The version of this format: 1.")
    catalog: _Text | None = Field(None, description="URL of the catalog's store.")
    sources: list[SourceDocument] = Field([], description="Where data is described.")
    environments: dict[str, list[_Text]] = Field(
        {}, description="Environment to the globs of its schemas; the first match counts."
    )
    stewardship: list[_Text] = Field([], description="Files in which people declare facts.")
    policies: PoliciesDocument = Field(default_factory=lambda: PoliciesDocument.model_validate({}))

    _stewardship = field_validator("stewardship")(lambda paths: [_relative(p) for p in paths])


def read(tree: Tree, file: str = FILE) -> Settings | None:
    """The settings in `file` of a tree, None when the tree has no such file.

    Raises:
        ConfigError: the file cannot be used; says the line and what was meant.
    """
    content = tree.read([file]).get(file)
    if content is None:
        return None
    document = load(content, file)
    return _settings(document, document.read_as(SettingsDocument))


def _settings(document: Document, read: SettingsDocument) -> Settings:
    names: dict[str, int] = {}
    sources = []
    for number, source in enumerate(read.sources):
        location = document.location("sources", number)
        if source.name in names:
            raise ConfigError(
                f'two sources are named "{source.name}" (line {names[source.name]}); rename one',
                location=document.location("sources", number, "name"),
            )
        names[source.name] = location.line
        sources.append(
            Source(
                source.name,
                source.kind,
                source.path,
                source.dialect,
                source.url,
                tuple(source.schemas),
                location,
            )
        )
    policies = read.policies
    return Settings(
        sources=tuple(sources),
        environments=MappingProxyType({k: tuple(v) for k, v in read.environments.items()}),
        stewardship=tuple(read.stewardship),
        policies=PolicySettings(
            packs=tuple(policies.packs),
            paths=tuple(policies.paths),
            severity=MappingProxyType(
                {k: v if v == "off" else Severity(v) for k, v in policies.severity.items()}
            ),
            parameters=MappingProxyType(
                {k: MappingProxyType(v) for k, v in policies.parameters.items()}
            ),
            location=document.location("policies"),
        ),
        catalog=read.catalog,
        file=document.file,
    )
