"""What events tell of lineage, without all else they hold: small enough to be kept.

Spark puts whole query plans into its events, and SQL with it; none of that is here.
"""

from __future__ import annotations

from governance.kept import Kept
from governance.model.lineage import EdgeKind, Effect

Name = tuple[str, str]
"""Namespace and name of a dataset or a job."""


class Origin(Kept, frozen=True, array_like=True, tag=False):
    """One input field of a column, or of all rows; the field is "*" for a whole dataset."""

    dataset: Name
    field: str
    kind: EdgeKind
    effect: Effect


class Told(Kept, frozen=True, tag=False):
    """What one event tells of a dataset.

    `columns` are names and types, None where it has no schema. `fields` are columns with their
    origins, None where nothing is told of columns. `rows` is what decides about all of it. `also`
    are other names of the same dataset.
    """

    name: Name
    columns: tuple[tuple[str, str], ...] | None = None
    fields: tuple[tuple[str, tuple[Origin, ...]], ...] | None = None
    rows: tuple[Origin, ...] = ()
    also: tuple[Name, ...] = ()


class Event(Kept, frozen=True, array_like=True, tag=False):
    """One event. `time` is in microseconds of the epoch, `state` is OpenLineage's event type.

    A job's or a dataset's own event has no run; it is one by itself, and as good as COMPLETE.
    `inputs` and `outputs` are numbers of datasets of the file. `line` is where it begins.
    """

    line: int
    time: int
    job: Name
    run: str
    state: str
    inputs: tuple[int, ...] = ()
    outputs: tuple[int, ...] = ()


class Broken(Kept, frozen=True, array_like=True, tag=False):
    """A line that is no event: why, and what tells it from others (a hash, never its text)."""

    line: int
    message: str
    digest: str


class File(Kept, frozen=True, tag=False):
    """All of one file that may matter; `read` counts its events."""

    datasets: tuple[Told, ...] = ()
    events: tuple[Event, ...] = ()
    broken: tuple[Broken, ...] = ()
    read: int = 0
