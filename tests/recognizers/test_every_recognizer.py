"""What holds for each file under scanners/recognizers/, whoever adds one."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest
import regex

import scanners.recognizers
from governance import taxonomy
from scanners.recognizers import _registry, recognizer, recognizers
from scanners.recognizers.pattern import outside_the_language
from scanners.recognizers.recognizer import Recognizer

NAMES = _registry().names
FOLDER = Path(scanners.recognizers.__file__).parent


@pytest.fixture(params=NAMES)
def one(request: pytest.FixtureRequest) -> Recognizer:
    return recognizer(request.param)


def test_all_are_found() -> None:
    files = {
        f"{file.parent.name}/{file.stem}"
        for file in FOLDER.glob("*/*.py")
        if file.stem != "__init__"
    }
    assert {each.name for each in recognizers()} == files
    assert len(files) > 220


def test_the_docstring_says_what_it_is_how_it_is_made_and_who_says_so(one: Recognizer) -> None:
    text = _registry()[one.name].__doc__
    title, blank, *rest = text.strip().splitlines()
    assert title.endswith((".", ")."))
    assert not blank
    sources = [line for line in rest if line.startswith("https://")]
    assert sources
    assert len(rest) > len(sources), "a sentence on the format"


def test_no_two_are_the_same() -> None:
    for shared in ("title", "name"):
        times = Counter(getattr(each, shared) for each in recognizers())
        assert [value for value, count in times.items() if count > 1] == []


def test_category_and_kind_are_of_the_taxonomy(one: Recognizer) -> None:
    category = taxonomy.category(one.category)
    assert one.kind is None or category.kind(one.kind)


def test_examples_are_found(one: Recognizer) -> None:
    assert [text for text in one.examples if not one.found_in(text)] == []


def test_counterexamples_are_not(one: Recognizer) -> None:
    assert [text for text in one.counterexamples if one.found_in(text)] == []
    assert not set(one.examples) & set(one.counterexamples)


def test_a_check_is_what_tells_some_counterexample_from_an_example(one: Recognizer) -> None:
    """Where there is a checksum, at least one counter-example has the form and fails it."""
    if one.valid is not None:
        assert any(regex.search(one.pattern, text) for text in one.counterexamples)


def test_words_are_in_small_letters(one: Recognizer) -> None:
    assert one.words
    assert all(isinstance(word, str) and word == word.lower().strip() for word in one.words)


def test_what_only_a_column_can_tell_says_nothing_alone(one: Recognizer) -> None:
    assert (one.alone == 0.0) or one.judge is None


def test_the_pattern_is_of_the_language(one: Recognizer) -> None:
    assert outside_the_language(one.pattern) is None


_HOSTILE = (
    *("0", "1", "9", "a", "A", "Z", " ", "-", ".", ":", "/", "@", "+", "_", "<", "'", "é", "$"),
    *("a.", "A1", "1 ", "1-", "1.", "A ", "Ab ", "a@", "+1", "0:", "::", "//", "ey", "1a ", "12-"),
    *("$2b$", "://a:", "eyJa.", "eyJhbGciOiJub25lIn0.", "Aa Bb, ", "Server=Password=", "Str. 1"),
)


def test_no_cell_makes_it_stand_still(one: Recognizer) -> None:
    """A second is a thousand times what a cell of 4,096 characters takes; regex stops at it."""
    pattern = regex.compile(one.pattern)
    beginnings = [example[:cut] for example in one.examples for cut in (3, 9, 20, len(example))]
    for piece in (*_HOSTILE, *beginnings):
        cell = piece * (4096 // len(piece))
        for text in (cell, "x" + cell[:-1] + "\x00"):
            for _ in pattern.finditer(text, timeout=1):
                pass


def test_a_check_never_fails_on_what_has_the_form(one: Recognizer) -> None:
    """Every character of the examples is changed for others of its sort, again and again."""
    rnd = random.Random(one.name)
    for _ in range(300):
        text = list(rnd.choice(one.examples + one.counterexamples))
        for _ in range(rnd.randint(1, 6)):
            place = rnd.randrange(len(text))
            old = text[place]
            if old.isdigit():
                text[place] = rnd.choice("0123456789")
            elif old.isalpha():
                text[place] = rnd.choice("ABCXYZ" if old.isupper() else "abcxyz")
            else:
                text[place] = rnd.choice((old, " ", "-", ".", "٣", "ſ", "é"))
        assert one.found_in("".join(text)) in (True, False)


def test_examples_are_found_among_others(one: Recognizer) -> None:
    """Unless it wants the cell for itself, it finds its example in a line of text."""
    if r"\A" in one.pattern:
        pytest.skip("wants the whole cell")
    assert one.found_in(f"see {one.examples[0]} please")
