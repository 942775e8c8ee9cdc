"""What MySQL runs although it looks like a comment: `/*!40101 SET ... */` (MySQL manual 11.7).

mysqldump writes views and much else that way.
"""

from __future__ import annotations

import regex as re  # possessive quantifiers of re loop for ever before Python 3.11.5

from governance.sql.syntax import syntax

_SYNTAX = syntax("mysql")
_EXECUTED = re.compile(
    "|".join((*_SYNTAX.strings(), *_SYNTAX.names(), *_SYNTAX.line_comments()))
    + r"|(?P<run>/\*M?!\d*)|(?P<comment>/\*(?:[^*]++|\*(?!/))*+\*/)|(?P<end>\*/)"
    r"|(?P<stray>['\"`]|/\*)",
    re.DOTALL,
)
_MOST_STRAYS = 20
"""For what is never closed, the whole text is searched; the splitter gives such a text up."""


def executed(text: str) -> str:
    """`text` with the marks of such comments blank, every other character in its place."""
    if "/*!" not in text and "/*M!" not in text:
        return text
    pieces: list[str] = []
    inside = False
    position = strays = 0
    for match in _EXECUTED.finditer(text):
        if match.lastgroup == "stray":
            strays += 1
            if strays > _MOST_STRAYS:
                break
        elif match.lastgroup == "run" or (match.lastgroup == "end" and inside):
            inside = match.lastgroup == "run"
            pieces += text[position : match.start()], " " * len(match[0])
            position = match.end()
    return "".join((*pieces, text[position:]))
