"""What MySQL runs although it looks like a comment: `/*!40101 SET ... */` (MySQL manual 11.7).

mysqldump writes views and much else that way.
"""

from __future__ import annotations

import re

from governance.sql.syntax import syntax

_SYNTAX = syntax("mysql")
_EXECUTED = re.compile(
    "|".join((*_SYNTAX.strings(), *_SYNTAX.names(), *_SYNTAX.line_comments()))
    + r"|(?P<run>/\*M?!\d*)|(?P<comment>/\*.*?\*/)|(?P<end>\*/)",
    re.DOTALL,
)


def executed(text: str) -> str:
    """`text` with the marks of such comments blank, every other character in its place."""
    if "/*!" not in text and "/*M!" not in text:
        return text
    inside = False

    def replace(match: re.Match[str]) -> str:
        nonlocal inside
        if match.lastgroup == "run":
            inside = True
        elif match.lastgroup == "end" and inside:
            inside = False
        else:
            return match[0]
        return " " * len(match[0])

    return _EXECUTED.sub(replace, text)
