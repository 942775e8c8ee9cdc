"""A repository on a server, a job's checkout of it, and GitHub's API on this machine."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # test modules are no package
from runner_of_actions import ROOT, Result, clean_environment, run_action

SETTINGS = """\
version: 1
sources: [{name: app, kind: ddl, path: migrations}]
environments: {staging: [staging], production: [crm, public]}
stewardship: [stewardship.yml]
"""
STEWARDSHIP = """\
version: 1
assets:
  - {match: "*.*", owner: team-crm, retention_days: 730, description: "What we know of buyers."}
  - {match: "crm.customers.email", category: email, classification: confidential}
"""
CUSTOMERS = """\
CREATE SCHEMA crm;
CREATE SCHEMA staging;
CREATE TABLE crm.customers (id bigint PRIMARY KEY, email text NOT NULL, plan text);
"""
LEAK = "CREATE TABLE staging.leads AS\nSELECT lower(c.email) AS contact FROM crm.customers c;\n"
HARMLESS = "CREATE TABLE crm.plans (plan text PRIMARY KEY);\n"
FILES: dict[str, str | bytes] = {
    "lictor.yml": SETTINGS,
    "stewardship.yml": STEWARDSHIP,
    "migrations/0001_customers.sql": CUSTOMERS,
}


class GitHub:
    """The API's answers: `comments` of pull request 7, `caches` by ref; `faults` come first."""

    def __init__(self) -> None:
        self.comments: list[dict[str, Any]] = []
        self.caches: dict[str, list[str]] = {}
        self.calls: list[tuple[str, str]] = []
        self.faults: list[int] = []
        self.forbidden: set[str] = set()
        self.tokens: set[str] = set()
        self.author = {"login": "github-actions[bot]", "type": "Bot"}
        github = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._answer("GET")

            def do_POST(self) -> None:
                self._answer("POST")

            def do_PATCH(self) -> None:
                self._answer("PATCH")

            def _answer(self, method: str) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                body = json.loads(self.rfile.read(length)) if length else None
                github.tokens.add(self.headers.get("Authorization", ""))
                status, answer = github.answer(method, self.path, body)
                content = json.dumps(answer).encode()
                self.send_response(status)
                if status in (301, 302, 307):
                    self.send_header("Location", f"{github.url}/elsewhere")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        address = urlsplit(path)
        asked = {key: values[0] for key, values in parse_qs(address.query).items()}
        self.calls.append((method, path))
        if self.faults:
            fault = self.faults.pop(0)
            if fault:
                return fault, {"message": "no"}
        if method in self.forbidden or address.path in self.forbidden:
            return 403, {"message": "Resource not accessible by integration"}
        if address.path == "/user":
            return 403, {"message": "Resource not accessible by integration"}
        if address.path.endswith("/actions/caches"):
            assert asked["key"] == "lictor-"
            return 200, {"total_count": len(self.caches.get(asked["ref"], []))}
        if address.path == "/repos/acme/shop/issues/7/comments":
            if method == "POST":
                if len(body["body"]) > 65_536:
                    return 422, {"message": "body is too long"}
                made = {"id": 100 + len(self.comments), "user": self.author, **body}
                self.comments.append(made)
                return 201, made
            start = (int(asked["page"]) - 1) * int(asked["per_page"])
            return 200, self.comments[start : start + int(asked["per_page"])]
        found = re.fullmatch(r"/repos/acme/shop/issues/comments/(\d+)", address.path)
        if found and method == "PATCH":
            [comment] = [c for c in self.comments if c["id"] == int(found[1])]
            comment["body"] = body["body"]
            return 200, comment
        return 404, {"message": "Not Found"}

    def written(self) -> list[tuple[str, str]]:
        return [call for call in self.calls if call[0] != "GET"]


@pytest.fixture
def github() -> Iterator[GitHub]:
    server = GitHub()
    yield server
    server.close()


class Job:
    """A repository `origin`, and a job that checks out a commit of it as actions/checkout does."""

    def __init__(self, repo: Any, temp: Path, github: GitHub) -> None:
        self.repo = repo
        self.github = github
        self.temp = temp / "runner"
        self.workspace = temp / "work space"
        self.saved: list[Mapping[str, str]] = []
        self.uploaded: list[Mapping[str, str]] = []
        self.kept: dict[str, bytes] = {}
        self.restored: list[str] = []
        self.temp.mkdir()
        repo.git("config", "uploadpack.allowAnySHA1InWant", "true")

    def checkout(self, commit: str, depth: int = 1) -> None:
        """What actions/checkout leaves: one commit, its branch nowhere, the parents missing."""
        self.workspace.mkdir()
        here = type(self.repo)(self.workspace)
        here.git("init", "--quiet")
        here.git("remote", "add", "origin", self.repo.root.as_uri())
        deep = [f"--depth={depth}"] if depth else []
        here.git("fetch", "--quiet", "--no-tags", *deep, "origin", commit)
        here.git("checkout", "--quiet", "--detach", "FETCH_HEAD")

    def merge(self, branch: str, base: str = "main") -> str:
        """GitHub's test merge of a pull request into the base as it is now."""
        head, onto = (self.repo.git("rev-parse", f"refs/heads/{name}") for name in (branch, base))
        tree = self.repo.git("merge-tree", "--write-tree", onto, head).split("\n")[0]
        made = self.repo.git("commit-tree", tree, "-p", onto, "-p", head, "-m", "Merge")
        self.repo.git("update-ref", "refs/pull/7/merge", made)
        return str(made)

    def environment(
        self, event: str, payload: Mapping[str, Any], **variables: str
    ) -> dict[str, str]:
        """The variables of a job, as GitHub documents them."""
        file = self.temp / "event.json"
        file.write_text(
            json.dumps({"repository": {"default_branch": "main"}, **payload}), encoding="utf-8"
        )
        return {
            **clean_environment(),
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_EVENT_NAME": event,
            "GITHUB_EVENT_PATH": str(file),
            "GITHUB_REPOSITORY": "acme/shop",
            "GITHUB_WORKSPACE": str(self.workspace),
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_API_URL": self.github.url,
            "GITHUB_SERVER_URL": "https://github.com",
            "RUNNER_TEMP": str(self.temp),
            "HOME": str(self.temp),
            "GIT_CONFIG_GLOBAL": "/dev/null",
            "GIT_CONFIG_NOSYSTEM": "1",
            "TOKEN": "not-a-token",
            **variables,
        }

    def pull_request(
        self, head: str, base: str = "main", fork: bool = False, **variables: str
    ) -> dict[str, str]:
        owner = "stranger/shop" if fork else "acme/shop"
        payload = {
            "number": 7,
            "pull_request": {
                "number": 7,
                "base": {"ref": base, "sha": self.repo.git("rev-parse", f"refs/heads/{base}")},
                "head": {"ref": head, "repo": {"full_name": owner}},
            },
        }
        variables = {
            "GITHUB_REF": "refs/pull/7/merge",
            "GITHUB_HEAD_REF": head,
            "GITHUB_BASE_REF": base,
            **variables,
        }
        return self.environment("pull_request", payload, **variables)

    def run(self, environment: Mapping[str, str], **inputs: str) -> Result:
        """The whole action; the environment Lictor is installed in comes out of the cache."""
        named = {name.replace("_", "-"): value for name, value in inputs.items()}
        return run_action(environment, named, self.played(), self.temp)

    def judge(self, environment: Mapping[str, str], **inputs: str) -> Result:
        """Its step `check` alone, with what the steps in front of it would have said."""
        self.install("key")
        given = {
            "python": {"python-path": sys.executable},
            "prepare": {
                "environment": str(self.temp / "lictor-environment"),
                "parses-key": "lictor-parses-0-",
            },
        }
        named = {name.replace("_", "-"): value for name, value in inputs.items()}
        return run_action(environment, named, {}, self.temp, frozenset({"check"}), given)

    def install(self, key: str) -> None:
        """What the step `install` would make: here, the interpreter of these tests."""
        python = self.temp / "lictor-environment/bin/python"
        python.parent.mkdir(parents=True, exist_ok=True)
        python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
        python.chmod(0o755)
        (self.temp / "lictor-environment/lictor-key").write_text(key)

    def played(self) -> dict[str, Any]:
        def restore(with_: Mapping[str, str]) -> Mapping[str, str]:
            self.restored.append(with_["path"])
            if with_["path"].endswith("lictor-environment"):
                self.install(with_["key"])
                return {"cache-matched-key": with_["key"]}
            file = Path(with_["path"])
            for key, content in self.kept.items():
                if key.startswith(with_["key"]):
                    file.parent.mkdir(exist_ok=True)
                    file.write_bytes(content)
                    return {"cache-matched-key": key}
            return {"cache-matched-key": ""}

        def save(with_: Mapping[str, str]) -> Mapping[str, str]:
            self.saved.append(with_)
            return {}

        def upload(with_: Mapping[str, str]) -> Mapping[str, str]:
            self.uploaded.append(with_)
            return {}

        return {
            "actions/setup-python": lambda _: {"python-path": sys.executable},
            "actions/cache/restore": restore,
            "actions/cache/save": save,
            "github/codeql-action/upload-sarif": upload,
        }


@pytest.fixture
def job(repo: Any, tmp_path: Path, github: GitHub) -> Job:
    """A job on a repository whose main branch is in order."""
    repo.commit(FILES)
    return Job(repo, tmp_path, github)
