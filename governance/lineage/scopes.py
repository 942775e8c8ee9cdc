"""Which columns a name means where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct, field

from governance.lineage.effects import IDENTITY
from governance.lineage.reduced import Name
from governance.lineage.relations import Made, Result
from governance.sql.place import Span

_PSEUDO = frozenset(
    {
        *("sysdate", "systimestamp", "rownum", "rowid", "rowscn", "level", "user", "uid", "ctid"),
        *("xmin", "xmax", "tableoid", "oid", "current_date", "current_timestamp", "current_time"),
        *("localtime", "localtimestamp", "current_user", "session_user", "current_role"),
        *("current_catalog", "current_schema", "current_database", "system_user", "nextval"),
        *(
            "_partitiontime",
            "_partitiondate",
            "_table_suffix",
            "_file_name",
            "metadata$action",
            "$action",
        ),
        *("metadata$filename", "metadata$isupdate", "metadata$row_id", "_rowid_", "grouping__id"),
        *("now", "today", "default", "unknown", "true", "false"),
    }
)
"""What parsers take for a column and no table has."""


class Bound(Struct):
    """One source in a scope: what it gives, under its alias or its own name."""

    result: Result
    alias: str = ""
    name: Name = ()
    joined: frozenset[str] = frozenset()
    """Columns that USING or NATURAL joined with what stands before: a star gives them once."""
    filter: bool = False
    """Whether it only decides about the rows of the others: a star gives none of its columns."""

    def answers(self, qualifier: Name) -> bool:
        """Whether a qualifier means this source.

        An alias hides the table's own name, and is never matched in part.
        """
        if self.alias:
            return qualifier == (self.alias,)
        table, count = self.result.table, len(qualifier)
        if self.name[-count:] == qualifier:
            return True
        return table is not None and (*table.schema.split("."), table.table)[-count:] == qualifier


class Scope(Struct):
    """The sources that names are looked up in, and the scope around."""

    sources: list[Bound] = field(default_factory=list)
    parent: Scope | None = None
    aliases: Mapping[str, Made] = field(default_factory=dict)
    """Outputs that may be named, as Snowflake, Redshift and ORDER BY allow."""
    named: Mapping[str, Made] = field(default_factory=dict)
    """What WITH names an expression (ClickHouse): no column hides it."""

    def chain(self) -> Iterator[Scope]:
        """This scope and those around it."""
        scope: Scope | None = self
        while scope is not None:
            yield scope
            scope = scope.parent

    def source(self, qualifier: Name) -> Bound | None:
        """The source that a qualifier means."""
        for scope in self.chain():
            for bound in scope.sources:
                if bound.answers(qualifier):
                    return bound
        return None

    def hidden(self, qualifier: Name) -> Bound | None:
        """The source that a qualifier would mean if its alias did not hide its own name."""
        found = [b for b in self.sources if b.alias and b.name[-len(qualifier) :] == qualifier]
        return found[0] if len(found) == 1 else None

    def find(self, name: Name, span: Span) -> tuple[list[Made], bool]:
        """The columns that a name may mean, all of them, and whether that is certain.

        Nothing certain and no columns: nothing is known of such a name, or it is one of the
        words that only look like columns (then it is certain, and there are none).
        """
        if name[-1] == "*":
            return self._all(name[:-1], span), True
        for length in range(len(name) - 1, 0, -1):
            bound = self.source(name[:length])
            if bound is not None:
                found, certain = _of_source(bound, name[length], span)
                if len(found) == 1 and found[0].fields is not None and length + 1 < len(name):
                    field_ = _of_row(found[0].fields, name[length + 1])
                    found = [field_] if field_ is not None else found
                return found, certain
        known, maybe = self._bare(name[0], span)
        if len(name) == 2 and len(known) == 1 and not maybe and known[0].fields is not None:
            field_ = _of_row(known[0].fields, name[1])
            if field_ is not None:
                return [field_], True
        found = [*known, *maybe]
        if known or len(name) == 1:
            certain = len(maybe) == (0 if known else 1)
            return found, certain or (not found and name[0].lower() in _PSEUDO)
        # Neither a source nor a column is called so: a field of a column that is not known,
        # or a qualifier that is not known. Each source that is open may have it.
        candidates = {id(made): made for made in found}
        for scope in self.chain():
            for bound in scope.sources:
                for made in bound.result.maybe(name[-1]):
                    candidates[id(made)] = made
        return list(candidates.values()), False

    def _bare(self, name: str, span: Span) -> tuple[list[Made], list[Made]]:
        """A name without qualifier: a column, an alias or a whole row; and what it may be else.

        As soon as a scope knows the name, those around it are not asked. Where sources are open
        the name is theirs, or that of a column which is known further out.
        """
        maybe: list[Made] = []
        for scope in self.chain():
            if name in scope.named:
                return [scope.named[name]], maybe
            known = [made for bound in scope.sources for made in bound.result.named(name)]
            if known:
                return known, maybe
            rows = [b.result.everything(name, span) for b in scope.sources if b.answers((name,))]
            if rows:
                return rows, maybe
            if not maybe:
                # An inner table that may have it is asked first, as the engine does: of those
                # around, only one that is known to have it is a candidate too.
                maybe.extend(made for bound in scope.sources for made in bound.result.maybe(name))
            alias = scope.aliases.get(name)
            if alias is not None:
                return [alias], maybe
        return [], maybe

    def _all(self, qualifier: Name, span: Span) -> list[Made]:
        if not qualifier:
            return [bound.result.everything("*", span) for bound in self.sources]
        bound = self.source(qualifier)
        if bound is not None:
            return [bound.result.everything("*", span)]
        return self.find(qualifier, span)[0]

    def candidates(self, name: Name, span: Span) -> list[Made]:
        """What a name that nothing is known of may mean: a column of each table in scope.

        A query in scope whose columns are all known has no such column; if it has columns that
        nobody named, it is one of these.
        """
        found = []
        qualified = self.source(name[:-1]) if len(name) > 1 else None
        for scope in self.chain():
            for bound in [qualified] if qualified is not None else scope.sources:
                found.extend(_guesses(bound, name[-1], span))
            if found or qualified is not None:
                break
        return found


def _of_row(fields: Result, name: str) -> Made | None:
    """The field of a row, None when it cannot be told."""
    found = fields.named(name) or fields.maybe(name)
    return found[0] if len(found) == 1 else None


def _of_source(bound: Bound, column: str, span: Span) -> tuple[list[Made], bool]:
    known = bound.result.named(column)
    if known:
        return known, True
    found = bound.result.maybe(column)
    if not found and bound.alias:
        # A source of single values, called like its alias: a field of the value.
        found = bound.result.named(bound.alias)
    return found, len(found) == 1


def _guesses(bound: Bound, column: str, span: Span) -> list[Made]:
    table = bound.result.table
    if table is not None:
        return [Made(column, "", span, {(table.column(column), 0): IDENTITY})]
    unnamed = [made for made in bound.result.columns if not made.name]
    return unnamed or [bound.result.everything(column, span)]
