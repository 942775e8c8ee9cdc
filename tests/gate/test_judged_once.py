"""A commit that was judged once is not judged again, and never remembered wrongly."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from governance import gate, pipeline
from governance.model.judgement import Verdict

BASE: dict[str, str | bytes] = {
    "lictor.yml": "version: 1\nsources: [{name: app, kind: ddl, path: migrations}]\n"
    "environments: {staging: [staging], production: [crm]}\n",
    "migrations/1.sql": "CREATE TABLE crm.customers (id bigint, email text);\n",
}
LEAK = "CREATE TABLE staging.leads AS SELECT email FROM crm.customers;\n"


def checked(repo: Any) -> Verdict:
    return gate.check(gate.trees(repo.root, base="main"))


@pytest.fixture
def extracted(monkeypatch: pytest.MonkeyPatch) -> list[str | None]:
    """The commits that were read."""
    commits: list[str | None] = []
    extract: Callable[..., pipeline.Extracted] = gate.extract

    def counted(tree: Any, *arguments: Any, **options: Any) -> pipeline.Extracted:
        commits.append(tree.commit)
        return extract(tree, *arguments, **options)

    monkeypatch.setattr(gate, "extract", counted)
    return commits


@pytest.fixture
def topic(repo: Any) -> Any:
    repo.commit(BASE)
    repo.git("checkout", "-q", "-b", "topic")
    repo.commit({"migrations/2.sql": LEAK})
    return repo


def test_the_base_is_judged_once(topic: Any, extracted: list[str | None]) -> None:
    first = checked(topic)
    assert len(extracted) == 2
    second = checked(topic)
    assert len(extracted) == 3
    assert (second.new, second.existing) == (first.new, first.existing)
    assert first.blocking


def test_what_was_a_change_is_the_base_of_the_next(topic: Any, extracted: list[str | None]) -> None:
    checked(topic)
    topic.git("checkout", "-q", "main")
    topic.git("merge", "-q", "--ff-only", "topic")
    topic.git("checkout", "-q", "-b", "next")
    topic.commit({"migrations/3.sql": "CREATE TABLE crm.more (id bigint);\n"})
    extracted.clear()
    verdict = checked(topic)
    assert len(extracted) == 1
    assert "staging.leads.email" in {v.subject for v in verdict.existing}


def test_other_rules_judge_the_base_anew(topic: Any, extracted: list[str | None]) -> None:
    checked(topic)
    topic.git("checkout", "-q", "main")
    topic.commit({"lictor.yml": str(BASE["lictor.yml"]) + "policies: {severity: {GOV-001: off}}\n"})
    topic.git("checkout", "-q", "topic")
    topic.git("rebase", "-q", "main")
    extracted.clear()
    verdict = checked(topic)
    assert len(extracted) == 2
    assert not [v for v in verdict.existing if v.policy == "GOV-001"]


def test_files_that_are_not_committed_are_not_remembered(
    topic: Any, extracted: list[str | None]
) -> None:
    checked(topic)
    (topic.root / "migrations/3.sql").write_text(
        "CREATE TABLE staging.x AS SELECT email FROM crm.customers;"
    )
    one = {v.subject for v in checked(topic).new}
    (topic.root / "migrations/3.sql").unlink()
    assert "staging.x.email" in one
    assert "staging.x.email" not in {v.subject for v in checked(topic).new}


def test_a_remembered_judgement_that_is_no_such_thing_is_not_believed(
    topic: Any, extracted: list[str | None]
) -> None:
    import sqlite3
    from contextlib import closing

    first = checked(topic)
    with closing(sqlite3.connect(topic.root / ".lictor/cache.db")) as database, database:
        database.execute(
            "UPDATE entry SET value = '{\"violations\": 7}' WHERE value LIKE '{\"violations\"%'"
        )
    extracted.clear()
    second = checked(topic)
    assert len(extracted) == 2
    assert second.new == first.new
