"""`manifest.json` and `catalog.json` as dbt writes them, only the fields that are needed.

Manifests of the versions 10 to 12 (dbt 1.6 and later), catalogs of version 1; their fields are
described at https://schemas.getdbt.com. Text that may be large and is seldom needed (SQL) stays raw
until it is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

import msgspec
from msgspec import Raw, Struct, field

from governance.sql.parse import not_collecting

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


class ManifestColumn(Struct, gc=False):
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


class DependsOn(Struct, gc=False):
    """Ids."""

    macros: list[str] = msgspec.field(default_factory=list)
    nodes: list[str] = msgspec.field(default_factory=list)


class BuiltNode(Struct, gc=False):
    """Where dbt built a node or a source, and from what: all that is asked of a project's own."""

    unique_id: str
    resource_type: str
    package_name: str
    name: str
    database: str | None = None
    schema: str | None = None
    alias: str | None = None
    identifier: str | None = None
    relation_name: str | None = None
    config: dict[str, Any] | None = None
    checksum: Checksum | None = None
    depends_on: DependsOn = msgspec.field(default_factory=DependsOn)
    compiled_code: Raw = _NO_TEXT


class ManifestNode(BuiltNode, gc=False):
    """A node or a source, with what its files say; a test has the same fields, as far as it has."""

    original_file_path: str = ""
    fqn: list[str] = msgspec.field(default_factory=list)
    source_name: str | None = None
    description: str | None = None
    meta: dict[str, Any] | None = None
    source_meta: dict[str, Any] | None = None
    tags: Any = None
    columns: dict[str, ManifestColumn] = msgspec.field(default_factory=dict)
    group: str | None = None
    access: str | None = None
    contract: dict[str, Any] | None = None
    version: Any = None
    latest_version: Any = None
    language: str | None = None
    freshness: Any = None
    raw_code: Raw = _NO_TEXT


class ManifestMacro(Struct, gc=False):
    """A macro."""

    unique_id: str
    package_name: str
    name: str
    original_file_path: str = ""
    macro_sql: Raw = _NO_TEXT
    depends_on: DependsOn = msgspec.field(default_factory=DependsOn)


class ManifestOwner(Struct, gc=False):
    """Who answers for a group or an exposure."""

    name: str | None = None
    email: Any = None


class ManifestGroup(Struct, gc=False):
    """A group."""

    name: str
    owner: ManifestOwner = msgspec.field(default_factory=ManifestOwner)
    original_file_path: str = ""


class ManifestExposure(Struct, gc=False):
    """An exposure."""

    name: str
    type: str = ""
    url: str | None = None
    description: str | None = None
    owner: ManifestOwner = msgspec.field(default_factory=ManifestOwner)
    depends_on: DependsOn = msgspec.field(default_factory=DependsOn)
    original_file_path: str = ""


class Manifest(Struct, frozen=True):
    """A manifest; `nodes` are models, seeds and snapshots. `disabled` are ids of what is off.

    What the files of a project say themselves is not read of the project's own nodes.
    """

    metadata: Metadata
    nodes: Mapping[str, BuiltNode] = field(default_factory=dict)
    sources: Mapping[str, BuiltNode] = field(default_factory=dict)
    macros: Mapping[str, ManifestMacro] = field(default_factory=dict)
    groups: Mapping[str, ManifestGroup] = field(default_factory=dict)
    exposures: Mapping[str, ManifestExposure] = field(default_factory=dict)
    disabled: frozenset[str] = frozenset()


class _Whole(Struct, gc=False):
    """A manifest as it stands there; most of its nodes are tests, which stay raw."""

    metadata: Metadata
    nodes: dict[str, Raw] = msgspec.field(default_factory=dict)
    sources: dict[str, Raw] = msgspec.field(default_factory=dict)
    macros: dict[str, ManifestMacro] = msgspec.field(default_factory=dict)
    groups: dict[str, ManifestGroup] = msgspec.field(default_factory=dict)
    exposures: dict[str, ManifestExposure] = msgspec.field(default_factory=dict)
    disabled: dict[str, Raw] | None = None


class CatalogColumn(Struct, gc=False):
    """A column as the database has it."""

    name: str
    type: str | None = None
    index: int = 0


class CatalogTable(Struct, gc=False):
    """A table as the database has it."""

    columns: dict[str, CatalogColumn] = msgspec.field(default_factory=dict)


class DbtCatalog(Struct, gc=False):
    """What `dbt docs generate` found in the database, by ids of nodes."""

    nodes: dict[str, CatalogTable] = msgspec.field(default_factory=dict)
    sources: dict[str, CatalogTable] = msgspec.field(default_factory=dict)


class Unreadable(Exception):  # noqa: N818 - reads as what it is
    """The file is not what it says; `line` and `column` are where, `what` why, without content."""

    def __init__(self, what: str, line: int = 0, column: int = 0) -> None:
        super().__init__(what)
        self.what = what
        self.line = line
        self.column = column


_NODE_IDS = ("model.", "seed.", "snapshot.")

_Shape = TypeVar("_Shape")


def version(content: bytes) -> int | None:
    """The version of a manifest or catalog, None when it does not say."""
    found = _VERSION.search(content, 0, _HEAD) or _VERSION.search(content)
    return int(found[1]) if found else None


def read_manifest(content: bytes, own: str = "") -> Manifest:
    """The manifest. `own` is the project whose files are read anyway.

    Raises:
        Unreadable: the text is broken off, no JSON, or of another shape.
    """
    with not_collecting():
        whole = _decode(content, _Whole)
        nodes = {id_: raw for id_, raw in whole.nodes.items() if id_.startswith(_NODE_IDS)}
        return Manifest(
            whole.metadata,
            dict(_nodes(nodes, own)),
            dict(_nodes(whole.sources, own)),
            whole.macros,
            whole.groups,
            whole.exposures,
            frozenset(whole.disabled or ()),
        )


def _nodes(found: Mapping[str, Raw], own: str) -> Iterator[tuple[str, BuiltNode]]:
    brief, full = msgspec.json.Decoder(BuiltNode), msgspec.json.Decoder(ManifestNode)
    for id_, raw in found.items():
        decoder = brief if own and id_.split(".", 2)[1:2] == [own] else full
        try:
            yield id_, decoder.decode(raw)
        except msgspec.ValidationError as error:
            raise Unreadable(_misshapen(error)) from None


def read_catalog(content: bytes) -> DbtCatalog:
    """The catalog.

    Raises:
        Unreadable: the text is broken off, no JSON, or of another shape.
    """
    with not_collecting():
        return _decode(content, DbtCatalog)


def _decode(content: bytes, kind: type[_Shape]) -> _Shape:
    try:
        return msgspec.json.decode(content, type=kind)
    except msgspec.ValidationError as error:
        raise Unreadable(_misshapen(error)) from None
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


def _misshapen(error: msgspec.ValidationError) -> str:
    # the path of the error names fields and stands "..." for keys
    fields = re.sub(r"[^\w.$\[\]]", "", str(error).partition(" - at ")[2])[:80]
    return "a value is not what dbt writes there" + (f" ({fields})" if fields else "")
