"""YAML is read safely, and every fault is told with its line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Meta

from governance.documents import MAX_BYTES, MAX_DEPTH, Text, load
from governance.errors import ConfigError
from governance.faults import MUST_BE, first_fault
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
    ("tab", b"a:\n\tb: 1\n", 2, "not valid YAML: a tab stands here"),
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


REFUSED_OF_OTHERS = [
    ("alias bomb", b"l: &l [" + b"x," * 400 + b"]\nm: [" + b"*l," * 400 + b"]\n", 2, "100,000 val"),
    ("alias in itself", b"a: &a\n  - *a\n", 2, "inside what it stands for"),
    ("alias of nothing", b"a: *b\n", 1, "without its anchor"),
    ("merge of a word", b"a:\n  <<: word\n", 2, "takes a mapping"),
    ("merge of a list of words", b"a:\n  <<: [{b: 1}, word]\n", 2, "takes a mapping"),
    ("tag", b"a: !!python/object/apply:os.system ['true']\n", 1, "tags"),
    ("two documents", b"a: 1\n---\nb: 2\n", 2, "two documents"),
    ("too deep", b"[" * 100 + b"]" * 100, 1, f"more than {MAX_DEPTH}"),
]


@pytest.mark.parametrize(
    ("content", "line", "why"),
    [r[1:] for r in REFUSED_OF_OTHERS],
    ids=[r[0] for r in REFUSED_OF_OTHERS],
)
def test_what_could_harm_is_refused_in_files_of_others_too(
    content: bytes, line: int, why: str
) -> None:
    with pytest.raises(ConfigError) as refused:
        load(content, "x.yml", foreign=True)
    assert why in refused.value.message
    assert refused.value.location is not None
    assert refused.value.location.line == line


def test_files_of_others_may_have_aliases_and_merge_keys() -> None:
    document = load(
        b"base: &base\n  owner: a\n  level: [x, y]\n"
        b"one:\n  <<: *base\n  owner: b\n"
        b"two: *base\n"
        b"three:\n  <<: [{c: 1, owner: z}, *base]\n",
        "x.yml",
        foreign=True,
    )
    base = {"owner": "a", "level": ["x", "y"]}
    assert document.data == {
        "base": base,
        "one": {"owner": "b", "level": ["x", "y"]},
        "two": base,
        "three": {"c": 1, "owner": "z", "level": ["x", "y"]},
    }
    assert document.location("one", "owner") == Location("x.yml", 6, 10)
    assert document.location("one", "level", 1) == Location("x.yml", 3, 14)
    assert document.key_location("one", "level") == Location("x.yml", 3, 3)
    assert document.location("two") == Location("x.yml", 7, 6)
    assert document.location("two", "level", 0) == Location("x.yml", 3, 11)
    assert document.doubled == ()


def test_a_key_that_stands_twice_is_noted_in_files_of_others() -> None:
    document = load(b"a: 1\nb: {c: 1, c: 2}\na: 3\n", "x.yml", foreign=True)
    assert document.data == {"a": 3, "b": {"c": 2}}
    assert document.doubled == ((Location("x.yml", 2, 11), 2), (Location("x.yml", 3, 1), 1))


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8"), max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=5), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(PLAIN, PLAIN)
@settings(deadline=None)
def test_what_pyyaml_writes_with_aliases_is_read_as_it_was(one: Any, two: Any) -> None:
    data = {"a": one, "b": [one, two], "c": {"d": two}, "e": one}
    try:
        text = yaml.safe_dump(data)
        expected = yaml.safe_load(text)
    except yaml.YAMLError:
        return  # characters that YAML does not have
    assert load(text.encode(), "x.yml", foreign=True).data == expected


class Inner(msgspec.Struct, forbid_unknown_fields=True):
    owner: Text | None = None
    days: Annotated[int, Meta(gt=0, extra={MUST_BE: "a whole number greater than 0"})] | None = None
    level: Literal["low", "high"] | None = None
    share: float = 1.0
    kept: bool = False
    until: dt.date | None = None

    def __post_init__(self) -> None:
        if self.kept and self.until:
            raise ValueError("kept for ever, or until a day; not both")


class Outer(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    version: Literal[1]
    assets: tuple[Inner, ...] = ()
    named: Mapping[Annotated[str, Meta(pattern="^[a-z]+$", extra={MUST_BE: "small"})], Inner] = {}
    numbers: Mapping[str, tuple[int | float | str, ...]] = {}
    one: Inner | None = None
    free: tuple[Mapping[str, Any], ...] = ()


FAULTS = [
    # what stands there, the line and column named, words of the message
    ("version: 1\nassets:\n  - {ownr: x}\n", 3, 6, 'unknown key "ownr", did you mean "owner"?'),
    ("version: 1\nasets: []\n", 2, 1, 'unknown key "asets", did you mean "assets"?; there are'),
    ("version: 1\nassets:\n  - days: x\n    dys: 1\n", 4, 5, 'did you mean "days"?'),
    ("version: 1\n1: x\n", 2, 1, 'unknown key "1"; there are version, assets'),
    ('version: 1\n"\\uFFFE": x\n', 2, 1, 'unknown key "\\ufffe"'),
    ("assets: []\n", 1, 1, 'the key "version" is missing'),
    ("", 1, 1, 'the key "version" is missing'),
    ("assets: 3\n", 1, 9, '"assets" must be a list: - before each entry'),
    ("version: 2\n", 1, 10, '"version" must be 1'),
    ("version: true\n", 1, 10, '"version" must be 1'),
    ("version: 1\nassets:\n  - {}\n  - {owner: no}\n", 4, 13, '"owner" must be text; put the'),
    ("version: 1\none: {owner: 2027-01-31}\n", 2, 14, "put the value in quotes"),
    (
        "version: 1\none:\n  days: 1\n  owner: ' '\n",
        4,
        10,
        "text that is not empty",
    ),
    ("version: 1\none: {owner: [a]}\n", 2, 14, '"owner" must be text'),
    ("version: 1\none: {days: 0}\n", 2, 13, '"days" must be a whole number greater than 0'),
    ("version: 1\none: {days: 1.5}\n", 2, 13, '"days" must be a whole number'),
    ("version: 1\none: {share: x}\n", 2, 14, '"share" must be a number'),
    ("version: 1\none: {kept: 1}\n", 2, 13, '"kept" must be true or false'),
    ("version: 1\none: {until: soon}\n", 2, 14, '"until" must be a date, such as 2027-01-31'),
    ("version: 1\none: {level: top}\n", 2, 14, '"level" must be one of low, high'),
    ("version: 1\none: {kept: true, until: 2027-01-31}\n", 2, 6, "kept for ever, or until a day"),
    ("version: 1\none: [1]\n", 2, 6, '"one" must be a mapping'),
    ("version: 1\nassets:\n  - 3\n", 3, 5, '"assets": each entry must be a mapping'),
    ("version: 1\nassets: [~]\n", 2, 10, "must be a mapping of keys to values (key: value); there"),
    ("version: 1\nnamed:\n  a: {}\n  b: {days: x}\n", 4, 13, '"days" must be a whole number'),
    ("version: 1\nnamed:\n  a: {}\n  B: {}\n", 4, 3, 'the key "B" must be small'),
    ("version: 1\nnamed: {1: {}}\n", 2, 9, 'the key "1" must be text; put it in quotes'),
    ("version: 1\nnumbers: {x: [1, a, no]}\n", 2, 21, '"x": each entry must be a number or text'),
    ("version: 1\nfree: [{1: x}]\n", 2, 9, 'the key "1" must be text'),
    ("- 1\n", 1, 1, "the file must be a mapping"),
    ("~\n", 1, 1, "is missing"),
]


@pytest.mark.parametrize(("text", "line", "column", "says"), FAULTS)
def test_a_fault_is_told_with_its_place_and_what_was_meant(
    text: str, line: int, column: int, says: str
) -> None:
    with pytest.raises(ConfigError) as refused:
        load(text.encode(), "x.yml").read_as(Outer)
    assert says in refused.value.message
    assert refused.value.location == Location("x.yml", line, column)


def test_what_is_right_is_read() -> None:
    text = b"version: 1\nassets: [{owner: a, days: 3, share: 1, until: 2027-01-31}]\none: ~\n"
    assert load(text, "x.yml").read_as(Outer) == Outer(
        version=1, assets=(Inner("a", 3, share=1.0, until=dt.date(2027, 1, 31)),)
    )


def test_a_mistake_in_a_model_is_not_taken_for_one_in_the_file() -> None:
    class Wrong(msgspec.Struct):
        def __post_init__(self) -> None:
            raise TypeError("ours")

    with pytest.raises(msgspec.ValidationError, match="ours"):
        load(b"{}", "x.yml").read_as(Wrong)


CANARY = "canary-4f1c"
scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.dates()
    | st.sampled_from(["", "low", "\ud800"])
)
keys = st.sampled_from([*Outer.__struct_fields__, *Inner.__struct_fields__]) | scalars
data = st.recursive(
    scalars | st.just(CANARY),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)
likely = st.fixed_dictionaries(
    {"version": st.just(1)},
    optional={
        "assets": st.lists(st.dictionaries(keys, data, max_size=3), max_size=3),
        "named": st.dictionaries(st.just("a") | keys, data, max_size=3),
        "numbers": st.dictionaries(keys, st.lists(data, max_size=3), max_size=3),
        "one": st.dictionaries(st.sampled_from(Inner.__struct_fields__), data, max_size=6),
        "free": st.lists(data, max_size=3),
    },
)


@settings(deadline=None)
@given(data | likely)
def test_whatever_is_refused_has_a_fault_at_a_place_that_is_there(found: Any) -> None:
    try:
        msgspec.convert(found, Outer)
    except (msgspec.ValidationError, UnicodeError):
        fault = first_fault(found, Outer)
    else:
        return
    assert fault.message.isprintable()
    assert CANARY not in fault.message
    at = found
    for step in fault.path[:-1] if fault.key else fault.path:
        at = at[step]
    assert not fault.key or fault.path[-1] in at
