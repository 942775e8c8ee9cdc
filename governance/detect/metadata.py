"""What people already wrote down about the data: contracts, Fides datasets, dictionaries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from governance.detect.texts import aside, heads
from governance.tree import Tree

_MOST = 2_000
"""Files that are looked into, at the most."""

_LIKELY = re.compile(
    r"contract|odcs|fides|dataset|dictionar|glossar|stewardship|catalog|data[_-]?model|columns",
    re.IGNORECASE,
)
_FORMATS = MappingProxyType(
    {
        "Open Data Contract": (
            (".yml", ".yaml"),
            re.compile(r"\A(?=[\s\S]*^kind:[ \t]*['\"]?DataContract)[\s\S]*^apiVersion:", re.M),
        ),
        "Fides dataset": (
            (".yml", ".yaml"),
            re.compile(r"\A(?=[\s\S]*^dataset:[ \t]*$)[\s\S]*^[ \t]*(?:-[ \t]*)?fides_key:", re.M),
        ),
        "data dictionary": (
            (".csv", ".tsv"),
            re.compile(
                r"\A(?=[^\n]*\btable(?:[ _]?name)?\b)(?=[^\n]*\b(?:column|field)(?:[ _]?name)?\b)",
                re.IGNORECASE,
            ),
        ),
        "data dictionary in JSON lines": (
            (".jsonl", ".ndjson"),
            re.compile(r'\A(?=[^\n]*"table")(?=[^\n]*"column")'),
        ),
    }
)


def find_metadata(tree: Tree, paths: Iterable[str]) -> Mapping[str, str]:
    """Path → format of the files that describe data, as their beginnings tell."""
    likely = [
        path
        for path in paths
        if path.endswith((".yml", ".yaml", ".csv", ".tsv", ".jsonl", ".ndjson"))
        and _LIKELY.search(path)
        and not aside(path)
    ]
    found = {}
    for path, text in heads(tree, likely[:_MOST]):
        for name, (ends, pattern) in _FORMATS.items():
            if path.endswith(ends) and pattern.search(text.removeprefix("\ufeff")):
                found[path] = name
                break
    return found
