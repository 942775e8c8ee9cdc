"""What is kept of each file of a dbt project: names, descriptions, configuration, places.

Meta holds only keys that are understood (`meta_keys`), configuration only dbt's own keys, so that
no value of anybody's data gets into the cache by being written beside a model.
"""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

from msgspec import Raw, field

from governance.kept import Kept

Place: TypeAlias = tuple[int, int]
"""Line and column in the file it was read from."""


class Fault(Kept, frozen=True, array_like=True, tag=False):
    """What is wrong with a file; `about` tells one fault of a file from another, without a line."""

    message: str
    about: str
    place: Place = (0, 0)


class WrittenColumn(Kept, frozen=True, array_like=True, tag=False):
    """A column as the YAML has it; `places` are those of the keys of `meta`."""

    name: str
    place: Place
    type: str = ""
    description: str | None = None
    meta: dict[str, Any] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    constraints: tuple[str, ...] = ()
    quoted: bool = False


NO_COLUMNS = Raw(b"[]")


class WrittenVersion(Kept, frozen=True, array_like=True, tag=False):
    """A version of a model; `columns` is None where it has the model's.

    `include` names the model's columns that this version has too, None for all of them.
    """

    v: str
    place: Place
    defined_in: str | None = None
    description: str | None = None
    config: dict[str, Any] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    columns: tuple[WrittenColumn, ...] | None = None
    include: tuple[str, ...] | None = None
    exclude: tuple[str, ...] = ()


class WrittenNode(Kept, frozen=True, array_like=True, tag=False):
    """A model, seed, snapshot or source table; `places` are those of the keys of `config.meta`.

    `columns` is a tuple of `WrittenColumn`, not read yet, see `governance.extract.dbt.columns`;
    `capitals` are the names among them that have any.
    """

    kind: Literal["model", "seed", "snapshot", "source"]
    name: str
    place: Place
    source: str | None = None
    description: str | None = None
    config: dict[str, Any] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    columns: Raw = NO_COLUMNS
    capitals: tuple[str, ...] = ()
    versions: tuple[WrittenVersion, ...] = ()
    latest: str | None = None


class WrittenGroup(Kept, frozen=True, array_like=True, tag=False):
    """A group; `owner` is its name or, without one, its address."""

    name: str
    place: Place
    owner: str | None = None


class WrittenExposure(Kept, frozen=True, array_like=True, tag=False):
    """An exposure; `depends_on` as it stands there (`ref('orders')`)."""

    name: str
    place: Place
    kind: str = ""
    owner: str | None = None
    url: str | None = None
    description: str | None = None
    depends_on: tuple[str, ...] = ()
    enabled: bool = True


class Properties(Kept, frozen=True):
    """A YAML file beside the models."""

    nodes: tuple[WrittenNode, ...] = ()
    groups: tuple[WrittenGroup, ...] = ()
    exposures: tuple[WrittenExposure, ...] = ()
    faults: tuple[Fault, ...] = ()


class DocsBlocks(Kept, frozen=True):
    """The `{% docs name %}` blocks of a file."""

    texts: dict[str, str] = field(default_factory=dict)


class SnapshotBlocks(Kept, frozen=True):
    """The `{% snapshot name %}` blocks of a file, with the lines they begin at."""

    lines: dict[str, int] = field(default_factory=dict)


class SeedHeader(Kept, frozen=True):
    """The first line of a CSV file: names of columns, and nothing after it."""

    line: str = ""


class TextSum(Kept, frozen=True):
    """The hash of a file's text as dbt takes it: SHA-256, blanks at both ends left out."""

    sha256: str
