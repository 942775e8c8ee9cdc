"""What the lexicon takes for a name, and what only the spread of a column tells."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scanners.recognizers import recognizer
from scanners.recognizers.people import is_full_name, is_given_name, is_surname, people
from scanners.recognizers.spread import share_between, span_of_most


def test_the_lexicon_has_a_few_hundred_names_a_language() -> None:
    assert len(people().given) > 1100
    assert len(people().surnames) > 800
    assert all(name.isascii() and name == name.lower() for name in people().given)


@pytest.mark.parametrize(
    "name",
    [
        "Katarzyna Nowak",
        "Lovelace, Ada",
        "María del Carmen García López",
        "Jan-Willem van den Berg",
        "Jürgen Müller",
        "JUERGEN MUELLER",
        "Mueller Hans",
        "Zoë O'Neill",
    ],
)
def test_full_names(name: str) -> None:
    assert is_full_name(name)


@pytest.mark.parametrize(
    "text",
    [
        "Ada",
        "Thomas Cook Group",
        "Blue Cotton Shirt",
        "New York",
        "Hans im Glück Franchise GmbH",
        "Max Planck Institute",
        "",
        ", ,",
        "12 34",
    ],
)
def test_what_is_no_full_name(text: str) -> None:
    assert not is_full_name(text)


@pytest.mark.parametrize("text", ["", "-", "Smith & Sons Ltd", "Berlin"])
def test_what_is_no_part_of_a_name(text: str) -> None:
    assert not is_given_name(text)
    assert not is_surname(text)


CITIES = (
    "Berlin Hamburg Munich Paris Lyon Madrid Barcelona Rome Milan Lisbon Porto Warsaw Amsterdam "
    "Vienna Zurich London Manchester Dublin Boston Chicago Houston Seattle Denver Toronto Sydney "
    "Melbourne Austin Florence Charlotte Victoria Geneva Brussels Prague Lincoln Chester"
)


@pytest.mark.parametrize("name", ["world/given_name", "world/surname", "world/person_name"])
def test_cities_are_not_people(name: str) -> None:
    one = recognizer(name)
    known = [city for city in CITIES.split() if one.found_in(city)]
    assert len(known) < one.share * len(CITIES.split()) / 2


THIS_YEAR = datetime.now(UTC).year


def years(kind: str) -> Counter[int]:
    rnd = random.Random(kind)
    draw = {
        "births": lambda: int(rnd.triangular(1932, THIS_YEAR - 2, 1975)),
        "births of adults": lambda: rnd.randint(1945, THIS_YEAR - 18),
        "orders": lambda: rnd.randint(THIS_YEAR - 4, THIS_YEAR),
        "contracts": lambda: rnd.randint(THIS_YEAR - 15, THIS_YEAR + 5),
        "expiries": lambda: rnd.randint(THIS_YEAR, THIS_YEAR + 10),
        "battles": lambda: rnd.randint(1801, 1950),
        "hires": lambda: int(rnd.triangular(THIS_YEAR - 20, THIS_YEAR, THIS_YEAR)),
    }[kind]
    return Counter(draw() for _ in range(2000))


@pytest.mark.parametrize("kind", ["births", "births of adults"])
def test_dates_of_birth_are_spread_like_people(kind: str) -> None:
    judge = recognizer("world/birth_date").judge
    assert judge is not None
    assert judge(years(kind)) == 0.75


@pytest.mark.parametrize("kind", ["orders", "contracts", "expiries", "battles", "hires"])
def test_other_dates_are_not(kind: str) -> None:
    judge = recognizer("world/birth_date").judge
    assert judge is not None
    assert judge(years(kind)) == 0.0


def test_a_few_dates_tell_nothing() -> None:
    judge = recognizer("world/birth_date").judge
    assert judge is not None
    assert judge({1950 + n: 1 for n in range(49)}) == 0.0


@pytest.mark.parametrize(
    ("text", "year"), [("1969-07-20", 1969), ("20.07.1969", 1969), ("19690720", 1969)]
)
def test_the_year_is_counted(text: str, year: int) -> None:
    bucket = recognizer("world/birth_date").bucket
    assert bucket is not None
    assert bucket(text) == year


@pytest.mark.parametrize(
    ("cells", "sure"),
    [
        (["male", "female", "female", "divers"], 0.95),
        (["m", "f"] * 10, 0.85),
        (["M", "W", "D"] * 10, 0.85),
        (["m"] * 20, 0.2),
        (["h", "d", "x"], 0.2),
    ],
)
def test_letters_are_gender_where_both_are_there(cells: list[str], sure: float) -> None:
    one = recognizer("world/gender")
    assert one.bucket is not None
    assert one.judge is not None
    assert all(one.found_in(cell) for cell in cells)
    assert one.judge(Counter(map(one.bucket, cells))) == sure


def test_ages_thin_out_and_scores_do_not() -> None:
    judge = recognizer("world/age").judge
    assert judge is not None
    rnd = random.Random(5)
    assert judge(Counter(int(rnd.triangular(0, 95, 40)) for _ in range(1000))) == 0.3
    assert judge(Counter(rnd.randint(0, 100) for _ in range(1000))) == 0.0
    assert judge(Counter(rnd.randint(0, 5) for _ in range(1000))) == 0.0


COUNTS = st.dictionaries(st.integers(-50, 3000), st.integers(1, 50), min_size=1, max_size=12)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(COUNTS, COUNTS)
def test_counts_of_parts_add_up_to_that_of_the_whole(a: dict[int, int], b: dict[int, int]) -> None:
    """Each judge sees counts only, so parts of a column may be counted apart, in any order."""
    whole = Counter(a) + Counter(b)
    backwards = dict(reversed(list((Counter(b) + Counter(a)).items())))
    for name in ("world/birth_date", "world/age", "world/gender"):
        judge = recognizer(name).judge
        assert judge is not None
        assert judge(whole) == judge(backwards)
        assert 0 <= judge(whole) <= 1


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(COUNTS)
def test_the_middle_is_no_wider_than_the_whole(counts: dict[int, int]) -> None:
    assert 0 <= span_of_most(counts, 0.5) <= span_of_most(counts, 0.9) <= max(counts) - min(counts)
    assert share_between(counts, min(counts), max(counts)) == 1.0


def test_nothing_has_no_spread() -> None:
    assert share_between({}, 0, 9) == 0.0
    assert span_of_most({}, 0.8) == 0
