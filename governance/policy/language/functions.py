"""The functions of the language: their types, what they become, and how the page explains them."""

from __future__ import annotations

from msgspec import Struct

from governance.policy.language.scope import Kind

Wanted = Kind | tuple[Kind, ...]

TEXT: Wanted = "text"
NUMBER: Wanted = ("int", "real")
ANY: Wanted = ("text", "int", "real", "bool")
ORDERED: Wanted = ("text", "int", "real")


class Function(Struct, frozen=True):
    """A function.

    `takes` are the types of its arguments, the last one repeated when `variadic`; the last
    `optional` may be left out. `gives` is its type, None for that of its arguments. `becomes` is
    the SQLite function of ours or its own that is called with the same arguments.
    """

    name: str
    takes: tuple[Wanted, ...]
    gives: Kind | None
    becomes: str
    example: str
    description: str
    optional: int = 0
    variadic: bool = False
    aggregate: bool = False


FUNCTIONS: dict[str, Function] = {
    f.name: f
    for f in (
        Function("lower", (TEXT,), "text", "lower", "lower(owner)", "in lower case"),
        Function("upper", (TEXT,), "text", "upper", "upper(category)", "in upper case"),
        Function("length", (TEXT,), "int", "length", "length(description) < 10", "characters"),
        Function(
            "trim",
            (TEXT, TEXT),
            "text",
            "trim",
            "trim(description) = ''",
            "without spaces (or the characters given) at both ends; also btrim",
            optional=1,
        ),
        Function(
            "ltrim", (TEXT, TEXT), "text", "ltrim", "ltrim(description)", "at the start", optional=1
        ),
        Function(
            "rtrim",
            (TEXT, TEXT),
            "text",
            "rtrim",
            "rtrim(description, '.')",
            "at the end",
            optional=1,
        ),
        Function(
            "substring",
            (TEXT, "int", "int"),
            "text",
            "pg_substring",
            "substring(schema_name from 1 for 4) = 'stg_'",
            "a part, characters counted from 1; also substr(text, from, count)",
            optional=1,
        ),
        Function(
            "left", (TEXT, "int"), "text", "pg_left", "left(table_name, 4)", "first characters"
        ),
        Function(
            "right", (TEXT, "int"), "text", "pg_right", "right(table_name, 4)", "last characters"
        ),
        Function(
            "strpos",
            (TEXT, TEXT),
            "int",
            "instr",
            "strpos(table_name, 'tmp') > 0",
            "where the second text starts in the first, 0 for nowhere; also position(a in b)",
        ),
        Function(
            "starts_with",
            (TEXT, TEXT),
            "bool",
            "pg_starts_with",
            "starts_with(schema_name, 'stg_')",
            "whether the first text starts with the second",
        ),
        Function(
            "replace",
            (TEXT, TEXT, TEXT),
            "text",
            "replace",
            "replace(table_name, '_', ' ')",
            "every second text in the first becomes the third",
        ),
        Function(
            "split_part",
            (TEXT, TEXT, "int"),
            "text",
            "pg_split_part",
            "split_part(table_name, '_', 1)",
            "the n-th piece between separators, from the end when negative",
        ),
        Function(
            "concat",
            (("text", "int"),),
            "text",
            "pg_concat",
            "concat(schema_name, '.', table_name)",
            "joined; NULL counts as ''",
            variadic=True,
        ),
        Function(
            "concat_ws",
            (TEXT, ("text", "int")),
            "text",
            "pg_concat_ws",
            "concat_ws('.', schema_name, table_name)",
            "joined with a separator, NULLs left out",
            variadic=True,
        ),
        Function(
            "coalesce",
            (ANY,),
            None,
            "coalesce",
            "coalesce(owner, '') <> ''",
            "the first argument that is not NULL",
            variadic=True,
        ),
        Function(
            "nullif", (ANY, ANY), None, "nullif", "nullif(owner, '')", "NULL when both are equal"
        ),
        Function(
            "greatest",
            (ORDERED,),
            None,
            "pg_greatest",
            "greatest(retention_days, 30)",
            "the greatest, NULLs left out",
            variadic=True,
        ),
        Function(
            "least",
            (ORDERED,),
            None,
            "pg_least",
            "least(retention_days, 3650)",
            "the least, NULLs left out",
            variadic=True,
        ),
        Function("abs", (NUMBER,), None, "abs", "abs(retention_days - 365)", "without its sign"),
        Function("mod", ("int", "int"), "int", "pg_mod", "mod(retention_days, 365)", "remainder"),
        Function(
            "cardinality",
            ("text[]",),
            "int",
            "json_array_length",
            "cardinality(columns) > 3",
            "how many elements a list has",
        ),
        Function(
            "count",
            (ANY,),
            "int",
            "count",
            "count(*) filter (where pii)",
            "rows, or values that are not NULL; count(distinct x) counts different ones",
            aggregate=True,
        ),
        Function("sum", (NUMBER,), None, "sum", "sum(column_count)", "the total", aggregate=True),
        Function(
            "avg", (NUMBER,), "real", "avg", "avg(confidence) < 0.5", "the mean", aggregate=True
        ),
        Function("min", (ORDERED,), None, "min", "min(level)", "the least", aggregate=True),
        Function("max", (ORDERED,), None, "max", "max(retention_days)", "greatest", aggregate=True),
        Function(
            "bool_and",
            ("bool",),
            "bool",
            "min",
            "bool_and(confirmed)",
            "whether all are true; also every",
            aggregate=True,
        ),
        Function(
            "bool_or",
            ("bool",),
            "bool",
            "max",
            "bool_or(pii)",
            "whether one is true",
            aggregate=True,
        ),
        Function(
            "string_agg",
            (TEXT, TEXT),
            "text",
            "pg_string_agg",
            "string_agg(column_name, ', ')",
            "joined with a separator, in alphabetical order",
            aggregate=True,
        ),
    )
}

ALIASES = {
    "btrim": "trim",
    "char_length": "length",
    "character_length": "length",
    "substr": "substring",
    "every": "bool_and",
    "array_length": "cardinality",
}

# What sqlglot calls functions that it knows, where that is not their name here.
NODE_NAMES = {
    "StrPosition": "strpos",
    "LogicalAnd": "bool_and",
    "LogicalOr": "bool_or",
    "GroupConcat": "string_agg",
    "SplitPart": "split_part",
    "StartsWith": "starts_with",
    "ConcatWs": "concat_ws",
    "ArraySize": "cardinality",
    "ArrayLength": "cardinality",
    "Cardinality": "cardinality",
}
