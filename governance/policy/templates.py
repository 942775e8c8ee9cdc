"""Messages and fixes: text with `{names}` in it.

Only `{word}` is a placeholder, so the braces of a YAML line in a fix stay what they are.
`{column}`, `{table}` and `{upstream}` are full names, `{category}` the taxonomy's words for it
("an email address") and `{category_key}` its key; every other name is a column of the view, or of
the query's output. A placeholder alone between double quotes is written so that the quotes hold.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from governance.model.names import printable
from governance.suggest import did_you_mean
from governance.taxonomy import categories

MAX_VALUE = 300

_PLACEHOLDER = re.compile(r'"\{(\w+)\}"|\{(\w+)\}')

_FROM = {
    "column": ("source", "schema_name", "table_name", "column_name"),
    "table": ("source", "schema_name", "table_name"),
    "upstream": ("upstream_source", "upstream_schema", "upstream_table", "upstream_column"),
    "category_key": ("category",),
}
"""Placeholders that are no columns, and the columns they are made of."""


def placeholders(template: str) -> tuple[str, ...]:
    """The names a template uses, in their order."""
    return tuple(match[1] or match[2] for match in _PLACEHOLDER.finditer(template))


def offered(columns: frozenset[str]) -> frozenset[str]:
    """What a template may use when a row has these columns (the source may be left out)."""
    made = {
        name
        for name, parts in _FROM.items()
        if columns >= set(parts) - {"source", "schema_name", "upstream_source"}
    }
    return columns | made


def wanted(template: str) -> frozenset[str]:
    """The columns that a row must have for this template; full names come with the subject."""
    names = {"category" if name == "category_key" else name for name in placeholders(template)}
    return frozenset(names - {"column", "table", "upstream"})


def check(template: str, columns: frozenset[str]) -> None:
    """Refuse a placeholder that a row with these columns cannot fill.

    Raises:
        ValueError: it names the placeholder and the nearest one there is.
    """
    known = offered(columns)
    for name in placeholders(template):
        if name not in known:
            raise ValueError(
                f'there is no "{{{name}}}" here{did_you_mean(name, known)}; '
                f"there are {', '.join(sorted(known))}"
            )


def fill(template: str, values: Mapping[str, Any]) -> str:
    """The template with values; what is not known is written "unknown"."""

    def replace(match: re.Match[str]) -> str:
        if match[2]:
            return written(match[2], values)
        return json.dumps(written(match[1], values), ensure_ascii=False)

    return _PLACEHOLDER.sub(replace, template)


def written(name: str, values: Mapping[str, Any]) -> str:
    """One value as it stands in a sentence."""
    value = values.get("category" if name == "category_key" else name)
    if name == "category" and isinstance(value, str):
        known = categories().get(value)
        return known.noun if known is not None else printable(value)[:MAX_VALUE]
    if value is None:
        return "unknown"
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = printable(str(value))
    return text if len(text) <= MAX_VALUE else text[:MAX_VALUE] + "..."
