"""Every format of one verdict, compared with the file a person has read and approved.

After a wanted change: `LICTOR_GOLDEN=write pytest tests/report/test_report_golden.py`, then read
the difference in git before committing it.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from msgspec.structs import replace

from governance.model.judgement import Coverage, Verdict
from governance.plugins import Registry
from governance.report import formats
from governance.report.page import Page
from governance.terminal import Terminal

FORMATS = Registry("report format", formats, "lictor.reports")

CASES = [
    ("text", "text-80.txt", 80, False),
    ("text", "text-60.txt", 60, False),
    ("text", "text-all.txt", 80, True),
    ("json", "report.json", 80, False),
    ("sarif", "report.sarif.json", 80, False),
    ("github", "github.txt", 80, False),
    ("gitlab", "gitlab.json", 80, False),
    ("gitlab", "gitlab-all.json", 80, True),
    ("junit", "junit.xml", 80, False),
    ("junit", "junit-all.xml", 80, True),
    ("markdown", "comment.md", 80, False),
    ("markdown", "comment-all.md", 80, True),
]


def compare(text: str, file: Path) -> None:
    if os.environ.get("LICTOR_GOLDEN") == "write":
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "file", "width", "everything"), CASES, ids=[case[1] for case in CASES]
)
def test_reads_as_approved(
    name: str, file: str, width: int, everything: bool, verdict: Verdict, page: Page, golden: Path
) -> None:
    page = replace(page, terminal=Terminal(width), everything=everything)
    compare(FORMATS[name].render(verdict, page), golden / file)


def test_a_clean_change(golden: Path) -> None:
    verdict = Verdict("1f0c6b1d", None, coverage=Coverage(2, 9, 9, 0, 3, 14), seconds=0.1)
    texts = [f"{name}:\n{FORMATS[name].render(verdict, Page())}" for name in FORMATS.names]
    compare("\n".join(texts), golden / "clean.txt")


def test_every_format_is_approved() -> None:
    assert {name for name, *_ in CASES} == set(FORMATS.names)


@pytest.mark.parametrize("name", FORMATS.names)
def test_the_order_of_what_was_found_does_not_show(name: str, verdict: Verdict, page: Page) -> None:
    turned = replace(
        verdict,
        new=verdict.new[::-1],
        existing=verdict.existing[::-1],
        policies=dict(reversed(verdict.policies.items())),
    )
    assert FORMATS[name].render(turned, page) == FORMATS[name].render(verdict, page)
