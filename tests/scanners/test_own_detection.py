"""`detection:` in lictor.yml: a team's own categories, words and patterns."""

from __future__ import annotations

import json
import re
from pathlib import Path
from textwrap import dedent

import pytest
from click.testing import CliRunner

from governance import taxonomy
from governance.cache import FileCache
from governance.cli.commands.classify import command
from governance.errors import ConfigError
from governance.in_force import put_in_force
from governance.model.catalog import Column, Table
from governance.model.classification import Level
from governance.model.detection import Detection
from governance.model.names import TableRef
from governance.settings import read
from governance.tree import Folder
from scanners.columns.remembered import findings_of

OWN = """\
    version: 1
    detection:
      categories:
        driving_style: {noun: a driving style, level: restricted, quasi: true}
      words:
        - {category: driving_style, words: [harsh braking, corner speed]}
        - {category: national_id/passport, words: [lvz kennung]}
        - {category: person_id, words: [dienstmarke], language: de, strength: likely}
        - {category: health, words: [befindlichkeit], strength: context}
      people: [klassenkamerad]
      things: [frachtbrief]
      patterns:
        - name: badge
          category: person_id
          pattern: '\\bEB-\\d{6}\\b'
          words: [badge]
          alone: 0.9
          examples: [EB-004711]
          counterexamples: [EB-47, XEB-004711]
    """


@pytest.fixture(autouse=True)
def _nothing_stays():
    yield
    put_in_force(Detection())


@pytest.fixture
def settings(tmp_path):
    def settings(text: str):
        (tmp_path / "lictor.yml").write_text(dedent(text), encoding="utf-8")
        found = read(Folder(tmp_path))
        assert found is not None
        return found

    return settings


def judged(table: str, *columns: str, cache=None) -> dict[str, tuple[str, str | None]]:
    made = Table(TableRef("", "app", table), columns=tuple(Column(name) for name in columns))
    found = findings_of([made], cache) if cache else findings_of([made], _NoCache())
    return {f.subject.column: (f.category, f.kind) for f in found if f.score >= 0.5}


class _NoCache:
    def get(self, keys):
        return {}

    def put(self, entries):
        pass


def test_own_words_and_categories_count(settings):
    detection = settings(OWN).detection
    assert judged("trips", "harshBraking", "LVZ_KENNUNG") == {}
    put_in_force(detection)
    assert judged("trips", "harshBraking", "LVZ_KENNUNG") == {
        "harshBraking": ("driving_style", None),
        "LVZ_KENNUNG": ("national_id", "passport"),
    }
    put_in_force(Detection())
    assert judged("trips", "harshBraking", "LVZ_KENNUNG") == {}


def test_a_word_of_a_language_counts_where_the_table_speaks_it(settings):
    put_in_force(settings(OWN).detection)
    assert "dienstmarke" in judged("mitarbeiter", "dienstmarke", "vorname")
    assert "dienstmarke" not in judged("t", "dienstmarke", "created_at")


def test_own_words_say_what_tables_are_about(settings):
    put_in_force(settings(OWN).detection)
    assert judged("klassenkamerad", "name")["name"] == ("person_name", None)
    assert judged("klassenkamerad", "befindlichkeit")["befindlichkeit"] == ("health", None)
    assert judged("frachtbrief", "name", "befindlichkeit") == {}


def test_an_own_category_has_its_level_and_mark(settings):
    put_in_force(settings(OWN).detection)
    category = taxonomy.category("driving_style")
    assert (category.level, category.quasi, category.law) == (Level.RESTRICTED, True, None)
    assert list(taxonomy.categories())[-1] == taxonomy.NONE
    put_in_force(Detection())
    with pytest.raises(ConfigError):
        taxonomy.category("driving_style")


def test_what_is_kept_depends_on_the_own_words(settings, tmp_path):
    cache = FileCache(tmp_path / "cache.db")
    assert judged("trips", "harsh_braking", cache=cache) == {}
    put_in_force(settings(OWN).detection)
    assert judged("trips", "harsh_braking", cache=cache) == {
        "harsh_braking": ("driving_style", None)
    }
    put_in_force(Detection())
    assert judged("trips", "harsh_braking", cache=cache) == {}


def test_patterns_are_handed_on_with_what_supports_them(settings):
    [pattern] = settings(OWN).detection.patterns
    assert (pattern.name, pattern.category, pattern.words, pattern.alone) == (
        "badge",
        "person_id",
        ("badge",),
        0.9,
    )


def test_classify_uses_the_words_of_the_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "lictor.yml").write_text(dedent(OWN), encoding="utf-8")
    (tmp_path / "d.csv").write_text("table,column\ntrips,harsh_braking\n", encoding="utf-8")
    result = CliRunner().invoke(command, ["d.csv", "--format", "json"])
    assert result.exit_code == 0, result.output
    answer = json.loads(result.output)
    assert answer["category"] == "driving_style"
    assert (answer["level"], answer["quasi"], answer["special"]) == ("restricted", True, False)


PATTERN = """\
    version: 1
    detection:
      patterns:
        - name: badge
          category: person_id
          pattern: {pattern}
          examples: [EB-1]
          counterexamples: [EB-1x]
    """


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("categories: {email: {noun: a letter}}", 3, '"email" ships with Lictor'),
        ("categories: {gender: {noun: a letter}}", 3, '"gender" ships with Lictor'),
        ("categories: {x: {noun: a letter, level: secret}}", 3, "level"),
        ("words: [{category: emial, words: [a]}]", 3, 'no category "emial", did you mean "email"'),
        ("words: [{category: email/home, words: [a]}]", 3, 'email has no kind "home"; there are'),
        ("words: [{category: none, words: [a]}]", 3, 'no category "none"'),
        ("words: [{category: email, words: [a], language: ger}]", 3, 'no language "ger"'),
        ("words: [{category: email, words: ['a,b']}]", 3, "words with single blanks"),
        ("words: [{category: email, words: []}]", 3, "no words"),
        ("word: []", 3, 'did you mean "words"'),
        ("patern: []", 3, 'did you mean "patterns"'),
    ],
)
def test_what_is_wrong_is_told_with_its_line(settings, text, line, said):
    with pytest.raises(ConfigError) as caught:
        settings(f"version: 1\ndetection:\n  {text}\n")
    assert caught.value.location is not None
    assert caught.value.location.line == line
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("pattern", "line", "said"),
    [
        (r"'EB-\d{2}'", 7, "does not find this example"),
        (r"'EB-\d'", 8, "finds this counter-example"),
        (r"'EB-(\d'", 6, "is no regular expression"),
        (r"'EB-\d+$'", 6, "without an end"),
        (r"'EB-\d*$'", 6, "without an end"),
        (r"'EB-\d{1,}$'", 6, "without an end"),
        (r"'EB-(\d)\1?$'", 6, "a reference to a group"),
        (r"'EB-\d(?!xy)$'", 6, "lookaround of more than one"),
        (r"'EB-\d(?![a-z])$'", None, ""),
        (r"'EB-[+*\d]$'", None, ""),
        (r"'EB-\d(?<!\+)$'", None, ""),
    ],
)
def test_a_pattern_is_tried_when_it_is_read(settings, pattern, line, said):
    text = PATTERN.format(pattern=pattern)
    if line is None:
        assert settings(text).detection.patterns[0].name == "badge"
        return
    with pytest.raises(ConfigError) as caught:
        settings(text)
    assert caught.value.location is not None
    assert caught.value.location.line == line
    assert said in str(caught.value)
    assert "EB-1" not in str(caught.value)


def test_a_pattern_that_takes_forever_is_refused(settings):
    slow = PATTERN.format(pattern="'(a|aa|aaa){1,60}!'").replace("[EB-1]", f"[{'a' * 60}]")
    with pytest.raises(ConfigError, match="takes too long"):
        settings(slow)


def test_the_page_says_what_is_read(settings):
    page = (Path(__file__).parents[2] / "docs" / "detection.md").read_text(encoding="utf-8")
    [block] = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    detection = settings(block).detection
    assert [each.key for each in detection.categories] == ["driving_style"]
    assert len(detection.words.terms) == 4
    assert [each.name for each in detection.patterns] == ["staff_badge"]
