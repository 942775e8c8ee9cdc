"""JUnit XML as its readers take it: names that are unique, counts that add up, nothing lost."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import xmlschema
from hypothesis import given
from hypothesis import strategies as st
from junitparser import Error, Failure, JUnitXml, Skipped, TestCase, TestSuite
from msgspec.structs import replace

from governance.model.judgement import PolicyInfo, Problem, Severity, Verdict, Violation
from governance.model.location import Location
from governance.report.formats import junit
from governance.report.page import Page

XSD = Path(__file__).with_name("junit.xsd")


def read(verdict: Verdict, page: Page | None = None) -> list[TestSuite]:
    document = JUnitXml.fromstring(junit.render(verdict, page or Page()).encode())
    suites: list[TestSuite] = list(document)
    for count in ("tests", "failures", "errors", "skipped"):
        assert getattr(document, count) == sum(getattr(suite, count) for suite in suites)
    for suite in suites:
        found = Counter(type(why) for case in suite for why in case.result)
        assert suite.tests == len(list(suite))
        assert (suite.failures, suite.errors, suite.skipped) == (
            found[Failure],
            found[Error],
            found[Skipped],
        )
    return suites


def cases(verdict: Verdict, page: Page | None = None) -> dict[str, list[TestCase]]:
    return {suite.name: list(suite) for suite in read(verdict, page)}


@pytest.mark.parametrize("everything", [True, False])
def test_has_the_shape_that_readers_agree_on(verdict: Verdict, everything: bool) -> None:
    schema = xmlschema.XMLSchema(str(XSD))
    schema.validate(junit.render(verdict, Page(everything=everything)))


def test_a_suite_is_a_policy_and_a_case_a_subject(verdict: Verdict) -> None:
    found = cases(verdict)
    assert list(found) == ["GOV-002", "GOV-003", "GOV-005", "lictor"]
    [owner] = found["GOV-002"]
    assert (owner.classname, owner.name) == ("GOV-002", "staging.leads")
    assert owner._elem.attrib["file"] == "migrations/0002_leads.sql"
    assert owner._elem.attrib["line"] == "2"
    [failure] = owner.result
    assert isinstance(failure, Failure)
    assert failure.message == "staging.leads: nobody owns this table"
    assert "--> migrations/0002_leads.sql:2:14" in failure.text
    assert "fix: name the owner in stewardship.yml:\n  - {match:" in failure.text


def test_what_only_warns_is_skipped_and_not_failed(verdict: Verdict) -> None:
    [[warned]] = [case.result for case in cases(verdict)["GOV-005"]]
    assert isinstance(warned, Skipped)
    assert warned.message.startswith("warns, does not block: crm.invoices has a description")


def test_what_could_not_be_judged_is_an_error(verdict: Verdict) -> None:
    [case] = cases(verdict)["lictor"]
    [error] = case.result
    assert isinstance(error, Error)
    assert case._elem.attrib["file"] == "migrations/0004_odd.sql"


def test_a_policy_that_nothing_new_breaks_passes(verdict: Verdict) -> None:
    found = cases(replace(verdict, new=(), new_problems=()))
    assert {policy: [case.name for case in listed] for policy, listed in found.items()} == {
        "GOV-002": ["Every table has an owner"],
        "GOV-003": ["Personal data is masked or encrypted outside production"],
        "GOV-005": ["A description says something"],
    }
    assert all(case.is_passed for listed in found.values() for case in listed)


def test_what_stood_before_is_listed_on_request_and_never_fails(verdict: Verdict) -> None:
    found = cases(replace(verdict, new=()), Page(everything=True))["GOV-002"]
    assert [case.name for case in found] == [
        "Every table has an owner",
        "crm.customers",
        "warehouse:public.orders",
    ]
    assert [case.is_skipped for case in found] == [False, True, True]


def test_two_faults_of_one_subject_are_two_cases(verdict: Verdict) -> None:
    one = verdict.new[0]
    other = replace(one, message="another fault of it", fingerprint="other")
    same = replace(one, fingerprint="same message")
    listed = cases(replace(verdict, new=(one, other, same, same)))["GOV-003"]
    names = [case.name for case in listed]
    assert len(set(names)) == 4
    assert "staging.leads.contact: staging.leads.contact: another fault of it" in names


def test_a_policy_nobody_listed_is_a_suite_all_the_same(verdict: Verdict) -> None:
    found = cases(replace(verdict, policies={}, existing=()))
    assert set(found) == {"GOV-002", "GOV-003", "GOV-005", "lictor"}


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_text_is_xml_and_every_violation_a_case(first: str, second: str) -> None:
    found = tuple(
        Violation(
            text, Severity.BLOCK, text, text, text, text, text, Location(f"{text}.sql", 1), (text,)
        )
        for text in (first, second)
    )
    policies = {text: PolicyInfo(text, text, Severity.BLOCK, text) for text in (first, second)}
    problems = (Problem(first, second, first), Problem(second, first, second))
    suites = read(Verdict(None, None, found, new_problems=problems, policies=policies))
    assert sum(suite.failures for suite in suites) == 2
    assert sum(suite.errors for suite in suites) == 2
    for suite in suites:
        assert len({case.name for case in suite}) == suite.tests
