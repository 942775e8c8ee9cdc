"""Reduced queries evaluated over a schema: what each gives, from which columns."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field, structs

from governance.lineage.calls import given, one_value, unknown
from governance.lineage.effects import IDENTITY
from governance.lineage.reduced import (
    Combined,
    Cte,
    Function,
    FunctionCall,
    Name,
    Output,
    Pivot,
    Query,
    Select,
    Source,
    Star,
    Term,
    Use,
)
from governance.lineage.relations import (
    Flows,
    Influences,
    Made,
    Rest,
    Result,
    aligned,
    influence,
    pour,
    spread,
)
from governance.lineage.schema import Relation, Schema
from governance.lineage.scopes import Bound, Scope
from governance.lineage.stars import chooser, computed
from governance.lineage.unions import merged, merged_by_name, same
from governance.model.names import ColumnRef, TableRef
from governance.sql.place import Span

_NOWHERE: Span = (0, 0, 0, 0)
"""The place of a table's own columns in a statement."""
_STEPS = 1_000_000
"""How many columns one statement may make of others, all paths counted: a SELECT of a thousand
columns takes some thousand. Queries that double their columns over and over need more."""
_ROUNDS = 64
"""How often a recursive query is gone through: each round adds a path or ends it."""


class TooMuch(Exception):  # noqa: N818 - reads as what it is
    """A statement has more ways from column to column than can be followed."""


class Evaluation(Struct):
    """One statement being evaluated.

    `source` is the name of the source that unknown tables are taken to be in. `unsure` collects
    the columns that could not be told, `missing` those that no table in scope has, where what they
    were taken for has another name.
    """

    schema: Schema
    source: str
    unsure: dict[tuple[Name, Span], tuple[ColumnRef, ...]] = field(default_factory=dict)
    missing: dict[tuple[ColumnRef, Span], None] = field(default_factory=dict)
    _tables: dict[Name, Result] = field(default_factory=dict)
    _steps: int = 0

    def spend(self, steps: int) -> None:
        """Count steps.

        Raises:
            TooMuch: there are more than a statement may take.
        """
        self._steps += steps
        if self._steps > _STEPS:
            raise TooMuch

    def query(
        self, query: Query, parent: Scope | None = None, names: Mapping[str, Result] | None = None
    ) -> Result:
        """What a query gives; `parent` is the scope it stands in, `names` the queries of WITH."""
        known = self.names(query, parent, names)
        if isinstance(query.body, Select):
            groups, rows, _ = self.select(query.body, parent, known)
            return Result([item for group in groups for item in group], rows)
        return self._combined(query.body, parent, known)

    def around(self, sources: tuple[Source, ...]) -> Scope | None:
        """The scope of the variables that a statement sees behind its own tables."""
        if not sources:
            return None
        scope = Scope([])
        scope.sources.extend(self._bound(source, scope, {}) for source in sources)
        return scope

    def names(
        self, query: Query, parent: Scope | None, names: Mapping[str, Result] | None
    ) -> Mapping[str, Result]:
        """The named queries that the body of a query sees."""
        if not query.ctes:
            return names or {}
        known = dict(names or {})
        for cte in query.ctes:
            known[cte.name] = self._with(cte, parent, known)
        return known

    def _combined(
        self, body: Combined, parent: Scope | None, names: Mapping[str, Result]
    ) -> Result:
        result = self.query(body.first, parent, names)
        owned = False
        for branch in body.branches:
            other = self.query(branch.query, parent, names)
            if branch.operation == "except":
                # What is taken away only decides which rows are left.
                rows = dict(result.rows)
                for item in other.items:
                    influence(rows, (ref for ref, _ in item.flows), item.span)
                spread(rows, other.rows)
                result = Result(result.items, rows)
                owned = False
            elif branch.by_name:
                result = merged_by_name(result, other)
                owned = False
            else:
                result = merged(result, other, owned=owned)
                owned = True
        if body.influences:
            scope = Scope([Bound(result)], parent)
            rows = dict(result.rows)
            self._influence(rows, body.influences, scope, names)
            result = Result(result.items, rows)
        return result

    def select(
        self, body: Select, parent: Scope | None, names: Mapping[str, Result]
    ) -> tuple[list[list[Made | Rest]], Influences, Scope]:
        """What each item of a SELECT gives, what decides about the rows, and its scope."""
        scope = Scope([], parent)
        rows: Influences = {}
        for source in body.sources:
            bound = self._bound(source, scope, names)
            spread(rows, bound.result.rows)
            for name in sorted(bound.joined):
                span = source.span if source.joined == _NOWHERE else source.joined
                for side in (*scope.sources, bound):
                    for column in side.result.named(name) or side.result.maybe(name):
                        influence(rows, (ref for ref, _ in column.flows), span)
            scope.sources.append(bound)
        for named in body.named:
            one = self._output(named, scope, names)
            if isinstance(one, Made):
                scope.named = {**scope.named, one.name: one}
        groups: list[list[Made | Rest]] = []
        aliases: dict[str, Made] = {}
        if body.reuses_aliases:
            scope.aliases = aliases
        for item in body.items:
            if isinstance(item, Star):
                groups.append(self._star(item, scope, names))
                continue
            made = self._output(item, scope, names)
            groups.append(self._opened(item, scope, names) or [made])
            if isinstance(made, Made) and made.name:
                aliases.setdefault(made.name, made)
        if body.influences:
            scope.aliases = aliases
            self._influence(rows, body.influences, scope, names)
        return groups, rows, scope

    def _influence(
        self,
        rows: Influences,
        terms: tuple[Term, ...],
        scope: Scope,
        names: Mapping[str, Result],
    ) -> None:
        for term in terms:
            if isinstance(term, Use):
                for made in self._use(term, scope):
                    self.spend(1 + len(made.flows) + len(made.influences))
                    influence(rows, (ref for ref, _ in made.flows), term.span)
                    influence(rows, made.influences, term.span)
                continue
            if isinstance(term, FunctionCall):
                value = self._call(term, scope, names)
                influence(rows, (ref for ref, _ in value.flows), term.span)
                influence(rows, value.influences, term.span)
                continue
            result = self.query(term.query, scope, names)
            for item in result.items:
                influence(rows, (ref for ref, _ in item.flows), item.span)
                influence(rows, item.influences, item.span)
            spread(rows, result.rows)

    def _output(self, item: Output, scope: Scope, names: Mapping[str, Result]) -> Made | Rest:
        made = Made(item.name, item.type, item.span)
        for term in item.terms:
            if isinstance(term, Use):
                found = self._use(term, scope)
                for used in found:
                    self._take(made, term, used.flows, used.influences)
                    if item.plain and not made.type:
                        made.type = used.type
                if len(found) == 1 and found[0].fields is not None:
                    made.fields = found[0].fields if _is_row(item, term) else None
                continue
            if isinstance(term, FunctionCall):
                value = self._call(term, scope, names)
                self._take(made, term, value.flows, value.influences)
                continue
            result = self.query(term.query, scope, names)
            taken = result.items if term.column is None else result.items[term.column :][:1]
            if term.column is not None and result.rests:
                taken = result.items
            if term.rows:
                for ref in result.rows:
                    self._take(made, term, {(ref, 0): IDENTITY}, {})
                continue
            for part in taken:
                self._take(made, term, part.flows, part.influences)
            influence(made.influences, result.rows, item.span)
        if item.name == "*":
            fixed = {key: value for key, value in made.flows.items() if key[0].column != "*"}
            return Rest(item.span, fixed or made.flows, made.influences)
        return made

    def _call(self, call: FunctionCall, scope: Scope, names: Mapping[str, Result]) -> Made:
        """What a function gives where a value is meant."""
        arguments = self._arguments(call, scope, names)
        result = given(call, arguments, self.schema)
        return unknown(call, arguments) if result is None else one_value(result, call.span)

    def _arguments(
        self, call: FunctionCall, scope: Scope, names: Mapping[str, Result]
    ) -> list[Made]:
        found = []
        for argument in call.arguments:
            item = self._output(Output("", argument.terms, call.span), scope, names)
            assert isinstance(item, Made)  # noqa: S101 - only an output called "*" is a Rest
            found.append(item)
        return found

    def _take(
        self,
        made: Made,
        term: Term,
        flows: Flows,
        influences: Influences,
    ) -> None:
        """Let what a term uses flow into a column, or only influence it."""
        span = term.span if isinstance(term, Use) else made.span
        self.spend(1 + len(flows) + len(influences))
        influence(made.influences, influences, span)
        if term.influence:
            influence(made.influences, (ref for ref, _ in flows), span)
        else:
            pour(made.flows, flows, term.transform)

    def _use(self, term: Use, scope: Scope) -> list[Made]:
        found, certain = scope.find(term.name, term.span)
        self.spend(len(scope.sources) + len(found))
        if not certain:
            nowhere = not found
            found = found or scope.candidates(term.name, term.span)
            refs = dict.fromkeys(ref for made in found for ref, _ in made.flows)
            if nowhere:
                # a field of a column that nobody has is named by both
                names = term.name[1:] if len(term.name) > 2 else term.name[-1:]
                for table in {ref.table_ref: None for ref in refs if ref.column != "*"}:
                    for named in map(table.column, names):
                        if named not in refs:
                            self.missing[named, term.span] = None
            self.unsure.setdefault((term.name, term.span), tuple(refs))
        return found

    def _bound(self, source: Source, scope: Scope, names: Mapping[str, Result]) -> Bound:
        relation = source.relation
        name: Name = ()
        if isinstance(relation, Query):
            outer = scope if source.lateral else scope.parent
            result = self.query(relation, outer, names)
        elif isinstance(relation, Function):
            result = self._function(source, relation, scope, names)
        elif isinstance(relation, Pivot):
            result = self._pivot(source, relation, scope, names)
        else:
            name = relation
            result = self._named(relation, names, source)
        if not isinstance(relation, Function):
            result = result.renamed(source.columns)
        joined = set(source.using)
        if source.natural:
            joined |= {c.name for c in result.columns} & {
                c.name for bound in scope.sources for c in bound.result.columns
            }
        return Bound(result, source.alias, name, frozenset(joined), source.filter)

    def _named(self, name: Name, names: Mapping[str, Result], source: Source) -> Result:
        """A query of WITH, or a table; or a function without arguments."""
        named = names.get(name[0]) if len(name) == 1 else None
        if named is not None:
            return named
        result = self.table(name)
        if result.table is not None and len(result.items) == 1 and result.rests:
            called = given(FunctionCall(name, (), IDENTITY, source.span), (), self.schema)
            if called is not None:
                return called
        return result

    def _with(self, cte: Cte, parent: Scope | None, names: Mapping[str, Result]) -> Result:
        if not cte.recursive:
            return self.query(cte.query, parent, names).renamed(cte.columns)
        # A recursive query starts with what its first operand gives, and is gone through until
        # no new path is found.
        before = Result([])
        body = cte.query.body
        if isinstance(body, Combined):
            inner = self.names(cte.query, parent, {**names, cte.name: before})
            before = self.query(body.first, parent, inner).renamed(cte.columns)
        for _ in range(_ROUNDS):
            after = self.query(cte.query, parent, {**names, cte.name: before})
            after = after.renamed(cte.columns)
            if same(after, before):
                break
            before = after
        return before

    def table(self, name: Name) -> Result:
        """A table of the schema, or an unknown one."""
        found = self._tables.get(name)
        if found is None:
            relation = self.schema.relation(name)
            if relation is None:
                ref = TableRef(self.source, ".".join(name[:-1]), name[-1])
                relation = Relation(ref, (), open=True)
            found = self._tables[name] = _result(relation)
        return found

    def _function(
        self, source: Source, relation: Function, scope: Scope, names: Mapping[str, Result]
    ) -> Result:
        if len(relation.terms) == 1 and isinstance(relation.terms[0], FunctionCall):
            call = relation.terms[0]
            result = given(call, self._arguments(call, scope, names), self.schema)
            if result is not None:
                return result.renamed(source.columns or _scalar(result, source.alias))
        if relation.made:
            made = [self._output(output, scope, names) for output in relation.made]
            return Result(made).renamed(source.columns)
        value = self._output(Output("", relation.terms, source.span), scope, names)
        own = self.table(relation.table) if relation.table else Result([])
        items: list[Made | Rest] = []
        # The alias of a function that gives single values names these.
        single = (source.alias,) if source.alias and not relation.table else ()
        listed = aligned(own.items, source.columns)
        for index, name in enumerate(source.columns or single):
            if name in relation.empty:
                items.append(Made(name, "", source.span))
                continue
            item = Made(name, "", source.span, dict(value.flows), value.influences)
            if index < len(listed):
                pour(item.flows, listed[index].flows)
            items.append(item)
        if not source.columns and (value.flows or relation.table):
            items.extend(column for column in own.columns)
            rest = Rest(source.span, dict(value.flows), value.influences, frozenset(single))
            for unknown in own.rests:
                pour(rest.flows, unknown.flows)
            items.append(rest)
        return Result(items)

    def _pivot(
        self, source: Source, relation: Pivot, scope: Scope, names: Mapping[str, Result]
    ) -> Result:
        inner = self._bound(relation.source, scope, names)
        within = Scope([inner], scope.parent)
        items: list[Made | Rest] = []
        for item in inner.result.items:
            if isinstance(item, Rest):
                items.append(item.fewer(relation.used))
            elif item.name not in relation.used:
                items.append(item)
        items.extend(self._output(output, within, names) for output in relation.made)
        if relation.terms:
            value = self._output(Output("", relation.terms, source.span), within, names)
            items.append(Rest(source.span, value.flows, value.influences))
        return Result(items, inner.result.rows)

    def _star(self, star: Star, scope: Scope, names: Mapping[str, Result]) -> list[Made | Rest]:
        """What a star stands for."""
        if star.qualifier:
            bound = scope.source(star.qualifier)
            if bound is None:
                bound = scope.hidden(star.qualifier)
                row = self._row(star, scope) if bound is None else None
                if bound is None and row is None:
                    return [self._fields(star, scope)]
                if bound is not None:
                    self.unsure.setdefault(((*star.qualifier, "*"), star.span), ())
            items = list((bound.result if bound is not None else row or Result([])).items)
        else:
            items = _all_columns(scope)
        self.spend(len(items))
        replaced = {o.name: self._output(o, scope, names) for o in star.replaced}
        new = dict(star.renamed)
        chosen = chooser(star)
        result: list[Made | Rest] = []
        for item in items:
            if isinstance(item, Rest):
                result.extend(chosen.of_rest(item.fewer((*star.without, *replaced), star.renamed)))
            elif item.name not in star.without and chosen(item.name):
                made = replaced.pop(item.name, None)
                span = item.span if star.unplaced and item.span != _NOWHERE else star.span
                result.append(made or item.named(new.get(item.name, item.name), span))
        return [computed(item, chosen) for item in (*result, *replaced.values())]

    def _row(self, star: Star, scope: Scope) -> Result | None:
        """The columns of the row that a star's qualifier is a value of, None when it is none."""
        known, _ = scope.find(star.qualifier, star.span)
        if len(known) != 1 or known[0].fields is None:
            return None
        return Result(_spread_out(known[0], star.span))

    def _opened(
        self, item: Output, scope: Scope, names: Mapping[str, Result]
    ) -> list[Made | Rest] | None:
        """The columns of a row that an item with no name stands for: `array_agg(t)[0].*`."""
        if item.name != "*" or len([t for t in item.terms if not t.influence]) != 1:
            return None
        made = self._output(structs.replace(item, name=""), scope, names)
        if not isinstance(made, Made) or made.fields is None:
            return None
        return _spread_out(made, item.span)

    def _fields(self, star: Star, scope: Scope) -> Rest:
        """The fields of a column that is a struct: `t.address.*`."""
        use = Use(star.qualifier, IDENTITY, star.span)
        made = self._output(Output("", (use,), star.span), scope, {})
        fixed = {key: value for key, value in made.flows.items() if key[0].column != "*"}
        return Rest(star.span, fixed, made.influences)


def _scalar(result: Result, alias: str) -> tuple[str, ...]:
    """A function that gives values is a table of one column, called as the table is."""
    columns = result.columns
    return (alias,) if len(result.items) == len(columns) == 1 and not columns[0].name else ()


def _spread_out(row: Made, span: Span) -> list[Made | Rest]:
    """The columns of a row that a value is, with what decided about the value."""
    columns: list[Made | Rest] = []
    for column in row.fields.items if row.fields is not None else ():
        if isinstance(column, Made):
            column = column.named(column.name, span)
            column.influences = {**column.influences, **row.influences}
        columns.append(column)
    return columns


def _is_row(item: Output, term: Use) -> bool:
    """Whether the value of an item is the row that the term is, and nothing done to it."""
    values = [other for other in item.terms if not other.influence]
    return values == [term] and term.transform == IDENTITY and term.name[-1] != "*"


def _result(relation: Relation) -> Result:
    ref, nowhere = relation.ref, _NOWHERE
    items: list[Made | Rest] = [
        Made(name, type_, nowhere, {(ref.column(name), 0): IDENTITY})
        for name, type_ in relation.columns
    ]
    if relation.open:
        known = frozenset(name for name, _ in relation.columns)
        items.append(Rest(nowhere, {(ref.column("*"), 0): IDENTITY}, without=known))
    return Result(items, table=ref)


def _all_columns(scope: Scope) -> list[Made | Rest]:
    """All columns of all sources; those joined by name once, made of both."""
    items: list[Made | Rest] = []
    for bound in scope.sources:
        for item in () if bound.filter else bound.result.items:
            if isinstance(item, Made) and item.name in bound.joined:
                before = next(
                    (i for i, m in enumerate(items) if isinstance(m, Made) and m.name == item.name),
                    None,
                )
                if before is not None:
                    both = Made(item.name, items[before].type, item.span)  # type: ignore[union-attr]
                    for one in (items[before], item):
                        pour(both.flows, one.flows)
                        influence(both.influences, one.influences, item.span)
                    items[before] = both
                    continue
            items.append(item)
    return items
