"""`{% docs name %}` blocks of Markdown files, for `doc('name')`."""

from __future__ import annotations

import re
from collections.abc import Mapping

_BLOCK = re.compile(r"\{%-?\s*docs\s+(\w+)\s*-?%\}(.*?)\{%-?\s*enddocs\s*-?%\}", re.DOTALL)


def blocks(text: str) -> Mapping[str, str]:
    """The blocks of a file by their names; of two of one name the later counts."""
    return {name: body.strip() for name, body in _BLOCK.findall(text)}
