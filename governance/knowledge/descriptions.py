"""What people wrote about tables and columns, and whether it says anything."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from governance.model.catalog import Catalog, Column, Table
from governance.model.names import ColumnRef, TableRef

_PLACEHOLDERS = frozenset(
    {
        "tbd", "tba", "todo", "to do", "fixme", "n a", "na", "none", "null", "nil", "unknown",
        "xxx", "xx", "x", "test", "description", "a description", "no description",
        "description here", "add description", "add description here", "missing", "empty",
        "placeholder", "coming soon", "to be defined", "to be done", "to be added",
        "to be documented", "undocumented", "wip", "work in progress", "see name",
        "self explanatory", "lorem ipsum", "column", "field", "table", "desc", "comment",
        "same as name", "as named", "not documented", "needs description",
    }
)  # fmt: skip
_EMPTY = frozenset(
    {
        "a", "an", "and", "as", "at", "be", "by", "column", "contains", "data", "field", "for",
        "from", "has", "holds", "in", "information", "is", "it", "its", "of", "on", "or", "record",
        "row", "stores", "table", "that", "the", "their", "this", "to", "value", "which", "with",
    }
)  # fmt: skip
"""Words that add nothing to what a name says already."""

_TYPES = frozenset(
    {
        "str", "string", "text", "varchar", "char", "int", "integer", "bigint", "number", "numeric",
        "decimal", "float", "double", "bool", "boolean", "date", "datetime", "time", "timestamp",
        "json", "array", "uuid",
    }
)  # fmt: skip

_SPELLED = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "æ": "ae", "œ": "oe", "’": "'"})
_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+|[^\W\d_A-Za-z]+")


def described(catalog: Catalog, table: Table, column: Column | None = None) -> str | None:
    """The description of a table, or of a column of it: the declared one, else the comment."""
    if column is None:
        ref: TableRef | ColumnRef = table.ref
        comment = table.comment
    else:
        ref, comment = table.ref.column(column.name), column.comment
    declared = catalog.fact(ref).get("description")
    text = str(declared.value) if declared is not None else comment
    return " ".join(text.split()) or None if text else None


def says_nothing(text: str, *names: str) -> bool:
    """Whether a description is a placeholder, or only repeats the names it describes."""
    said = [word for word in words(text) if word not in _EMPTY]
    if not said or plain(text) in _PLACEHOLDERS:
        return True
    named = {part for name in names for word in words(name) for part in (word, singular(word))}
    return all(word in named or singular(word) in named for word in said)


@lru_cache(maxsize=65536)
def words(text: str) -> tuple[str, ...]:
    """The words of a name or a text, lower case: snake_case and camelCase taken apart.

    Accents do not count.
    """
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text.translate(_SPELLED))
        text = "".join(char for char in decomposed if not unicodedata.combining(char))
    return tuple(word.lower() for word in _WORD.findall(text.replace("'s", "")))


@lru_cache(maxsize=65536)
def singular(word: str) -> str:
    """A word without the ending of a plural: close enough to compare two spellings."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def plain(text: str) -> str:
    """A text as it is compared: its words in lower case, nothing else."""
    return " ".join(words(text))


def gist(text: str) -> frozenset[str]:
    """The words of a description that say something; the type that many begin with does not."""
    said = words(text)
    begins = next((n for n, word in enumerate(said) if word not in _TYPES), len(said))
    return frozenset(singular(word) for word in said[begins:] if word not in _EMPTY)
