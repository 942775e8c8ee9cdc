"""Where a repository's checks run, so that the gate can be put there."""

from __future__ import annotations

import re
from collections.abc import Iterable
from types import MappingProxyType

from msgspec import Struct

from governance.detect.texts import aside

_SERVICES = MappingProxyType(
    {
        "GitHub Actions": re.compile(r"^\.github/"),
        "GitLab CI": re.compile(r"^\.gitlab-ci\.ya?ml$|^\.gitlab/"),
        "Jenkins": re.compile(r"(?:^|/)Jenkinsfile(?:\.\w+)?$"),
        "Azure Pipelines": re.compile(r"^(?:\.azure-pipelines/|azure-pipelines[\w.-]*\.ya?ml$)"),
        "CircleCI": re.compile(r"^\.circleci/config\.ya?ml$"),
        "Bitbucket Pipelines": re.compile(r"^bitbucket-pipelines\.ya?ml$"),
        "Buildkite": re.compile(r"^\.buildkite/"),
        "Drone": re.compile(r"^\.drone\.ya?ml$"),
        "Travis CI": re.compile(r"^\.travis\.yml$"),
    }
)
_SCHEDULERS = MappingProxyType(
    {
        "Airflow": re.compile(r"(?:^|/)(?:dags/.*\.py|airflow\.cfg)$"),
        "Dagster": re.compile(r"(?:^|/)(?:dagster\.yaml|workspace\.yaml|dagster_cloud\.yaml)$"),
        "Prefect": re.compile(r"(?:^|/)prefect\.yaml$"),
    }
)


class Pipelines(Struct, frozen=True):
    """The services whose configuration is there, and the schedulers of data pipelines."""

    services: tuple[str, ...]
    schedulers: tuple[str, ...]


def find_pipelines(paths: Iterable[str]) -> Pipelines:
    """Whose configuration is among the paths."""
    own = [path for path in paths if not aside(path)]
    return Pipelines(
        tuple(name for name, files in _SERVICES.items() if any(map(files.search, own))),
        tuple(name for name, files in _SCHEDULERS.items() if any(map(files.search, own))),
    )
