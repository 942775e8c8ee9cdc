r"""The language of patterns: the part of regular expressions that can be searched for in bulk.

Literals, `.`, character classes, `(?:…)`, `|`, `?`, `{n}`, `{n,m}` (at most 4096), `\b`, `\A`,
`\Z`, and lookarounds of one character; `(?i)` may stand in front. No `*`, no `+`, no captures, no
back-references: what a match may cost is bounded, and a prefilter can be made of it that never
says no wrongly.
"""

from __future__ import annotations

import regex

_MOST = 4096
"""The most repetitions of anything."""

_TOKEN = regex.compile(
    r"""
    (?P<look>    \(\?<?[=!] (?: \[ \^? (?: \\. | [^\]\\] )+ \]
                 | \\[dDwWsSnt] | \\\W | [^\\()\[\]|*+?{}] ) \) )
  | (?P<open>    \(\?: )
  | (?P<other>   \( )
  | (?P<class>   \[ \^? (?: \\. | [^\]\\] )+ \] )
  | (?P<escape>  \\(?: [dDwWsSbAZntx] | \W ) )
  | (?P<unknown> \\ )
  | (?P<count>   \{ (?P<least>\d+) (?: (?P<comma>,) (?P<most>\d*) )? \} )
  | (?P<endless> [*+] )
  | (?P<lazy>    \?[?+] )
  | (?P<plain>   [^\\] )
    """,
    regex.VERBOSE | regex.DOTALL,
)


def outside_the_language(pattern: str) -> str | None:
    """What is wrong with the pattern, as the end of a sentence; None if it is of the language."""
    try:
        regex.compile(pattern)
    except regex.error:
        return "is no regular expression"
    body = pattern.removeprefix("(?i)")
    for found in _TOKEN.finditer(body):
        kind, at = found.lastgroup, f"at character {found.start() + 1}"
        if found["endless"]:
            return f"repeats without bound {at}: write {{1,n}}"
        if found["count"]:
            if found["comma"] and not found["most"]:
                return f"repeats without bound {at}: write {{{found['least']},n}}"
            if int(found["most"] or found["least"]) > _MOST:
                return f"repeats more than {_MOST} times {at}"
            if body[found.end() : found.end() + 1] in ("?", "+"):
                return f"is lazy or possessive {at}"
        if found["lazy"]:
            return f"is lazy or possessive {at}"
        if found["other"]:
            return f"has a group other than (?:…) or a lookaround of one character {at}"
        if kind == "unknown" or found["unknown"]:
            return f"has an escape that is not allowed {at}"
    return None
