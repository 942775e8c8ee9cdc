"""What made the job run, and what its change is to be compared with."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from governance.errors import ConfigError
from governance.github.runner import Runner

_COMMIT = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")
_PRIVILEGED = ("pull_request_target", "workflow_run", "issue_comment")


@dataclass(frozen=True, slots=True)
class Event:
    """The event of a job.

    `ref` is the ref it runs for, `default` the ref of the default branch, `base` that of the branch
    a pull request goes into, each with refs/heads/ in front, "" when there is none. `before` is
    the commit that a push or a merge queue starts from. `fork` says that a pull request comes from
    another repository, whose token may only read.
    """

    name: str
    ref: str
    commit: str
    default: str = ""
    base: str = ""
    before: str = ""
    number: int | None = None
    fork: bool = False

    @classmethod
    def of(cls, runner: Runner) -> Event:
        """The event as the runner tells it.

        Raises:
            ConfigError: it is one that hands a stranger's files a token that can write.
        """
        name = runner.needed("GITHUB_EVENT_NAME")
        if name in _PRIVILEGED:
            raise ConfigError(
                f"Lictor does not run on {name}: it would judge a stranger's files with a token "
                f"that can write; use pull_request, which needs no secrets"
            )
        payload = _payload(runner.get("GITHUB_EVENT_PATH"))
        pull = _mapping(payload, "pull_request")
        base = _text(_mapping(pull, "base"), "ref")
        head = _text(_mapping(_mapping(pull, "head"), "repo"), "full_name")
        default = _text(_mapping(payload, "repository"), "default_branch")
        queue = _mapping(payload, "merge_group")
        number = pull.get("number")
        return cls(
            name=name,
            ref=runner.get("GITHUB_REF"),
            commit=runner.get("GITHUB_SHA"),
            default=f"refs/heads/{default}" if default else "",
            base=f"refs/heads/{base}" if base else _text(queue, "base_ref"),
            before=commit(_text(queue, "base_sha") or _text(payload, "before")),
            number=number if isinstance(number, int) else None,
            fork=bool(pull) and head != runner.get("GITHUB_REPOSITORY"),
        )


def commit(text: str) -> str:
    """A whole commit id; "" for anything else, and for the zeros that stand for none."""
    return text if _COMMIT.fullmatch(text) and set(text) != {"0"} else ""


def _payload(file: str) -> Mapping[str, Any]:
    try:
        payload = json.loads(Path(file).read_bytes()) if file else {}
    except (OSError, ValueError):
        raise ConfigError("the payload of the event (GITHUB_EVENT_PATH) cannot be read") from None
    return payload if isinstance(payload, dict) else {}


def _mapping(payload: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = payload.get(key)
    return value if isinstance(value, dict) else {}


def _text(payload: Mapping[str, Any], key: str) -> str:
    value = payload.get(key)
    return value if isinstance(value, str) else ""
