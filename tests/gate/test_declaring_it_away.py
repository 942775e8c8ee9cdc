"""Personal data cannot be declared harmless in passing: strong evidence asks for a reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from governance import gate
from governance.model.judgement import Verdict

SQL = """\
CREATE TABLE crm.customers (id bigint PRIMARY KEY, email text);
CREATE TABLE staging.leads AS SELECT id, lower(email) AS contact FROM crm.customers;
"""
STEWARDSHIP = """\
version: 1
assets:
  - {match: "*.*", owner: team-crm, retention_days: 30, description: "People who ask us."}
  - {match: "crm.customers.email", category: email}
"""


@pytest.mark.parametrize(
    ("line", "blocking"),
    [
        ("", {"GOV-003"}),
        ("category: none", {"GOV-006"}),
        ("classification: public", {"GOV-006"}),
        ("category: age", {"GOV-003", "GOV-006"}),
        ('category: none, reason: "the loader empties it"', set()),
    ],
)
def test_what_blocks(tmp_path: Path, line: str, blocking: set[str]) -> None:
    declared = f'  - {{match: "staging.leads.contact", {line}}}\n' if line else ""
    verdict = _judged(tmp_path, STEWARDSHIP + declared)
    assert verdict.new_problems == ()
    assert {v.policy for v in verdict.new if v.severity == "block"} == blocking


def _judged(folder: Path, stewardship: str) -> Verdict:
    (folder / "migrations").mkdir()
    (folder / "migrations/0001_leads.sql").write_text(SQL)
    (folder / "stewardship.yml").write_text(stewardship)
    return gate.check(gate.trees(folder))
