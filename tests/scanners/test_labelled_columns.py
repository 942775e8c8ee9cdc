"""The project's own labelled columns: what they are, and how names alone are judged on them."""

from __future__ import annotations

import re
import sys
from collections import Counter
from importlib import import_module
from pathlib import Path

import pytest
import yaml

from governance import taxonomy

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
LATER = frozenset({"airline", "autoecole", "gimnasio", "marketplace", "rentals", "zahnarzt"})
"""Schemas that were written after the lexicon: it was not made of their names."""


@pytest.fixture(scope="module")
def scoring():
    sys.path.insert(0, str(BENCHMARKS))
    try:
        yield import_module("columns")
    finally:
        sys.path.remove(str(BENCHMARKS))


@pytest.fixture(scope="module")
def columns(scoring):
    return scoring.read()


def test_there_are_enough_of_every_sort(columns):
    strict = [c for c in columns if not c.borderline]
    personal = [c for c in strict if c.pii]
    known = set(taxonomy.categories()) - {taxonomy.NONE, taxonomy.PERSONAL}
    assert len(columns) >= 900
    assert sum(c.trap for c in strict) >= 150
    assert sum(bool(c.samples) for c in personal) >= len(personal) / 3
    assert set(Counter(c.category for c in personal)) == known
    assert min(Counter(c.category for c in personal).values()) >= 8
    languages = Counter(
        yaml.safe_load(path.read_text(encoding="utf-8"))["language"]
        for path in (BENCHMARKS / "labelled").glob("*.yml")
    )
    assert set(languages) == {"de", "en", "es", "fr", "it", "nl", "pl", "pt"}


def test_labels_are_of_the_taxonomy(columns):
    for column in columns:
        category = taxonomy.category(column.category)
        assert column.kind is None or category.kind(column.kind), column


def test_samples_are_invented(columns):
    for column in columns:
        for text in column.samples:
            for domain in re.findall(r"(?:@|https?://)([\w.-]+)", text):
                assert re.search(r"(^|\.)example\.(org|com|net)$", domain), column
            if re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", text):
                turned = "".join(str(int(each, 36)) for each in text[4:] + text[:4])
                assert int(turned) % 97 == 1, column
            if column.category == "financial_account" and re.fullmatch(r"\d{15,19}", text):
                digits = [int(each) for each in reversed(text)]
                luhn = sum(digits[::2]) + sum(sum(divmod(2 * each, 10)) for each in digits[1::2])
                assert luhn % 10 == 0, column


def test_names_alone_do_well(scoring, columns):
    result = scoring.score(columns, scoring.judged(columns))
    assert result.precision >= 0.95
    assert result.f1 >= 0.93
    assert result.flagged / result.traps <= 0.05
    assert result.macro >= 0.90


def test_names_alone_do_well_on_schemas_written_later(scoring, columns):
    later = [c for c in columns if c.source in LATER]
    result = scoring.score(later, scoring.judged(later))
    assert result.precision >= 0.90
    assert result.f1 >= 0.85
