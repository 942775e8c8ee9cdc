"""Encoded values are opened, within bounds; hashes are seen to stand for something else."""

from __future__ import annotations

import base64
import gzip
import json
import time
import zlib
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from scanners.values import presidio
from scanners.values.detectors import Detector
from scanners.values.kernel import Kernel
from scanners.values.looked import Looked, looked
from scanners.values.opening import BEYOND, LONGEST, pieces
from scanners.values.shapes import shape

CASES = yaml.safe_load(Path(__file__).with_name("opened.yml").read_text(encoding="utf-8"))
EMAIL = "presidio/EmailRecognizer"


@cache
def _email() -> tuple[Detector, ...]:
    return tuple(each for each in presidio.detectors() if each.name == EMAIL)


def seen(*cells: str) -> Looked:
    """One column, looked at for email addresses."""
    kernel = Kernel(_email(), seed=4)
    return looked(kernel.counts([{"c": cells}]), kernel.detectors)[0]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_what_is_inside_is_found_at_its_path(case: dict[str, Any]) -> None:
    inside = [hit.path for hit in seen(case["value"]).hits if hit.path]
    assert inside == case["paths"]


def packed(text: str) -> str:
    """Compressed, in base64."""
    return base64.b64encode(gzip.compress(text.encode(), mtime=0)).decode()


def test_compressed_text_is_opened() -> None:
    assert [hit.path for hit in seen(packed('{"m": "ada@example.org"}')).hits] == [
        "base64 > gzip > $.m"
    ]
    small = base64.b64encode(zlib.compress(b"ada@example.org")).decode()
    assert [hit.path for hit in seen(small).hits] == ["base64 > gzip"]


BOMBS = {
    "a gzip bomb": packed("ada@example.org " * 300_000),
    "a larger one": packed("ada@example.org " * 3_000_000),
    "nested compression": packed(packed(packed(packed(packed("ada@example.org"))))),
    "deep lists": "[" * 7000 + "]" * 7000,
    "deep objects": '{"a":' * 2000 + "1" + "}" * 2000,
    "very many pieces": json.dumps(["x"] * 4000),
    "longer than is opened": json.dumps({"m": "y" * LONGEST}),
    "a long number": "[" + "9" * 12_000 + "]",
    "a long list": ";".join(["ab"] * 5000),
    "many fields": "&".join(f"a{n}=b" for n in range(2500)),
}


@pytest.mark.parametrize("value", BOMBS.values(), ids=BOMBS)
def test_bombs_stay_small(value: str) -> None:
    started = time.process_time()
    found = pieces(value)
    assert time.process_time() - started < 1.0
    assert len(found) <= 257
    assert sum(len(piece.text) for piece in found) <= 65_536


@pytest.mark.parametrize(
    "name",
    ["a gzip bomb", "a larger one", "nested compression", "deep objects", "very many pieces"],
)
def test_what_lies_beyond_the_bounds_is_said(name: str) -> None:
    assert BEYOND in {piece.path for piece in pieces(BOMBS[name])}
    assert any("to be opened whole" in gap for gap in seen(BOMBS[name]).gaps)


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text_can_be_tried(text: str) -> None:
    pieces(text)


@settings(deadline=None)
@given(
    st.recursive(
        st.text(max_size=20),
        lambda e: st.lists(e, max_size=3) | st.dictionaries(st.text(max_size=6), e, max_size=3),
    )
)
def test_all_text_of_json_comes_out(value: Any) -> None:
    def leaves(part: Any) -> int:
        inner = (
            part if isinstance(part, list) else part.values() if isinstance(part, dict) else None
        )
        return bool(part) if inner is None else sum(map(leaves, inner))

    if isinstance(value, list | dict):
        found = pieces(json.dumps(value))
        assert len(found) >= min(leaves(value), 1)


def test_keys_that_hardly_any_value_has_are_not_told() -> None:
    cells = [json.dumps({"by": {f"ada{chr(97 + n)}": "ada@example.org"}}) for n in range(20)]
    assert {hit.path for hit in seen(*cells).hits if hit.path} == {"$.by.*"}
    cells = [json.dumps({"by": {"mail": f"ada{n}@example.org"}}) for n in range(20)]
    assert {hit.path for hit in seen(*cells).hits if hit.path} == {"$.by.mail"}


def test_a_piece_does_not_show_its_text() -> None:
    assert "example" not in repr(pieces('{"mail": "ada@example.org"}'))


SHAPES = {
    "$2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW": "bcrypt hash",
    "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$RdescudvJCsgt3ub+b4dWRWJTmaaJObG": "argon2 hash",
    "$6$saltsalt$" + "a." * 43: "crypt hash",
    "5f4dcc3b5aa765d61d8327deb882cf99": "128-bit digest (as MD5)",
    "DA39A3EE5E6B4B0D3255BFEF95601890AFD80709": "160-bit digest (as SHA-1)",
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855": (
        "256-bit digest (as SHA-256)"
    ),
    "c0ffee00-1234-4abc-8def-0123456789ab": "random identifier (UUID version 4)",
    "c0ffee00-1234-1abc-8def-0123456789ab": None,
    "12345678901234567890123456789012": None,
    "5f4dcc3b5aa765d61d8327deb882cf9": None,
    "the quick brown fox jumps over the lazy dog": None,
}


@pytest.mark.parametrize(("value", "expected"), SHAPES.items())
def test_hashes_are_known_by_their_shape(value: str, expected: str | None) -> None:
    assert shape(value) == expected


def test_hashes_are_pseudonyms_not_findings() -> None:
    column = seen(*(f"{n:064x}".replace("0", "a") for n in range(1, 30)))
    assert not column.hits
    assert [(each.title, each.rows) for each in column.pseudonyms] == [
        ("256-bit digest (as SHA-256)", 29)
    ]
