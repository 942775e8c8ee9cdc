"""lictor.yml: what is read, and how faults in it are told."""

from __future__ import annotations

from typing import Any

import pytest

from governance.errors import ConfigError
from governance.model.functions import Told
from governance.model.judgement import Severity
from governance.model.location import Location
from governance.settings import Settings, Source, read
from governance.tree import Folder

WHOLE = """\
version: 1
catalog: ${GOVERNANCE_DB_URL}
sources:
  - {name: app, kind: ddl, path: ./migrations/, dialect: postgres}
  - {name: warehouse, kind: postgres, url: "${WAREHOUSE_URL}", schemas: [crm, "stg_*"]}
environments: {production: [crm, "mart_*"], staging: [staging, "stg_*"]}
stewardship: [stewardship.yml]
policies:
  packs: [core]
  paths: [company-policies/]
  severity: {GOV-004: warn, GOV-005: off}
  parameters: {GOV-008: {threshold: 90}}
"""


def settings(folder_with: Any, text: str) -> Settings:
    found = read(Folder(folder_with({"lictor.yml": text})))
    assert found is not None
    return found


def test_the_whole_file_is_read(folder_with: Any) -> None:
    found = settings(folder_with, WHOLE)
    assert [(s.name, s.kind, s.path, s.schemas) for s in found.sources] == [
        ("app", "ddl", "migrations", ()),
        ("warehouse", "postgres", None, ("crm", "stg_*")),
    ]
    assert found.environments == {"production": ("crm", "mart_*"), "staging": ("staging", "stg_*")}
    assert found.policies.paths == ("company-policies",)
    assert found.policies.severity == {"GOV-004": Severity.WARN, "GOV-005": "off"}
    assert found.policies.parameters == {"GOV-008": {"threshold": 90}}
    assert found.sources[1].location is not None
    assert found.sources[1].location.line == 5


def test_no_file_is_none(folder_with: Any) -> None:
    assert read(Folder(folder_with({"x": ""}))) is None


FAULTS = [
    ("sources: []", 1, '"version" is missing'),
    ("version: 2", 1, '"version" must be 1'),
    ("version: 1\nsource: []", 2, 'unknown key "source", did you mean "sources"?'),
    ("version: 1\nsources:\n  - {name: a b, kind: ddl}", 3, '"name"'),
    ("version: 1\nsources:\n  - {name: a, kind: ddl, pth: x}", 3, 'did you mean "path"?'),
    ("version: 1\nsources:\n  - {name: a, kind: ddl, path: ../x}", 3, "relative to the repository"),
    ("version: 1\nsources:\n  - {name: a, kind: ddl, path: /etc}", 3, "relative to the repository"),
    ("version: 1\nsources:\n  - {name: a, kind: x}\n  - {name: a, kind: x}", 4, "(line 3)"),
    (
        "version: 1\npolicies:\n  severity: {GOV-001: fatal}",
        3,
        "must be one of block, warn, info, off",
    ),
    (
        "version: 1\npolicies:\n  severity: {GOV-001: on}",
        3,
        "must be one of block, warn, info, off",
    ),
    ("version: 1\nenvironments: {production: crm}", 2, "must be a list"),
    ("version: 1\nstewardship: stewardship.yml", 2, "must be a list"),
    ("just a word", 1, "the file"),
]


@pytest.mark.parametrize(("text", "line", "says"), FAULTS, ids=[f[2] for f in FAULTS])
def test_a_fault_is_told_with_its_line(folder_with: Any, text: str, line: int, says: str) -> None:
    with pytest.raises(ConfigError) as refused:
        settings(folder_with, text)
    assert says in refused.value.message
    assert refused.value.location is not None
    assert refused.value.location.line == line


def test_a_secret_comes_from_the_environment_and_is_never_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    source = Source("w", "postgres", url="postgresql://u:${PW}@h/${DB}")
    monkeypatch.setenv("PW", "canary-7d1e")
    with pytest.raises(ConfigError, match="environment variable DB") as refused:
        source.resolved_url()
    assert "canary" not in str(refused.value)
    monkeypatch.setenv("DB", "x")
    assert source.resolved_url() == "postgresql://u:canary-7d1e@h/x"
    assert "postgresql" not in repr(source)


URLS = [
    ("postgresql://u:canary-1@h/db", True),
    ("postgresql://u:canary-1${X}@h/db", True),
    ("postgresql://:canary-1@h", True),
    ("postgresql://u:can@ary-1@h/db", True),
    ("host=h password=canary-1", True),
    ("postgresql://h/db?user=u&password=canary-1", True),
    ("postgresql://u:${PW}@h:5432/db", False),
    ("postgresql://u@h:5432/db", False),
    ("postgresql://h:5432/db?password=${PW}", False),
    ("host=h sslpassword=canary-1", True),
    ("databricks://h?access_token=canary-1", True),
    ("mssql://?odbc_connect=DRIVER=x;PWD=canary-1", True),
    ("snowflake://u@h/db?oauth_client_secret=${PW}", False),
    ("postgresql://h/db?passfile=/run/pgpass", False),
    ("${WAREHOUSE_URL}", False),
]


COMMANDS = [
    (
        "[vault, read, -field=password, db/warehouse]",
        ("vault", "read", "-field=password", "db/warehouse"),
    ),
    ("vault read 'db/the warehouse'", ("vault", "read", "db/the warehouse")),
    ("pass", ("pass",)),
]


@pytest.mark.parametrize(("written", "command"), COMMANDS)
def test_a_password_command_is_a_program_and_its_arguments(
    folder_with: Any, written: str, command: tuple[str, ...]
) -> None:
    text = "version: 1\nsources:\n  - name: w\n    kind: postgres\n    password_command: "
    (source,) = settings(folder_with, f"{text}{written}\n").sources
    assert source.password_command == command
    assert "pass" not in repr(source).replace("password", "")
    assert source.at("password_command") == Location("lictor.yml", 5, 23)


BAD_COMMANDS = [
    ("vault 'canary", "a quote that is never closed"),
    ('" "', "names no program"),
    ("[]", "names no program"),
    ("['', canary]", "names no program"),
    ("{a: canary}", "password_command"),
    ("x, password_file: /run/canary", "two places for one password"),
]


@pytest.mark.parametrize(("written", "why"), BAD_COMMANDS)
def test_a_password_command_that_cannot_be_one(folder_with: Any, written: str, why: str) -> None:
    text = f"version: 1\nsources:\n  - {{name: w, kind: postgres, password_command: {written}}}\n"
    with pytest.raises(ConfigError, match=why) as told:
        settings(folder_with, text)
    assert told.value.location is not None
    assert told.value.location.line == 3
    assert "canary" not in str(told.value)


@pytest.mark.parametrize(("url", "refused"), URLS)
def test_a_password_in_the_clear_is_refused_and_not_repeated(
    folder_with: Any, url: str, refused: bool
) -> None:
    source = f"version: 1\nsources:\n  - {{name: w, kind: postgres, url: '{url}'}}\n"
    for text, line in ((source, 3), (f"version: 1\ncatalog: '{url}'\n", 2)):
        if not refused:
            settings(folder_with, text)
            continue
        with pytest.raises(ConfigError, match="in the clear") as told:
            settings(folder_with, text)
        assert told.value.location is not None
        assert told.value.location.line == line
        assert "canary" not in str(told.value)
        assert "ary-1" not in str(told.value)


FUNCTIONS = """\
version: 1
sources: [{name: app, kind: ddl, path: sql}]
lineage:
  functions:
    hashed: [Util.SHA256]
    keyed: [vault.tokenize, "secure.*"]
    none: [invent_email]
"""


def test_functions_of_a_team_reach_every_source(folder_with: Any) -> None:
    found = settings(folder_with, FUNCTIONS)
    assert found.sources[0].functions == (
        Told("invent_email", "none"),
        Told("secure.*", "keyed"),
        Told("util.sha256", "hashed"),
        Told("vault.tokenize", "keyed"),
    )


@pytest.mark.parametrize(
    ("functions", "line", "says"),
    [
        ("hash: [x]", 4, 'unknown key "hash", did you mean "hashed"?'),
        ("keyed: x", 4, "must be a list"),
        ('keyed: ["*"]', 4, "the name of a function"),
        ('keyed: ["*.*"]', 4, "the name of a function"),
        ("keyed: [mask(x)]", 4, "the name of a function"),
        ("keyed: [a.]", 4, "the name of a function"),
        ("keyed: [a]\n    hashed: [b,\n      A]", 4, "is hashed and keyed"),
    ],
)
def test_a_fault_in_functions_is_told(
    folder_with: Any, functions: str, line: int, says: str
) -> None:
    with pytest.raises(ConfigError) as told:
        settings(folder_with, f"version: 1\nlineage:\n  functions:\n    {functions}\n")
    assert told.value.location is not None
    assert told.value.location.line == line
    assert says in told.value.message
