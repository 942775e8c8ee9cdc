"""Questions are answered by words and by what they mean, the best answer first."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from governance.knowledge.concepts import asked, concepts

from .conftest import Ask

ROOT = Path(__file__).parents[2]
QUESTIONS = yaml.safe_load(Path(__file__).with_name("search.yml").read_text())
SCHEMA = json.loads((ROOT / "docs/schemas/search.schema.json").read_text())


@pytest.mark.parametrize("case", QUESTIONS, ids=lambda case: case["ask"])
def test_a_question_is_answered(ask: Ask, case: Any) -> None:
    code, out, _ = ask("search", *case["ask"].split(), "--format", "json")
    told = json.loads(out)
    Draft202012Validator(SCHEMA).validate(told)
    assert code == 0
    assert [hit["subject"] for hit in told["hits"]] == case["found"]
    assert told["all_words"] is not case.get("some_words", False)
    if "meant" in case:
        said = [
            f"{m['category']}/{m['kind']}" if m["kind"] else m["category"] for m in told["meant"]
        ]
        assert said == case["meant"]


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("date of birth", ("dob", None)),
        ("Geburtsdatum", ("dob", None)),
        ("fecha de nacimiento", ("dob", None)),
        ("driving licence", ("national_id", "driving_licence")),
        ("numéro de téléphone", ("phone", None)),
        ("bank account", ("financial_account", None)),
        ("health data", ("health", None)),
        ("ethnic origin", ("demographic", "ethnicity")),
        ("personal data", ("*", None)),
        ("total", None),
        ("where is it kept", None),
    ],
)
def test_what_words_mean(words: str, meant: tuple[str, str | None] | None) -> None:
    found = [(concept.category, concept.kind) for concept in concepts(asked(words))]
    assert found == ([meant] if meant else [])


def test_an_answer_says_why_and_whom_to_ask(ask: Ask) -> None:
    assert ask("search", "where", "is", "an", "email", "kept")[1] == (
        "crm.customers.email  text\n"
        "    an email address, confidential; by its name [team-crm]\n"
        "\n"
        "Found 1 place. Taken to ask for email.\n"
    )


def test_by_category_level_and_owner_without_words(ask: Ask) -> None:
    def found(*arguments: str) -> list[str]:
        hits = json.loads(ask("search", *arguments, "--format", "json")[1])["hits"]
        return [hit["subject"] for hit in hits]

    passports = ["travel.travellers.passport_no", "travel.travellers.reisepassnummer"]
    assert found("--category", "passport") == passports
    assert found("--category", "national_id/passport") == passports
    assert found("--level", "restricted") == passports
    assert found("--level", "confidential", "--owner", "team-crm") == [
        "crm.customers.email",
        "crm.customers.full_name",
        "crm.customers.region",
    ]


def test_a_limit_says_how_many_there_are(ask: Ask) -> None:
    out = ask("search", "region", "--limit", "2")[1]
    assert [line.split()[0] for line in out.splitlines() if line[:1].islower()] == [
        "shop.regions.region",
        "crm.customers.region",
    ]
    assert "These are the first 2 (--limit)." in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "say what to look for"),
        (("--category", "pasport"), 'did you mean "passport"?'),
        (("--level", "secret"), "there is no level 'secret'"),
        (("x", "--format", "jsn"), 'did you mean "json"?'),
        (("x", "--in", "fils"), 'there is no catalog named fils, did you mean "files"?'),
    ],
)
def test_a_mistake_says_what_was_meant(ask: Ask, arguments: tuple[str, ...], said: str) -> None:
    code, _, err = ask("search", *arguments)
    assert code == 2
    assert said in err
