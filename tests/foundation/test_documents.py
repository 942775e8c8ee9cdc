"""YAML is read safely, and every fault is told with its line."""

from __future__ import annotations

import datetime as dt

import pytest
from pydantic import BaseModel, ConfigDict

from governance.documents import MAX_BYTES, MAX_DEPTH, load
from governance.errors import ConfigError
from governance.model.location import Location

BOMB = b"a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b]\n"

REFUSED = [
    ("alias bomb", BOMB, 2, "aliases"),
    ("alias", b"a: &x 1\nb: *x\n", 2, "aliases"),
    ("merge key", b"a:\n  <<: {b: 1}\n", 2, "merge keys"),
    ("tag", b"a: !!python/object/apply:os.system ['true']\n", 1, "tags"),
    ("duplicate key", b"owner: a\nlevel: b\nowner: c\n", 3, "twice (line 1)"),
    ("two documents", b"a: 1\n---\nb: 2\n", 2, "two documents"),
    ("too deep", b"[" * 100 + b"]" * 100, 1, f"more than {MAX_DEPTH}"),
    ("very deep", b"[" * 200_000, 1, ""),
    ("no YAML", b"a: [1\nb: 2\n", 2, "not valid YAML"),
    ("tab", b"a:\n\tb: 1\n", 2, "not valid YAML"),
    ("UTF-16", "a: 1\n".encode("utf-16"), 1, "not UTF-8"),
    ("binary", b"ok: 1\n\x00\x01\xff\xfe", 2, "not UTF-8"),
    ("control character", b"a: \x07\n", 0, "not allow"),
    ("collection as a key", b"? [a, b]\n: 1\n", 1, "plain word"),
    ("no such day", b"until: 2027-02-31\n", 1, "in quotes"),
    ("too large", b"#" * (MAX_BYTES + 1), 0, "split it"),
]


@pytest.mark.parametrize(
    ("content", "line", "why"), [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED]
)
def test_what_could_harm_is_refused_with_its_line(content: bytes, line: int, why: str) -> None:
    with pytest.raises(ConfigError) as refused:
        load(content, "x.yml")
    assert why in refused.value.message
    assert refused.value.location is not None
    if line and "very deep" not in why:
        assert refused.value.location.line == line


def test_a_refusal_never_shows_the_content() -> None:
    canary = "canary-4f1c@example.org"
    for _, content, _, _ in REFUSED:
        with pytest.raises(ConfigError) as refused:
            load(content + f"\n# {canary}\n'{canary}".encode(), "x.yml")
        assert canary not in str(refused.value)


def test_values_are_plain_and_know_their_place() -> None:
    document = load(b"a: 1\nb:\n  - x: 'no'\n    until: 2027-01-31\n  - y: ~\n", "x.yml")
    assert document.data == {
        "a": 1,
        "b": [{"x": "no", "until": dt.date(2027, 1, 31)}, {"y": None}],
    }
    assert document.location("b", 0, "x") == Location("x.yml", 3, 8)
    assert document.location("b", 1, "gone") == Location("x.yml", 5, 5)


def test_an_empty_file_is_an_empty_mapping() -> None:
    assert load(b"", "x.yml").data == {}
    assert load(b"# nothing\n", "x.yml").data == {}


class Inner(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    owner: str | None = None
    days: int | None = None


class Outer(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    version: int
    assets: list[Inner] = []
    named: dict[str, Inner] = {}


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("version: 1\nassets:\n  - {ownr: x}\n", 3, 'unknown key "ownr", did you mean "owner"?'),
        ("version: 1\nasets: []\n", 2, 'unknown key "asets", did you mean "assets"?'),
        ("assets: []\n", 1, 'the key "version" is missing'),
        ("version: 1\nassets:\n  - {}\n  - {owner: no}\n", 4, "put the value in quotes"),
        ("version: 1\nnamed:\n  a: {days: x}\n", 3, '"days" must be a valid integer'),
        ("- 1\n", 1, "the file"),
    ],
)
def test_a_fault_is_told_with_its_line_and_what_was_meant(text: str, line: int, says: str) -> None:
    with pytest.raises(ConfigError) as refused:
        load(text.encode(), "x.yml").read_as(Outer)
    assert says in refused.value.message
    assert refused.value.location is not None
    assert refused.value.location.line == line
