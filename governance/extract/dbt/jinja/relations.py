"""Tables as templates name them, and the plain names that stand for them in the rendered SQL."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Literal

from governance.extract.dbt.jinja.offered import Function, Offered, Unknown
from governance.kept import Kept


class Reference(Kept, frozen=True):
    """A table that a template asks for.

    `ref('x')`, `ref('package', 'x', v=2)` have the kind "ref"; `source('crm', 'customers')` has the
    kind "source", the `source_name` "crm" and the `name` "customers"; "this" is the model itself.
    """

    kind: Literal["ref", "source", "this"]
    name: str
    package: str | None = None
    version: str | None = None
    source_name: str | None = None


class References:
    """The tables of one rendering, each with its placeholder: `dbt_ref_0`, `dbt_ref_1`."""

    def __init__(self) -> None:
        self._numbers: dict[Reference, int] = {}

    def placeholder(self, reference: Reference) -> str:
        """The name that stands for a table; the same table gets the same name."""
        return f"dbt_ref_{self._numbers.setdefault(reference, len(self._numbers))}"

    def listed(self) -> tuple[Reference, ...]:
        """The tables; number N stands for `dbt_ref_N`."""
        return tuple(self._numbers)


class Relation(Offered):
    """A table in a template.

    Written out it is its placeholder, or its own name where a macro made it up
    (`api.Relation.create`). Its parts are those of the target, as far as anybody knows them.
    """

    __slots__ = ("_parts", "_text", "reference")

    offers: ClassVar[frozenset[str]] = frozenset(
        {"database", "schema", "identifier", "name", "table", "type", "alias", "is_table"}
        | {"is_view", "is_cte", "is_materialized_view", "is_dynamic_table", "include", "quote"}
        | {"incorporate", "render", "without_identifier", "information_schema", "can_be_replaced"}
        | {
            "replace_path",
            "path",
            "is_iceberg_format",
            "can_be_renamed",
            "is_snowflake",
            "is_delta",
        }
    )

    is_table = is_view = can_be_replaced = can_be_renamed = True
    is_cte = is_materialized_view = is_dynamic_table = is_iceberg_format = False
    is_snowflake = is_delta = False
    type = "table"

    def __init__(
        self,
        database: str | None,
        schema: str | None,
        identifier: str | None,
        reference: Reference | None = None,
        placeholder: str | None = None,
    ) -> None:
        self._parts = (database, schema, identifier)
        self.reference = reference
        self._text = placeholder or ".".join(part for part in self._parts if part)

    def __str__(self) -> str:
        return self._text

    __repr__ = __str__

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Relation):
            return self._text == other._text
        return other == self._text if isinstance(other, str) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._text)

    @property
    def database(self) -> str | None:
        """The database or project, None when nobody knows it here."""
        return self._parts[0]

    @property
    def schema(self) -> str | None:
        """The schema or data set, None when nobody knows it here."""
        return self._parts[1]

    @property
    def identifier(self) -> str | None:
        """The table's own name."""
        return self._parts[2]

    name = table = alias = identifier

    @property
    def path(self) -> Relation:
        """Its parts."""
        return self

    @property
    def render(self) -> Function:
        """`relation.render()`: as it is written out."""
        return Function(lambda: self._text)

    @property
    def include(self) -> Function:
        """`relation.include(database=false)`: still the same table."""
        return Function(self._include)

    @property
    def quote(self) -> Function:
        """`relation.quote(identifier=false)`: still the same table."""
        return Function(lambda *_a, **_k: self)

    @property
    def incorporate(self) -> Function:
        """`relation.incorporate(path={...})`: a table of another name."""
        return Function(self._incorporate)

    replace_path = incorporate

    @property
    def without_identifier(self) -> Function:
        """`relation.without_identifier()`: its schema."""
        return Function(lambda: Relation(self.database, self.schema, None))

    @property
    def information_schema(self) -> Function:
        """`relation.information_schema('COLUMNS')`: a table of the database's own catalog."""
        return Function(lambda view=None: Relation(self.database, "information_schema", view))

    def _include(self, identifier: Any = True, **_parts: Any) -> Relation:
        return self if identifier else Relation(self.database, self.schema, None)

    def _incorporate(self, path: Any = None, **parts: Any) -> Relation:
        named = {**path, **parts} if isinstance(path, dict) else parts
        if not {"database", "schema", "identifier"} & named.keys():
            return self
        database, schema, identifier = self._parts
        return Relation(
            named.get("database", database),
            named.get("schema", schema),
            named.get("identifier", identifier),
        )


class TableColumn(Offered):
    """A column as `adapter.get_columns_in_relation` gives it."""

    __slots__ = ("_quote", "column", "data_type")

    offers: ClassVar[frozenset[str]] = frozenset(
        {"name", "column", "quoted", "dtype", "data_type", "is_string", "is_numeric", "is_number"}
        | {"is_integer", "is_float", "literal", "char_size", "string_size", "numeric_precision"}
        | {"numeric_scale", "mode", "fields", "flatten"}
    )

    char_size = numeric_precision = numeric_scale = None
    mode = "NULLABLE"
    fields: tuple[()] = ()

    def __init__(self, name: str, data_type: str, quote: Callable[[str], str]) -> None:
        self.column = name
        self.data_type = data_type
        self._quote = quote

    def __str__(self) -> str:
        return f"<Column {self.column} ({self.data_type})>"

    __repr__ = __str__

    @property
    def name(self) -> str:
        """Its name."""
        return self.column

    @property
    def dtype(self) -> str:
        """Its type's name without its size."""
        return self.data_type.partition("(")[0]

    @property
    def quoted(self) -> str:
        """Its name as SQL quotes it."""
        return self._quote(self.column)

    def _is(self, *words: str) -> Function:
        kind = self.dtype.lower()
        return Function(lambda: any(word in kind for word in words))

    @property
    def is_string(self) -> Function:
        """Whether it holds text."""
        return self._is("char", "text", "string")

    @property
    def is_number(self) -> Function:
        """Whether it holds numbers."""
        return self._is("int", "num", "dec", "float", "double", "real")

    is_numeric = is_number

    @property
    def is_integer(self) -> Function:
        """Whether it holds whole numbers."""
        return self._is("int")

    @property
    def is_float(self) -> Function:
        """Whether it holds floating numbers."""
        return self._is("float", "double", "real")

    @property
    def literal(self) -> Function:
        """`column.literal(value)`: a value cast to its type."""
        return Function(lambda value: f"cast({value} as {self.data_type})")

    @property
    def string_size(self) -> Function:
        """How long its text may be."""
        return Function(lambda: 256)

    @property
    def flatten(self) -> Function:
        """The columns inside; none are known."""
        return Function(lambda: [self])


class UnknownColumn(Unknown):
    """The columns of a table that nobody knows, as one column that stands for all of them."""

    __slots__ = ()

    def attribute(self, name: str) -> Any:
        """A type for its type, so that a cast to it can be read; else itself."""
        return "varchar" if name in ("data_type", "dtype") else self
