"""The action's steps, run as GitHub runs them, on repositories whose names are hostile."""

from __future__ import annotations

import base64
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

LEAK = "CREATE TABLE staging.leads AS\nSELECT lower(c.email) AS contact FROM crm.customers c;\n"
HARMLESS = "CREATE TABLE crm.plans (plan text PRIMARY KEY);\n"

HOSTILE_BRANCHES = [
    "$(touch${IFS}pwned)",
    "`touch${IFS}pwned`",
    ";touch${IFS}pwned;#",
    "a'\"b",
    "a|touch${IFS}pwned&",
    "--upload-pack=touch${IFS}pwned",
    "zweig/ü/分支\u202e>pwned",
]


def branch(job: Any, name: str, files: dict[str, str | bytes], start: str = "main") -> str:
    """A branch of that name with one commit, made by plumbing: porcelain refuses some names."""
    job.repo.git("checkout", "--quiet", "--detach", f"refs/heads/{start}")
    made = job.repo.commit(files)
    job.repo.git("update-ref", f"refs/heads/{name}", made)
    job.repo.git("checkout", "--quiet", "main")
    return str(made)


def pull_request(job: Any, files: dict[str, str | bytes], **options: Any) -> dict[str, str]:
    branch(job, "topic", files)
    merged = job.merge("topic")
    job.checkout(merged)
    environment: dict[str, str] = job.pull_request("topic", GITHUB_SHA=merged, **options)
    return environment


def pwned(job: Any) -> list[Path]:
    folder = job.workspace.parent
    return [path for path in folder.rglob("pwned*") if "repo" not in path.parts]


def commands(log: str) -> list[str]:
    """The lines that a runner would take for commands: those outside of a fence."""
    found, token = [], None
    for line in log.split("\n"):
        if token is not None:
            token = None if line == f"::{token}::" else token
        elif line.startswith("::stop-commands::"):
            token = line.removeprefix("::stop-commands::")
        elif line.lstrip().startswith("::") or "##[" in line:
            found.append(line)
    assert token is None
    return found


def test_a_leak_is_blocked_annotated_and_summarised(job: Any) -> None:
    result = job.run(pull_request(job, {"migrations/0002_leads.sql": LEAK}))
    assert result.code == 1, result.log
    assert result.outputs["blocked"] == "true"
    assert (result.outputs["exit-code"], result.outputs["new"]) == ("1", "1")
    assert result.outputs["base"] == job.repo.git("rev-parse", "main")
    [annotation] = commands(result.log)
    assert annotation.startswith("::error file=migrations/0002_leads.sql,line=2,")
    assert "staging.leads.contact" in result.summary
    report = json.loads(Path(result.outputs["json"]).read_text())
    assert report["summary"]["exit_code"] == 1
    assert json.loads(Path(result.outputs["sarif"]).read_text())["version"] == "2.1.0"
    assert result.outcome["comment"] == result.outcome["upload"] == "skipped"
    assert job.github.written() == []


def test_a_harmless_change_passes(job: Any) -> None:
    result = job.run(pull_request(job, {"migrations/0002.sql": HARMLESS}))
    assert result.code == 0, result.log
    assert (result.outputs["blocked"], result.outputs["new"]) == ("false", "0")
    assert commands(result.log) == []


def test_what_came_into_the_base_meanwhile_is_not_this_changes_fault(job: Any) -> None:
    environment = None
    branch(job, "topic", {"migrations/0003.sql": HARMLESS})
    job.repo.commit({"migrations/0002_leads.sql": LEAK})
    merged = job.merge("topic")
    job.repo.commit({"README.md": "the base goes on after the merge was made"})
    job.checkout(merged)
    environment = job.pull_request("topic", GITHUB_SHA=merged)
    result = job.judge(environment)
    assert result.code == 0, result.log
    assert result.outputs["base"] == job.repo.git("rev-parse", "main~1")


@pytest.mark.parametrize("depth", [1, 2, 0])
def test_the_branch_itself_may_be_checked_out_however_shallow(job: Any, depth: int) -> None:
    head = branch(job, "topic", {"migrations/0002_leads.sql": LEAK})
    for number in range(4):
        head = branch(job, "topic", {f"notes/{number}.md": "x"}, start="topic")
        job.repo.commit({f"other/{number}.md": "x"})
    job.checkout(head, depth)
    result = job.judge(job.pull_request("topic", GITHUB_SHA="0" * 40))
    assert result.code == 1, result.log
    assert result.outputs["new"] == "1"


@pytest.mark.parametrize("name", HOSTILE_BRANCHES)
def test_a_branchs_name_is_a_name(job: Any, name: str) -> None:
    job.repo.git("update-ref", f"refs/heads/{name}", "HEAD")
    branch(job, f"{name}-topic", {"migrations/0002_leads.sql": LEAK}, start=name)
    job.checkout(job.repo.git("rev-parse", f"refs/heads/{name}-topic"))
    environment = job.pull_request(f"{name}-topic", base=name, GITHUB_SHA="0" * 40)
    result = job.judge(environment)
    assert result.code == 1, result.log
    assert result.outputs["new"] == "1"
    assert pwned(job) == []
    assert [line[:20] for line in commands(result.log)] == ["::error file=migrati"]


@pytest.mark.parametrize("name", ["\n::error::pwned", "-x", "a:b", "", "*"])
def test_a_name_that_git_would_not_have_is_refused(job: Any, name: str) -> None:
    """A payload is only text: what it names need not exist, nor be a name at all."""
    job.checkout(job.repo.git("rev-parse", "main"))
    environment = job.environment(
        "pull_request", {"pull_request": {"base": {"ref": name}, "head": {}}}, GITHUB_SHA="0" * 40
    )
    result = job.judge(environment)
    assert result.code == 2
    assert result.outputs["exit-code"] == "2"
    assert result.outputs["errors"] == "1"
    [told] = commands(result.log)
    assert told.startswith("::error title=Lictor::")
    assert "cannot be fetched from origin" in told
    assert pwned(job) == []


INPUTS = ["--output=pwned", "$(touch pwned)", "a\n::error::pwned", "-h", "##[error]pwned"]


@pytest.mark.parametrize("base", INPUTS)
def test_an_input_is_no_option_and_no_script(job: Any, base: str) -> None:
    job.checkout(job.repo.git("rev-parse", "main"))
    environment = job.environment("push", {}, GITHUB_REF="refs/heads/main")
    assert job.judge(environment, base=base).code == 2
    result = job.judge(environment, config=base)
    assert result.code == 2
    assert len(commands(result.log)) == 1
    assert pwned(job) == []


HOSTILE_FILES = [
    "$(touch pwned).sql",
    "`touch pwned`.sql",
    "; touch pwned.sql",
    "-rf.sql",
    "a\n::error::pwned.sql",
    "##[error]pwned.sql",
    "::stop-commands::pwned.sql",
    "a,line=1::pwned.sql",
    "käse\u2028\u202e.sql",
]


def test_a_files_name_is_a_name(job: Any) -> None:
    files: dict[str, str | bytes] = {
        f"migrations/{name}": f"CREATE TABLE staging.t{number} AS SELECT email FROM crm.customers;"
        for number, name in enumerate(HOSTILE_FILES)
    }
    files["migrations/##[error]odd.sql"] = "FROBNICATE;"
    environment = pull_request(job, files)
    result = job.run(environment, comment="true")
    assert result.code == 1, result.log
    assert int(result.outputs["new"]) >= len(HOSTILE_FILES)
    assert pwned(job) == []
    found = commands(result.log)
    assert all(re.match(r"::(error|notice) (file|title)=[^:]*::", line) for line in found), found
    [comment] = job.github.comments
    assert "<!-- lictor: check -->\n" in comment["body"]


def test_a_module_in_the_repository_is_not_run(job: Any) -> None:
    evil = "open('pwned', 'w').close()\n"
    files = {
        f"{name}.py": evil for name in ("yaml", "json", "governance", "sitecustomize", "click")
    }
    environment = pull_request(job, {"migrations/0002_leads.sql": LEAK, **files})
    result = job.run(environment | {"PYTHONPATH": str(job.workspace)})
    assert result.code == 1, result.log
    assert pwned(job) == []


def test_a_hook_and_a_helper_of_the_checkout_are_not_run(job: Any) -> None:
    environment = pull_request(job, {"migrations/0002_leads.sql": LEAK})
    environment["GITHUB_SHA"] = "0" * 40  # so that the branch is fetched, to a ref of ours
    hooks = job.workspace / ".git/hooks"
    hooks.mkdir(exist_ok=True)
    for name in ("reference-transaction", "post-checkout"):
        (hooks / name).write_text("#!/bin/sh\ntouch pwned\n")
        (hooks / name).chmod(0o755)
    assert job.judge(environment).code == 1
    assert pwned(job) == []


@pytest.mark.parametrize("where", ["../..", "/", "gone", "../work space/../.."])
def test_a_working_directory_outside_of_the_workspace_is_refused(job: Any, where: str) -> None:
    result = job.run(pull_request(job, {"a.md": "x"}), working_directory=where)
    assert result.code == 2
    assert "names no folder of the workspace" in commands(result.log)[0]


# Events


def test_a_merge_queue_is_compared_with_what_it_starts_from(job: Any) -> None:
    start = job.repo.git("rev-parse", "main")
    head = branch(job, "gh-readonly-queue/main/pr-7", {"migrations/0002_leads.sql": LEAK})
    job.checkout(head)
    payload = {"merge_group": {"base_sha": start, "base_ref": "refs/heads/main"}}
    result = job.judge(job.environment("merge_group", payload, GITHUB_SHA=head))
    assert (result.code, result.outputs["base"]) == (1, start)


@pytest.mark.parametrize(
    ("before", "ref", "new"),
    [
        ("main~1", "refs/heads/main", "1"),
        ("main~2", "refs/heads/main", "2"),
        ("gone", "refs/heads/main", "1"),
        ("none", "refs/heads/topic", "0"),
    ],
)
def test_a_push_is_compared_with_what_was_there(job: Any, before: str, ref: str, new: str) -> None:
    job.repo.commit({"migrations/0002.sql": LEAK})
    job.repo.commit({"migrations/0003.sql": LEAK.replace("leads", "others")})
    commit = {"gone": "f" * 40, "none": "0" * 40}.get(before) or job.repo.git("rev-parse", before)
    job.checkout("main")
    environment = job.environment("push", {"before": commit}, GITHUB_REF=ref)
    assert job.judge(environment).outputs["new"] == new


def test_by_hand_everything_is_judged_or_what_is_asked_for(job: Any) -> None:
    job.repo.commit({"migrations/0002.sql": LEAK})
    job.repo.git("branch", "release", "main~1")
    job.checkout("main")
    environment = job.environment("workflow_dispatch", {}, GITHUB_REF="refs/heads/main")
    result = job.judge(environment)
    assert (result.code, result.outputs["base"]) == (1, "")
    result = job.judge(environment, base="HEAD")
    assert (result.code, result.outputs["new"]) == (0, "0")
    result = job.judge(environment, base="release")
    assert (result.code, result.outputs["new"]) == (1, "1")


@pytest.mark.parametrize("event", ["pull_request_target", "workflow_run", "issue_comment"])
def test_an_event_that_lends_its_token_to_strangers_is_refused(job: Any, event: str) -> None:
    job.checkout("main")
    result = job.run(job.environment(event, {}, GITHUB_REF="refs/heads/main"))
    assert result.code == 2
    assert f"does not run on {event}" in commands(result.log)[0]
    assert set(result.outcome.values()) == {"success", "failure", "skipped"}
    assert result.outcome["check"] == "skipped"


def test_a_fork_is_judged_without_a_token_that_can_write(job: Any) -> None:
    job.github.forbidden = {"POST", "PATCH"}
    environment = pull_request(job, {"migrations/0002_leads.sql": LEAK}, fork=True)
    result = job.run(environment, comment="true")
    assert result.code == 1, result.log
    assert result.outcome["comment"] == "success"
    assert any("comes from a fork, whose token may only read" in c for c in commands(result.log))
    assert job.github.comments == []


# What is kept between jobs


def test_a_job_of_a_pull_request_saves_nothing(job: Any) -> None:
    result = job.run(pull_request(job, {"migrations/0002.sql": HARMLESS}))
    assert result.outcome["environment"] == result.outcome["trust"] == "success"
    assert job.saved == []


def test_a_job_on_the_default_branch_saves_what_it_read_once(job: Any) -> None:
    job.checkout("main", depth=0)
    environment = job.environment("push", {}, GITHUB_REF="refs/heads/main")
    assert job.run(environment).code == 0
    [saved] = job.saved
    assert saved["path"] == str(job.workspace / ".lictor/cache.db")
    job.kept[saved["key"]] = Path(saved["path"]).read_bytes()
    job.saved.clear()
    assert job.run(environment).code == 0
    assert job.saved == []


def test_what_the_change_itself_may_have_written_is_not_restored(job: Any) -> None:
    job.github.caches["refs/pull/7/merge"] = ["lictor-parses-poison"]
    result = run_to(job, pull_request(job, {"migrations/0002_leads.sql": LEAK}), "parses")
    assert job.restored == []
    assert "a job of this change wrote one, too" in result.log
    assert result.outcome["environment"] == result.outcome["parses"] == "skipped"


def test_what_was_written_between_the_two_looks_is_thrown_away(job: Any) -> None:
    environment = pull_request(job, {"migrations/0002_leads.sql": LEAK})
    played = job.played()
    restore = played["actions/cache/restore"]

    def late(with_: dict[str, str]) -> Any:
        job.github.caches["refs/pull/7/merge"] = ["lictor-parses-poison"]
        job.kept["lictor-parses"] = b"poison"
        if with_["path"].endswith("cache.db"):
            Path(with_["path"]).parent.mkdir()
            Path(with_["path"]).write_bytes(b"poison")
        return restore(with_)

    played["actions/cache/restore"] = late
    job.played = lambda: played
    result = run_to(job, environment, "trust")
    assert "thrown away" in result.log
    assert not (job.workspace / ".lictor/cache.db").exists()
    assert not (job.temp / "lictor-environment").exists()


def run_to(job: Any, environment: dict[str, str], last: str) -> Any:
    from runner_of_actions import ROOT, run_action
    from yaml import safe_load

    steps = [step["id"] for step in safe_load((ROOT / "action.yml").read_text())["runs"]["steps"]]
    only = frozenset(steps[: steps.index(last) + 1])
    return run_action(environment, {}, job.played(), job.temp, only)


@pytest.mark.parametrize("base", ["main", "feature"])
def test_the_branch_a_change_goes_into_is_trusted_if_it_is_the_default(job: Any, base: str) -> None:
    job.repo.git("branch", "feature")
    branch(job, "topic", {"a.md": "x"})
    job.checkout(job.merge("topic"))
    job.github.caches[f"refs/heads/{base}"] = ["lictor-parses-x"]
    run_to(job, job.pull_request("topic", base=base), "parses")
    assert bool(job.restored) is (base == "main")


def test_without_the_permission_nothing_is_restored_and_that_is_said(job: Any) -> None:
    job.github.forbidden = {"/repos/acme/shop/actions/caches"}
    result = run_to(job, pull_request(job, {"a.md": "x"}), "parses")
    assert job.restored == []
    assert "without the permission actions: read" in result.log


def test_a_cache_that_the_change_brings_along_is_removed(job: Any) -> None:
    files: dict[str, str | bytes] = {
        ".lictor/cache.db": b"poison",
        ".lictor/cache.db-wal": b"poison",
        ".lictor/notes.txt": "stays",
    }
    run_to(job, pull_request(job, files), "prepare")
    assert [path.name for path in (job.workspace / ".lictor").iterdir()] == ["notes.txt"]


def test_a_link_in_its_place_is_removed_and_not_followed(job: Any) -> None:
    outside = job.temp / "outside"
    outside.mkdir()
    (outside / "cache.db").write_text("somebody's")
    (job.repo.root / ".lictor").symlink_to(outside)
    run_to(job, pull_request(job, {"a.md": "x"}), "prepare")
    assert not (job.workspace / ".lictor").exists()
    assert (outside / "cache.db").read_text() == "somebody's"


def test_the_job_says_what_an_input_may_be(job: Any) -> None:
    environment = pull_request(job, {"a.md": "x"})
    result = job.run(environment, comment="yes")
    assert result.code == 2
    assert "the input comment is true or false, not 'yes'" in commands(result.log)[0]
    result = job.run(environment, category="a -->\n<b>")
    assert result.code == 2
    assert "the input category is letters, digits" in commands(result.log)[0]


def test_sarif_is_uploaded_on_request(job: Any) -> None:
    environment = pull_request(job, {"migrations/0002_leads.sql": LEAK})
    result = job.run(environment, sarif="true", category="shop")
    [upload] = job.uploaded
    assert upload == {"sarif_file": result.outputs["sarif"], "category": "lictor/shop"}
    assert result.code == 1


def test_the_token_reaches_nothing_that_reads_the_repository(job: Any) -> None:
    environment = pull_request(job, {"migrations/0002_leads.sql": LEAK})
    spy = job.temp / "lictor-environment/bin/python"
    job.install("key")
    spy.write_text(f"#!/bin/sh\nenv > '{job.temp}/environment'\nexit 2\n")
    job.install = lambda key: None
    job.judge(environment)
    assert "not-a-token" not in (job.temp / "environment").read_text()


# The comment, as a step


def test_the_comment_follows_the_change(job: Any) -> None:
    environment = pull_request(job, {"migrations/0002_leads.sql": LEAK})
    job.run(environment, comment="true", category="shop")
    job.run(environment, comment="true", category="shop")
    [comment] = job.github.comments
    assert comment["body"].startswith("<!-- lictor: shop -->\n### Lictor: 1 new violation blocks")
    assert [method for method, _ in job.github.written()].count("POST") == 1
    assert job.github.tokens == {"Bearer not-a-token"}


@pytest.mark.parametrize(
    ("forbidden", "said"),
    [("POST", "the job needs the permission pull-requests: write"), ("", "GitHub answered 422")],
)
def test_a_comment_that_cannot_be_written_is_not_the_gates_answer(
    job: Any, forbidden: str, said: str
) -> None:
    environment = pull_request(job, {"migrations/0002_leads.sql": LEAK})
    answer = job.github.answer
    if forbidden:
        job.github.forbidden = {forbidden}
    else:
        job.github.answer = lambda method, path, body: (
            (422, {}) if method == "POST" else answer(method, path, body)
        )
    result = job.run(environment, comment="true")
    assert (result.code, result.outcome["comment"]) == (1, "success")
    assert any(said in line for line in commands(result.log))


def test_there_is_no_comment_without_a_pull_request(job: Any) -> None:
    job.checkout("main", depth=0)
    environment = job.environment("push", {}, GITHUB_REF="refs/heads/main")
    assert job.run(environment, comment="true").outcome["comment"] == "skipped"


def test_a_private_repository_is_fetched_with_the_token_which_no_list_of_processes_shows(
    job: Any,
) -> None:
    """actions/checkout with persist-credentials: false leaves git nothing to log in with."""
    environment = pull_request(job, {"migrations/0002_leads.sql": LEAK})
    tools, log = job.temp / "tools", job.temp / "git.log"
    tools.mkdir()
    real = shutil.which("git")
    (tools / "git").write_text(
        "#!/bin/sh\n"
        f'echo "$@ | $GIT_CONFIG_KEY_0 | $GIT_CONFIG_VALUE_0" >> "{log}"\n'
        'case "$*" in *fetch*) if [ -z "$GIT_CONFIG_COUNT" ]; then exit 128; fi;; esac\n'
        f'exec "{real}" "$@"\n'
    )
    (tools / "git").chmod(0o755)
    environment["PATH"] = f"{tools}:{environment['PATH']}"
    assert job.judge(environment).outputs["new"] == "1"
    secret = base64.b64encode(b"x-access-token:not-a-token").decode()
    calls = [line.split(" | ") for line in log.read_text().split("\n") if line]
    assert any(
        key == "http.https://github.com/.extraheader" and value == f"AUTHORIZATION: basic {secret}"
        for _, key, value in calls
    )
    assert all(
        secret not in arguments and "not-a-token" not in arguments for arguments, *_ in calls
    )
