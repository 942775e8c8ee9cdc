"""Which events count: of each job and dataset what the last run told that wrote it.

The events of a run add up, as OpenLineage has it: START may name the inputs and COMPLETE the
outputs. A run that failed or was stopped wrote nothing that is sure to be there. Of the others the
latest counts, a run that is not finished only where none is: data that an earlier run wrote into
another dataset is still there, so each dataset of a job has its own last run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct, field, structs

from governance.extract.openlineage.told import Event, File, Name, Told

_FAILED = ("FAIL", "ABORT")


class Written(Struct, frozen=True):
    """A dataset as its last run wrote it: what is told of it, and what the run read.

    `file` and `line` are the place of the last event that tells of it.
    """

    told: Told
    inputs: tuple[Told, ...]
    file: str
    line: int


class _Run(Struct):
    """The events of one run, in the order of their times."""

    events: list[tuple[Event, str]] = field(default_factory=list)

    @property
    def failed(self) -> bool:
        return any(event.state in _FAILED for event, _ in self.events)

    @property
    def rank(self) -> tuple[bool, int, str, int]:
        """What makes one run count before another: whether it delivers, and when.

        Of those at the same time the one that stands further down was written later.
        """
        delivers = any(
            event.state == "COMPLETE" or (event.state == "RUNNING" and event.outputs)
            for event, _ in self.events
        )
        return delivers, *max((event.time, file, event.line) for event, file in self.events)


def written(files: Mapping[str, File]) -> Iterator[Written]:
    """Every dataset that a job wrote, sorted by job and dataset."""
    jobs: dict[Name, dict[str, _Run]] = {}
    for file, content in files.items():
        for event in content.events:
            runs = jobs.setdefault(event.job, {})
            runs.setdefault(event.run, _Run()).events.append((event, file))
    for job in sorted(jobs):
        latest: dict[Name, Written] = {}
        sound = [run for run in jobs[job].values() if not run.failed]
        for run in sorted(sound, key=lambda run: run.rank, reverse=True):
            for each in _outputs(run, files):
                latest.setdefault(each.told.name, each)
        yield from (latest[name] for name in sorted(latest))


def _outputs(run: _Run, files: Mapping[str, File]) -> Iterator[Written]:
    inputs: dict[Name, Told] = {}
    outputs: dict[Name, Written] = {}
    for event, file in sorted(run.events, key=lambda pair: (pair[0].time, pair[1], pair[0].line)):
        for told in _datasets(files[file], event.inputs):
            before = inputs.get(told.name)
            inputs[told.name] = _added(before, told) if before else told
        for told in _datasets(files[file], event.outputs):
            known = outputs.get(told.name)
            whole = _added(known.told, told) if known else told
            outputs[told.name] = Written(whole, (), file, event.line)
    read = tuple(inputs[name] for name in sorted(inputs))
    for each in outputs.values():
        yield Written(each.told, read, each.file, each.line)


def _datasets(file: File, numbers: Iterable[int]) -> Iterator[Told]:
    return (file.datasets[number] for number in numbers if 0 <= number < len(file.datasets))


def _added(before: Told, later: Told) -> Told:
    """What two events of a run tell of one dataset: the later one's facets where it has them."""
    if before == later:
        return later
    return structs.replace(
        later,
        columns=later.columns if later.columns is not None else before.columns,
        fields=later.fields or before.fields,
        rows=later.rows or before.rows,
        also=tuple(dict.fromkeys((*before.also, *later.also))),
    )


def shortened(file: File) -> File:
    """A file without the events that no other file can make count.

    These are events of a run that completed in it and wrote nothing that a later such run of the
    job did not write again. What is left grows with the jobs, not with their runs.
    """
    runs: dict[tuple[Name, str], list[Event]] = {}
    for event in file.events:
        runs.setdefault((event.job, event.run), []).append(event)
    covered: dict[Name, set[Name]] = {}
    kept: list[Event] = []
    for (job, _), events in sorted(runs.items(), key=_when, reverse=True):
        states = {event.state for event in events}
        done = "COMPLETE" in states and not states & set(_FAILED)
        if done:
            names = {told.name for e in events for told in _datasets(file, e.outputs)}
            if job in covered and names <= covered[job]:
                continue
            covered.setdefault(job, set()).update(names)
        if states & set(_FAILED):  # another file may have the beginning of it
            failure = next(event for event in events if event.state in _FAILED)
            events = [structs.replace(failure, inputs=(), outputs=())]
        kept += events
    return _compacted(file, sorted(kept, key=lambda event: event.line))


def _when(run: tuple[tuple[Name, str], Sequence[Event]]) -> tuple[int, int]:
    return max((event.time, event.line) for event in run[1])


def _compacted(file: File, events: Iterable[Event]) -> File:
    """A file with those events, and the datasets they speak of."""
    numbers: dict[int, int] = {}

    def renumbered(olds: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(numbers.setdefault(old, len(numbers)) for old in olds)

    renamed = [
        structs.replace(e, inputs=renumbered(e.inputs), outputs=renumbered(e.outputs))
        for e in events
    ]
    datasets = tuple(file.datasets[old] for old in numbers)
    return structs.replace(file, datasets=datasets, events=tuple(renamed))
