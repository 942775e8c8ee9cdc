"""From a catalog to violations: names, places, fingerprints, and nothing lost on the way."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs
from msgspec.structs import replace

from governance.model.catalog import Catalog, Column, Grant, Table
from governance.model.classification import Basis, Classification, Evidence, Level
from governance.model.judgement import Evaluation, Violation
from governance.model.lineage import Effect
from governance.model.location import Location
from governance.model.names import ColumnRef, TableRef
from governance.model.protection import Protection
from governance.model.stewardship import Fact
from governance.policy.evaluate import evaluate
from governance.policy.load import PolicyFile, compiled, load
from governance.policy.policy import Policy
from governance.policy.sealed import Limits
from governance.settings import PolicySettings
from governance.tree import Folder

HERE = Location("migrations/1.sql", 3, 5, 3, 9)
LEADS = TableRef("app", "staging", "leads")
EMAIL = TableRef("app", "crm", "customers").column("email")
CONTACT = LEADS.column("contact")


@pytest.fixture(scope="module")
def core(tmp_path_factory: pytest.TempPathFactory) -> tuple[Policy, ...]:
    return load(PolicySettings(), Folder(tmp_path_factory.mktemp("empty")))


def policy(check: str, *, message: str = "wrong", fix: str = "right it") -> Policy:
    content = (
        "id: T-001\ntitle: T\nseverity: block\n"
        + check
        + f"\nmessage: '{message}'\nrationale: R.\nfix: '{fix}'\ntests:\n"
        "  - {name: a, given: {}, violations: [x]}\n  - {name: b, given: {}, violations: []}\n"
    )
    return compiled(PolicyFile("rules/T-001.yaml", content.encode()))


def rule(require: str, *, subject: str = "column", where: str = "true", **words: str) -> Policy:
    return policy(f"subject: {subject}\nwhere: |-\n  {where}\nrequire: |-\n  {require}", **words)


def query(sql: str, **words: str) -> Policy:
    return policy("query: |-\n  " + sql.replace("\n", "\n  "), **words)


def personal(ref: ColumnRef, **changes: Any) -> Classification:
    evidence = changes.pop("evidence", (Evidence(Basis.DETECTED, "email", "named like an email"),))
    found = Classification(ref, "email", Level.CONFIDENTIAL, False, False, 0.9, evidence)
    return structs.replace(found, **changes)


def leads(**changes: Any) -> Catalog:
    table = Table(LEADS, columns=(Column("id"), Column("contact", location=HERE)), location=HERE)
    catalog = Catalog(
        "files",
        tables=(table,),
        facts={LEADS: {"environment": Fact("staging", HERE), "owner": Fact("team-crm", HERE)}},
        classifications={CONTACT: personal(CONTACT)},
    )
    return replace(catalog, **changes)


def by_policy(found: Evaluation) -> dict[str, Violation]:
    assert found.problems == ()
    return {violation.policy: violation for violation in found.violations}


def test_a_violation_says_whom_where_why_and_what_to_write(core: tuple[Policy, ...]) -> None:
    declared = Evidence(
        Basis.DECLARED, "email", "declared", location=Location("stewardship.yml", 5)
    )
    inherited = Evidence(
        Basis.INHERITED, "email", "", upstream=EMAIL, effect=Effect.DERIVED, location=HERE
    )
    catalog = leads(
        classifications={
            CONTACT: personal(CONTACT, evidence=(inherited,)),
            EMAIL: personal(EMAIL, evidence=(declared,), confirmed=True),
        }
    )
    found = by_policy(evaluate(catalog, core))
    assert found["GOV-003"].subject == "staging.leads.contact"
    assert found["GOV-003"].message == (
        "staging.leads.contact holds an email address in the clear in staging"
    )
    assert found["GOV-003"].location == HERE
    assert found["GOV-003"].owner == "team-crm"
    assert found["GOV-003"].notes == (
        "derived from crm.customers.email (email, confidential; declared at stewardship.yml:5)",
    )
    assert '{match: "staging.leads.contact", masking: keyed-hash}' in found["GOV-003"].fix
    assert "category: email, classification: confidential}" in found["GOV-001"].fix
    assert set(found) == {"GOV-001", "GOV-003", "GOV-004", "GOV-008"}


@pytest.mark.parametrize(
    ("pseudonym", "spared"), [("keyed", True), ("hashed", False), (None, False)]
)
def test_what_only_came_keyed_is_protected(
    pseudonym: Any, spared: bool, core: tuple[Policy, ...]
) -> None:
    found = structs.replace(personal(CONTACT), pseudonym=pseudonym)
    violated = by_policy(evaluate(leads(classifications={CONTACT: found}), core))
    assert ("GOV-003" not in violated) is spared


@pytest.mark.parametrize("subject", [CONTACT, LEADS])
def test_a_protection_of_the_column_or_its_table_counts(
    subject: Any, core: tuple[Policy, ...]
) -> None:
    masked = leads(protections=(Protection(subject, "masking", "", "wanted"),))
    assert "GOV-003" not in by_policy(evaluate(masked, core))


CHANGES: dict[str, Callable[[Catalog], Catalog]] = {
    "moved": lambda c: replace(
        c,
        tables=(
            replace(
                c.tables[0],
                columns=tuple(
                    structs.replace(col, location=Location("other.sql", 99, 1))
                    for col in c.tables[0].columns
                ),
            ),
        ),
    ),
    "reordered": lambda c: replace(
        c, tables=(replace(c.tables[0], columns=c.tables[0].columns[::-1]),)
    ),
    "another table in front": lambda c: replace(
        c, tables=(Table(TableRef("app", "a", "a"), columns=(Column("x"),)), *c.tables)
    ),
    "surer": lambda c: replace(c, classifications={CONTACT: personal(CONTACT, confidence=0.99)}),
    "another owner": lambda c: replace(
        c, facts={LEADS: {**c.facts[LEADS], "owner": Fact("team-new", HERE)}}
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_fingerprint_survives(
    change: Callable[[Catalog], Catalog], core: tuple[Policy, ...]
) -> None:
    before, after = by_policy(evaluate(leads(), core)), by_policy(evaluate(change(leads()), core))
    for name in ("GOV-001", "GOV-003", "GOV-004"):
        assert before[name].fingerprint == after[name].fingerprint


def test_a_new_fault_on_an_old_table_is_new(core: tuple[Policy, ...]) -> None:
    phone = LEADS.column("phone")
    table = replace(leads().tables[0], columns=(*leads().tables[0].columns, Column("phone")))
    more = leads(
        tables=(table,), classifications={CONTACT: personal(CONTACT), phone: personal(phone)}
    )
    before = {v.fingerprint for v in evaluate(leads(), core).violations}
    new = [v for v in evaluate(more, core).violations if v.fingerprint not in before]
    assert {(v.policy, v.subject) for v in new} == {
        ("GOV-001", "staging.leads.phone"),
        ("GOV-003", "staging.leads.phone"),
    }


def test_another_violated_fact_is_another_violation() -> None:
    described = rule("description <> 'TODO'", subject="table", where="description is not null")
    todo = rule("not description ~ '^TODO'", subject="table")

    def found(policy: Policy, words: str) -> str:
        catalog = Catalog("files", tables=(Table(LEADS, comment=words),))
        (violation,) = evaluate(catalog, [policy]).violations
        return violation.fingerprint

    assert found(todo, "TODO") != found(todo, "TODO later")
    assert found(described, "TODO") == found(described, "TODO")


def test_two_sources_with_one_name_stay_apart() -> None:
    tables = tuple(Table(TableRef(s, "crm", "users"), columns=(Column("x"),)) for s in ("a", "b"))
    catalog = Catalog("files", tables=tables, facts={tables[0].ref: {"owner": Fact("team", HERE)}})
    for check in (
        rule("owner is not null", subject="table"),
        query(
            "SELECT schema_name, table_name FROM governance.data_catalog WHERE data_owner IS NULL"
        ),
        query("SELECT DISTINCT t.table_name FROM governance.tables t WHERE t.owner IS NULL"),
    ):
        found = evaluate(catalog, [check])
        assert [violation.subject for violation in found.violations] == ["b:crm.users"]
    # Without a source in a grouped row it may be either: both are named, none is let go.
    grouped = query(
        "SELECT table_name FROM governance.tables GROUP BY table_name HAVING count(owner) < 2"
    )
    assert [v.subject for v in evaluate(catalog, [grouped]).violations] == [
        "a:crm.users",
        "b:crm.users",
    ]


def test_rows_of_a_query_find_their_subject() -> None:
    def subjects(sql: str) -> list[tuple[str, Any]]:
        return [(v.subject, v.location) for v in evaluate(leads(), [query(sql)]).violations]

    assert subjects("SELECT catalog_id FROM governance.data_catalog") == [("staging.leads", HERE)]
    assert subjects(
        "SELECT table_schema, table_name, column_name FROM governance.column_catalog "
        "WHERE column_name = 'contact'"
    ) == [("staging.leads.contact", HERE)]
    assert subjects("SELECT 'no' AS schema_name, 'such' AS table_name") == [("no.such", None)]
    assert subjects("SELECT count(*) AS n FROM governance.tables") == [("catalog", None)]
    assert subjects("SELECT table_name FROM governance.columns") == [("staging.leads", HERE)]


def test_null_fails_closed_and_is_no_reason_to_look() -> None:
    unknown = leads(facts={})
    assert evaluate(unknown, [rule("environment = 'production'", subject="table")]).violations
    assert not evaluate(unknown, [rule("false", where="environment <> 'production'")]).violations


def test_edges_grants_and_relationships(awkward: Catalog) -> None:
    def subjects(check: Policy) -> list[str]:
        found = evaluate(awkward, [check])
        assert found.problems == ()
        return [violation.message for violation in found.violations]

    assert subjects(
        rule(
            "effect = 'keyed'", subject="edge", where="upstream_pii", message="{upstream} {column}"
        )
    ) == ["app:crm.customers.email staging.leads.contact"]
    assert subjects(
        rule("grantee <> 'PUBLIC'", subject="grant", where="pii", message="{table} {privilege}")
    ) == ["app:crm.customers SELECT"]
    assert subjects(
        rule("indexed", subject="relationship", message="{table} {columns} {known}")
    ) == ["staging.leads contact, e_mail no"]


def test_grants_of_two_people_are_two_violations() -> None:
    grants = tuple(Grant(LEADS, who, "SELECT") for who in ("PUBLIC", "analyst"))
    found = evaluate(leads(grants=grants), [rule("false", subject="grant")])
    assert len({violation.fingerprint for violation in found.violations}) == 2


def test_a_failing_policy_is_a_problem_and_stops_no_other(core: tuple[Policy, ...]) -> None:
    dividing = rule("length(column_name) / (length(column_name) - length(column_name)) > 1")
    endless = query(
        "SELECT count(*) FROM " + ", ".join(f"governance.columns {c}" for c in "abcdefghijklmnop")
    )
    columns = (Column("contact"), *(Column(f"c{i}") for i in range(40)))
    many = leads(tables=(Table(LEADS, columns=columns),))
    found = evaluate(many, [dividing, endless, *core], limits=Limits(seconds=0.2))
    assert [(p.subject, p.message, p.location) for p in found.problems] == [
        (
            "T-001",
            "T-001 could not be evaluated: the engine could not run it",
            Location("rules/T-001.yaml", 1, 5),
        ),
        (
            "T-001",
            "T-001 could not be evaluated: it took longer than 0.2 seconds",
            Location("rules/T-001.yaml", 1, 5),
        ),
    ]
    assert {violation.policy for violation in found.violations} >= {"GOV-004"}


def test_too_many_rows_are_a_problem_not_a_part() -> None:
    many = leads(tables=(Table(LEADS, columns=tuple(Column(f"c{i}") for i in range(40))),))
    found = evaluate(many, [rule("false")], limits=Limits(rows=10))
    assert found.violations == ()
    assert "more than 10 rows" in found.problems[0].message


def test_names_cannot_break_out_of_a_message_or_a_fix() -> None:
    hostile = TableRef("app", 'x"y', "a\nb\u202e{table}")
    catalog = Catalog("files", tables=(Table(hostile, comment="c\x1b[31m" + "z" * 5000),))
    check = rule(
        "false",
        subject="table",
        message="{table} {description} {{owner}} {not a name}",
        fix='- {match: "{table}", owner: x}',
    )
    (violation,) = evaluate(catalog, [check]).violations
    assert violation.message.isprintable()
    assert len(violation.message) <= 1000
    assert "{unknown} {not a name}" in violation.message
    import yaml

    (entry,) = yaml.safe_load(violation.fix)
    assert entry["match"] == hostile.name


def test_an_empty_catalog_and_no_policies(core: tuple[Policy, ...]) -> None:
    assert evaluate(Catalog("files"), core) == Evaluation()
    assert evaluate(leads(), []) == Evaluation()


TEXTS = st.text(st.characters(codec=None, exclude_categories=()), min_size=1, max_size=30)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(names=st.lists(TEXTS, min_size=4, max_size=4), comment=TEXTS)
def test_whatever_a_name_or_comment_holds_it_is_judged(
    names: list[str], comment: str, core: tuple[Policy, ...]
) -> None:
    ref = TableRef(*names[:3])
    column = Column(names[3], type=comment, comment=comment)
    catalog = Catalog(
        "files",
        tables=(Table(ref, columns=(column,), comment=comment),),
        classifications={ref.column(names[3]): personal(ref.column(names[3]))},
    )
    found = evaluate(catalog, core)
    assert found.problems == ()
    assert {"GOV-001", "GOV-002", "GOV-004"} <= {v.policy for v in found.violations}
    assert [v.subject for v in found.violations if v.policy == "GOV-002"] == [ref.name]


def test_a_warm_evaluation_imports_no_parser(tmp_path: Path) -> None:
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from governance.cache import FileCache\n"
        "from governance.model.catalog import Catalog, Table\n"
        "from governance.model.names import TableRef\n"
        "from governance.policy.evaluate import evaluate\n"
        "from governance.policy.load import load\n"
        "from governance.settings import PolicySettings\n"
        "from governance.tree import Folder\n"
        "tree, cache = Folder(Path('.')), FileCache(Path('cache.db'))\n"
        "policies = load(PolicySettings(), tree, cache)\n"
        "catalog = Catalog('files', tables=(Table(TableRef('a', 'b', 'c')),))\n"
        "assert evaluate(catalog, policies).violations\n"
        "print('sqlglot' in sys.modules)\n"
    )

    def imported() -> str:
        done = subprocess.run(
            [sys.executable, "-c", script], cwd=tmp_path, check=True, capture_output=True, text=True
        )
        return done.stdout.strip()

    assert imported() == "True"
    assert imported() == "False"


def test_a_columnless_table_between_others_shifts_nobody() -> None:
    tables = [
        Table(TableRef("app", "s", f"t{i}"), columns=tuple(Column(f"c{j}") for j in range(width)))
        for i, width in enumerate((0, 2, 0, 0, 3, 0))
    ]
    found = evaluate(Catalog("files", tables=tuple(tables)), [rule("false")])
    assert [v.subject for v in found.violations] == [
        "s.t1.c0",
        "s.t1.c1",
        "s.t4.c0",
        "s.t4.c1",
        "s.t4.c2",
    ]
