"""One verdict that holds everything a report can tell, and the files it points into."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from governance.model.judgement import (
    Coverage,
    GovernanceChange,
    PolicyInfo,
    Problem,
    Reference,
    Severity,
    Step,
    Verdict,
    Violation,
    Waived,
    Way,
)
from governance.model.lineage import Effect
from governance.model.location import Location
from governance.model.waiver import BaselineUse, Waiver, WaiverNotice, WaiverState
from governance.report.page import Page

FILES = {
    "migrations/0002_leads.sql": """\
-- Ask Zenobia Quagmire before changing this.
CREATE TABLE staging.leads AS
SELECT c.id,
       lower(c.email) AS contact,
       concat(c.first_name,
              ' ',
              c.last_name) AS display_name,
       c.phone
  FROM crm.customers AS c
 WHERE c.email <> 'zenobia.quagmire@example.org';
""",
    "migrations/0003_visits.sql": """\
INSERT INTO staging.visits VALUES (4111111111111111, 'Zenobia');
\tCREATE TABLE staging.visits (id bigint, "患者名" text, "e-mail 📧" text, note text);
CREATE TABLE crm.invoices (id bigint PRIMARY KEY, total numeric);
""",
    "migrations/0004_odd.sql": "SELECT 1;\nFROBNICATE 'zenobia';\n",
    "stewardship.yml": """\
version: 1
assets:
  - {match: "crm.invoices", description: "zenobia's invoices"}
""",
}


def at(file: str, text: str) -> Location:
    """Where `text` first stands in a file of FILES."""
    start = FILES[file].index(text)
    end = start + len(text) - 1

    def place(position: int) -> tuple[int, int]:
        before = FILES[file][:position]
        return before.count("\n") + 1, position - before.rfind("\n")

    return Location(file, *place(start), *place(end))


POLICIES = (
    PolicyInfo(
        "GOV-002",
        "Every table has an owner",
        Severity.BLOCK,
        "Whoever finds a fault in a table has to know whom to ask.",
    ),
    PolicyInfo(
        "GOV-003",
        "Personal data is masked or encrypted outside production",
        Severity.BLOCK,
        "Copies in staging leak more often than production does, and nobody watches them.",
        (Reference("GDPR Art. 32(1)(a)", "https://eur-lex.europa.eu/eli/reg/2016/679/oj#art_32"),),
        "https://example.org/policies/GOV-003",
        7.0,
    ),
    PolicyInfo(
        "GOV-005",
        "A description says something",
        Severity.WARN,
        "A description that repeats the name helps nobody.",
    ),
)


def _masking(
    subject: str, message: str, location: Location, *notes: str, way: Way | None = None
) -> Violation:
    fix = (
        "leave the column out, or key it before it lands, and declare it in stewardship.yml:\n"
        f"  - {{match: '{subject}', masking: keyed-hash}}"
    )
    return Violation(
        "GOV-003",
        Severity.BLOCK,
        subject,
        f"{subject} holds {message} in the clear in staging",
        fix,
        f"{subject}:masking",
        "team-crm",
        location,
        notes,
        way=way,
    )


WAY = Way(
    (
        Step(
            "staging.leads.display_name",
            "marts.people.full_name",
            "derived from",
            Effect.DERIVED,
            Location("migrations/0002_leads.sql", 5, 8, 7, 40),
        ),
        Step(
            "marts.people.full_name",
            "marts.visitors.name",
            "copied from",
            Effect.IDENTITY,
            Location("dbt/models/marts/people.sql", 3, 8, 3, 11),
        ),
        Step(
            "raw.visits.name", "crm.customers.first_name", "decrypted from", Effect.IDENTITY, None
        ),
        Step(
            "crm.customers.first_name",
            'crm."customers of 2024".first_name',
            "hashed, without a key, from",
            Effect.HASHED,
            Location("migrations/0001_init.sql", 12, 3, 12, 30),
        ),
    ),
    "person_name, confidential; declared at stewardship.yml:7",
    left_out=3,
)


NEW = (
    _masking(
        "staging.leads.contact",
        "an email address",
        at("migrations/0002_leads.sql", "lower(c.email) AS contact"),
        "derived from crm.customers.email (an email address, confidential; declared at "
        "stewardship.yml:5)",
    ),
    _masking(
        "staging.leads.display_name",
        "a person's name",
        at(
            "migrations/0002_leads.sql",
            "concat(c.first_name,\n              ' ',\n              c.last_name) AS display_name",
        ),
        "derived from crm.customers.first_name (a person's name)",
        "derived from crm.customers.last_name (a person's name)",
        way=WAY,
    ),
    _masking(
        'staging.visits."患者名"',
        "a person's name",
        at("migrations/0003_visits.sql", '"患者名"'),
        "the name says so",
    ),
    _masking(
        'staging.visits."e-mail 📧"',
        "an email address",
        at("migrations/0003_visits.sql", '"e-mail 📧"'),
        "the name says so",
    ),
    Violation(
        "GOV-002",
        Severity.BLOCK,
        "staging.leads",
        "nobody owns this table",
        'name the owner in stewardship.yml:\n  - {match: "staging.leads", owner: team-...}',
        "staging.leads:owner",
        None,
        at("migrations/0002_leads.sql", "staging.leads"),
    ),
    Violation(
        "GOV-005",
        Severity.WARN,
        "crm.invoices",
        "crm.invoices has a description that only repeats its name",
        "say what one row is, and where it comes from",
        "crm.invoices:description",
        "team-billing",
        at("stewardship.yml", 'description: "zenobia\'s invoices"'),
    ),
)

EXISTING = (
    Violation(
        "GOV-002",
        Severity.BLOCK,
        "crm.customers",
        "nobody owns this table",
        "name the owner",
        "crm.customers:owner",
        None,
        Location("migrations/0001_init.sql", 3, 14, 3, 26),
    ),
    Violation(
        "GOV-002",
        Severity.BLOCK,
        "warehouse:public.orders",
        "nobody owns this table",
        "name the owner",
        "warehouse:public.orders:owner",
    ),
)


WAIVERS = (
    Waiver(
        "GOV-003",
        "staging.archive.*",
        "the archive is dropped when the tax office has answered",
        date(2027, 1, 31),
        Location("waivers.yml", 3, 5),
        "Quentin Ashgrove",
        "https://example.org/tickets/12",
    ),
    Waiver(
        "GOV-003",
        None,
        "the loader keys it from March on",
        date(2026, 12, 3),
        Location("migrations/0005_archive.sql", 4, 22),
    ),
    Waiver(
        "GOV-002",
        "legacy.*",
        "nobody owns it until the move",
        date(2026, 11, 1),
        Location("waivers.yml", 10, 5),
        "Quentin Ashgrove",
    ),
)

WAIVED = (
    Waived(
        _masking(
            "staging.archive.email",
            "an email address",
            Location("migrations/0005_archive.sql", 3, 8, 3, 14),
        ),
        WAIVERS[0],
    ),
    Waived(
        _masking(
            "staging.archive.phone",
            "a telephone number",
            Location("migrations/0005_archive.sql", 4, 8, 4, 14),
        ),
        WAIVERS[1],
        new=False,
    ),
)


def full_verdict() -> Verdict:
    return Verdict(
        base="1f0c6b1d2a3e4f5061728394a5b6c7d8e9f00112",
        head=None,
        new=NEW,
        existing=EXISTING,
        new_problems=(
            Problem(
                "app",
                "this statement is not understood: unexpected word",
                "app:unexpected word",
                at("migrations/0004_odd.sql", "FROBNICATE"),
            ),
        ),
        existing_problems=(
            Problem("app", "this is not UTF-8 text", "app:utf8", Location("old/latin1.sql")),
        ),
        waived=WAIVED,
        baselined=frozenset({"crm.customers:owner", "app:utf8"}),
        waivers=(
            WaiverNotice(
                WaiverState.EXPIRING,
                WAIVERS[1],
                "the waiver of GOV-003 ends in 9 days, on 2026-12-03",
            ),
            WaiverNotice(
                WaiverState.EXPIRED,
                WAIVERS[2],
                "the waiver of GOV-002 for legacy.* ended on 2026-11-01: it matches nothing; "
                "take it out",
            ),
        ),
        baseline=BaselineUse("lictor.baseline", 132, 3),
        judged_on=date(2026, 11, 24),
        governance=(
            GovernanceChange(
                "policies.severity.GOV-003 changed: block → warn", Location("lictor.yml", 9, 5)
            ),
        ),
        assumptions=("the folder migrations holds PostgreSQL migrations",),
        coverage=Coverage(40, 1207, 1206, 3, 38, 412),
        policies={policy.id: policy for policy in POLICIES},
        seconds=0.4321,
    )


def full_page() -> Page:
    return Page(lines=lambda file: FILES[file].split("\n") if file in FILES else None)


@pytest.fixture
def verdict() -> Verdict:
    return full_verdict()


@pytest.fixture
def page() -> Page:
    return full_page()


@pytest.fixture
def golden() -> Path:
    return Path(__file__).parent / "golden"
