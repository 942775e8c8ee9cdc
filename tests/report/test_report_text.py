"""The report for people: what is grouped, folded, cut and coloured."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from governance.model.judgement import Coverage, Severity, Verdict, Violation
from governance.model.location import Location
from governance.report.excerpt import MAX_CHARACTERS, Excerpts
from governance.report.formats import text
from governance.report.page import Page
from governance.terminal import Terminal, fold, width


def violation(number: int = 1, location: Location | None = None) -> Violation:
    return Violation(
        "GOV-003",
        Severity.BLOCK,
        f"staging.t.c{number}",
        f"staging.t.c{number} is bare",
        "mask it",
        f"f{number}",
        location=location,
        notes=("from crm.t.c",),
    )


def shown(line: str, column: int, end: int, terminal: int = 80) -> list[str]:
    """The excerpt and caret lines for a span of one line, with the gutter cut off."""
    verdict = Verdict("b", None, new=(violation(1, Location("a.sql", 1, column, 1, end)),))
    page = Page(terminal=Terminal(terminal), lines=lambda file: [line])
    report = text.render(verdict, page).split("\n")
    return [row[5:] for row in report if re.match(r" [1 ] \| ", row)]


@pytest.mark.parametrize(
    ("line", "span", "expected"),
    [
        ("SELECT email", "email", ["SELECT email", "       ^^^^^ from crm.t.c"]),
        ("\tx, email", "email", ["    x, email", "       ^^^^^ from crm.t.c"]),
        ("患者, email", "email", ["患者, email", "      ^^^^^ from crm.t.c"]),
        ("a, 患者", "患者", ["a, 患者", "   ^^^^ from crm.t.c"]),
        ("e\u0301, email", "email", ["e\u0301, email", "   ^^^^^ from crm.t.c"]),
        ("\u202ea, email", "email", ["\\u202ea, email", "         ^^^^^ from crm.t.c"]),
        ("\x1b[1m email", "email", ["\\x1b[1m email", "        ^^^^^ from crm.t.c"]),
    ],
)
def test_the_caret_stands_under_the_span(line: str, span: str, expected: list[str]) -> None:
    start = line.index(span)
    assert shown(line, start + 1, start + len(span)) == expected


def test_a_long_line_is_cut_around_the_span() -> None:
    line = "a" * 500 + " email " + "b" * 500
    excerpt, caret, *_ = shown(line, 502, 506)
    assert excerpt.startswith("…")
    assert excerpt.endswith("…")
    assert excerpt[caret.index("^") : caret.rindex("^") + 1] == "email"


def test_a_line_of_megabytes_costs_nothing_and_a_longer_one_is_left_out() -> None:
    near = "a" * 3_000_000 + " email"
    assert shown(near, len(near) - 4, len(near))[0].endswith(" email")
    assert shown("a" * (MAX_CHARACTERS + 1), 1, 5) == []


@pytest.mark.parametrize(
    "location",
    [None, Location("a.sql"), Location("a.sql", 99, 1, 99, 2), Location("gone.sql", 1, 1, 1, 2)],
)
def test_without_an_excerpt_the_notes_still_stand(location: Location | None) -> None:
    page = Page(lines=lambda file: ["SELECT 1"] if file == "a.sql" else None)
    report = text.render(Verdict("b", None, new=(violation(1, location),)), page)
    assert "how    from crm.t.c" in report
    assert "^" not in report


@pytest.mark.parametrize(("count", "in_full"), [(1, 1), (10, 10), (11, 3), (100, 3)])
def test_the_reason_is_told_once_a_policy_and_every_violation_is_listed(
    verdict: Verdict, count: int, in_full: int
) -> None:
    many = tuple(violation(n) for n in range(100, 100 + count))
    report = text.render(replace(verdict, new=many), Page())
    assert report.count("why") == 1
    assert report.count("more   lictor policy show") == 1
    assert report.count("mask it") == in_full
    assert (f"GOV-003 blocks {count - in_full} more:" in report) is (count > in_full)
    assert all(report.count(f"staging.t.c{n}") for n in range(100, 100 + count))


def test_what_stands_in_files_of_the_change_is_told_first(verdict: Verdict) -> None:
    found = tuple(violation(n, Location(f"{n % 2}.sql", n)) for n in range(1, 5))
    page = Page(changed=lambda files: frozenset(files) & {"1.sql"})
    report = text.render(replace(verdict, new=found), page)
    assert re.findall(r"--> (\d.sql:\d)", report) == ["1.sql:1", "1.sql:3", "0.sql:2", "0.sql:4"]


@pytest.mark.parametrize("everything", [True, False])
def test_older_ones_are_always_counted_and_listed_on_request(
    verdict: Verdict, page: Page, everything: bool
) -> None:
    report = text.render(verdict, replace(page, everything=everything))
    assert "2 older violations and 1 older" in report
    assert ("warehouse:public.orders" in report) is everything
    assert ("(lictor check --all)" in report) is not everything


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        (Verdict("b", None), "No new violation."),
        (Verdict(None, None), "No violation."),
        (Verdict("b", None, new=(violation(),)), "1 new violation blocks."),
        (Verdict(None, None, new=(violation(1), violation(2))), "2 violations block."),
        (
            Verdict("b", None, new=(replace(violation(), severity=Severity.WARN),)),
            "Nothing blocks. 1 warning does not block.",
        ),
        (Verdict("b", None, coverage=Coverage()), "Read 0 files."),
        (
            Verdict("b", None, coverage=Coverage(1, 1, 1)),
            "Read 1 file: 1 statement understood.",
        ),
        (
            Verdict("b", None, coverage=Coverage(40, 1207, 1207)),
            "Read 40 files: all 1,207 statements understood.",
        ),
        (
            Verdict("b", None, coverage=Coverage(40, 1207, 1204, 1)),
            "Read 40 files: 1,204 of 1,207 statements understood, 1 function body not followed.",
        ),
    ],
)
def test_the_summary(verdict: Verdict, words: str) -> None:
    assert words in " ".join(text.render(verdict, Page()).split())


def test_a_fix_folds_its_sentences_and_keeps_its_code_whole() -> None:
    code = (
        "  - {match: 'staging.a_table_with_a_rather_long_name.and_a_column', masking: keyed-hash}"
    )
    fix = f"say what it is, as a comment in the\nmigration or here:\n{code}\nor leave it out"
    found = (replace(violation(), fix=fix),)
    report = text.render(Verdict("b", None, new=found), Page(terminal=Terminal(60)))
    assert f"{code.strip()}\n" in report
    assert "   fix    say what it is, as a comment in the migration or\n          here:\n" in report
    assert "\n          or leave it out\n" in report


def test_what_a_fix_said_once_is_not_said_again_only_its_code() -> None:
    fixes = ["say who:\n  - {match: a, owner: x}", "say who:\n  - {match: b, owner: x}", "or drop"]
    found = tuple(replace(violation(n), fix=fix) for n, fix in enumerate(fixes))
    report = text.render(Verdict("b", None, new=found), Page())
    assert report.count("say who") == 1
    assert "   fix    - {match: b, owner: x}\n" in report
    assert "   fix    or drop\n" in report


def test_colour_only_repeats_the_words(verdict: Verdict, page: Page) -> None:
    plain = text.render(verdict, page)
    coloured = text.render(verdict, replace(page, terminal=Terminal(80, color=True)))
    assert "\x1b" not in plain
    assert "\x1b[1;31mGOV-003 blocks:\x1b[0m" in coloured
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == plain


@given(st.text(max_size=200), st.integers(1, 60))
def test_folding_fits_and_loses_nothing(words: str, columns: int) -> None:
    lines = fold(words, columns)
    assert "".join(lines).replace(" ", "") == "".join(words.split())
    assert all(width(line) <= columns or len(line) == 1 for line in lines)


LINE = st.text(
    alphabet=st.sampled_from("ab'\"-/*$ \t患📧\u0301\u202e\x1b1"), min_size=0, max_size=120
)


@given(
    st.lists(LINE, min_size=1, max_size=4),
    st.tuples(st.integers(0, 5), st.integers(0, 130), st.integers(0, 6), st.integers(0, 130)),
    st.integers(8, 90),
)
def test_an_excerpt_fits_whatever_the_place(
    lines: list[str], place: tuple[int, int, int, int], columns: int
) -> None:
    excerpt = Excerpts(Page(lines=lambda file: lines), ()).at(Location("a.sql", *place), columns)
    if excerpt is not None:
        assert excerpt.length >= 1
        assert excerpt.caret >= 0
        assert excerpt.caret + excerpt.length <= columns
        assert all(width(line) <= columns for _, line in excerpt.lines)
        assert all(line.isprintable() for _, line in excerpt.lines)
