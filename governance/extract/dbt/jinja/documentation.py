"""`{% docs name %}` blocks of Markdown files, for `doc('name')`."""

from __future__ import annotations

import re
from collections.abc import Mapping

_TAG = re.compile(r"\{%-?\s*(?:docs\s+(\w+)|enddocs)\s*-?%\}")


def blocks(text: str) -> Mapping[str, str]:
    """The blocks of a file by their names; of two of one name the later counts."""
    found: dict[str, str] = {}
    name, start = None, 0
    for tag in _TAG.finditer(text):
        if tag[1] is None and name is not None:
            found[name] = text[start : tag.start()].strip()
        name, start = tag[1], tag.end()
    return found
