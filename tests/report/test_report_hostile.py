"""Names and files that try to be obeyed instead of shown, in every format."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import date
from xml.etree.ElementTree import fromstring

import pytest
from msgspec.structs import replace

from governance.model.judgement import (
    GovernanceChange,
    PolicyInfo,
    Problem,
    Reference,
    Severity,
    Verdict,
    Violation,
    Waived,
)
from governance.model.location import Location
from governance.model.names import ColumnRef
from governance.model.waiver import BaselineUse, Waiver, WaiverNotice, WaiverState
from governance.plugins import Registry
from governance.report import formats
from governance.report.page import Page
from governance.terminal import width

FORMATS = Registry("report format", formats, "lictor.reports")

HOSTILE = {
    "quote": "a\"b'c",
    "dots": "a.b.c",
    "newline": "a\nb",
    "carriage return": "a\rb",
    "separators": "a\u2028b\x85c\x0bd",
    "emoji": "👩\u200d💻 email",
    "right to left": "a\u202eb\u2066c",
    "runner command": "\n::error file=x::pwned",
    "old runner command": "\n##[error]pwned",
    "resume": "\n::89cf810640d0::",
    "escapes": "%0A::error::pwned",
    "cdata": "]]><x>",
    "script": "<script>alert(1)</script>",
    "image": "<img src=x onerror=y>",
    "comment end": "--> <b>",
    "mention": "@octocat #1 GH-1",
    "link": "[click](https://evil.example) https://evil.example www.evil.example",
    "fence": "```\n# pwned\n```",
    "long fence": "`````` `",
    "table": "a|b|c",
    "ansi": "\x1b[31mred\x1b]8;;https://evil.example\x07",
    "bell": "\x07\x08\x00",
    "placeholder": "{0} {column}",
    "surrogate": "caf\udce9",
    "long": "x" * 300,
}


def hostile_verdict(text: str) -> Verdict:
    """`text` wherever a stranger can put it."""
    subject = str(ColumnRef("", "public", "t", text))
    location = Location(f"migrations/{text}.sql", 1, 1, 1, 5)
    violation = Violation(
        "GOV-003",
        Severity.BLOCK,
        subject,
        f"{subject} is bare; {text}",
        f"say {text}\n  - {{match: {subject}}}",
        "fingerprint",
        text,
        location,
        (f"from {text}", text),
    )
    policy = PolicyInfo(
        "GOV-003", text, Severity.BLOCK, text, (Reference(text, f"https://x.example/{text}"),)
    )
    problem = Problem(text, text, "problem", location)
    waiver = Waiver("GOV-003", text, text, date(2027, 1, 31), location, text, text)
    waived = replace(violation, fingerprint="waived", ref=ColumnRef("", "public", "t", text))
    return Verdict(
        base="1",
        head=None,
        new=(violation,),
        existing=(violation,),
        new_problems=(problem,),
        existing_problems=(problem,),
        waived=(Waived(waived, waiver),),
        baselined=frozenset({violation.fingerprint}),
        waivers=(WaiverNotice(WaiverState.STALE, waiver, text),),
        baseline=BaselineUse(text, 1, 1),
        governance=(GovernanceChange(text, location),),
        assumptions=(text,),
        policies={"GOV-003": policy},
    )


def page_of(text: str) -> Page:
    def lines(file: str) -> Sequence[str]:
        return [f"SELECT {text} FROM t".replace("\n", " "), "x"]

    return Page(everything=True, lines=lines)


@pytest.mark.parametrize("name", FORMATS.names)
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_is_shown_not_obeyed(name: str, text: str) -> None:
    out = FORMATS[name].render(hostile_verdict(text), page_of(text))
    out.encode("utf-8")
    unseen = [c for c in out if not c.isprintable() and c != "\n"]
    if name in ("json", "sarif", "gitlab"):
        json.loads(out)
        unseen = [c for c in unseen if c < " "]
    assert unseen == []
    for line in out.split("\n"):
        CHECKS[name](line)
    if name == "junit":
        fromstring(out)
    if name == "github":
        check_github(out)
    if name == "markdown":
        check_markdown(out)


def check_text(line: str) -> None:
    code = line.lstrip().startswith(("- {match", "-->", "public.t", "waive  "))
    assert width(line) <= 80 or code or "  migrations/" in line


def check_nothing(line: str) -> None:
    pass


CHECKS = {
    "text": check_text,
    "github": check_nothing,
    "gitlab": check_nothing,
    "json": check_nothing,
    "junit": check_nothing,
    "markdown": check_nothing,
    "sarif": check_nothing,
}


def check_github(out: str) -> None:
    """Outside the fence only our own commands; inside it nothing that ends it."""
    lines = out.split("\n")
    stop = next(i for i, line in enumerate(lines) if line.startswith("::stop-commands::"))
    token = lines[stop].removeprefix("::stop-commands::")
    assert all(re.match(r"::(error|warning|notice) (file|title)=[^:]*::", x) for x in lines[:stop])
    assert lines[-2:] == [f"::{token}::", ""]
    assert not any(token in line for line in lines[stop + 1 : -2])


def check_markdown(out: str) -> None:
    fences = re.findall(r"^(`{3,})text\n(.*?)\n\1$", out, re.DOTALL | re.MULTILINE)
    assert all(longest_run(body) < len(fence) for fence, body in fences)
    prose = re.sub(r"^(`{3,})text\n.*?\n\1$", "", out, flags=re.DOTALL | re.MULTILINE)
    prose = re.sub(r"\]\(https://x\.example/\S*\)", "]", prose)
    assert "```" not in prose
    assert re.search(r"<(?!!-- -->|!-- lictor: check -->)", prose) is None
    assert re.search(r"@(?!<!-- -->)|#(?=\d)|GH-(?!<)|\w://|www\.(?!<)", prose) is None
    assert re.search(r"(?<!\\)\|", prose) is None
    assert re.search(r"(?<!\\)\]\(", prose) is None


def longest_run(text: str) -> int:
    return max((len(run) for run in re.findall("`+", text)), default=0)
