"""Checksums against the numbers that their issuers work through, and against single errors."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scanners.recognizers import recognizer
from scanners.recognizers.checksums import (
    is_date,
    luhn,
    mod_11_2,
    mod_11_10,
    mod_97,
    verhoeff,
    weighted,
)
from scanners.recognizers.keccak import keccak_256

CASES = yaml.safe_load(Path(__file__).with_name("worked_examples.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['recognizer']} {case['number']}")
def test_a_published_number_is_found(case: dict[str, str]) -> None:
    assert recognizer(case["recognizer"]).found_in(case["number"])


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['recognizer']} {case['number']}")
def test_most_wrong_digits_are_noticed(case: dict[str, str]) -> None:
    one, number = recognizer(case["recognizer"]), case["number"]
    wrong = [
        number[:place] + digit + number[place + 1 :]
        for place, old in enumerate(number)
        if old.isdigit() and old.isascii()
        for digit in "0123456789"
        if digit != old
    ]
    missed = sum(one.found_in(each) for each in wrong)
    assert missed <= 0.15 * len(wrong)


DIGITS = st.text("0123456789", min_size=1, max_size=18)

SCHEMES = {
    "luhn": (luhn, "0123456789"),
    "mod_11_10": (mod_11_10, "0123456789"),
    "mod_11_2": (mod_11_2, "0123456789X"),
    "verhoeff": (verhoeff, "0123456789"),
}


@pytest.mark.parametrize("name", SCHEMES)
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(body=DIGITS, data=st.data())
def test_one_check_digit_is_right_and_one_wrong_digit_is_noticed(
    name: str, body: str, data: st.DataObject
) -> None:
    check, alphabet = SCHEMES[name]
    right = [digit for digit in alphabet if check(body + digit)]
    assert len(right) == 1
    number = body + right[0]
    place = data.draw(st.integers(0, len(body) - 1))
    wrong = data.draw(st.sampled_from([d for d in "0123456789" if d != number[place]]))
    assert not check(number[:place] + wrong + number[place + 1 :])


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(body=DIGITS, data=st.data())
def test_verhoeff_notices_neighbours_that_change_places(body: str, data: st.DataObject) -> None:
    number = body + next(digit for digit in "0123456789" if verhoeff(body + digit))
    place = data.draw(st.integers(0, len(number) - 2))
    a, b = number[place], number[place + 1]
    if a != b:
        assert not verhoeff(number[:place] + b + a + number[place + 2 :])


def test_letters_count_from_ten() -> None:
    assert mod_97("A1") == 101 % 97
    assert weighted("123", (1, 10, 100)) == 321


def test_the_calendar_knows_leap_years() -> None:
    assert is_date(2000, 2, 29)
    assert not is_date(1900, 2, 29)
    assert not is_date(0, 1, 1)


@pytest.mark.parametrize(
    ("text", "digest"),
    [
        (b"", "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"),
        (b"abc", "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"),
    ],
)
def test_keccak_is_that_of_before_sha_3(text: bytes, digest: str) -> None:
    assert keccak_256(text).hex() == digest


def test_keccak_takes_in_more_than_one_block() -> None:
    assert len({keccak_256(b"a" * length) for length in range(130, 280)}) == 150
