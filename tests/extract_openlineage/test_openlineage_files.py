"""Files of events in their forms, broken ones, and what is kept of them."""

from __future__ import annotations

import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.cache import FileCache
from governance.errors import ExtractError
from governance.extract.openlineage import files as reading
from governance.extract.openlineage.events import read
from governance.extract.openlineage.runs import shortened, written
from governance.extract.sources import openlineage
from governance.kept import decode, encode
from governance.settings import Source
from governance.tree import Folder

from .conftest import SPACE, edges, event, lines

ONE = event({"out": [{"name": "a.b.c", "from": {"x": ["a.b.d.x IDENTITY"]}}]})
TWO = event({"job": "two", "out": [{"name": "a.b.e", "from": {"x": ["a.b.c.x IDENTITY"]}}]})
EDGES = ["a.b.c.x -> a.b.e.x identity", "a.b.d.x -> a.b.c.x identity"]


@pytest.mark.parametrize(
    ("name", "content", "places"),
    [
        ("a.jsonl", lines([ONE, TWO]), [1, 2]),
        ("a.ndjson", b"\n\n" + lines([ONE]) + b"\r\n" + lines([TWO]), [3, 5]),
        ("a.json", json.dumps([ONE, TWO]).encode(), [1, 1]),
        ("a.json", b"[\n" + lines([ONE]) + b",\n" + lines([TWO]) + b"]", [2, 4]),
        ("a.json", f"{json.dumps(ONE, indent=1)}\n\n{json.dumps(TWO, indent=1)}".encode(), None),
        ("a.json", b"\xef\xbb\xbf" + lines([ONE, TWO]), [1, 2]),
        ("a.jsonl.gz", gzip.compress(lines([ONE, TWO])), [1, 2]),
        ("a.JSON.GZ", gzip.compress(json.dumps([ONE, TWO]).encode()), [1, 1]),
    ],
)
def test_forms(extracted, name, content, places):
    made = extracted({name: content})
    assert edges(made) == EDGES
    assert made.problems == ()
    found = sorted(edge.location.line for edge in made.edges)
    if places is None:
        places = [1, len(json.dumps(ONE, indent=1).split("\n")) + 2]
    assert found == places
    assert (made.coverage.statements, made.coverage.understood) == (2, 2)


BROKEN = [
    (b'{"CANARY": ', "not JSON, or is cut off"),
    (b'{"CANARY": 1}', "Object missing required field `eventTime`"),
    (b'"CANARY"', "Expected `object`, got `str`"),
    (b"CANARY\xff", "not JSON, or is cut off"),
    (b'{"a": ' + b"[" * 3000, "not JSON, or is cut off"),
    (json.dumps(ONE | {"eventTime": "CANARY"}).encode(), "its eventTime is no time"),
    (json.dumps(ONE | {"eventType": "CANARY"}).encode(), "its eventType is none that is known"),
    (json.dumps({"eventTime": "2026-01-01T00:00:00Z"}).encode(), "neither a job nor a dataset"),
    (json.dumps(ONE | {"outputs": [{"namespace": "CANARY", "name": ""}]}).encode(), "length >= 1"),
    (json.dumps(ONE | {"outputs": [{"name": 4}]}).encode(), "at `$.outputs[0].name`"),
]


@pytest.mark.parametrize(("line", "message"), BROKEN)
def test_a_broken_line_is_a_problem_and_the_rest_is_read(extracted, line, message):
    made = extracted({"a.jsonl": lines([ONE]) + line + b"\n" + lines([TWO])})
    assert edges(made) == EDGES
    (problem,) = made.problems
    assert message in problem.message
    assert (problem.location.file, problem.location.line) == ("events/a.jsonl", 2)
    assert "CANARY" not in repr(made)
    assert (made.coverage.statements, made.coverage.understood) == (3, 2)


def test_a_problem_is_the_same_on_another_line(extracted):
    here = extracted({"a.jsonl": lines([ONE]) + b"{}\n"}).problems[0]
    there = extracted({"a.jsonl": lines([ONE, TWO, TWO]) + b"{}\n"}).problems[0]
    assert here.fingerprint == there.fingerprint
    assert here.location != there.location


def test_many_broken_lines_are_told_in_part(extracted):
    content = lines([ONE]) + b"".join(b'{"n": %d}\n' % number for number in range(200))
    made = extracted({"a.jsonl": content})
    assert len(made.problems) == 51
    assert "they are not told" in made.problems[-1].message


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (gzip.compress(lines([ONE, TWO]))[:-20], "gzip cannot unpack it"),
        (b"\x1f\x8bnothing", "gzip cannot unpack it"),
        (json.dumps([ONE, TWO]).encode()[:-9], "not JSON, or is cut off"),
        (json.dumps(ONE, indent=1).encode()[:-9], "not JSON, or is cut off"),
        (b'{\n"a": "\xff"}', "not text in UTF-8"),
        (b"[" * 200_000 + b"\n" + b"]" * 200_000, "not JSON, or is cut off"),
    ],
)
def test_a_file_that_cannot_be_read_on(extracted, content, message):
    made = extracted({"a.json": content})
    assert message in made.problems[-1].message


def test_limits(monkeypatch):
    monkeypatch.setattr(reading, "MAX_EVENT", 1000)
    assert "a line has more than" in read(b'{"a": "' + b"x" * 2000).broken[0].message
    laid_out = json.dumps(ONE, indent=1).encode() * 3
    assert "one event a line" in read(laid_out).broken[0].message
    monkeypatch.setattr(reading, "MAX_UNPACKED", 1000)
    packed = gzip.compress(b"\n" * 5_000_000)
    assert "unpacks to more than" in read(packed).broken[0].message


def test_files_that_hold_no_events_are_left_alone(extracted, tmp_path):
    (tmp_path / "events").mkdir()
    (tmp_path / "events" / "link.json").symlink_to("a.jsonl")
    made = extracted({"a.jsonl": lines([ONE, TWO]), "README.md": b"# Events"})
    assert edges(made) == EDGES
    assert [problem.message.split(",")[0] for problem in made.problems] == [
        "this is a symbolic link"
    ]


def test_nothing_there(extracted, tmp_path):
    with pytest.raises(ExtractError, match=r"no file of events .* under events"):
        extracted({"README.md": b"# Events"})
    with pytest.raises(ExtractError, match="needs a path"):
        openlineage.extract(Source("events", "openlineage"), Folder(tmp_path), FileCache, ())


def test_what_was_read_is_not_read_again(tmp_path, monkeypatch):
    (tmp_path / "a.jsonl").write_bytes(lines([ONE, TWO]) + b"{}\n")
    source, cache = Source("events", "openlineage", "a.jsonl"), FileCache(tmp_path / "cache.db")
    first = openlineage.extract(source, Folder(tmp_path), cache, ())
    monkeypatch.setattr(openlineage, "read", None)
    assert openlineage.extract(source, Folder(tmp_path), cache, ()) == first


def test_tables_are_described_and_open(extracted):
    told = {"name": "a.b.c", "columns": ["x"], "from": {"y": ["a.b.d.z IDENTITY"]}}
    made = extracted({"a.jsonl": lines([event({"in": [{"name": "a.b.d"}], "out": [told]})])})
    assert made.tables == ()
    assert [(str(t.ref), [c.name for c in t.columns], t.open) for t in made.described] == [
        ("events:a.b.c", ["x", "y"], True),
        ("events:a.b.d", [], True),
    ]


def test_more_columns_and_inputs_than_can_be_told_apart(extracted):
    wide = {"name": "a.b.wide", "columns": [f"c{n}" for n in range(300)]}
    inputs = [{"name": f"a.b.t{n}"} for n in range(10)]
    made = extracted({"a.jsonl": lines([event({"in": inputs, "out": [wide]})])})
    assert edges(made) == [f"a.b.t{n}.* -> a.b.wide.* derived" for n in range(10)]
    (problem,) = made.problems
    assert problem.message.startswith("which of 10 inputs its 300 columns come from is not told")
    assert problem.location.line == 1


def test_the_lineage_facet_of_a_job(extracted):
    made = event({"in": [], "out": []})
    origin = {"type": "DATASET", "namespace": SPACE, "name": "a.b.d", "field": "x"}
    entry = {"type": "DATASET", "namespace": SPACE, "name": "a.b.c"}
    entry["fields"] = {"y": {"inputs": [origin]}}
    made["job"]["facets"] = {"lineage": {"entries": [entry, {"type": "JOB"}]}}
    assert edges(extracted({"a.jsonl": lines([made])})) == ["a.b.d.x -> a.b.c.y derived"]


_RUNS = st.lists(
    st.builds(
        lambda at, run, state, job, output, column: event(
            {
                "at": at,
                "run": run,
                "state": state,
                "job": job,
                "out": [{"name": f"a.b.{output}", "from": {column: [f"a.b.s.{job} IDENTITY"]}}],
            }
        ),
        st.integers(0, 59),
        st.sampled_from(["r1", "r2", "r3"]),
        st.sampled_from(["START", "COMPLETE", "FAIL", "RUNNING"]),
        st.sampled_from("jk"),
        st.sampled_from("xy"),
        st.sampled_from("cd"),
    ),
    max_size=12,
)


@given(_RUNS)
def test_what_is_left_out_of_a_file_would_not_have_counted(events):
    whole = read(lines(events))
    short = shortened(whole)
    told = [(w.told, w.line) for w in written({"f": whole})]
    assert [(w.told, w.line) for w in written({"f": short})] == told
    assert decode(encode(short), type(short)) == short


def test_what_is_kept_grows_with_jobs_and_not_with_runs():
    runs = [
        event({"at": n % 60, "run": f"r{n}", "out": [{"name": "a.b.c", "columns": ["x"]}]})
        for n in range(500)
    ]
    assert len(shortened(read(lines(runs))).events) == 1
