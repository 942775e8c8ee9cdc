"""The examples of scheduled scans, run or checked as far as any machine can."""

from __future__ import annotations

import ast
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples/scheduled-scans"
FILES = sorted(path for path in EXAMPLES.iterdir() if path.name != "README.md")
COMMAND = "lictor scan --format markdown --output"
SECRETS = ("GOVERNANCE_DB_URL", "WAREHOUSE_URL")


def document(name: str) -> Any:
    return yaml.safe_load((EXAMPLES / name).read_text())


def scripts() -> dict[str, list[str]]:
    """The lines of shell that each example runs, what installs left out."""
    steps = document("github-workflow.yml")["jobs"]["scan"]["steps"]
    pod = document("kubernetes-cronjob.yml")["spec"]["jobTemplate"]["spec"]["template"]["spec"]
    service = (EXAMPLES / "lictor-scan.service").read_text()
    tree = ast.parse((EXAMPLES / "airflow_dag.py").read_text())
    (bash,) = (
        keyword.value.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg == "bash_command" and isinstance(keyword.value, ast.Constant)
    )
    return {
        "github-workflow.yml": [
            step["run"] for step in steps if "run" in step and "pip" not in step["run"]
        ],
        "gitlab-ci.yml": document("gitlab-ci.yml")["lictor-scan"]["script"],
        "kubernetes-cronjob.yml": pod["containers"][0]["args"],
        "lictor-scan.service": [re.findall(r"^ExecStart=(.*)$", service, re.M)[0]],
        "airflow_dag.py": [str(bash)],
    }


@pytest.mark.parametrize("name", scripts())
def test_each_runs_the_scan_leaves_its_report_and_fails_on_drift(name: str, tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    lictor = tmp_path / "bin/lictor"
    lictor.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m governance.cli.main "$@"\n')
    lictor.chmod(0o755)
    work = tmp_path / "work"
    work.mkdir()
    (work / "lictor.yml").write_text(
        "version: 1\nscan: {fail_on: [newly_personal]}\n"
        "sources: [{name: app, kind: sqlite, url: '${WAREHOUSE_URL}'}]\n"
    )

    def run(script: str) -> int:
        for installed, here in (
            ("/opt/lictor/bin/lictor", "lictor"),
            ("/var/lib/lictor/drift.md", "drift.md"),
            ("/tmp/drift.md", "drift.md"),
        ):
            script = script.replace(installed, here)
        environment = {
            **os.environ,
            "PATH": f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "GOVERNANCE_DB_URL": f"sqlite:///{tmp_path / 'catalog.db'}",
            "WAREHOUSE_URL": "sqlite:///app.db",
            "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
        }
        return subprocess.run(
            ["sh", "-c", script], cwd=work, env=environment, check=False
        ).returncode

    def change(statement: str) -> None:
        connection = sqlite3.connect(work / "app.db")
        connection.execute(statement)
        connection.close()

    change("CREATE TABLE people (id INTEGER PRIMARY KEY)")
    assert [run(script) for script in scripts()[name]] == [0] * len(scripts()[name])
    change("ALTER TABLE people ADD COLUMN email TEXT")
    codes = [run(script) for script in scripts()[name]]
    assert codes == [1, *[0] * (len(codes) - 1)]
    report = (work / "drift.md").read_text()
    assert "people" in report
    if name.startswith("github"):
        assert (tmp_path / "summary.md").read_text().endswith(report)


@pytest.mark.parametrize("name", scripts())
def test_each_runs_the_documented_command(name: str) -> None:
    assert COMMAND in "\n".join(scripts()[name])
    assert f"{COMMAND} drift.md" in (EXAMPLES / "README.md").read_text()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_no_secret_stands_in_an_example(file: Path) -> None:
    text = file.read_text()
    assert not re.search(r"://[^/\s]*:[^/\s]*@", text)
    for variable in SECRETS:
        for value in re.findall(rf"{variable}[\"']?\s*[:=]\s*(.*)", text):
            assert re.match(r"\$\{\{ secrets\.|\"\{\{ conn\.|…", value), value


def test_every_example_is_in_the_readme() -> None:
    named = set(
        re.findall(r"`([\w.-]+\.(?:yml|py|service|timer))`", (EXAMPLES / "README.md").read_text())
    )
    assert {file.name for file in FILES} <= named


def test_the_workflow_keeps_to_what_ours_keep_to() -> None:
    text = (EXAMPLES / "github-workflow.yml").read_text()
    ours = (ROOT / ".github/workflows/ci.yml").read_text()
    for pin in re.findall(r"uses: (\S+ # v\S+)", text):
        assert pin in ours
    workflow = document("github-workflow.yml")
    assert workflow["permissions"] == {"contents": "read"}
    assert set(workflow[True]) == {"schedule", "workflow_dispatch"}  # the key `on`, in YAML 1.1


def test_zizmor_finds_nothing_in_the_workflow() -> None:
    zizmor = shutil.which(
        "zizmor", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    )
    if zizmor is None:
        pytest.skip("zizmor is not installed")
    done = subprocess.run(
        [zizmor, "--offline", "--no-progress", str(EXAMPLES / "github-workflow.yml")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_systemd_takes_the_units(tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("systemd-analyze is not installed")
    units = []
    for name in ("lictor-scan.service", "lictor-scan.timer"):
        text = (EXAMPLES / name).read_text().replace("/opt/lictor/bin/lictor", sys.executable)
        units.append(tmp_path / name)
        units[-1].write_text(text)
    done = subprocess.run(
        [analyze, "verify", "--recursive-errors=no", *map(str, units)],
        capture_output=True,
        text=True,
        check=False,
    )
    said = [line for line in (done.stdout + done.stderr).splitlines() if "lictor-scan" in line]
    assert said == []
    assert done.returncode == 0, done.stderr


def test_the_cron_job_has_what_kubernetes_wants_of_one() -> None:
    job = document("kubernetes-cronjob.yml")
    assert (job["apiVersion"], job["kind"]) == ("batch/v1", "CronJob")
    pod = job["spec"]["jobTemplate"]["spec"]["template"]["spec"]
    assert pod["restartPolicy"] in ("Never", "OnFailure")
    (container,) = pod["containers"]
    mounted = {mount["name"] for mount in container["volumeMounts"]}
    assert mounted == {volume["name"] for volume in pod["volumes"]}
    assert len(job["spec"]["schedule"].split()) == 5


def test_the_dag_compiles() -> None:
    compile((EXAMPLES / "airflow_dag.py").read_text(), "airflow_dag.py", "exec")
