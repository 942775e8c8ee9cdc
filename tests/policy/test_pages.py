"""The documentation is what the policies and the language say, and what it shows works."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from governance.errors import PolicyError
from governance.model.location import Location
from governance.policy import compilation
from governance.policy.language.functions import FUNCTIONS, Function
from governance.policy.language.text import Text
from governance.policy.load import PolicyFile
from governance.policy.pages import pages
from governance.policy.selftest import run
from governance.policy.starting import starting_file
from governance.policy.views import SUBJECTS, VIEWS

DOCS = Path(__file__).parents[2] / "docs" / "policies"


def test_the_pages_are_current() -> None:
    made = pages()
    assert {path.name for path in DOCS.iterdir()} == set(made)
    for name, text in made.items():
        assert (DOCS / name).read_text() == text, "write them with: python docs/generate.py"


def test_links_lead_somewhere() -> None:
    for path in DOCS.iterdir():
        for target in re.findall(r"\]\(([^)]+)\)", path.read_text()):
            assert target.startswith("https://") or (DOCS / target).exists(), (path.name, target)


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=lambda f: f.name)
def test_the_examples_are_in_the_language(function: Function) -> None:
    for view in VIEWS:
        text = Text(f"SELECT {function.example} FROM governance.{view}", Location("x", 1, 1))
        try:
            compilation.query(text, {})
        except PolicyError:
            continue
        return
    pytest.fail(f"{function.example} is in no view's language")


def test_every_subject_is_a_view_with_a_row_number() -> None:
    for subject in SUBJECTS:
        found = compilation.rule(subject, None, Text("false", Location("x")), frozenset(), {})
        assert found.outputs == ("row_id",)


def test_where_can_name_the_row_it_is_about() -> None:
    text = Text(
        "EXISTS (SELECT 1 FROM governance.grants g WHERE g.table_name = this.table_name)",
        Location("x"),
    )
    found = compilation.rule("table", None, text, frozenset(), {})
    assert found.reads == ("grants", "tables")


def test_a_new_policy_passes_its_own_tests() -> None:
    _, results = run(PolicyFile("ACME-001.yaml", starting_file("ACME-001").encode()))
    assert [result.passed for result in results] == [True, True]
