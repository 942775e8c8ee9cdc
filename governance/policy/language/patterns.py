r"""Regular expressions (`~`, `~*`): the part that PostgreSQL's and Python's engines share.

Literals, `.`, `[...]` with ranges and `[:class:]`, `^ $`, groups `( )` and `(?: )`, `|`, the
quantifiers `* + ? {m,n}`, `\d \w \s \D \W \S`, and the word boundaries `\y \m \M` (PostgreSQL's
manual, section 9.7.3). Everything else means different things to the two, and is refused.
"""

from __future__ import annotations

import re

MAX_PATTERN = 500
MAX_SIZE = 2_000
"""Steps of a pattern with its counted repeats written out: engines do write them out, and
`((a{255}){255}){255}` takes all the memory there is before any text is looked at."""

_MAX_REPEAT = 255

_TOKEN = re.compile(
    r"""
      (?P<escape>\\[dwsDWS])
    | (?P<boundary>\\[ymM])
    | (?P<quoted>\\[^\w\s])
    | (?P<set>\[\^?\]?(?:\[:[a-z]+:\]|\\[dws]|\\[^\w\s]|[^\]\[\\])*\])
    | (?P<group>\((?:\?:)?)
    | (?P<close>\))
    | (?P<repeat>(?:[*+?]|\{(?P<low>\d{1,3})(?P<comma>,(?P<high>\d{1,3})?)?\})\??)
    | (?P<end>\$)
    | (?P<plain>[.^|])
    | (?P<literal>[^\\\[\](){}*+?.^$|])
    """,
    re.VERBOSE | re.DOTALL,
)
_BOUNDARIES = {r"\y": r"\b", r"\m": r"\b(?=\w)", r"\M": r"\b(?<=\w)"}
_CLASSES = frozenset(
    f"[:{name}:]" for name in ("alnum", "alpha", "digit", "lower", "upper", "space", "punct")
)


def translate(pattern: str) -> str:
    """The same pattern for the `regex` module (with DOTALL).

    Raises:
        ValueError: it leaves the shared part; the message says where, not what stands there.
    """
    if len(pattern) > MAX_PATTERN:
        raise ValueError(f"a pattern has at most {MAX_PATTERN} characters")
    written: list[str] = []
    position, repeatable = 0, False
    # For each open group: its steps so far, and those of its last part, which a repeat multiplies.
    open_groups = [[0, 0]]
    while position < len(pattern):
        token = _TOKEN.match(pattern, position)
        if token is None:
            raise ValueError(f"character {position + 1} of the pattern is not in the language")
        text, kind = token[0], token.lastgroup
        kind = next(k for k in _KINDS if token[k] is not None)
        if kind == "repeat":
            if not repeatable:
                raise ValueError(f"nothing to repeat at character {position + 1} of the pattern")
            if token["high"] is not None and int(token["high"]) < int(token["low"]):
                raise ValueError(f"an empty range at character {position + 1} of the pattern")
            if int(token["low"] or 0) > _MAX_REPEAT or int(token["high"] or 0) > _MAX_REPEAT:
                raise ValueError(f"a pattern repeats at most {_MAX_REPEAT} times")
            times = int(token["high"] or token["low"] or 1)
            open_groups[-1][0] += open_groups[-1][1] * max(times - 1, 0)
            open_groups[-1][1] *= times
        elif kind == "group":
            open_groups.append([0, 0])
        else:
            steps = open_groups.pop()[0] + 1 if kind == "close" else 1
            if not open_groups:
                raise ValueError("the brackets of the pattern do not match")
            open_groups[-1][0] += steps
            open_groups[-1][1] = steps
        if sum(steps for steps, _ in open_groups) > MAX_SIZE:
            raise ValueError("the counted repeats of the pattern multiply to too many steps")
        repeatable = kind in ("escape", "quoted", "set", "close", "literal") or text == "."
        match kind:
            case "end":
                text = r"\Z"
            case "boundary":
                text = _BOUNDARIES[text]
            case "set":
                text = _set(text, position)
            case "literal":
                text = re.escape(text)
        written.append(text)
        position = token.end()
    if len(open_groups) > 1:
        raise ValueError("the brackets of the pattern do not match")
    return "".join(written)


_KINDS = (
    "escape",
    "boundary",
    "quoted",
    "set",
    "group",
    "close",
    "repeat",
    "end",
    "plain",
    "literal",
)


def _set(text: str, position: int) -> str:
    """A bracket expression, every character that Python's engine may take for its own escaped."""
    start = 2 if text.startswith("[^") else 1
    written, inner, index = [text[:start]], text[start:-1], 0
    while index < len(inner):
        if inner.startswith("[:", index):
            end = inner.index(":]", index) + 2
            if inner[index:end] not in _CLASSES:
                raise ValueError(f"an unknown class in the set at character {position + 1}")
            written.append(inner[index:end])
            index = end
        elif inner[index] == "\\":
            written.append(inner[index : index + 2])
            index += 2
        else:
            char = inner[index]
            ranged = char == "-" and 0 < index < len(inner) - 1
            written.append("-" if ranged else re.escape(char))
            if ranged and inner[index - 1] > inner[index + 1]:
                raise ValueError(f"an empty range in the set at character {position + 1}")
            index += 1
    return "".join([*written, "]"])
