"""A statement reduced to what lineage needs: names, effects and places, and no schema.

The same text always reduces to the same value, whatever tables there are, so that it can be kept
and laid over another schema later. No literal, no comment and no expression text is in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Literal, TypeAlias

from msgspec.structs import replace

from governance.kept import Kept
from governance.lineage.effects import IDENTITY, Transform
from governance.sql.place import Span

Name: TypeAlias = tuple[str, ...]
"""Parts of a name as SQL gives them, folded: ("crm", "customers"), ("c", "email"), ("t", "*")."""

WriteKind = Literal["table", "view", "materialized view", "insert", "update", "merge", "delete"]

Operation = Literal["union", "intersect", "except"]


class NotUnderstood(Exception):  # noqa: N818 - reads as what it is
    """A statement holds something that cannot be followed. The message has no text of it."""


class Use(Kept, frozen=True):
    """A column is used in an expression.

    A last part of "*" means all columns of the qualifier, or of everything in scope. `influence`
    says that the value does not go into the result but decides about it (a window's ORDER BY).
    """

    name: Name
    transform: Transform
    span: Span
    influence: bool = False


class Nested(Kept, frozen=True):
    """A query is used in an expression.

    `column` is the position of the output that is meant, None for all. `rows` says that only
    whether there are rows counts (EXISTS), so that the outputs do not matter.
    """

    query: Query
    transform: Transform
    influence: bool = False
    column: int | None = None
    rows: bool = False


class Argument(Kept, frozen=True, array_like=True, tag=False):
    """What a function is given, and what happens to it when nothing else is known of the function.

    A `transform` of None says that nothing of it comes out then. `label` is its name where it is
    given by name.
    """

    terms: tuple[Term, ...]
    transform: Transform | None
    label: str = ""


class FunctionCall(Kept, frozen=True):
    """A call of a function that somebody may define; `transform` is done to its result."""

    name: Name
    arguments: tuple[Argument, ...]
    transform: Transform
    span: Span
    influence: bool = False


Term: TypeAlias = Use | Nested | FunctionCall


def uses(terms: Iterable[Term]) -> Iterator[Use]:
    """The columns that terms use, also those that functions are given; not those of queries."""
    for term in terms:
        if isinstance(term, Use):
            yield term
        elif isinstance(term, FunctionCall):
            for argument in term.arguments:
                yield from uses(argument.terms)


def through_calls(term: Term, change: Callable[[Term], Term]) -> Term:
    """A term with what its function is given changed; any other as it is."""
    if not isinstance(term, FunctionCall):
        return term
    given = (replace(each, terms=tuple(map(change, each.terms))) for each in term.arguments)
    return replace(term, arguments=tuple(given))


class Output(Kept, frozen=True):
    """One output column of a query.

    `name` is "" where the engine makes one up, and "*" for columns that the SQL does not name
    (`(f(x)).*`), all of them made of the same terms. `type` is "" when the SQL does not say it; a
    `plain` output is a column as it is, with the type that column has.
    """

    name: str
    terms: tuple[Term, ...]
    span: Span
    type: str = ""
    plain: bool = False


class Star(Kept, frozen=True):
    """`*` or `t.*`: all columns but `without`, some computed anew, some renamed.

    `like` is a regular expression that their names match, or do not if `unlike`; `named` are the
    only ones there are, None for all. `transform` is what is done to each, and `call` the function
    that the engine then names it after; `alias` is a new name with a backslash and a number for
    what `like` captured. One that stands nowhere in the text is `unplaced`: its columns stand
    where they are made.
    """

    qualifier: Name
    span: Span
    without: tuple[str, ...] = ()
    replaced: tuple[Output, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    like: str = ""
    unlike: bool = False
    named: tuple[str, ...] | None = None
    transform: Transform = IDENTITY
    call: str = ""
    alias: str = ""
    unplaced: bool = False


class Function(Kept, frozen=True):
    """A function in FROM: UNNEST, FLATTEN, JSON to rows, generated series.

    Where its columns are known they are `made`. Else each comes from all of its `terms`, but
    those named in `empty`, which only count (an ordinal, an offset). A function that somebody
    wrote may read tables, too: then it is also the `table` of that name.
    """

    terms: tuple[Term, ...]
    empty: tuple[str, ...] = ()
    made: tuple[Output, ...] = ()
    table: Name = ()


class Pivot(Kept, frozen=True):
    """PIVOT or UNPIVOT of `source`: its other columns stay, `made` are new.

    `used` are the columns of the source that are used up. A column that is neither is made of
    `terms` (the engine names it after a value that the SQL does not name).
    """

    source: Source
    used: tuple[str, ...]
    made: tuple[Output, ...]
    terms: tuple[Term, ...]


class Source(Kept, frozen=True):
    """One entry of FROM.

    `relation` is a table's name, a query, a function or a pivot; `alias` is "" when there is
    none; `columns` rename the first columns. `using` are columns joined by name with what stands
    before, named at `joined`; `natural` says that all columns of the same name are. A `lateral`
    query sees what stands before it. Of a `filter` (a semi or anti join) no star gives the columns.
    """

    relation: Name | Query | Function | Pivot
    span: Span
    alias: str = ""
    columns: tuple[str, ...] = ()
    using: tuple[str, ...] = ()
    natural: bool = False
    lateral: bool = False
    filter: bool = False
    joined: Span = (0, 0, 0, 0)


class Select(Kept, frozen=True):
    """A SELECT; `influences` decide about its rows (WHERE, ON, GROUP BY, ORDER BY …).

    `reuses_aliases` says that an output may use the alias of an earlier one. `named` are
    expressions that WITH names (ClickHouse): no column hides them.
    """

    sources: tuple[Source, ...]
    items: tuple[Output | Star, ...]
    influences: tuple[Term, ...] = ()
    reuses_aliases: bool = False
    named: tuple[Output, ...] = ()


class Branch(Kept, frozen=True):
    """One more operand of a set operation, from left to right."""

    operation: Operation
    query: Query
    by_name: bool = False


class Combined(Kept, frozen=True):
    """`first` and then the branches, one after the other: never nested for a long UNION."""

    first: Query
    branches: tuple[Branch, ...]
    influences: tuple[Term, ...] = ()


class Cte(Kept, frozen=True):
    """A named query of WITH; `recursive` says that it may name itself."""

    name: str
    query: Query
    columns: tuple[str, ...] = ()
    recursive: bool = False


class Query(Kept, frozen=True):
    """A query; each CTE sees those before it."""

    body: Select | Combined
    ctes: tuple[Cte, ...] = ()


class Write(Kept, frozen=True):
    """A statement that puts the outputs of a query into a table or view.

    `columns` are the target's, one for each output in turn; None means the target's own columns
    for an insert and the outputs' names for what is created. A column "*" stands for a star whose
    columns go where their names say. `by_name` matches all outputs by name. `also` are further
    writes of the same statement to the same target (ON CONFLICT DO UPDATE). `around` are the
    variables of the routine it stands in: what a name means that no table of the statement has. A
    "delete" writes no values: its query has only what decides which rows are left.
    """

    kind: WriteKind
    target: Name
    columns: tuple[str, ...] | None
    query: Query
    span: Span
    temporary: bool = False
    replace: bool = False
    if_not_exists: bool = False
    by_name: bool = False
    also: tuple[Write, ...] = ()
    around: tuple[Source, ...] = ()


def tables_in(query: Query) -> Iterator[Name]:
    """The names in FROM anywhere in a query that are not those of its WITH, each once."""
    named: set[Name] = set()
    found: dict[Name, None] = {}
    stack: list[object] = [query]
    while stack:
        at = stack.pop()
        if isinstance(at, Source) and isinstance(at.relation, tuple):
            found.setdefault(at.relation)
        if isinstance(at, Cte):
            named.add((at.name,))
        if isinstance(at, Function) and at.table:
            found.setdefault(at.table)
        if isinstance(at, Kept):
            stack.extend(getattr(at, field) for field in reversed(at.__struct_fields__))
        elif isinstance(at, tuple):
            stack.extend(part for part in reversed(at) if isinstance(part, Kept | tuple))
    yield from (name for name in found if name not in named)
