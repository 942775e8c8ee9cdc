"""What every step of reducing one statement needs: names folded, and places in the file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from sqlglot import exp

from governance.lineage.functions import Functions, functions
from governance.lineage.items import Items, items
from governance.lineage.reduced import Name, NotUnderstood, Query, Write
from governance.sql.dialect import Dialect
from governance.sql.parse import tokens_of
from governance.sql.place import Place, Span

_PLAIN = 2
"""Arguments of a name that is nothing but a name, quoted or not: T-SQL marks others."""
_DEEPEST = 100
"""How deep queries may stand in queries: far beyond what people write, and well within the stack
that replaying needs."""


@dataclass(slots=True)
class Context:
    """One statement on its way to being reduced.

    `writes` are statements inside it that write (WITH … AS (INSERT … RETURNING …)). `query`
    reduces a query that stands in an expression.
    """

    dialect: Dialect
    place: Place
    text: str
    query: Callable[[Context, exp.Expr], Query]
    items: Items
    functions: Functions = field(init=False)
    whole: Span = field(init=False)
    writes: list[Write] = field(default_factory=list)
    depth: int = 0
    calls: int = 0
    _folded: dict[tuple[str, object], str] = field(default_factory=dict)
    _columns: dict[tuple[object, ...], Name] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.functions = functions(self.dialect.name, self.dialect.functions)
        # What a caller put in front of the statement stands nowhere in the file.
        first = max(len(self.text) - len(self.text.lstrip()), -self.place.offset)
        last = len(self.text.rstrip().removesuffix(";").rstrip()) - 1
        self.whole = self.place.span(first, max(first, last))

    @classmethod
    def of(
        cls,
        tree: exp.Expr,
        dialect: Dialect,
        place: Place,
        text: str,
        query: Callable[[Context, exp.Expr], Query],
    ) -> Context:
        """The context of a tree that `governance.sql.parse` made of `text`."""
        return cls(dialect, place, text, query, items(tokens_of(tree, text, dialect)))

    def nested(self, node: exp.Expr) -> Query:
        """A query inside the one at hand.

        Raises:
            NotUnderstood: it holds something that cannot be followed, or stands too deep.
        """
        if self.depth >= _DEEPEST:
            raise NotUnderstood(f"queries stand in queries more than {_DEEPEST} deep")
        self.depth += 1
        try:
            return self.query(self, node)
        finally:
            self.depth -= 1

    def fold(self, identifier: exp.Expr | str | None) -> str:
        """One part of a name as the engine keeps it, "" for none."""
        if type(identifier) is exp.Identifier and len(args := identifier.args) <= _PLAIN:
            known = self._folded.get((args["this"], args.get("quoted")))
            if known is not None:
                return known
        if identifier is None:
            return ""
        if isinstance(identifier, str):
            return self.dialect.fold(identifier, False)
        args = identifier.args
        name = args.get("this")
        while not isinstance(name, str):
            # An alias or column where only a name is meant.
            if not isinstance(name, exp.Expr):
                raise NotUnderstood("a name is made up by an expression")
            args = name.args
            name = args.get("this")
        quoted = args.get("quoted")
        folded = self._folded.get((name, quoted))
        if folded is None:
            folded = self._folded[name, quoted] = self.dialect.fold(name, bool(quoted))
        if args.get("temporary"):  # T-SQL's mark is not in the parser's name
            return f"#{folded}"
        return f"##{folded}" if args.get("global_") else folded

    def parts(self, node: exp.Expr) -> Name:
        """The name of a table or column, as many parts as there are."""
        args = node.args
        found = [self.fold(args[k]) for k in ("catalog", "db", "table") if args.get(k) is not None]
        this = args.get("this")
        while isinstance(this, exp.Dot):  # a fourth part in front
            found.append(self.fold(this.this))
            this = this.expression
        found.append(self._last(this))
        if self.dialect.name == "bigquery":  # `project.dataset.table` in one pair of backticks
            return tuple(piece for part in found for piece in part.split("."))
        named = tuple(part for part in found if part)
        if not named:
            raise NotUnderstood("a name is empty")
        return named

    def column(self, node: exp.Expr) -> Name:
        """The name of a column: most are used more than once."""
        args = node.args
        last, table = args["this"], args.get("table")
        if type(last) is not exp.Identifier or args.get("db") is not None:
            return self.parts(node)
        own = last.args
        if table is None:
            key = own["this"], own.get("quoted"), None, None
        elif type(table) is exp.Identifier and len(table.args) <= _PLAIN:
            key = own["this"], own.get("quoted"), table.args["this"], table.args.get("quoted")
        else:
            return self.parts(node)
        found = self._columns.get(key)
        if found is None:
            found = (self.fold(last),) if table is None else (self.fold(table), self.fold(last))
            if not all(found) or self.dialect.name == "bigquery":
                found = self.parts(node)
            self._columns[key] = found
        return found

    def _last(self, this: object) -> str:
        """The last part of a name: also T-SQL's `@table`, Snowflake's `@stage` and `$1`."""
        if isinstance(this, exp.Identifier):
            return self.fold(this)
        if isinstance(this, exp.Parameter) and isinstance(this.this, exp.Var):
            return "@" + self.fold(this.this.name)
        if isinstance(this, exp.Parameter) and isinstance(this.this, exp.Literal):
            return f"${this.this.name}"
        if isinstance(this, exp.Literal) and not this.is_string:
            return str(this.name)  # ClickHouse: an element of a tuple, `pair.1`
        if isinstance(this, exp.Var) and this.name.startswith("@"):
            # Of a stage's path only the stage is kept: files may be named after people.
            return "@" + self.fold(this.name[1:].partition("/")[0] or "~")
        raise NotUnderstood("a table is named by an expression")

    def span(self, first: exp.Expr | None, last: exp.Expr | None = None) -> Span:
        """The file position from one name to another; of the whole statement when not known."""
        meta = None if first is None else first._meta
        rest = meta if last is None else last._meta
        if not meta or not rest or "start" not in meta or "end" not in rest:
            return self.whole
        offset = self.place.offset
        return self.place.lines.span(offset + meta["start"], offset + rest["end"])

    def written(self, function: exp.Expr) -> str:
        """How the text calls a function, in lower case; "" when the parser did not keep it."""
        start, end = _offset(function, "start"), _offset(function, "end")
        if start is None or end is None:
            return ""
        return self.text[start : end + 1].strip('"`[]').lower()

    def item_span(self, node: exp.Expr) -> Span:
        """The file position of the whole item of a list that an expression is."""
        found = _anchor(node)
        if found is None:
            return self.whole
        offset, up = found
        first, last = self.items.at(offset, up) or _extent(node, offset)
        at = self.place.offset
        return self.place.lines.span(at + first, at + last)


def _offset(node: exp.Expr | None, key: str) -> int | None:
    found = node._meta.get(key) if node is not None and node._meta else None
    return found if isinstance(found, int) else None


def _positioned(node: exp.Expr) -> Iterator[exp.Expr]:
    """The nodes of an expression that know where they stand, without those of inner queries."""
    stack = [node]
    while stack:
        at = stack.pop()
        if _offset(at, "start") is not None:
            yield at
        if at is node or not isinstance(at, exp.Query):
            stack.extend(reversed(list(at.iter_expressions())))


def _anchor(node: exp.Expr) -> tuple[int, int] | None:
    """An offset within an expression, and in how many inner queries' lists it stands."""
    kind = type(node)
    if kind is exp.Alias or kind is exp.Column:
        start = _offset(node.args.get("alias" if kind is exp.Alias else "this"), "start")
        if start is not None:
            return start, 0
    up, at = 0, node
    while True:
        if not isinstance(at, exp.Query):
            for found in _positioned(at):
                start = _offset(found, "start")
                if start is not None:
                    return start, up
        query = next((q for q in at.find_all(exp.Query) if not isinstance(q, exp.Subquery)), None)
        if query is None or not query.selects:
            return None
        up, at = up + 1, query.selects[0]


def _extent(node: exp.Expr, offset: int) -> tuple[int, int]:
    first, last = offset, offset
    for found in _positioned(node):
        first = min(first, _offset(found, "start") or offset)
        last = max(last, _offset(found, "end") or offset)
    return first, last
