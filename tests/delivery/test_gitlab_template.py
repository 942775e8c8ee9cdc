"""GitLab's template, run by the shell that GitLab runs it with, on a shallow checkout."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import parse

import pytest
import yaml

ROOT = Path(__file__).parents[2]
TEMPLATE = ROOT / "templates/lictor.yml"
LEAK = "CREATE TABLE staging.leads AS\nSELECT lower(c.email) AS contact FROM crm.customers c;\n"
HOSTILE = ["$(touch${IFS}pwned)", "`touch${IFS}pwned`", ";touch${IFS}pwned", "'\"", "分支"]


def template(**inputs: str) -> dict[str, Any]:
    """The job, with its inputs put in as GitLab does: as text, before anything else."""
    header, body = TEMPLATE.read_text().split("\n---\n")
    values = {
        name: spec["default"] for name, spec in yaml.safe_load(header)["spec"]["inputs"].items()
    }
    values |= inputs
    body = re.sub(r"\$\[\[ inputs\.(\w+) \]\]", lambda m: json.dumps(values[m[1]]), body)
    job: dict[str, Any] = yaml.safe_load(body)["lictor"]
    return job


@pytest.fixture
def merge_request(job: Any, tmp_path: Path) -> Any:
    """A checkout as GitLab's runner makes it, and the run of the job's script in it."""
    tools = tmp_path / "tools"
    tools.mkdir()
    lictor = tools / "lictor"
    lictor.write_text(f'#!/bin/sh\nexec "{sys.executable}" -I -m governance.cli.main "$@"\n')
    lictor.chmod(0o755)

    def run(
        commit: str, depth: int = 1, inputs: dict[str, str] | None = None, **variables: str
    ) -> Any:
        job.checkout(commit, depth)
        spec = template(**(inputs or {}))
        environment = job.environment("", {})
        environment = {
            k: v for k, v in environment.items() if not k.startswith(("GITHUB", "RUNNER"))
        }
        environment["PATH"] = f"{tools}:{environment['PATH']}"
        environment |= {
            "GITLAB_CI": "true",
            "CI_PROJECT_DIR": str(job.workspace),
            "CI_COMMIT_SHA": commit,
            "CI_DEFAULT_BRANCH": "main",
            **spec["variables"],
            **variables,
        }
        return subprocess.run(
            ["sh", "-e", "-c", "\n".join(spec["script"])],
            cwd=job.workspace,
            env=environment,
            capture_output=True,
            check=False,
            text=True,
        )

    return run


def changed(job: Any, files: dict[str, str | bytes], branch: str = "topic") -> str:
    job.repo.git("checkout", "--quiet", "--detach", "main")
    made = str(job.repo.commit(files))
    job.repo.git("update-ref", f"refs/heads/{branch}", made)
    job.repo.git("checkout", "--quiet", "main")
    return made


@pytest.mark.parametrize("depth", [1, 0])
def test_a_leak_fails_the_job_and_is_in_both_reports(
    job: Any, merge_request: Any, depth: int
) -> None:
    base = job.repo.git("rev-parse", "main")
    head = changed(job, {"migrations/0002_leads.sql": LEAK})
    job.repo.commit({"migrations/0003.sql": LEAK.replace("leads", "of_somebody_else")})
    done = merge_request(
        head,
        depth,
        CI_PIPELINE_SOURCE="merge_request_event",
        CI_MERGE_REQUEST_DIFF_BASE_SHA=base,
        CI_MERGE_REQUEST_TARGET_BRANCH_NAME="main",
    )
    assert done.returncode == 1, done.stderr
    assert "GOV-003 blocks: staging.leads.contact" in done.stdout
    artifacts = template()["artifacts"]["reports"]
    [entry] = json.loads((job.workspace / artifacts["codequality"]).read_text())
    assert entry["location"] == {"path": "migrations/0002_leads.sql", "lines": {"begin": 2}}
    assert parse(job.workspace / artifacts["junit"]).getroot().get("failures") == "1"


def test_in_a_merged_results_pipeline_the_target_is_what_it_is_merged_into(
    job: Any, merge_request: Any
) -> None:
    old = job.repo.git("rev-parse", "main")
    changed(job, {"migrations/0002_plans.sql": "CREATE TABLE crm.plans (plan text PRIMARY KEY);"})
    job.repo.commit({"migrations/0003.sql": LEAK})
    target = job.repo.git("rev-parse", "main")
    done = merge_request(
        job.merge("topic"),
        CI_MERGE_REQUEST_DIFF_BASE_SHA=old,
        CI_MERGE_REQUEST_TARGET_BRANCH_SHA=target,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_on_the_default_branch_it_leaves_an_empty_report_to_compare_with(
    job: Any, merge_request: Any
) -> None:
    head = job.repo.commit({"migrations/0002_leads.sql": LEAK})
    done = merge_request(head, CI_COMMIT_BRANCH="main", CI_PIPELINE_SOURCE="push")
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads((job.workspace / "gl-code-quality-report.json").read_text()) == []


@pytest.mark.parametrize("name", HOSTILE)
def test_names_are_names(job: Any, merge_request: Any, name: str) -> None:
    base = job.repo.git("rev-parse", "main")
    head = changed(job, {f"migrations/{name}.sql": LEAK}, branch=name)
    done = merge_request(
        head,
        CI_MERGE_REQUEST_DIFF_BASE_SHA=base,
        CI_MERGE_REQUEST_SOURCE_BRANCH_NAME=name,
        CI_MERGE_REQUEST_TARGET_BRANCH_NAME=name,
        CI_COMMIT_REF_NAME=name,
        CI_MERGE_REQUEST_TITLE=name,
    )
    assert done.returncode == 1, done.stderr
    assert not list(job.workspace.parent.rglob("pwned"))


def test_an_input_is_no_script_and_no_option(job: Any, merge_request: Any) -> None:
    head = job.repo.git("rev-parse", "main")
    done = merge_request(head, inputs={"config": "$(touch pwned) --base=x"})
    assert done.returncode == 2
    assert "there is no $(touch pwned) --base=x here" in done.stderr
    assert not (job.workspace / "pwned").exists()


def test_a_base_that_is_gone_is_no_clean_change(job: Any, merge_request: Any) -> None:
    head = changed(job, {"a.md": "x"})
    done = merge_request(head, CI_MERGE_REQUEST_DIFF_BASE_SHA="f" * 40)
    assert done.returncode not in (0, 1)


def test_each_input_is_used_and_reaches_the_script_through_a_variable() -> None:
    header, body = TEMPLATE.read_text().split("\n---\n")
    inputs = yaml.safe_load(header)["spec"]["inputs"]
    assert set(re.findall(r"\$\[\[ inputs\.(\w+) \]\]", body)) == set(inputs)
    job = template(package="PACKAGE", config="CONFIG")
    assert not re.search(r"PACKAGE\b(?<!LICTOR_PACKAGE)", "".join(job["before_script"]))
    assert "CONFIG" not in "".join(job["script"]).replace("LICTOR_CONFIG", "")
