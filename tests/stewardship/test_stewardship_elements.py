"""Exports of any size: their objects one by one, and where the values in them stand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.errors import ConfigError
from governance.stewardship import elements as module
from governance.stewardship.base import Candidate
from governance.stewardship.elements import Broken, Element, elements, read

_TEXT = st.text(st.characters(codec="utf-8"), max_size=5)
_VALUES: st.SearchStrategy[object] = st.deferred(
    lambda: (
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats(allow_nan=False)
        | _TEXT
        | st.lists(_VALUES, max_size=3)
        | st.dictionaries(_TEXT, _VALUES, max_size=3)
    )
)
_OBJECTS = st.lists(
    st.dictionaries(_TEXT.filter(lambda key: key != "data"), _VALUES, max_size=3), max_size=4
)


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    if path:
        yield path, value
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _paths(inner, (*path, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _paths(inner, (*path, number))


def _shapes(objects: list[Any], indent: int | None, ascii_: bool) -> dict[str, str]:
    def text(value: Any) -> str:
        return json.dumps(value, indent=indent, ensure_ascii=ascii_)

    return {
        "array": text(objects),
        "page": text({"data": objects, "paging": {"after": "]}"}}),
        "page that begins with something else": text({"paging": {}, "data": objects}),
        "one after the other": "\n".join(map(text, objects)),
        "pages": "\n".join(text({"data": [each], "paging": [1, {}]}) for each in objects),
    }


@given(_OBJECTS, st.sampled_from([None, 1, 4]), st.booleans())
def test_every_object_and_every_place(objects: list[Any], indent: int | None, ascii_: bool) -> None:
    for shape, text in _shapes(objects, indent, ascii_).items():
        found = list(elements(text))
        assert [each.data for each in found if isinstance(each, Element)] == objects, shape
        lines = text.split("\n")
        for each in found:
            assert isinstance(each, Element)
            for path, value in _paths(each.data):
                line, column = each.place(*path)
                rest = "\n".join([lines[line - 1][column - 1 :], *lines[line:]])
                assert json.JSONDecoder().raw_decode(rest)[0] == value, (shape, path)


@pytest.mark.parametrize(
    ("text", "read_", "broken"),
    [
        ("", 0, []),
        ("[]", 0, []),
        ('[{"a": 1}, ', 1, [(1, 11, True)]),
        ('[{"a": 1},\n {"b": }, {"c": 2}]', 1, [(2, 2, True)]),
        ('{"a": 1}\n{"b": \n{"c": 2}\n', 2, [(2, 1, False)]),
        ('{"data": [{"a": 1}, {"b"', 1, [(1, 21, True)]),
        ('{"a": ' + "[" * 100_000, 0, [(1, 1, False)]),
        ('[{"a": ' + "9" * 5000 + "}]", 0, [(1, 2, True)]),
        ('[1, "x", null, {"a": 1}]', 1, []),
    ],
)
def test_what_is_broken(text: str, read_: int, broken: list[tuple[int, int, bool]]) -> None:
    found = list(elements(text))
    assert sum(isinstance(each, Element) for each in found) == read_
    places = [(*each.place, each.ends) for each in found if isinstance(each, Broken)]
    assert places == broken


def test_half_a_character_is_no_text() -> None:
    (found,) = elements('{"a\\ud83d": ["\\udc00x", "\\ud83d\\ude42"]}')
    assert isinstance(found, Element)
    assert found.data == {"a?": ["?x", "🙂"]}


def test_a_file_that_is_too_large_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_BYTES", 10)
    with pytest.raises(ConfigError, match=r"has 12 bytes; split it, 10 are the most"):
        read(Candidate("x.json", b'[{"a": "b"}]'), "export")
