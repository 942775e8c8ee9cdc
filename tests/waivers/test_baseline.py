"""The baseline: what it holds, what it never swallows, and that it only shrinks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.errors import ConfigError
from governance.model.judgement import Problem, Severity, Violation
from governance.model.names import ColumnRef, TableRef
from governance.waivers.applying import Found
from governance.waivers.baseline import Baseline, Entry, parse
from governance.waivers.renewal import added, begun, pruned
from governance.waivers.terms import Terms

from .conftest import FILES, Platform, waivers

TERMS = Terms(date(2026, 11, 24), frozenset({"GOV-003"}))
OLD = str(FILES["migrations/0001_customers.sql"])
PLAIN = str(FILES["stewardship.yml"])


def begun_on(platform: Platform, files: dict[str, str | bytes] | None = None) -> str:
    platform.commit(files)
    code, _, err = platform.lictor("baseline")
    assert code == 0, err
    platform.commit()
    return (platform.root / "lictor.baseline").read_text()


def new(platform: Platform, files: dict[str, str | bytes], code: int = 1) -> set[tuple[str, str]]:
    """Policy and subject of what is new in the whole repository."""
    platform.repo.write(files)
    report = platform.judged(code=code)
    return {(v["policy"], v["subject"]) for v in report["violations"] if v["state"] == "new"}


def test_the_first_day(platform: Platform) -> None:
    odd = "FROBNICATE everything;\n"
    text = begun_on(platform, {"migrations/0002_odd.sql": odd})
    lines = text.splitlines()
    assert [line.split()[::2] for line in lines if line[0] != "#"] == [
        ["GOV-003", "app:staging.old.contact"],
        ["problem", "migrations/0002_odd.sql"],
    ]
    report = platform.judged()
    assert report["summary"] | {"exit_code": 0, "blocked": False} == report["summary"]
    assert (report["summary"]["baselined"], report["summary"]["existing"]) == (1, 0)
    assert [v["state"] for v in report["violations"]] == ["baselined"]
    assert [e["state"] for e in report["errors"]] == ["baselined"]
    assert report["baseline"] == {"file": "lictor.baseline", "entries": 2, "stale": 0}
    _, out, _ = platform.lictor("check")
    assert "1 older violation and 1 older problem (all in the baseline) do not\nblock" in out


# The five ways in which baselines keyed on the check and the table were seen to swallow faults.


def test_another_leak_in_a_table_of_the_baseline_is_new(platform: Platform) -> None:
    begun_on(platform)
    sql = OLD.replace("AS contact", "AS contact, c.phone AS number")
    found = new(platform, {"migrations/0001_customers.sql": sql})
    assert found == {("GOV-003", "staging.old.number")}


def test_five_new_columns_that_nobody_classified_are_new(platform: Platform) -> None:
    columns = ("email", "first_name", "phone", "birth_date", "passport_number")
    one = "CREATE TABLE crm.people (id bigint PRIMARY KEY, last_name text);\n"
    begun_on(platform, {"migrations/0002.sql": one})
    many = one.replace("last_name text", ", ".join(f"{c} text" for c in ("last_name", *columns)))
    found = new(platform, {"migrations/0002.sql": many})
    assert {subject for _, subject in found} == {f"crm.people.{column}" for column in columns}


def test_another_fault_of_a_column_of_the_baseline_is_new(platform: Platform) -> None:
    begun_on(platform)
    line = '  - {match: "staging.old", environment: development}\n'
    assert new(platform, {"stewardship.yml": PLAIN + line}) == {("GOV-003", "staging.old.contact")}


def test_another_policy_for_a_column_of_the_baseline_is_new(platform: Platform) -> None:
    begun_on(platform)
    line = '  - {match: "staging.old.contact", category: none}\n'
    found = new(platform, {"stewardship.yml": PLAIN + line})
    assert found == {("GOV-006", "staging.old.contact")}


def test_the_same_fault_in_a_table_of_another_name_is_new(platform: Platform) -> None:
    begun_on(platform)
    sql = OLD.replace("staging.old", "staging.older")
    found = new(platform, {"migrations/0001_customers.sql": sql})
    assert found == {("GOV-003", "staging.older.contact")}
    settings = str(FILES["lictor.yml"]).replace("name: app", "name: web")
    files = {"migrations/0001_customers.sql": OLD, "lictor.yml": settings}
    assert new(platform, files) == {("GOV-003", "staging.old.contact")}


def test_moving_and_reformatting_is_no_new_fault(platform: Platform) -> None:
    begun_on(platform)
    sql = "\n\n" + OLD.replace("lower(c.email)", "lower(\n  c.email)")
    assert new(platform, {"migrations/0001_customers.sql": sql}, code=0) == set()


def test_a_mended_fault_that_comes_back_blocks_the_change_that_brings_it(
    platform: Platform,
) -> None:
    begun_on(platform)
    platform.commit({"migrations/0001_customers.sql": OLD.partition("CREATE TABLE staging")[0]})
    platform.branch({"migrations/0001_customers.sql": OLD})
    assert platform.states("--base", "main", code=1) == {"staging.old.contact": "new"}


def test_a_harmless_name_excuses_no_other_fault(platform: Platform) -> None:
    text = begun_on(platform)
    renamed = text.replace("app:staging.old.contact", "app:crm.orders.number")
    platform.repo.write({"lictor.baseline": renamed})
    assert platform.states(code=1) == {"staging.old.contact": "new"}


def test_a_change_cannot_put_its_own_faults_into_the_baseline(platform: Platform) -> None:
    begun_on(platform)
    sql = OLD.replace("AS contact", "AS contact, c.phone AS number")
    platform.branch({"migrations/0001_customers.sql": sql})
    code, _, _ = platform.lictor("baseline", "--add", "--reason", "until the move")
    assert code == 0
    platform.commit()
    report = platform.judged("--base", "main", code=1)
    states = {v["subject"]: v["state"] for v in report["violations"]}
    assert states == {"staging.old.contact": "baselined", "staging.old.number": "new"}
    [change] = report["governance"]
    assert change["what"] == "adds to the baseline: GOV-003 app:staging.old.number"
    assert change["file"] == "lictor.baseline"


def test_what_a_change_does_to_the_baseline_is_counted(platform: Platform) -> None:
    begun_on(platform)
    digits = "0123456789abcdef" * 2
    more = "".join(f"GOV-001 {digits} app:crm.t.c{n}\n" for n in range(12))
    platform.branch({"lictor.baseline": more})
    report = platform.judged("--base", "main")
    assert [change["what"] for change in report["governance"]] == [
        "adds to the baseline: 12 faults (GOV-001 12)",
        "takes out of the baseline: 1 fault (GOV-003 1)",
    ]


def test_it_only_shrinks(platform: Platform) -> None:
    first = begun_on(platform)
    mended = OLD.partition("CREATE TABLE staging")[0]
    leak = "CREATE TABLE staging.new AS SELECT c.phone FROM crm.customers c;\n"
    platform.repo.write({"migrations/0001_customers.sql": mended, "migrations/0002.sql": leak})
    assert platform.judged(code=1)["baseline"]["stale"] == 1
    code, _, err = platform.lictor("baseline")
    assert code == 2
    assert "1 fault (GOV-003 1) is not in the baseline: GOV-003 app:staging.new.phone" in err
    assert (platform.root / "lictor.baseline").read_text() == first
    code, out, _ = platform.lictor("baseline", "--prune")
    assert (code, out.splitlines()[1]) == (0, "removed 1 fault (GOV-003 1)")
    assert (platform.root / "lictor.baseline").read_text().splitlines()[-1].startswith("# 2026")
    code, _, err = platform.lictor("baseline", "--add", "--reason", "TODO")
    assert code == 2
    assert '"reason" must say why' in err
    code, _, _ = platform.lictor("baseline", "--add", "--reason", "until the\nmove")
    assert code == 0
    last = (platform.root / "lictor.baseline").read_text().splitlines()
    assert last[-2] == "# 2026-11-24: added 1 fault (GOV-003 1): until the move"
    assert last[-1].endswith(" app:staging.new.phone")
    assert platform.judged()["summary"]["baselined"] == 1
    _, out, _ = platform.lictor("baseline")
    assert out == "lictor.baseline is up to date: 1 fault (GOV-003 1)\n"


def test_mended_faults_are_taken_out_without_prune_when_nothing_is_new(platform: Platform) -> None:
    begun_on(platform)
    mended = OLD.partition("CREATE TABLE staging")[0]
    platform.repo.write({"migrations/0001_customers.sql": mended})
    assert platform.lictor("baseline")[0] == 0
    assert platform.judged()["baseline"] == {"file": "lictor.baseline", "entries": 0, "stale": 0}


def test_what_is_waived_is_not_taken_in_but_stays_where_it_is(platform: Platform) -> None:
    text = begun_on(platform)
    platform.repo.write({"waivers.yml": waivers("staging.old.*")})
    platform.lictor("baseline", "--prune")
    assert (platform.root / "lictor.baseline").read_text() == text
    assert platform.states() == {"staging.old.contact": "waived"}
    (platform.root / "lictor.baseline").unlink()
    platform.lictor("baseline")
    assert "GOV-003 " not in (platform.root / "lictor.baseline").read_text()


def test_no_baseline_of_what_could_not_be_judged(platform: Platform) -> None:
    slow = "-- lictor: waive GOV-03 until 2027-01-31: keyed by the loader\nSELECT 1;\n"
    platform.repo.write({"migrations/0002.sql": slow})
    code, _, err = platform.lictor("baseline")
    assert code == 2
    assert err.startswith("lictor: migrations/0002.sql:1:1: there is no policy")
    assert not (platform.root / "lictor.baseline").exists()


def test_faults_of_a_source_that_was_not_read_stay(platform: Platform) -> None:
    text = begun_on(platform)
    settings = str(FILES["lictor.yml"]).replace(
        "path: migrations}", "path: migrations}, {name: prod, kind: postgres, url: '${NONE}'}"
    )
    line = f"GOV-003 {'0' * 32} prod:crm.people.email\n"
    platform.repo.write({"lictor.yml": settings, "lictor.baseline": text + line})
    assert platform.judged()["baseline"] == {"file": "lictor.baseline", "entries": 2, "stale": 0}
    _, out, _ = platform.lictor("baseline", "--prune")
    assert out.startswith("lictor.baseline is up to date")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--prune"], "there is no baseline lictor.baseline yet"),
        (["--add", "--reason", "until the move"], "there is no baseline lictor.baseline yet"),
        (["--add"], "--add needs a --reason"),
        (["--reason", "until the move"], "--add needs a --reason"),
        (["--add", "--prune", "--reason", "until the move"], "choose one"),
    ],
)
def test_what_the_command_refuses(platform: Platform, arguments: list[str], says: str) -> None:
    code, _, err = platform.lictor("baseline", *arguments)
    assert code == 2
    assert says in err


def test_another_name_for_it(platform: Platform) -> None:
    settings = str(FILES["lictor.yml"]) + "baseline: governance/old.baseline\n"
    platform.commit({"lictor.yml": settings})
    platform.lictor("baseline")
    assert (platform.root / "governance/old.baseline").is_file()
    assert platform.judged()["summary"]["baselined"] == 1


def test_a_conflict_is_no_baseline(platform: Platform) -> None:
    text = begun_on(platform)
    platform.repo.write({"lictor.baseline": f"<<<<<<< main\n{text}"})
    code, _, err = platform.lictor("check")
    assert code == 2
    assert err.startswith("lictor: lictor.baseline:1: this is no line of a baseline")


def test_two_branches_that_shrink_it_merge(platform: Platform) -> None:
    sql = "".join(
        f"CREATE TABLE staging.t{n} AS SELECT c.phone AS p{n} FROM crm.customers c;\n"
        for n in range(9)
    )
    lines = begun_on(platform, {"migrations/0002.sql": sql}).splitlines(keepends=True)
    at = [n for n, line in enumerate(lines) if line[0] != "#"]
    for branch, gone in (("one", at[1]), ("two", at[7])):
        platform.repo.git("checkout", "-q", "-b", branch, "main")
        platform.commit({"lictor.baseline": "".join(lines[:gone] + lines[gone + 1 :])})
    platform.repo.git("merge", "-q", "-m", "both", "one")
    merged = parse((platform.root / "lictor.baseline").read_bytes(), "lictor.baseline")
    assert len(merged.entries) == len(at) - 2


# What is true of every baseline.

NAME = st.text(min_size=1, max_size=8)


@st.composite
def violations(draw: Callable[..., Any]) -> Violation:
    ref: TableRef | ColumnRef = draw(st.builds(ColumnRef, NAME, NAME, NAME, NAME))
    ref = draw(st.sampled_from([ref, TableRef(ref.source, ref.schema, ref.table)]))
    digits = draw(st.sampled_from(["0" * 64, "f" * 64]) | NAME)
    return Violation(
        draw(st.sampled_from(["GOV-003", "GOV-004"])),
        Severity.BLOCK,
        draw(NAME),
        "",
        "",
        digits,
        ref=draw(st.sampled_from([ref, None])),
        beside=draw(st.sampled_from(["", "to PUBLIC", "from app:a.b.c"])),
    )


problems = st.builds(Problem, NAME, st.just(""), NAME)
founds = st.builds(
    Found, st.lists(violations(), max_size=8).map(tuple), st.lists(problems, max_size=4).map(tuple)
)


@given(founds)
def test_what_is_written_is_read(found: Found) -> None:
    baseline = begun(found, (), "lictor.baseline", TERMS).baseline
    read = parse(baseline.text().encode(), "lictor.baseline")
    assert read.entries.keys() == baseline.entries.keys() == {Entry.of(f) for f in found.faults}
    assert read.text() == baseline.text()


@given(founds, founds, st.randoms())
def test_pruning_keeps_what_stands_and_nothing_else(
    before: Found, after: Found, random: Any
) -> None:
    baseline = begun(before, (), "lictor.baseline", TERMS).baseline
    lines = baseline.text().splitlines()
    random.shuffle(lines)
    shuffled = parse("\n".join(lines).encode(), "lictor.baseline")
    left = pruned(shuffled, after, TERMS).baseline.entries.keys()
    stands = {Entry.of(fault) for fault in after.faults}
    assert left == baseline.entries.keys() & stands
    assert left == pruned(baseline, after, TERMS).baseline.entries.keys()


@given(founds, founds)
def test_adding_takes_in_what_stands_and_is_not_waived(before: Found, after: Found) -> None:
    baseline = begun(before, (), "lictor.baseline", TERMS).baseline
    waived = {v.fingerprint for v in after.violations[:2]}
    grown = added(baseline, after, waived, "until the move", TERMS)
    stands = {Entry.of(f) for f in after.faults}
    counts = {Entry.of(f) for f in after.faults if f.fingerprint not in waived}
    assert grown.baseline.entries.keys() == (baseline.entries.keys() & stands) | counts


@given(st.binary(max_size=80))
def test_whatever_stands_in_the_file_is_refused_or_read(content: bytes) -> None:
    try:
        read = parse(content, "lictor.baseline")
    except ConfigError:
        return
    assert parse(read.text().encode(), "lictor.baseline").entries.keys() == read.entries.keys()


def test_an_empty_one() -> None:
    assert parse(b"", "lictor.baseline") == Baseline("lictor.baseline")
