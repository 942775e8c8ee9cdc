"""Models written in Python are read, and never run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from governance.extract.dbt.python_models import NotPython, PythonCall, read_python

HERE = Path(__file__).parent


def test_what_a_model_configures_and_reads() -> None:
    text = """\
def model(dbt, session):
    dbt.config(materialized="table", tags=["a", "b"], meta={"owner": "team"},
               packages=PACKAGES)
    readers = dbt.ref("stg_readers")
    old = dbt.ref("bookshop", "prices", v=1)
    ü = dbt.ref(dbt.config.get("which")); loans = dbt.source("crm", "loans")
    return readers
"""
    model = read_python(text)
    assert model.config == {"materialized": "table", "tags": ["a", "b"], "meta": {"owner": "team"}}
    assert model.places["meta"] == (2, 55)
    assert model.calls == (
        PythonCall("ref", ("stg_readers",), 4, 15),
        PythonCall("ref", ("bookshop", "prices"), 5, 11, "1"),
        PythonCall("source", ("crm", "loans"), 6, 51),
    )
    assert model.unclear == ((3, 25), (6, 9))


def test_dbt_reads_the_same_tags() -> None:
    node = json.loads((HERE / "bookshop.manifest.json").read_text())["nodes"][
        "model.bookshop.scores"
    ]
    model = read_python((HERE / "bookshop" / node["original_file_path"]).read_text())
    assert set(model.config["tags"]) <= set(node["tags"])
    assert model.config["materialized"] == node["config"]["materialized"]
    assert [list(call.arguments) for call in model.calls] == [[ref["name"]] for ref in node["refs"]]


def test_a_model_that_calls_dbt_by_another_name() -> None:
    assert read_python("def model(d, s):\n    return d.ref('x')\n").calls[0].arguments == ("x",)


@pytest.mark.parametrize(
    ("text", "line"),
    [("def model(dbt:\n", 1), ("a\nb c\n", 2), ("(" * 5000, 1), ("\0", 1), ("x" * 2_000_000, 1)],
    ids=["open", "two lines", "deep", "a null", "large"],
)
def test_what_is_no_python_is_said_to_be_none(text: str, line: int) -> None:
    with pytest.raises(NotPython) as refused:
        read_python(text)
    assert refused.value.line == line
    assert refused.value.column >= 1


def test_nothing_is_run(tmp_path: Path) -> None:
    file = tmp_path / "ran"
    read_python(f"open({str(file)!r}, 'w')\ndbt.config(tags=[open({str(file)!r}, 'w')])\n")
    assert not file.exists()
