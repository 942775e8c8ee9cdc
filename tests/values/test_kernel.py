"""Counts: exact up to the cap, the same however rows are split, and never a value in them."""

from __future__ import annotations

import dataclasses
import pickle
from functools import cache
from itertools import pairwise

import msgspec
import polars as pl
import pyarrow as pa
import pytest
import regex
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scanners.values import presidio
from scanners.values.counts import Counts, decode, encode, levels, merge
from scanners.values.detectors import Detector, Form, Match, Undecided
from scanners.values.kernel import Kernel
from scanners.values.looked import Hit, Looked, looked

CANARY = "quetzalcanary"


def detector(name: str, pattern: str, category: str = "person_id", **more: object) -> Detector:
    """One that counts every match of a pattern."""

    def find(cell: str, context: tuple[str, ...]) -> tuple[Match, ...]:
        return tuple(Match(*m.span(), 1.0) for m in regex.finditer(pattern, cell) if m[0])

    given = {"find": find, **more}
    return Detector(name, name, category, None, (Form(pattern),), **given)  # type: ignore[arg-type]


EVEN = detector("even", r"\b\d*[02468]\b")
CODE = detector("code", r"\b[QX]-\d{2}-[A-Z]\b")
MAIL = detector("mail", r"\b[\w.]+@\w+\.example\b", "email")
SMALL = (EVEN, CODE, MAIL, detector("dial", r"\d{3}", "phone", slow=True))


@cache
def _all() -> Kernel:
    return Kernel(presidio.detectors(), seed=11)


def seen(cells: list[str | None], kernel: Kernel | None = None) -> Looked:
    """One column, looked at by all of Presidio's recognizers unless told otherwise."""
    kernel = kernel or _all()
    return looked(kernel.counts([{"c": cells}]), kernel.detectors)[0]


def hit(column: Looked, name: str, path: str = "") -> Hit:
    """The hit of one detector at one path."""
    return next(each for each in column.hits if each.detector == name and each.path == path)


ROWS = st.lists(
    st.none()
    | st.sampled_from(["", "  ", "Q-17-A", "a.b@mail.example", "żółw", '{"m": "a@x.example"}'])
    | st.integers(0, 60).map(str)
    | st.integers(0, 60).map(lambda n: f"X-{n:02}-B and {n}"),
    max_size=80,
)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(ROWS, st.lists(st.integers(0, 80), max_size=4), st.sampled_from([1, 3, 8, 1000]), st.data())
def test_however_rows_are_split_the_counts_are_the_same(
    rows: list[str | None], cuts: list[int], cap: int, data: st.DataObject
) -> None:
    kernel = Kernel(SMALL, cap=cap, seed=3)
    whole = merge(kernel.counts([{"c": rows}]))
    bounds = [0, *sorted(min(cut, len(rows)) for cut in cuts), len(rows)]
    parts = [rows[a:b] for a, b in pairwise(bounds)]
    counted = [kernel.counts([{"c": part}]) for part in data.draw(st.permutations(parts))]
    middle = len(counted) // 2
    left = merge(counted[0], *counted[1:middle]) if middle else counted[0]
    right = merge(*counted[max(middle, 1) :]) if counted[max(middle, 1) :] else None
    assert (merge(left, right) if right else left) == whole
    assert kernel.counts({"c": part} for part in parts) == whole


@settings(deadline=None)
@given(
    st.tuples(*[st.integers(0, 50)] * 3), st.tuples(*[st.integers(0, 50)] * 3), st.integers(1, 40)
)
def test_what_is_looked_at_of_the_whole_was_looked_at_in_each_part(
    part: tuple[int, int, int], more: tuple[int, int, int], cap: int
) -> None:
    whole = levels(*(a + b for a, b in zip(part, more, strict=True)), cap)
    of_part = levels(*part, cap)
    assert whole.strict <= of_part.strict
    assert whole.slow <= of_part.slow
    assert min(part[0], of_part.strict) + min(part[1], of_part.loose) <= cap


@settings(max_examples=100, deadline=None)
@given(ROWS)
def test_up_to_the_cap_counts_are_exact(rows: list[str | None]) -> None:
    kernel = Kernel(SMALL, seed=5)
    column = seen(rows, kernel)
    filled = [each for each in rows if each is not None and each.strip()]
    assert column.filled == len(filled)
    for each in SMALL:
        expected = sum(bool(each.find(cell, ())) for cell in filled)
        found = [h.rows for h in column.hits if h.detector == each.name and not h.path]
        assert found == ([expected] if expected and column.unknown is None else [])
    assert all(each.exact for each in column.hits)


def test_beyond_the_cap_counts_are_close_and_say_so() -> None:
    cells = [str(n * 7919 % 100_000) for n in range(40_000)]
    column = seen(cells, Kernel(SMALL, cap=1000, seed=5))
    found = hit(column, "even")
    assert not found.exact
    assert found.examined == 1000
    truth = sum(int(cell) % 2 == 0 for cell in cells)
    assert abs(found.rows - truth) < 0.1 * truth
    assert abs(column.distinct - 40_000) < 0.15 * 40_000
    assert not column.distinct_exact
    assert "about" in str(found)
    assert "sampled" in str(found)


def test_few_real_ones_are_not_lost_among_many_plain_numbers() -> None:
    cells = [str(n) for n in range(50_000)] + ["Q-17-A", "X-18-B", "X-18-B"]
    found = hit(seen(cells, Kernel(SMALL, cap=100, seed=5)), "code")
    assert (found.rows, found.exact, found.whole) == (3, True, 3)


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ([None, None], "all its values are NULL"),
        ([], "it has no rows"),
        (["", None, "   "], "all its values are NULL or empty"),
    ],
)
def test_columns_without_values_are_unknown(cells: list[str | None], why: str) -> None:
    column = seen(cells)
    assert column.unknown == why
    assert column.lines() == (f"c: unknown, {why}",)


def test_a_type_that_is_not_read_is_unknown() -> None:
    column = looked(_all().counts([pl.DataFrame({"c": [[1, 2], [3]]})]), _all().detectors)[0]
    assert column.unknown == "its type is list, which is not read"
    assert column.rows == 2


def test_what_comes_in_any_form_is_counted_alike() -> None:
    cells = ["ada@example.org", None, "Łódź 3", "ada@example.org"]
    forms = [
        {"c": cells},
        {"c": tuple(cells)},
        pl.DataFrame({"c": cells}),
        pa.table({"c": pa.array(cells, pa.string())}),
        pa.RecordBatch.from_pydict({"c": pa.array(cells, pa.large_string())}),
        pa.table({"c": pa.array(["no", *cells], pa.string_view()).slice(1)}),
        pa.table({"c": pa.array(cells).dictionary_encode()}),
        pa.table({"c": pa.chunked_array([pa.array(cells[:1]), pa.array(cells[1:])])}),
    ]
    counted = [_all().counts([form]) for form in forms]
    assert all(each == counted[0] for each in counted)
    assert hit(looked(counted[0], _all().detectors)[0], "presidio/EmailRecognizer").rows == 2


def test_numbers_and_surrogates_are_text_too() -> None:
    column = looked(_all().counts([pl.DataFrame({"c": [2125550147, 3]})]), _all().detectors)[0]
    assert hit(column, "presidio/PhoneRecognizer").rows == 1
    assert hit(seen(["ada@example.org \ud800"]), "presidio/EmailRecognizer").rows == 1


def test_threads_change_nothing() -> None:
    frame = pl.DataFrame({f"c{n}": [f"x{n}-{k}@example.org" for k in range(50)] for n in range(6)})
    one = Kernel(SMALL, seed=2).counts([frame, frame])
    assert Kernel(SMALL, seed=2, threads=4).counts([frame, frame]) == one


def test_spark_gets_bytes_that_add_up() -> None:
    kernel = Kernel(SMALL, seed=2)
    batches = pa.table({"c": [f"Q-{n % 40:02}-A" for n in range(90)]}).to_batches(max_chunksize=20)
    rows = [row for part in batches for row in kernel.map_in_arrow(iter([part]))]
    assert [row.schema.names for row in rows] == [["counts"]] * 5
    parts = [decode(row.column("counts")[0].as_py()) for row in rows]
    assert merge(*parts) == kernel.counts(batches)


def test_counts_of_different_plans_do_not_add_up() -> None:
    one, other = (Kernel(SMALL, seed=seed).counts([{"c": ["1"]}]) for seed in (1, 2))
    with pytest.raises(ValueError, match="different plans"):
        merge(one, other)
    with pytest.raises(ValueError, match="no counts"):
        decode(b"\x00nonsense")
    assert decode(encode(one)) == one


def test_the_names_of_a_column_speak_for_what_is_in_it() -> None:
    cells = ["219099991", "219099992"]
    named = Kernel(presidio.detectors(), seed=11, context={"c": ("employee", "ssn")})
    assert hit(seen(cells, named), "presidio/UsSsnRecognizer").rows == 2
    assert "presidio/UsSsnRecognizer" not in {each.detector for each in seen(cells).hits}


def test_long_cells_are_cut_and_that_is_said() -> None:
    column = seen(["x " * 2040 + "ada@example.org", "ada@example.org" + " y" * 3000])
    assert hit(column, "presidio/EmailRecognizer").rows == 2
    column = seen(["x " * 2048 + "ada@example.org"])
    assert not column.hits
    assert column.gaps == ("longer than 4,096 characters, so not looked at to the end: 1 value",)


def test_other_peoples_code_may_fail_and_that_is_said() -> None:
    def fails(cell: str, context: tuple[str, ...]) -> tuple[Match, ...]:
        raise KeyError(cell)

    def gives_up(cell: str, context: tuple[str, ...]) -> tuple[Match, ...]:
        raise Undecided

    bad = (detector("bad", "c", find=fails), detector("tired", "c", find=gives_up))
    column = seen([CANARY, "x"], Kernel(bad))
    assert column.gaps == ("some values could not be decided by bad, tired",)
    assert not column.hits


def test_what_only_a_column_can_tell_is_judged_from_counts() -> None:
    born = detector(
        "born",
        r"\b\d{4}\b",
        "dob",
        bucket=lambda text: int(text) // 10,
        judge=lambda counts: len(counts) / 10 + counts[196] / 100,
    )
    column = seen(["1961", "1962", "1962", "1975", "no"], Kernel((born,)))
    assert hit(column, "born").judged == pytest.approx(0.2 + 0.03)


def test_no_value_is_in_what_comes_out() -> None:
    cells = [f"{CANARY}{n}@example.org" for n in range(50)] + [
        '{"' + CANARY + ' k": "a@example.org"}'
    ]
    kernel = Kernel(presidio.detectors(), seed=1)
    counts = kernel.counts([{"c": cells}])
    column = looked(counts, kernel.detectors)[0]
    for said in (
        repr(counts),
        repr(column),
        str(msgspec.to_builtins(column)),
        "\n".join(column.lines()),
        encode(counts).decode("latin-1"),
        repr(pickle.dumps(counts)),
    ):
        assert CANARY not in said
    assert hit(column, "presidio/EmailRecognizer").rows == 51


def test_hashes_are_not_told() -> None:
    kernel = Kernel(SMALL, seed=1)
    counts = kernel.counts([{"c": ["Q-17-A"]}])
    column = looked(counts, SMALL)[0]
    assert isinstance(counts, Counts)
    assert str(counts.columns[0].values.seen[0].hash) not in str(msgspec.to_builtins(column))


def test_a_person_reads_how_many_of_how_many_and_by_what() -> None:
    column = seen(["ada@example.org"] * 3 + ["none", None])
    assert column.lines() == (
        "c: 3 of 4 values match Presidio's EmailRecognizer (exact: 1 distinct candidate looked at)",
        "c: 3 of 4 values match Presidio's UrlRecognizer (exact: 1 distinct candidate looked at)",
    )


def test_detectors_are_data() -> None:
    assert not dataclasses.is_dataclass(EVEN)
    with pytest.raises(AttributeError):
        EVEN.name = "odd"  # type: ignore[misc]
