"""`manifest.json` and `catalog.json` as dbt writes them, only the fields that are needed.

Manifests of the versions 10 to 12 (dbt 1.6 and later), catalogs of version 1; their fields are
described at https://schemas.getdbt.com. Text that may be large and is seldom needed (SQL) stays raw
until it is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec
from msgspec import Raw, Struct, field

VERSIONS = range(10, 13)
CATALOG_VERSIONS = range(1, 2)

_VERSION = re.compile(rb'"dbt_schema_version"\s*:\s*"[^"]*/v(\d+)(?:\.json)?"')
_HEAD = 64 * 1024
_NO_TEXT = Raw(b"null")


class Metadata(Struct, gc=False):
    """What wrote the file."""

    dbt_schema_version: str = ""
    project_name: str | None = None
    adapter_type: str | None = None


class Checksum(Struct, gc=False):
    """The hash of a file's text, blanks at both ends left out."""

    name: str = ""
    checksum: str = ""


class ManifestColumn(Struct):
    """A column as the YAML described it."""

    name: str
    description: str | None = None
    data_type: str | None = None
    meta: dict[str, Any] | None = None
    tags: Any = None
    constraints: Any = None
    quote: bool | None = None
    config: dict[str, Any] | None = None
    policy_tags: Any = None


class DependsOn(Struct):
    """Ids."""

    macros: list[str] = field(default_factory=list)
    nodes: list[str] = field(default_factory=list)


class ManifestNode(Struct):
    """A node or a source; a test has the same fields, as far as it has them."""

    unique_id: str
    resource_type: str
    package_name: str
    name: str
    original_file_path: str = ""
    fqn: list[str] = field(default_factory=list)
    database: str | None = None
    schema: str | None = None
    alias: str | None = None
    identifier: str | None = None
    source_name: str | None = None
    relation_name: str | None = None
    description: str | None = None
    config: dict[str, Any] | None = None
    meta: dict[str, Any] | None = None
    tags: Any = None
    columns: dict[str, ManifestColumn] = field(default_factory=dict)
    group: str | None = None
    access: str | None = None
    contract: dict[str, Any] | None = None
    version: Any = None
    latest_version: Any = None
    language: str | None = None
    freshness: Any = None
    checksum: Checksum | None = None
    depends_on: DependsOn = field(default_factory=DependsOn)
    raw_code: Raw = _NO_TEXT
    compiled_code: Raw = _NO_TEXT


class ManifestMacro(Struct):
    """A macro."""

    unique_id: str
    package_name: str
    name: str
    original_file_path: str = ""
    macro_sql: Raw = _NO_TEXT
    depends_on: DependsOn = field(default_factory=DependsOn)


class ManifestOwner(Struct):
    """Who answers for a group or an exposure."""

    name: str | None = None
    email: Any = None


class ManifestGroup(Struct):
    """A group."""

    name: str
    owner: ManifestOwner = field(default_factory=ManifestOwner)
    original_file_path: str = ""


class ManifestExposure(Struct):
    """An exposure."""

    name: str
    type: str = ""
    url: str | None = None
    description: str | None = None
    owner: ManifestOwner = field(default_factory=ManifestOwner)
    depends_on: DependsOn = field(default_factory=DependsOn)
    original_file_path: str = ""


class Manifest(Struct):
    """A manifest; `disabled` has the ids of what is switched off."""

    metadata: Metadata
    nodes: dict[str, ManifestNode] = field(default_factory=dict)
    sources: dict[str, ManifestNode] = field(default_factory=dict)
    macros: dict[str, ManifestMacro] = field(default_factory=dict)
    groups: dict[str, ManifestGroup] = field(default_factory=dict)
    exposures: dict[str, ManifestExposure] = field(default_factory=dict)
    disabled: dict[str, Raw] | None = None


class CatalogColumn(Struct, gc=False):
    """A column as the database has it."""

    name: str
    type: str | None = None
    index: int = 0


class CatalogTable(Struct):
    """A table as the database has it."""

    columns: dict[str, CatalogColumn] = field(default_factory=dict)


class DbtCatalog(Struct):
    """What `dbt docs generate` found in the database, by ids of nodes."""

    nodes: dict[str, CatalogTable] = field(default_factory=dict)
    sources: dict[str, CatalogTable] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unreadable(Exception):  # noqa: N818 - reads as what it is
    """The file is not what it says; `line` and `column` are where, `what` why, without content."""

    what: str
    line: int = 0
    column: int = 0


Artifact = TypeVar("Artifact", Manifest, DbtCatalog)


def version(content: bytes) -> int | None:
    """The version of a manifest or catalog, None when it does not say."""
    found = _VERSION.search(content, 0, _HEAD) or _VERSION.search(content)
    return int(found[1]) if found else None


def decode(content: bytes, kind: type[Artifact]) -> Artifact:
    """The manifest or catalog.

    Raises:
        Unreadable: the text is broken off, no JSON, or of another shape.
    """
    try:
        return msgspec.json.decode(content, type=kind)
    except msgspec.ValidationError as error:
        # its path names fields and keys; the keys are dbt's ids
        where = str(error).partition(" - at ")[2]
        raise Unreadable(f"a value is not what dbt writes there{_at(where)}") from None
    except msgspec.DecodeError as error:
        found = re.search(r"\(byte (\d+)\)", str(error))
        position = int(found[1]) if found else len(content)
        line = content.count(b"\n", 0, position) + 1
        column = position - (content.rfind(b"\n", 0, position) + 1) + 1
        what = "it breaks off" if "truncated" in str(error) else "it is not JSON"
        raise Unreadable(what, line, column) from None
    except (RecursionError, UnicodeError):
        raise Unreadable("it is not JSON as dbt writes it") from None


def text(raw: Raw) -> str | None:
    """A text that was left raw."""
    try:
        value = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeError):
        return None
    return value if isinstance(value, str) else None


def switched_off(manifest: Manifest) -> Mapping[str, Any]:
    """The ids of what is not enabled."""
    return manifest.disabled or {}


def _at(path: str) -> str:
    fields = re.sub(r"[^\w.$\[\]]", "", path)[:80]
    return f" ({fields})" if fields else ""
