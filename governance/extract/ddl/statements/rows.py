"""Rows of literals, as most INSERT statements of scripts hold: told without reading each."""

from __future__ import annotations

import regex as re  # possessive quantifiers of re loop for ever before Python 3.11.5

from governance.sql.dialect import Dialect

_ROWS = re.compile(
    r"(?:INSERT|REPLACE)\s+(?:OR\s+\w+\s+|IGNORE\s+)?INTO\s+[\w.\"`\[\]]+\s*(?:\([^()]*\)\s*)?"
    r"(?:OVERRIDING\s+\w+\s+VALUE\s+)?VALUES\s*\(",
    re.IGNORECASE,
)
_QUERY_WORD = re.compile(r"\b(?:SELECT|SET|UPDATE)\b", re.IGNORECASE)
_LITERAL = re.compile(r"'(?:[^']++|'')*+'")
_MAY_CALL = re.compile(r"\((?<=[\w\"`\]]\s*\()")
_CALL = re.compile(r"([^\W\d][\w.]*+|[\"`\]])\s*\(")
_OF_NO_TABLE = frozenset(
    (
        "now", "getdate", "getutcdate", "sysdate", "sysdatetime", "sysutcdatetime",
        "sysdatetimeoffset", "systimestamp", "clock_timestamp", "statement_timestamp",
        "transaction_timestamp", "timeofday", "curdate", "curtime", "utc_date", "utc_timestamp",
        "unix_timestamp", "current_timestamp", "current_date", "localtimestamp", "nextval",
        "currval", "lastval", "setval", "last_insert_id", "scope_identity", "gen_random_uuid",
        "uuid_generate_v1", "uuid_generate_v4", "uuid", "newid", "newsequentialid",
        "generate_uuid", "uuid_string", "rand", "random", "values", "array", "row",
    )
)  # fmt: skip
"""What may stand before a bracket in a row, and is made of no table."""


def only_rows(text: str, dialect: Dialect) -> bool:
    """Whether this is an INSERT of plain rows, told without looking at each of them.

    A function that somebody wrote may read a table: a row that calls one is not plain.
    """
    if text[:1] not in "iIrR" or text.count("'") % 2:
        return False
    begin = _ROWS.match(text)
    if begin is None:
        return False
    if _MAY_CALL.search(text, begin.end()) or _QUERY_WORD.search(text):
        text = _LITERAL.sub("''", text[begin.end() :])
        if _QUERY_WORD.search(text):
            return False
        return all(_made_of_no_table(name, dialect) for name in {*_CALL.findall(text)})
    return True


def _made_of_no_table(function: str, dialect: Dialect) -> bool:
    from governance.lineage.functions import functions  # brings the parser

    name = function.lower()
    return (
        name in _OF_NO_TABLE or functions(dialect.name, dialect.functions).known(name) is not None
    )
