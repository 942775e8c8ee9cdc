"""Recognizers are found by their folder, others by entry point; what is wrong is said."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import scanners.recognizers
from governance import plugins
from governance.errors import ConfigError
from scanners.recognizers.pattern import outside_the_language
from scanners.recognizers.recognizer import USUAL_SHARE, of_module

GOOD = '''"""Membership number of the Example Club.

EC and six digits.
https://example.org/members
"""

CATEGORY = "person_id"
KIND = None
PATTERN = r"\\bEC[0-9]{6}\\b"
WORDS = ("member",)
ALONE = 0.9
EXAMPLES = ("EC000001", "EC123456", "EC999999")
COUNTEREXAMPLES = ("EC1", "ED000001", "EC1234567")
'''


@pytest.fixture
def offered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An installed distribution that offers the recognizer `de/example_club`."""
    info = tmp_path / "acme_ids-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-ids\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[lictor.recognizers]\nde/example_club = acme_club\n")
    (tmp_path / "acme_club.py").write_text(GOOD)
    monkeypatch.syspath_prepend(tmp_path)
    caches: list[Any] = [
        plugins._installed,
        plugins._entry_points,
        scanners.recognizers.recognizers,
        scanners.recognizers.recognizer,
    ]
    for kept in caches:
        kept.cache_clear()
    yield info
    for kept in caches:
        kept.cache_clear()
    sys.modules.pop("acme_club", None)


def test_a_distribution_offers_one_more(offered: Path) -> None:
    one = scanners.recognizers.recognizer("de/example_club")
    assert one in scanners.recognizers.recognizers()
    assert one.title == "Membership number of the Example Club"
    assert one.share == USUAL_SHARE
    assert one.match("number EC000001") == (7, 15)
    assert one.match("EC1") is None
    assert scanners.recognizers.offered() == "de/example_club=acme_club@1.0"


def test_a_doubled_name_is_an_error(offered: Path) -> None:
    (offered / "entry_points.txt").write_text("[lictor.recognizers]\nde/tax_id = acme_club\n")
    with pytest.raises(ConfigError, match="two recognizer plugins are named 'de/tax_id'"):
        scanners.recognizers.recognizers()


def test_an_unknown_name_is_an_error_with_the_nearest_and_without_two_hundred_others() -> None:
    with pytest.raises(ConfigError, match='did you mean "de/tax_id"') as caught:
        scanners.recognizers.recognizer("de/taxid")
    assert len(str(caught.value)) < 120


def module(**changes: object) -> ModuleType:
    made: dict[str, Any] = {}
    exec(GOOD, made)  # the module above, written out
    built = ModuleType("club", made["__doc__"])
    for key, value in (made | changes).items():
        if (key.isupper() or key in changes) and (value is not None or key == "KIND"):
            setattr(built, key, value)
    if changes.get("__doc__", "") is None:
        built.__doc__ = None
    return built


def test_a_good_one_is_read() -> None:
    one = of_module("world/club", module(SHARE=0.7))
    assert (one.country, one.share, one.alone) == ("world", 0.7, 0.9)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"CATEGORY": "emial"}, "no category 'emial'"),
        ({"KIND": "passport"}, "the category person_id has no kind passport"),
        ({"PATTERN": None}, "PATTERN is missing"),
        ({"PATTERN": "EC[0-9]+"}, "PATTERN repeats without bound at character 8"),
        ({"ALONE": None}, "ALONE is missing"),
        ({"ALONE": 1.2}, "ALONE must be between 0 and 1"),
        ({"SHARE": "half"}, "SHARE must be between 0 and 1"),
        ({"EXAMPLES": ("EC000001",)}, "at least three examples"),
        ({"WORDS": ["member"]}, "WORDS is missing or not of the right type"),
        ({"bucket": len}, "bucket and judge need each other"),
        ({"__doc__": None}, "__doc__ is missing"),
    ],
)
def test_what_is_wrong_is_said(changes: dict[str, object], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        of_module("world/club", module(**changes))


@pytest.mark.parametrize("name", ["club", "World/club", "/club", "world/"])
def test_a_name_has_a_country_and_a_thing(name: str) -> None:
    with pytest.raises(ConfigError, match="of the form country/thing"):
        of_module(name, module())


@pytest.mark.parametrize(
    ("pattern", "fault"),
    [
        (r"a*", "repeats without bound"),
        (r"a+", "repeats without bound"),
        (r"a{3,}", r"write \{3,n\}"),
        (r"a{5000}", "more than 4096"),
        (r"a{1,3}?", "lazy or possessive"),
        (r"a??", "lazy or possessive"),
        (r"(a)", "has a group"),
        (r"(?P<x>a)", "has a group"),
        (r"(?=ab)c", "has a group"),
        (r"(?<=ab)c", "has a group"),
        (r"(?i:a)", "has a group"),
        (r"(?:a)\1", "no regular expression"),
        (r"\p{Lu}", "escape"),
        (r"(?:a", "no regular expression"),
    ],
)
def test_patterns_outside_the_language(pattern: str, fault: str) -> None:
    said = outside_the_language(pattern)
    assert said is not None
    assert re.search(fault, said)


@pytest.mark.parametrize(
    "pattern",
    [
        r"(?i)\A(?:a|b){2,3}[^x\]]\Z",
        r"(?<![\w.-])a(?!\d)",
        r"(?<!a)\+b?(?=\.)",
        r"[a-z\]-]{1,4096}\$\{",
    ],
)
def test_patterns_of_the_language(pattern: str) -> None:
    assert outside_the_language(pattern) is None
