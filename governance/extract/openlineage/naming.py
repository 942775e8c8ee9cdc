"""Datasets → tables: those that other sources make where they are the same, else the events' own.

OpenLineage names a dataset by where it is (`postgres://db:5432`) and by its path there
(`shop.crm.customers`: database, schema, table); a source has `crm.customers`. A dataset is a
source's table when its path ends in the table's. Which source that is `namespaces:` says; a
namespace that nobody named may be any of them, as long as only one has such a table.

Source: https://openlineage.io/docs/spec/naming
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from governance.extract.openlineage.told import Name
from governance.lineage.schema import Relation
from governance.model.names import ColumnRef, TableRef


class Naming:
    """The tables of all datasets that events name.

    `names` are all of them, `also` what other names a dataset has (symlinks).
    """

    def __init__(
        self,
        source: str,
        namespaces: Mapping[str, str],
        others: Iterable[Relation],
        names: Iterable[Name],
        also: Mapping[Name, Iterable[Name]],
    ) -> None:
        self._source = source
        self._namespaces = namespaces
        self._by_table: dict[str, list[Relation]] = defaultdict(list)
        self._levels: dict[str, int] = {}
        for table in others:
            self._by_table[table.ref.table.lower()].append(table)
            levels = len(_path(table.ref)) - 1
            self._levels[table.ref.source] = max(levels, self._levels.get(table.ref.source, 0))
        self._refs: dict[Name, TableRef] = {}
        self._known: dict[TableRef, Mapping[str, str]] = {}
        self._queries: set[TableRef] = set()
        self._settle(sorted(set(names)), also)

    def table(self, name: Name) -> TableRef:
        """The table of a dataset."""
        return self._refs[name]

    def column(self, name: Name, field: str) -> ColumnRef:
        """A column as the table's own source spells it; "*" stays what it is."""
        ref = self._refs[name]
        return ref.column(self._known.get(ref, {}).get(field.lower(), field))

    def own(self, ref: TableRef) -> bool:
        """Whether no other source makes the table."""
        return ref not in self._known

    def told_by_sql(self, name: Name) -> bool:
        """Whether a query that was read says all that a dataset is made of."""
        return self._refs[name] in self._queries

    def _settle(self, names: Sequence[Name], also: Mapping[Name, Iterable[Name]]) -> None:
        left: dict[Name, tuple[str, tuple[str, ...]]] = {}
        for name in names:
            candidates = [name, *also.get(name, ())]
            found = next(filter(None, map(self._elsewhere, candidates)), None)
            if found is not None:
                self._refs[name] = found.ref
                self._known[found.ref] = {column.lower(): column for column, _ in found.columns}
                if found.query:
                    self._queries.add(found.ref)
                continue
            # a table's name says more than the path of its files
            best = next((c for c in candidates if len(_parts(c[1])) > 1), name)
            left[name] = best[0], _parts(best[1])
        spaces: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for space, parts in left.values():
            if space not in self._namespaces:
                spaces[parts].add(space)
        for name, (space, parts) in left.items():
            source = self._namespaces.get(space, self._source)
            above = parts[:-1]
            if source in self._levels:  # a source of schemas does not name the database
                above = above[max(0, len(above) - self._levels[source]) :]
            elif len(spaces[parts]) > 1:  # two systems may have tables of the same name
                above = (space, *above)
            self._refs[name] = TableRef(source, ".".join(above), parts[-1])

    def _elsewhere(self, name: Name) -> Relation | None:
        """The one table of another source that a dataset is."""
        parts = tuple(part.lower() for part in _parts(name[1]))
        source = self._namespaces.get(name[0])
        least = 1 if source is not None else 2
        found = [
            (alike, table)
            for table in self._by_table.get(parts[-1], ())
            if source in (None, table.ref.source)
            and (alike := _alike(parts, _path(table.ref))) >= least
        ]
        most = max((alike for alike, _ in found), default=0)
        best = [table for alike, table in found if alike == most]
        return best[0] if len(best) == 1 else None


def _parts(path: str) -> tuple[str, ...]:
    """The parts of a dataset's name; a path in a file system, a bucket or a topic is one."""
    if "/" in path or ":" in path:
        return (path,)
    parts = tuple(part.strip('`"[]') for part in path.split("."))
    return parts if all(parts) else (path,)


def _path(ref: TableRef) -> tuple[str, ...]:
    above = ref.schema.lower().split(".") if ref.schema else []
    return (*above, ref.table.lower())


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """How many parts two paths share at their ends, when one is all of the other's end; else 0."""
    shared = min(len(one), len(other))
    return shared if tuple(one[-shared:]) == tuple(other[-shared:]) else 0
