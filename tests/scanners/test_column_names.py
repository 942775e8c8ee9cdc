"""Columns judged by their names, in the tables of columns.yml."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from governance import taxonomy
from governance.model.catalog import Column, Table
from governance.model.classification import Finding
from governance.model.names import TableRef
from scanners.columns.lexicon import lexicon
from scanners.columns.names import LEAST, PERSONAL, findings

CASES = yaml.safe_load((Path(__file__).parent / "columns.yml").read_text(encoding="utf-8"))


def column(text: str) -> Column:
    name, _, type_ = text.partition(": ")
    return Column(name, type_)


def judged(table: str, *columns: Column) -> dict[str, Finding]:
    found = findings(Table(TableRef("", "app", table), columns=columns))
    return {finding.subject.column: finding for finding in found}


def tables():
    for language, cases in CASES.items():
        for case in cases:
            yield pytest.param(case, id=f"{language}-{case['table']}")


def said(finding: Finding | None) -> str:
    if finding is None or finding.score < PERSONAL:
        return "none"
    return f"{finding.category}/{finding.kind}" if finding.kind else finding.category


@pytest.mark.parametrize("case", list(tables()))
def test_a_table_is_judged(case):
    holds = dict(case.get("holds", {}))
    holds |= dict.fromkeys(case.get("empty", ()), "none")
    wrong = {}
    texts = [text for text in holds if ": " not in text]
    together = judged(case["table"], *(column(text) for text in texts))
    for text, expected in holds.items():
        each = column(text)
        if text in texts:
            got = said(together.get(each.name))
        else:
            got = said(judged(case["table"], each, Column("first_name")).get(each.name))
        if got != expected:
            wrong[text] = got
    assert wrong == {}


def test_scores_and_order():
    found = findings(
        Table(TableRef("s", "app", "people"), columns=(Column("email"), Column("x"), Column("ssn")))
    )
    assert [finding.subject.column for finding in found] == ["email", "ssn"]
    assert all(LEAST <= finding.score < 1 for finding in found)
    assert all(finding.detector == "names" for finding in found)
    assert str(found[0].subject) == "s:app.people.email"


def test_neighbours_tell_whom_a_table_is_about():
    alone = judged("t", Column("name"))
    assert said(alone.get("name")) == "none"
    beside = judged("t", Column("name"), Column("email"), Column("date_of_birth"))
    assert said(beside["name"]) == "person_name"


def test_a_column_does_not_vote_for_itself():
    assert said(judged("t", Column("e_mail"), Column("city")).get("city")) == "address"
    assert judged("t", Column("city"))["city"].score < PERSONAL


def test_a_comment_speaks_where_the_name_says_nothing():
    table = judged("t", Column("c1", comment="Date of birth; 1961-04-01 for the canary"))
    assert said(table["c1"]) == "dob"
    assert "canary" not in table["c1"].evidence
    assert "1961" not in table["c1"].evidence


def test_a_comment_does_not_revive_what_the_name_rules_out():
    assert judged("t", Column("email_template_id", comment="email address")) == {}


def test_evidence_names_the_word_and_no_more():
    found = judged("users", Column("customerEMail"))["customerEMail"]
    assert found.evidence == 'its name says "e mail"'


@pytest.mark.parametrize(
    "name", ["", " ", "___", "🙂", "\u202etxet", "a" * 10_000, "1", "日本", '"', "%s"]
)
def test_any_name_has_an_answer(name):
    findings(Table(TableRef("", "", name), columns=(Column(name), Column(name, name))))


def test_every_category_of_the_lexicon_is_in_the_taxonomy():
    for terms in lexicon().terms.values():
        for term in terms:
            category = taxonomy.category(term.category)
            assert term.kind is None or category.kind(term.kind), term


def test_every_term_can_be_met():
    for sequence in lexicon().terms:
        assert sequence
        assert all(word.isalnum() and not word.isdigit() for word in sequence), sequence
