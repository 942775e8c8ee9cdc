"""What people write: refused with the line and what was meant, or taken as it is meant."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from governance import documents
from governance.cache import FileCache
from governance.errors import ConfigError, PolicyError
from governance.model.judgement import Severity
from governance.model.location import Location
from governance.policy.load import PolicyFile, load
from governance.policy.policy import Policy
from governance.policy.selftest import run
from governance.settings import PolicySettings
from governance.tree import Folder

HERE = Path(__file__).parent
GOOD = """\
id: ACME-001
title: Declared
severity: block
subject: column
where: pii
require: classification is not null
message: "{column} holds {category}"
rationale: Because.
fix: declare it
tests:
  - name: not declared
    given:
      columns: [{column: a.b.c, category: email}]
    violations: [a.b.c]
  - name: nothing personal
    given:
      columns: [{column: a.b.c}]
    violations: []
"""
QUERY = """\
id: ACME-002
title: Owners
severity: info
query: |
  SELECT schema_name, table_name FROM governance.data_catalog
  WHERE data_owner IS NULL OR data_owner = '';
parameters: {}
message: "{table} has no owner"
rationale: Because.
fix: name one
tests:
  - {name: none, given: {tables: [{table: a.b}]}, violations: [a.b]}
  - {name: one, given: {tables: [{table: a.b, owner: x}]}, violations: []}
"""
LIMIT = GOOD.replace("where: pii", "where: retention_days > :limit").replace(
    "message:", "parameters: {limit: 30}\nmessage:"
)


def cases(name: str) -> list[Any]:
    return list(documents.load((HERE / name).read_bytes(), name).data)


@pytest.mark.parametrize("case", cases("refused.yml"), ids=lambda case: case["change"][1][:40])
def test_refused_with_the_line_and_what_was_meant(case: dict[str, Any]) -> None:
    before, after = case["change"]
    assert before in GOOD
    content = GOOD.replace(before, after, 1).encode()
    with pytest.raises(PolicyError) as caught:
        run(PolicyFile("rules/ACME-001.yaml", content))
    for words in case["says"]:
        assert words in caught.value.message
    where = caught.value.location
    assert where is not None
    assert where.file == "rules/ACME-001.yaml"
    assert where.line == case.get("line", where.line)
    assert where.column == case.get("column", where.column)


@pytest.mark.parametrize(("name", "content"), [("ACME-001", GOOD), ("ACME-002", QUERY)])
def test_a_good_one_does_what_its_tests_say(name: str, content: str) -> None:
    policy, results = run(PolicyFile(f"{name}.yaml", content.encode()))
    assert all(result.passed for result in results)
    assert policy.location == Location(f"{name}.yaml", 1, 5)


def test_a_failing_test_says_what_was_missed_and_what_was_too_much() -> None:
    content = GOOD.replace("violations: [a.b.c]", "violations: [a.b.x]").encode()
    _, (first, second) = run(PolicyFile("ACME-001.yaml", content))
    assert (first.missed, first.unexpected) == (("a.b.x",), ("a.b.c",))
    assert first.location.line == 11
    assert second.passed


def test_a_policy_that_cannot_be_evaluated_fails_its_test() -> None:
    content = GOOD.replace("where: pii", "where: retention_days / 0 > 1").replace(
        "category: email", "retention_days: 3"
    )
    _, results = run(PolicyFile("ACME-001.yaml", content.encode()))
    assert results[0].problem == ("ACME-001 could not be evaluated: the engine could not run it")


def test_own_policies_severity_and_parameters(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules/ACME-001.yaml").write_text(LIMIT)
    (tmp_path / "rules/README.md").write_text("not a policy")
    settings = PolicySettings(
        paths=("rules",),
        severity={"GOV-001": "off", "GOV-004": Severity.WARN},
        parameters={"ACME-001": {"limit": 90}},
    )
    found = {policy.info.id: policy for policy in load(settings, Folder(tmp_path))}
    assert "GOV-001" not in found
    assert found["GOV-004"].info.severity is Severity.WARN
    assert found["ACME-001"].parameters == {"limit": 90}
    assert found["ACME-001"].info.url is None
    assert found["GOV-004"].info.url == "docs/policies/GOV-004.md"


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"packs": ("cor",)}, 'no policy pack "cor", did you mean "core"'),
        ({"paths": ("nowhere",)}, "there is no policy (.yaml) at nowhere"),
        ({"severity": {"GOV-02": Severity.WARN}}, 'no policy "GOV-02", did you mean "GOV-002"'),
        ({"parameters": {"GOV-008": {"treshold": 1}}}, 'did you mean "threshold"'),
        ({"parameters": {"GOV-008": {"threshold": "90"}}}, "of the kind of its default, 90"),
        ({"parameters": {"GOV-001": {"x": 1}}}, 'no parameter "x"'),
        ({"parameters": {"GOV-999": {"x": 1}}}, 'no policy "GOV-999"'),
    ],
)
def test_settings_that_name_nothing(settings: Any, says: str, tmp_path: Path) -> None:
    where = Location("lictor.yml", 9)
    with pytest.raises(ConfigError) as caught:
        load(PolicySettings(**settings, location=where), Folder(tmp_path))
    assert says in caught.value.message
    assert caught.value.location == where


def test_the_same_policy_twice(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "ACME-001.yaml").write_text(GOOD)
    with pytest.raises(PolicyError, match=r"ACME-001 is also in a/ACME-001\.yaml"):
        load(PolicySettings(paths=("a", "b")), Folder(tmp_path))
    (tmp_path / "a/GOV-001.yaml").write_text(GOOD.replace("ACME-001", "GOV-001"))
    with pytest.raises(PolicyError, match=r"GOV-001 is also in policies/core"):
        load(PolicySettings(paths=("a",)), Folder(tmp_path))


def test_the_cache_gives_the_same_policies_without_the_parser(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ACME-002.yaml").write_text(QUERY)
    cache, tree = FileCache(tmp_path / ".lictor/cache.db"), Folder(tmp_path)
    settings = PolicySettings(paths=("ACME-002.yaml",))
    first = load(settings, tree, cache)
    monkeypatch.setattr("governance.policy.load.compiled", None)
    assert load(settings, tree, cache) == first
    (tmp_path / "ACME-002.yaml").write_text(QUERY + "\n")
    with pytest.raises(TypeError):
        load(settings, Folder(tmp_path), cache)


def test_a_spoilt_cache_is_not_believed(tmp_path: Path) -> None:
    class Spoilt:
        def get(self, keys: Any) -> dict[str, str]:
            return dict.fromkeys(keys, '{"sql": "SELECT 1"}')

        def put(self, entries: Any) -> None:
            self.kept = entries

    cache, tree = Spoilt(), Folder(tmp_path)
    assert load(PolicySettings(), tree, cache) == load(PolicySettings(), tree)
    assert len(cache.kept) == 14


def test_a_policy_is_the_same_after_its_text(tmp_path: Path) -> None:
    for policy in load(PolicySettings(), Folder(tmp_path)):
        assert Policy.from_json(policy.to_json()) == policy
