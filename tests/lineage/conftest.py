"""What the lineage tests share: a schema of a few tables, and statements made at random."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest
from sqlglot import exp

from governance.kept import Value, decode, encode
from governance.lineage.reduce import reduce_query, reduce_writes
from governance.lineage.reduced import Query, Write
from governance.lineage.resolve import Relation, Resolution, resolve, resolve_query
from governance.model.functions import Told
from governance.model.names import TableRef
from governance.sql.dialect import dialect
from governance.sql.parse import deeply, parse
from governance.sql.place import Place


@dataclass(frozen=True)
class Tables:
    """A schema: the columns of each table by its printed name; "*" among them makes it open."""

    columns: Mapping[str, list[str]]

    def relation(self, parts: tuple[str, ...]) -> Relation | None:
        found = self.columns.get(".".join(parts))
        if found is None:
            return None
        named = tuple((name, "") for name in found if name != "*")
        ref = TableRef("", ".".join(parts[:-1]), parts[-1])
        return Relation(ref, named, open="*" in found)


def kept(text: str, kind: type[Value]) -> Value:
    """What comes back from its kept form."""
    value = decode(text, kind)
    assert value is not None
    return value


Lineage = Callable[..., list[Resolution]]


@pytest.fixture(scope="session")
def lineage() -> Lineage:
    """SQL → what each of its writes does, or the query that it is, by way of the cached form."""

    def run(
        sql: str,
        name: str = "postgres",
        schema: Mapping[str, list[str]] | None = None,
        functions: tuple[Told, ...] = (),
    ) -> list[Resolution]:
        spoken, tables = dialect(name).knowing(functions), Tables(schema or {})

        def work() -> tuple[list[str], str]:
            tree = parse(sql, spoken)
            place = Place.of(sql)
            writes = [encode(w) for w in reduce_writes(tree, spoken, place, sql)]
            if writes or not isinstance(tree, exp.Query):
                return writes, ""
            return [], encode(reduce_query(tree, spoken, place, sql))

        writes, query = deeply(work)
        if query:
            return [resolve_query(kept(query, Query), tables)]
        found = []
        for write in (kept(text, Write) for text in writes):
            target = TableRef("", ".".join(write.target[:-1]), write.target[-1])
            found.append(resolve(write, target, tables))
        return found

    return run


SCHEMA = {
    "a": ["id", "email", "name", "amount"],
    "b": ["id", "a_id", "phone", "note"],
    "c": ["id", "b_id", "city", "amount"],
}
_FUNCTIONS = ("lower({})", "max({})", "coalesce({}, {})", "{} || {}", "md5({})", "upper({})")
_CONDITIONS = ("{} = {}", "{} IS NOT NULL", "{} > 1", "{} LIKE 'x%'")


@dataclass
class RandomQueries:
    """Valid queries over SCHEMA, nested a few levels deep; the same seed gives the same query."""

    random: random.Random
    aliases: int = 0

    def query(self, depth: int, outer: tuple[str, ...] = ()) -> tuple[str, list[str]]:
        """A query's text and the names of its outputs."""
        if depth and self.random.random() < 0.15:
            return self._union(depth)
        names: list[str] = []
        ctes = []
        for _ in range(self.random.choice((0, 0, 1))) if depth else ():
            alias = self._alias()
            text, columns = self.query(depth - 1)
            ctes.append((alias, text, columns))
        sources, columns_in_scope = self._from(depth, ctes)
        scope = [*columns_in_scope, *outer]
        items = []
        for _ in range(self.random.randint(1, 4)):
            name = self._alias("o")
            names.append(name)
            items.append(f"{self._expression(scope, depth)} AS {name}")
        where = self._where(scope, depth)
        order = f" ORDER BY {self.random.choice(columns_in_scope)}" if depth == 2 else ""
        head = "WITH " + ", ".join(f"{a} AS ({t})" for a, t, _ in ctes) + " " if ctes else ""
        return f"{head}SELECT {', '.join(items)} FROM {sources}{where}{order}", names

    def _union(self, depth: int) -> tuple[str, list[str]]:
        one, names = self.query(depth - 1)
        other, others = self.query(depth - 1)
        width = min(len(names), len(others))
        operation = self.random.choice(("UNION", "UNION ALL", "INTERSECT"))
        left, right = self._alias(), self._alias()
        pick = ", ".join(f"{left}.{n}" for n in names[:width])
        pick_other = ", ".join(f"{right}.{n}" for n in others[:width])
        first = f"SELECT {pick} FROM ({one}) AS {left}"
        second = f"SELECT {pick_other} FROM ({other}) AS {right}"
        return f"{first} {operation} {second}", names[:width]

    def _from(self, depth: int, ctes: list[tuple[str, str, list[str]]]) -> tuple[str, list[str]]:
        text, scope = "", []
        for number in range(self.random.randint(1, 3)):
            alias = self._alias()
            if ctes and self.random.random() < 0.6:
                name, _, columns = self.random.choice(ctes)
                source = f"{name} AS {alias}"
            elif depth and self.random.random() < 0.4:
                inner, columns = self.query(depth - 1)
                source = f"({inner}) AS {alias}"
            else:
                table = self.random.choice(list(SCHEMA))
                columns = SCHEMA[table]
                source = f"{table} AS {alias}"
            qualified = [f"{alias}.{column}" for column in columns]
            if number and self.random.random() < 0.7:
                on = f"{self.random.choice(qualified)} = {self.random.choice(scope)}"
                text += f" LEFT JOIN {source} ON {on}"
            else:
                text += f" CROSS JOIN {source}" if number else source
            scope += qualified
        return text, scope

    def _expression(self, scope: list[str], depth: int) -> str:
        kind = self.random.random()
        if kind < 0.4:
            return self.random.choice(scope)
        if kind < 0.7:
            shape = self.random.choice(_FUNCTIONS)
            return shape.format(*(self.random.choice(scope) for _ in range(shape.count("{}"))))
        if kind < 0.8:
            condition = self._condition(scope)
            one, other = self.random.choice(scope), self.random.choice(scope)
            return f"CASE WHEN {condition} THEN {one} ELSE {other} END"
        if kind < 0.9 and depth:
            table, alias = self.random.choice(list(SCHEMA)), self._alias()
            own = [f"{alias}.{column}" for column in SCHEMA[table]]
            test = f"{self.random.choice(own)} = {self.random.choice(scope)}"
            return f"(SELECT max({self.random.choice(own)}) FROM {table} AS {alias} WHERE {test})"
        return self.random.choice(("1", "'CANARY'", "NULL"))

    def _condition(self, scope: list[str]) -> str:
        shape = self.random.choice(_CONDITIONS)
        return shape.format(*(self.random.choice(scope) for _ in range(shape.count("{}"))))

    def _where(self, scope: list[str], depth: int) -> str:
        kind = self.random.random()
        if kind < 0.4:
            return ""
        if kind < 0.8 or not depth:
            return f" WHERE {self._condition(scope)}"
        alias = self._alias()
        return f" WHERE EXISTS (SELECT 1 FROM b AS {alias} WHERE {alias}.id = {scope[0]})"

    def _alias(self, prefix: str = "t") -> str:
        self.aliases += 1
        return f"{prefix}{self.aliases}"


@pytest.fixture(scope="session")
def random_query() -> Callable[[int], str]:
    """Seed → query."""
    return lambda seed: RandomQueries(random.Random(seed)).query(2)[0]


@pytest.fixture(scope="session")
def random_schema() -> Mapping[str, list[str]]:
    return SCHEMA
