"""What waivers do to a check: whose count, until when, and what is said about them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from .conftest import FILES, LEAK, Platform, waivers

INLINE = "-- lictor: waive GOV-003 until {until}: keyed by the loader"
MARKED = LEAK.replace("SELECT lower", INLINE.format(until="2027-01-31") + "\nSELECT lower")
OWN_COUNT = str(FILES["lictor.yml"]) + "waivers: {from_pull_request: true}\n"


def states_of(report: dict[str, Any]) -> dict[str, str]:
    return {w["subject"] or w["file"]: w["state"] for w in report["waivers"]}


def test_nothing_is_waived_without_a_waiver(platform: Platform) -> None:
    assert platform.states(code=1) == {"staging.old.contact": "new"}


def test_a_waiver_of_the_tree_counts_where_nothing_is_compared(platform: Platform) -> None:
    platform.repo.write({"waivers.yml": waivers("staging.old.*")})
    report = platform.judged()
    [found] = [v for v in report["violations"] if v["state"] == "waived"]
    assert found["subject"] == "staging.old.contact"
    assert found["new"] is True
    assert found["waiver"]["approver"] == "Quentin Ashgrove"
    assert (found["waiver"]["file"], found["waiver"]["line"]) == ("waivers.yml", 3)
    assert report["summary"]["waived"] == 1
    assert report["judged_on"] == "2026-11-24"


def test_a_waiver_of_the_base_counts_for_what_a_change_brings(platform: Platform) -> None:
    platform.commit({"waivers.yml": waivers("staging.leads.*")})
    platform.branch({"migrations/0002_leads.sql": LEAK})
    assert platform.states("--base", "main") == {
        "staging.leads.contact": "waived",
        "staging.old.contact": "existing",
    }


def test_a_waiver_of_the_base_counts_still_when_the_change_takes_it_out(platform: Platform) -> None:
    platform.commit({"waivers.yml": waivers("staging.leads.*")})
    platform.branch({"migrations/0002_leads.sql": LEAK, "waivers.yml": "version: 1\n"})
    report = platform.judged("--base", "main")
    assert report["summary"]["waived"] == 1
    [change] = report["governance"]
    assert change["what"].startswith("takes out a waiver: GOV-003 for staging.leads.* until")


@pytest.mark.parametrize(
    "files",
    [
        {"waivers.yml": waivers("staging.leads.*"), "migrations/0002_leads.sql": LEAK},
        {"migrations/0002_leads.sql": MARKED},
    ],
    ids=["in a file", "in a comment"],
)
@pytest.mark.parametrize("allowed", [False, True])
def test_a_change_waives_itself_only_if_the_base_says_so(
    platform: Platform, files: dict[str, str | bytes], allowed: bool
) -> None:
    if allowed:
        platform.commit({"lictor.yml": OWN_COUNT})
    platform.branch(files)
    report = platform.judged("--base", "main", code=0 if allowed else 1)
    [found] = [v for v in report["violations"] if v["subject"] == "staging.leads.contact"]
    assert found["state"] == ("waived" if allowed else "new")
    [change] = report["governance"]
    assert change["what"].startswith("adds a waiver: GOV-003")
    assert change["what"].endswith("does not count for this change") is not allowed
    assert [w["state"] for w in report["waivers"]] == ([] if allowed else ["not_counted"])


def test_a_change_cannot_let_its_own_waivers_count(platform: Platform) -> None:
    platform.branch({"lictor.yml": OWN_COUNT, "migrations/0002_leads.sql": MARKED})
    assert platform.states("--base", "main", code=1)["staging.leads.contact"] == "new"


def test_nor_where_the_base_has_no_configuration(platform: Platform) -> None:
    platform.repo.git("rm", "-q", "lictor.yml")
    platform.commit()
    platform.branch({"lictor.yml": OWN_COUNT, "migrations/0002_leads.sql": MARKED})
    assert platform.states("--base", "main", code=1)["staging.leads.contact"] == "new"


def test_a_comment_of_the_base_excuses_no_new_fault_beside_it(platform: Platform) -> None:
    platform.commit({"migrations/0002_leads.sql": MARKED})
    assert platform.states(code=1)["staging.leads.contact"] == "waived"
    more = MARKED.replace("AS contact", "AS contact, c.phone AS number")
    platform.branch({"migrations/0002_leads.sql": more})
    states = platform.states("--base", "main", code=1)
    assert states["staging.leads.number"] == "new"


def test_a_comment_that_is_carried_to_other_code_is_the_change_s_own(platform: Platform) -> None:
    platform.commit({"migrations/0002_leads.sql": MARKED})
    moved = MARKED.replace("staging.leads", "staging.visits")
    platform.branch({"migrations/0003_visits.sql": moved, "migrations/0002_leads.sql": LEAK})
    states = platform.states("--base", "main", code=1)
    assert states["staging.visits.contact"] == "new"
    assert states["staging.leads.contact"] == "existing"


def test_a_comment_moves_with_its_code(platform: Platform) -> None:
    platform.commit({"migrations/0002_leads.sql": MARKED})
    platform.branch({"migrations/0002_leads.sql": "-- what we ask\n\n" + MARKED})
    report = platform.judged("--base", "main")
    assert report["governance"] == []
    assert report["summary"]["waived"] == 1


def test_expired_waivers_count_no_more(platform: Platform, day: Callable[[str], None]) -> None:
    platform.repo.write({"waivers.yml": waivers("staging.old.*", until="2026-12-08")})
    for today, code, state, said in (
        ("2026-11-23", 0, "waived", {}),
        ("2026-11-24", 0, "waived", {"staging.old.*": "expiring"}),
        ("2026-12-08", 0, "waived", {"staging.old.*": "expiring"}),
        ("2026-12-09", 1, "new", {"staging.old.*": "expired"}),
    ):
        day(today)
        report = platform.judged(code=code)
        [found] = [v for v in report["violations"] if v["policy"] == "GOV-003"]
        assert (found["state"], states_of(report)) == (state, said), today


def test_an_expired_waiver_blocks_no_change_of_others(
    platform: Platform, day: Callable[[str], None]
) -> None:
    platform.commit({"waivers.yml": waivers("staging.old.*")})
    platform.branch({"migrations/0002.sql": "CREATE TABLE crm.shelves (id bigint PRIMARY KEY);"})
    assert platform.states("--base", "main") == {"staging.old.contact": "waived"}
    day("2027-02-01")
    report = platform.judged("--base", "main")
    assert states_of(report) == {"staging.old.*": "expired"}
    assert report["summary"]["existing"] == 1


def test_stale_waivers_are_told(platform: Platform) -> None:
    platform.repo.write(
        {
            "waivers.yml": waivers("staging.old.*", "staging.olf.*"),
            "migrations/0002.sql": INLINE.format(until="2027-01-31") + "\nSELECT 1;\n",
        }
    )
    assert states_of(platform.judged()) == {
        "staging.olf.*": "stale",
        "migrations/0002.sql": "stale",
    }


def test_what_was_not_read_is_not_stale(platform: Platform) -> None:
    settings = str(FILES["lictor.yml"]).replace(
        "path: migrations}", "path: migrations}, {name: prod, kind: postgres, url: '${NONE}'}"
    )
    subjects = ("staging.old.*", "'app:crm.none'", "'prod:crm.none'", "crm.none", "'*:crm.none'")
    platform.repo.write({"lictor.yml": settings, "waivers.yml": waivers(*subjects)})
    assert states_of(platform.judged()) == {"app:crm.none": "stale"}


def test_a_comment_that_cannot_be_read_is_a_problem_where_it_is_new(platform: Platform) -> None:
    platform.commit({"migrations/0002.sql": "-- lictor: waive GOV-03 until 2027-01-31: keyed\n"})
    [error] = platform.judged(code=1)["errors"]
    assert (error["file"], error["line"]) == ("migrations/0002.sql", 1)
    assert 'did you mean "GOV-003"' in error["message"]
    platform.branch({"migrations/0003.sql": "-- lictor: waive GOV-003 until then: keyed\n"})
    errors = platform.judged("--base", "main", code=2)["errors"]
    assert {e["file"]: e["state"] for e in errors} == {
        "migrations/0002.sql": "existing",
        "migrations/0003.sql": "new",
    }


BROKEN = waivers("staging.old.*").replace("GOV-003", "GOV-03")


def test_a_file_that_cannot_be_used_stops_a_check(platform: Platform) -> None:
    platform.repo.write({"waivers.yml": BROKEN})
    code, _, err = platform.lictor("check")
    assert code == 2
    assert err.startswith('lictor: waivers.yml:3:13: there is no policy "GOV-03"')


def test_a_change_that_breaks_the_file_cannot_be_judged_clean(platform: Platform) -> None:
    platform.branch({"waivers.yml": BROKEN})
    [error] = platform.judged("--base", "main", code=2)["errors"]
    assert (error["file"], error["line"], error["state"]) == ("waivers.yml", 3, "new")


def test_a_file_that_is_broken_in_the_base_excuses_nothing(platform: Platform) -> None:
    platform.commit({"waivers.yml": BROKEN})
    platform.branch({"migrations/0002_leads.sql": LEAK})
    report = platform.judged("--base", "main", code=1)
    assert [e["state"] for e in report["errors"]] == ["existing"]
    assert any("waivers that do not count" in said for said in report["assumptions"])
    platform.repo.git("checkout", "-q", "-b", "mended", "main")
    platform.commit({"waivers.yml": waivers("staging.old.*")})
    assert platform.judged("--base", "main")["errors"] == []


def test_waivers_of_a_policy_that_is_off(platform: Platform) -> None:
    settings = str(FILES["lictor.yml"]) + "policies: {severity: {GOV-003: off}}\n"
    platform.repo.write({"lictor.yml": settings, "waivers.yml": waivers("staging.old.*")})
    assert states_of(platform.judged()) == {"staging.old.*": "stale"}


def test_the_latest_of_several_waivers_counts(platform: Platform) -> None:
    text = waivers("staging.old.*", until="2020-01-01") + waivers("staging.*.*", until="2027-01-01")
    platform.repo.write({"waivers.yml": text.replace("version: 1\nwaivers:\n", "", 2)})
    platform.repo.write({"waivers.yml": "waivers:\n" + text.replace("version: 1\nwaivers:\n", "")})
    report = platform.judged()
    [found] = [v for v in report["violations"] if v["state"] == "waived"]
    assert found["waiver"]["until"] == "2027-01-01"
    assert states_of(report) == {"staging.old.*": "expired"}


def test_more_than_a_few_are_counted_in_the_report(platform: Platform) -> None:
    platform.repo.write({"waivers.yml": waivers(*(f"staging.none{n}" for n in range(9)))})
    _, out, _ = platform.lictor("check")
    assert out.count("matches nothing") == 5
    assert "  - 4 more (lictor check --all)" in out
    _, out, _ = platform.lictor("check", "--all")
    assert out.count("matches nothing") == 9
