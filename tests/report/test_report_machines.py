"""What machines read: the promised shapes, the limits of those who read them."""

from __future__ import annotations

import gzip
import json
import os
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator, Draft202012Validator
from msgspec.structs import replace

from governance.model.judgement import Problem, Verdict, Violation
from governance.model.location import Location
from governance.plugins import Registry
from governance.report import formats
from governance.report.formats import markdown, sarif
from governance.report.page import Page

FORMATS = Registry("report format", formats, "lictor.reports")
ROOT = Path(__file__).parents[2]


def rendered(name: str, verdict: Verdict, page: Page | None = None) -> str:
    text: str = FORMATS[name].render(verdict, page or Page())
    return text


def many(verdict: Verdict, count: int) -> tuple[Violation, ...]:
    return tuple(
        replace(verdict.new[0], subject=f"s.t.c{n:05}", fingerprint=f"f{n}") for n in range(count)
    )


@pytest.mark.parametrize("base", ["1f0c", None])
def test_json_has_the_promised_shape(verdict: Verdict, base: str | None) -> None:
    schema = json.loads((ROOT / "docs/schemas/check.schema.json").read_text())
    Draft202012Validator.check_schema(schema)
    report = json.loads(rendered("json", replace(verdict, base=base)))
    Draft202012Validator(schema).validate(report)
    assert report["summary"] == {
        "new": 6,
        "existing": 1,
        "waived": 2,
        "baselined": 1,
        "errors": 2,
        "new_errors": 1,
        "blocked": True,
        "exit_code": 1,
    }
    first = report["violations"][0]
    assert (first["policy"], first["state"]) == ("GOV-002", "new")
    assert (first["file"], first["line"], first["column"]) == ("migrations/0002_leads.sql", 2, 14)


# SARIF


def run_of(verdict: Verdict) -> dict[str, Any]:
    log = json.loads(rendered("sarif", verdict))
    run: dict[str, Any] = log["runs"][0]
    return run


def sarif_schemas() -> list[Path]:
    """Our own digest of the standard and of GitHub's rules; the official schema where it is.

    The official one is OASIS's to distribute:
    https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json
    """
    official = os.environ.get("SARIF_SCHEMA")
    return [Path(__file__).parent / "sarif.schema.json", *([Path(official)] if official else [])]


@pytest.mark.parametrize("schema", sarif_schemas(), ids=lambda path: path.name)
@pytest.mark.parametrize("base", ["1f0c", None])
def test_sarif_is_valid(verdict: Verdict, base: str | None, schema: Path) -> None:
    placeless = replace(verdict.new[0], location=None, fingerprint="nowhere")
    whole_file = replace(verdict.new[0], location=Location("a.sql"), fingerprint="file")
    verdict = replace(verdict, base=base, new=(*verdict.new, placeless, whole_file))
    log = json.loads(rendered("sarif", verdict))
    Draft4Validator(json.loads(schema.read_text())).validate(log)


def test_sarif_results_are_anchored_on_one_line_with_percent_encoded_paths(
    verdict: Verdict,
) -> None:
    odd = replace(
        verdict.new[0], location=Location("sql dir/a:b%20#é\udce9.sql", 4, 2, 9, 3), subject="s.t.c"
    )
    [result] = run_of(replace(verdict, new=(odd,), existing=()))["results"]
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "sql%20dir/a%3Ab%2520%23%C3%A9%E9.sql"}
    assert place["region"] == {"startLine": 4, "startColumn": 2, "endLine": 4}


@pytest.mark.parametrize(
    ("location", "columns"),
    [
        (Location("a.sql", 2, 3, 2, 5), (3, 6)),
        (Location("a.sql", 2, 3, 9, 1), (3, 11)),
        (Location("a.sql", 2), (1, 11)),
        (Location("a.sql"), (1, 2)),
        (Location("a.sql", 99), (1, None)),
        (Location("gone.sql", 2), (1, None)),
    ],
)
def test_sarif_regions_are_whole_where_the_file_can_be_read(
    verdict: Verdict, location: Location, columns: tuple[int, int | None]
) -> None:
    page = Page(lines=lambda file: ["x", "0123456789"] if file == "a.sql" else None)
    one = replace(verdict.new[0], location=location)
    log = json.loads(rendered("sarif", replace(verdict, new=(one,), existing=()), page))
    [result] = log["runs"][0]["results"]
    region = result["locations"][0]["physicalLocation"]["region"]
    assert (region["startColumn"], region.get("endColumn")) == columns
    assert region["startLine"] == region["endLine"] == max(location.line, 1)


def test_sarif_security_severity_is_for_rules_about_security(verdict: Verdict) -> None:
    rules = {r["id"]: r["properties"] for r in run_of(verdict)["tool"]["driver"]["rules"]}
    assert rules["GOV-003"]["security-severity"] == "7.0"
    assert "security" in rules["GOV-003"]["tags"]
    assert all("security-severity" not in rules[id_] for id_ in ("GOV-002", "GOV-005"))
    assert all("security" not in rules[id_]["tags"] for id_ in ("GOV-002", "GOV-005"))


def test_sarif_links_to_no_page_that_only_the_repository_has(verdict: Verdict) -> None:
    info = replace(verdict.policies["GOV-003"], url="docs/policies/GOV-003.md")
    [rule] = run_of(replace(verdict, policies={"GOV-003": info}, new=(), existing=()))["tool"][
        "driver"
    ]["rules"]
    assert "helpUri" not in rule


def test_sarif_is_small_enough_to_be_uploaded(
    verdict: Verdict, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sarif, "MAX_BYTES", 20_000)
    found = tuple(
        replace(v, message=f"{v.message} {sha256(v.subject.encode()).hexdigest()}")
        for v in many(verdict, 3_000)
    )
    text = rendered("sarif", replace(verdict, new=found, existing=()))
    assert len(gzip.compress(text.encode())) <= 20_000
    run = json.loads(text)["runs"][0]
    kept = len(run["results"])
    assert 0 < kept < 3_000
    [first, *_] = run["invocations"][0]["toolExecutionNotifications"]
    assert first["message"]["text"].startswith(f"{3_000 - kept:,} results left out")


def test_sarif_columns_end_after_the_last_character(verdict: Verdict) -> None:
    one = replace(verdict.new[0], location=Location("a.sql", 4, 8, 4, 32))
    [result] = run_of(replace(verdict, new=(one,), existing=()))["results"]
    region = result["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 4, "startColumn": 8, "endLine": 4, "endColumn": 33}


def test_sarif_says_what_is_new_and_keeps_the_new_within_the_limit(verdict: Verdict) -> None:
    run = run_of(replace(verdict, new=many(verdict, 3), existing=many(verdict, 5_000)))
    states = [result["baselineState"] for result in run["results"]]
    assert states == ["new"] * 3 + ["unchanged"] * 4_997
    [first, *_] = run["invocations"][0]["toolExecutionNotifications"]
    assert first["message"]["text"].startswith("3 results left out")


def test_sarif_says_that_it_could_not_judge(verdict: Verdict) -> None:
    [invocation] = run_of(verdict)["invocations"]
    assert invocation["executionSuccessful"] is False
    assert [n["level"] for n in invocation["toolExecutionNotifications"]] == ["error", "error"]
    [clean] = run_of(replace(verdict, new_problems=(), new=()))["invocations"]
    assert clean["executionSuccessful"] is True


def test_sarif_rules_are_all_policies_once(verdict: Verdict) -> None:
    run = run_of(verdict)
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert rules == ["GOV-002", "GOV-003", "GOV-005"]
    assert all(rules[result["ruleIndex"]] == result["ruleId"] for result in run["results"])


# GitHub


@pytest.mark.parametrize(
    ("violations", "problems", "errors", "last"),
    [
        (10, 0, 10, "title=GOV-003 blocks::"),
        (11, 0, 10, "title=Lictor::2 more: the log of this step has them all"),
        (9, 1, 10, "title=Lictor could not judge::"),
        (40, 5, 10, "title=Lictor::36 more: the log of this step has them all"),
    ],
)
def test_github_shows_ten_and_counts_the_rest(
    verdict: Verdict, violations: int, problems: int, errors: int, last: str
) -> None:
    found = tuple(Problem("app", f"no {n}", f"p{n}") for n in range(problems))
    verdict = replace(verdict, new=many(verdict, violations)[:violations], new_problems=found)
    lines = [line for line in rendered("github", verdict).split("\n") if line[:7] == "::error"]
    assert len(lines) == errors
    assert last in lines[-1]


def test_github_tells_first_what_stands_in_files_of_the_change(verdict: Verdict) -> None:
    found = tuple(
        replace(v, location=Location(f"{n % 2}.sql", n + 1))
        for n, v in enumerate(many(verdict, 40))
    )
    page = Page(changed=lambda files: frozenset(files) & {"1.sql"})
    lines = rendered("github", replace(verdict, new=found, new_problems=()), page).split("\n")
    errors = [line for line in lines if line.startswith("::error")]
    assert [line.split(",")[0] for line in errors[:-1]] == ["::error file=1.sql"] * 9
    assert "31 more" in errors[-1]


def test_github_escapes_what_the_runner_would_read(verdict: Verdict) -> None:
    odd = replace(
        verdict.new[0], message="100%\r\nx", location=Location("a,b:c%.sql", 1, 1, 1, 1), notes=()
    )
    first = rendered("github", replace(verdict, new=(odd,))).split("\n")[0]
    assert first.startswith("::error file=a%2Cb%3Ac%25.sql,line=1,endLine=1,col=1,endColumn=1,")
    assert "::staging.leads.contact: 100%25\\r x%0AFix: " in first


# Markdown


@pytest.mark.parametrize("count", [1, 400, 4_000])
def test_markdown_fits_and_says_what_it_leaves_out(verdict: Verdict, count: int) -> None:
    text = rendered("markdown", replace(verdict, new=many(verdict, count)))
    assert len(text.encode()) <= markdown.COMMENT
    assert ("of this report did not fit" in text) is (count == 4_000)
    assert f"### Lictor: {count:,} new violation" in text


def test_the_summary_of_a_job_has_room_for_more(verdict: Verdict) -> None:
    verdict = replace(verdict, new=many(verdict, 4_000))
    text = markdown.summary(verdict, Page())
    assert markdown.COMMENT < len(text.encode()) <= markdown.SUMMARY
    assert "did not fit" not in text
    assert len(markdown.summary(verdict, Page(), limit=9_000).encode()) <= 9_000
