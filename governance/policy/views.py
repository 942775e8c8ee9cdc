"""What a policy can read: the views of the catalog, their columns, types and meanings.

The checker of the language, the engine's tables and the documentation all read this file. NULL
means "not known" or "not declared"; a column that says it is never NULL is not.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from msgspec import Struct

Type = Literal["text", "int", "real", "bool", "text[]"]


class ViewColumn(Struct, frozen=True):
    """One column of a view.

    `absent` is a text that stands for "there is none" in views made for queries written elsewhere:
    `IS NULL` is true for it too, so that both ways to ask give the same answer.
    """

    name: str
    type: Type
    description: str
    absent: str | None = None


@dataclass(frozen=True)
class View:
    """One view. `subject` is what a policy's `subject:` calls one of its rows, if it may."""

    name: str
    subject: str | None
    description: str
    columns: tuple[ViewColumn, ...]

    @cached_property
    def by_name(self) -> dict[str, ViewColumn]:
        """The columns by their names."""
        return {column.name: column for column in self.columns}


def _columns(*rows: tuple[str, Type, str]) -> tuple[ViewColumn, ...]:
    return tuple(ViewColumn(*row) for row in rows)


_TABLE_NAME = _columns(
    ("source", "text", "the source's name in lictor.yml; never NULL"),
    ("schema_name", "text", "the schema, '' where the engine has none; never NULL"),
    ("table_name", "text", "the table; never NULL"),
)

_COLUMN_NAME = (*_TABLE_NAME, ViewColumn("column_name", "text", "the column; never NULL"))

_COLUMN_NAME_OR_NONE = (
    *_TABLE_NAME,
    ViewColumn("column_name", "text", "the column; NULL when it is about the table"),
)

_DECLARED = _columns(
    ("environment", "text", "where it lives: production, staging, ...; NULL when unknown"),
    ("owner", "text", "the team or person who answers for it"),
    ("purpose", "text", "why it is kept"),
    ("retention_days", "int", "after how many days it must go"),
    ("description", "text", "what people wrote about it: declared, else the database's comment"),
)

COLUMNS = View(
    "columns",
    "column",
    "One row a column. Environment, owner, purpose and retention are the table's where the column "
    "has none of its own.",
    _COLUMN_NAME
    + _columns(
        ("table_kind", "text", "table, view, materialized view, foreign table, temporary table"),
        ("type", "text", "the type as the engine writes it, lower case; '' when unknown"),
        ("nullable", "bool", "whether it may be NULL; never NULL"),
        ("has_default", "bool", "whether it has a default; never NULL"),
        ("primary_key", "bool", "whether it is part of the primary key; never NULL"),
        ("row_security", "bool", "whether the table has row-level security on; never NULL"),
    )
    + _DECLARED
    + _columns(
        ("pii", "bool", "whether it holds personal data; never NULL"),
        ("category", "text", "what it holds: email, health, ...; 'none' when declared harmless"),
        ("level", "text", "public, internal, confidential or restricted; NULL when unknown"),
        ("classification", "text", "the level once a person stands behind it, else NULL"),
        ("confirmed", "bool", "whether a person stands behind the classification; never NULL"),
        ("special", "bool", "whether it is a special category (GDPR Art. 9); never NULL"),
        ("quasi", "bool", "whether it identifies people together with others; never NULL"),
        ("basis", "text[]", "why we say so: declared, inherited, detected, suggested; never NULL"),
        ("confidence", "real", "how sure, 0 to 1; NULL for a column without a classification"),
        ("contradiction", "text", "strong evidence against what was declared, in words"),
        (
            "lowered",
            "text",
            "the same where a reason stands beside the declaration, and the reason",
        ),
        ("masking", "text", "how it is masked, wanted or in place; NULL when it is not"),
        ("encryption", "text", "how it is encrypted, wanted or in place; NULL when it is not"),
        (
            "pseudonym",
            "text",
            "what the SQL put in its place: hashed (without a key), keyed; NULL in the clear",
        ),
        ("tags", "text[]", "its labels; never NULL"),
    ),
)

TABLES = View(
    "tables",
    "table",
    "One row a table or view.",
    _TABLE_NAME
    + _columns(
        ("kind", "text", "table, view, materialized view, foreign table, temporary table"),
        ("primary_key", "bool", "whether it has a primary key; never NULL"),
        ("row_security", "bool", "whether row-level security is on; never NULL"),
        (
            "row_filter",
            "text",
            "the row filter's name, wanted or in place; NULL when there is none",
        ),
        ("open", "bool", "whether columns may be missing here, not understood; never NULL"),
    )
    + _DECLARED
    + _columns(
        ("pii", "bool", "whether a column holds personal data; never NULL"),
        ("special", "bool", "whether a column holds a special category; never NULL"),
        ("level", "text", "the highest level of its columns; NULL when none is known"),
        ("column_count", "int", "how many columns it has; never NULL"),
        ("personal_columns", "int", "how many of them hold personal data; never NULL"),
        ("classified_columns", "int", "how many of those a person has classified; never NULL"),
        ("described_columns", "int", "how many columns have a description; never NULL"),
        ("tags", "text[]", "its labels; never NULL"),
        ("access", "text", "who may build on it: private, protected, public; NULL outside dbt"),
        ("contract", "bool", "whether its columns are promised and enforced; NULL outside dbt"),
        (
            "freshness",
            "bool",
            "whether it is said how old its rows may be; NULL for all but dbt sources",
        ),
        (
            "k",
            "int",
            "the smallest group of rows that agree in `singled_out_by`; NULL when unknown",
        ),
        ("singled_out_by", "text[]", "the riskiest small set of columns; NULL when `k` is"),
        (
            "singled_out",
            "real",
            "the part of the rows in groups of fewer than five, 0 to 1; NULL when `k` is",
        ),
        (
            "k_sampled",
            "bool",
            "whether it was a sample: the table's own groups are larger; NULL when `k` is",
        ),
    ),
)

EDGES = View(
    "edges",
    "edge",
    "One row for each column that feeds another. The downstream column is the subject.",
    _COLUMN_NAME
    + _columns(
        ("upstream_source", "text", "the feeding column's source; never NULL"),
        ("upstream_schema", "text", "its schema; never NULL"),
        ("upstream_table", "text", "its table; never NULL"),
        ("upstream_column", "text", "its name, '*' for a star over an unknown table; never NULL"),
        (
            "effect",
            "text",
            "identity, derived, generalised, hashed, keyed, aggregated or predicate; never NULL",
        ),
        ("kind", "text", "value, or influence for WHERE, JOIN, GROUP BY, ORDER BY; never NULL"),
        ("environment", "text", "where the downstream column lives; NULL when unknown"),
        ("pii", "bool", "whether the downstream column holds personal data; never NULL"),
        ("category", "text", "what the downstream column holds"),
        ("level", "text", "the downstream column's level; NULL when unknown"),
        ("upstream_environment", "text", "where the upstream column lives; NULL when unknown"),
        ("upstream_pii", "bool", "whether the upstream column holds personal data; never NULL"),
        ("upstream_category", "text", "what the upstream column holds"),
        ("upstream_level", "text", "the upstream column's level; NULL when unknown"),
    ),
)

GRANTS = View(
    "grants",
    "grant",
    "One row for each privilege somebody has on a table, or on some of its columns.",
    _TABLE_NAME
    + _columns(
        ("grantee", "text", "who may; 'PUBLIC' is everyone; never NULL"),
        ("privilege", "text", "what they may, upper case: SELECT, UPDATE, ...; never NULL"),
        ("columns", "text[]", "the columns it is limited to, empty for all; never NULL"),
        ("grantable", "bool", "whether they may pass it on; never NULL"),
        ("future", "bool", "whether it holds for tables to come; never NULL"),
        ("environment", "text", "where the table lives; NULL when unknown"),
        ("pii", "bool", "whether what may be read holds personal data; never NULL"),
        ("special", "bool", "whether it holds a special category; never NULL"),
        ("level", "text", "the table's highest level; NULL when unknown"),
    ),
)

RELATIONSHIPS = View(
    "relationships",
    "relationship",
    "One row a foreign key.",
    _TABLE_NAME
    + _columns(
        ("name", "text", "the constraint's name; NULL when it has none"),
        ("columns", "text[]", "the columns that refer; never NULL"),
        ("referred_schema", "text", "the schema referred to; never NULL"),
        ("referred_table", "text", "the table referred to; never NULL"),
        ("referred_columns", "text[]", "the columns referred to, empty for the key; never NULL"),
        ("known", "bool", "whether the table referred to is in the catalog; never NULL"),
        ("indexed", "bool", "whether an index or key starts with the columns; never NULL"),
    ),
)

DISPUTES = View(
    "disputes",
    "dispute",
    "One row for each key of a table or column that two places declare differently.",
    _COLUMN_NAME_OR_NONE
    + _columns(
        ("subject", "text", "the full name of the column or table; never NULL"),
        ("key", "text", "owner, classification, category, retention_days, ...; never NULL"),
        ("stated", "text[]", "what is said, what counts first; never NULL"),
        ("places", "text", "what is said and where, in words; never NULL"),
        ("settled", "bool", "whether a reason stands beside what counts; never NULL"),
    ),
)

EXPOSURES = View(
    "exposures",
    "exposure",
    "One row for each dashboard, notebook or application that is declared to read tables.",
    _columns(
        ("source", "text", "the source's name in lictor.yml; never NULL"),
        ("exposure_name", "text", "its name; never NULL"),
        ("kind", "text", "dashboard, notebook, analysis, ml, application; never NULL"),
        ("owner", "text", "who answers for it"),
        ("url", "text", "where it is"),
        ("description", "text", "what people wrote about it"),
        ("reads", "text[]", "the tables it reads, as schema.table; never NULL"),
        ("pii", "bool", "whether one of them holds personal data; never NULL"),
        ("special", "bool", "whether one of them holds a special category; never NULL"),
        ("level", "text", "their highest level; NULL when none is known"),
    ),
)

CHANGES = View(
    "changes",
    "change",
    "One row for each table or column that a change drops, renames or retypes, and each reader of "
    "it: views, models and exposures; and one for each column whose personal data it hides less. "
    "There are rows only where a change is compared to its base.",
    _COLUMN_NAME_OR_NONE
    + _columns(
        ("subject", "text", "the full name of the column or table before the change; never NULL"),
        ("alteration", "text", "dropped, renamed, retyped or revealed; never NULL"),
        (
            "how",
            "text",
            "the same in words: renamed to mail, no longer keyed; never NULL",
        ),
        ("renamed_to", "text", "the new name; NULL when it is not renamed"),
        ("old_type", "text", "the column's type before; NULL when unknown"),
        ("new_type", "text", "the column's type now; NULL when it is gone or unknown"),
        ("old_form", "text", "of what is revealed: hashed or keyed, as it was; else NULL"),
        ("new_form", "text", "of what is revealed: clear or hashed, as it is now; else NULL"),
        ("reader", "text", "who reads it, schema.table or an exposure; NULL for nobody"),
        ("reader_kind", "text", "view, materialized view, table, or the exposure's kind"),
        ("reader_owner", "text", "who answers for the reader"),
        (
            "breaks",
            "bool",
            "whether the reader still names what is gone; NULL where that cannot be told",
        ),
    ),
)

CATALOG = View(
    "catalog",
    "catalog",
    "One row: the totals. A percentage of nothing is 100.",
    _columns(
        ("table_count", "int", "tables and views; never NULL"),
        ("owned_tables", "int", "those with an owner; never NULL"),
        ("described_tables", "int", "those with a description; never NULL"),
        ("column_count", "int", "columns; never NULL"),
        ("described_columns", "int", "those with a description; never NULL"),
        ("personal_columns", "int", "those with personal data; never NULL"),
        ("classified_columns", "int", "personal columns a person has classified; never NULL"),
        ("owned_percent", "int", "of the tables, rounded down; never NULL"),
        ("described_percent", "int", "of the columns, rounded down; never NULL"),
        ("classified_percent", "int", "of the personal columns, rounded down; never NULL"),
    ),
)

_CATALOG_ID = _columns(
    ("catalog_id", "int", "the table's number, the same in all three views; never NULL"),
    ("source", "text", "the source's name in lictor.yml; never NULL"),
    ("schema_name", "text", "the schema; never NULL"),
    ("table_schema", "text", "the schema; never NULL"),
    ("table_name", "text", "the table; never NULL"),
)

_PROTECTED = (
    *_columns(
        ("pii_flag", "bool", "whether it holds personal data; never NULL"),
        ("pii_category", "text", "what it holds"),
        ("classification", "text", "the level once a person stands behind it, else NULL"),
        ("data_owner", "text", "the team or person who answers for it"),
    ),
    ViewColumn(
        "encryption_status",
        "text",
        "'encrypted' or 'none'; IS NULL is true for 'none' too",
        absent="none",
    ),
    *_columns(
        ("masking_policy", "text", "how it is masked; NULL when it is not"),
        ("retention_days", "int", "after how many days it must go"),
        ("environment", "text", "where it lives; NULL when unknown"),
        ("description", "text", "what people wrote about it"),
    ),
)

_DICTIONARY = (
    _CATALOG_ID
    + _columns(
        ("column_name", "text", "the column; never NULL"),
        ("data_type", "text", "the type as the engine writes it; never NULL"),
        ("is_nullable", "bool", "whether it may be NULL; never NULL"),
    )
    + _PROTECTED
)

COLUMN_CATALOG = View(
    "column_catalog", None, "One row a column, for queries brought along.", _DICTIONARY
)
DATA_DICTIONARY = View(
    "data_dictionary",
    None,
    "One row a column, as in column_catalog, for queries brought along.",
    _DICTIONARY,
)
DATA_CATALOG = View(
    "data_catalog",
    None,
    "One row a table, for queries brought along. It counts as classified, masked or encrypted when "
    "every column with personal data is.",
    _CATALOG_ID + _PROTECTED,
)

VIEWS: dict[str, View] = {
    view.name: view
    for view in (
        COLUMNS,
        TABLES,
        EDGES,
        GRANTS,
        RELATIONSHIPS,
        DISPUTES,
        EXPOSURES,
        CHANGES,
        CATALOG,
        COLUMN_CATALOG,
        DATA_CATALOG,
        DATA_DICTIONARY,
    )
}

SUBJECTS: dict[str, View] = {view.subject: view for view in VIEWS.values() if view.subject}

IDENTITY = frozenset(
    {"source", "schema_name", "table_schema", "table_name", "column_name", "catalog_id"}
)
"""Columns of a query's row that say whom a violation is about, not what is wrong."""
