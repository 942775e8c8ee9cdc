"""Bad input: each a sentence with its place, never with a value, and the rest is read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from governance.cache import FileCache, NoCache
from governance.errors import ExtractError
from governance.extract.dbt.project import Project
from governance.extract.dbt.read import read_project
from governance.extract.dbt.reading import text_sum
from governance.tree import Folder

CASES: dict[str, dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "bad.yml").read_text(encoding="utf-8")
)
CANARY = "canary-4f1c"
GOOD = {
    "dbt_project.yml": "name: shop\nprofile: shop\nmodels: {shop: {'off': {+enabled: false}}}\n",
    "models/orders.sql": "select 1 as id",
    "models/customers.sql": "select 1 as id",
    "models/customers.yml": "models:\n  - name: customers\n    columns: [{name: id}]\n",
}


def _lay(folder: Path, files: dict[str, str]) -> Folder:
    for path, text in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        # a lone surrogate stands for a byte that is no UTF-8
        file.write_bytes(text.encode("utf-8", "surrogateescape"))
    return Folder(folder)


def _read(folder: Path, files: dict[str, str]) -> Project:
    tree = _lay(folder, files)
    return read_project(tree, "", tree, NoCache())


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_is_bad_is_said_with_its_place_and_the_rest_is_read(
    case: dict[str, Any], tmp_path: Path
) -> None:
    project = _read(tmp_path, {**GOOD, **case["files"]})
    problems, notices = case.get("problems", ()), case.get("notices", ())
    assert [str(problem.location) for problem in project.problems] == [p[0] for p in problems]
    for problem, (_, piece) in zip(project.problems, problems, strict=True):
        assert piece in problem.message
        assert not any(part.isdigit() for part in problem.fingerprint.split(":"))
    assert len(project.notices) == len(notices)
    for notice, piece in zip(project.notices, notices, strict=True):
        assert piece in notice
    assert CANARY not in repr((project.problems, project.notices))
    assert {"model.shop.orders", "model.shop.customers"} <= project.nodes.keys() | {
        node.id.replace("seed.", "model.") for node in project.nodes.values()
    }
    (column,) = project.nodes["model.shop.customers"].columns
    assert column.name == "id"


def test_lines_end_as_they_do_and_places_are_the_same(tmp_path: Path) -> None:
    text = "\ufeffmodels:\n  - name: orders\n    columns:\n      - name: id\n"
    unix = _read(tmp_path / "unix", {**GOOD, "models/o.yml": text})
    windows = _read(tmp_path / "windows", {**GOOD, "models/o.yml": text.replace("\n", "\r\n")})
    node = unix.nodes["model.shop.orders"]
    assert node == windows.nodes["model.shop.orders"]
    assert str(node.columns[0].location) == "models/o.yml:4:15"


def test_a_project_file_that_cannot_be_read_leaves_dbt_s_own_defaults(tmp_path: Path) -> None:
    project = _read(tmp_path / "shop", {**GOOD, "dbt_project.yml": f"name: [{CANARY}\n"})
    (problem,) = project.problems
    assert "dbt's own defaults are assumed" in problem.message
    assert str(problem.location) == "dbt_project.yml:2:1"
    assert sorted(node.name for node in project.nodes.values()) == ["customers", "orders"]


@pytest.mark.parametrize("text", ["- a\n", "", "version: 1\n"])
def test_a_project_file_without_a_name_is_said_to_have_none(tmp_path: Path, text: str) -> None:
    project = _read(tmp_path / "shop", {**GOOD, "dbt_project.yml": text})
    (problem,) = project.problems
    assert str(problem.location) == "dbt_project.yml:1:1"
    assert len(project.nodes) == 2


def test_nothing_outside_of_the_repository_is_read(tmp_path: Path) -> None:
    _lay(tmp_path / "outside", {"secret.sql": f"select '{CANARY}'", "dbt_project.yml": "name: x"})
    (tmp_path / "inside/models").mkdir(parents=True)
    (tmp_path / "inside/models/linked").symlink_to(tmp_path / "outside")
    files = {
        **GOOD,
        "dbt_project.yml": "name: shop\nmodel-paths: [models, ../outside, /etc]\n"
        "target-path: ../outside\npackages-install-path: ../outside\n",
        "packages.yml": "packages: [{local: ../outside}, {local: /etc}]\n",
    }
    project = _read(tmp_path / "inside", files)
    (problem,) = project.problems
    assert str(problem.location) == "models/linked"
    assert "symbolic link" in problem.message
    assert sorted(node.name for node in project.nodes.values()) == ["customers", "orders"]
    assert CANARY not in repr(project)


def test_no_value_of_a_profile_or_seed_is_kept_anywhere(tmp_path: Path) -> None:
    files = {
        **GOOD,
        "profiles.yml": f"""\
shop:
  target: "{{{{ env_var('TARGET', 'prod') }}}}"
  outputs:
    prod:
      type: postgres
      host: {CANARY}.example.org
      user: {CANARY}
      password: {CANARY}
      dbname: shop
      schema: "{{{{ env_var('SCHEMA', 'analytics') }}}}"
""",
        "seeds/people.csv": f"id,email\n1,{CANARY}@example.org\n",
        "models/people.yml": f"""\
models:
  - name: orders
    meta: {{sample: {CANARY}, examples: [{CANARY}], owner: {{name: team, phone: {CANARY}}}}}
    config:
      post_hook: "insert into log values ('{CANARY}')"
      my_own: {CANARY}
    columns:
      - name: id
        meta: {{example: {CANARY}, pii: true}}
        data_tests: [{{accepted_values: {{values: [{CANARY}]}}}}]
""",
    }
    tree = _lay(tmp_path / "repository", files)
    cache = FileCache(tmp_path / "cache.db")
    project = read_project(tree, "", tree, cache)
    assert (project.adapter, project.database, project.schema) == ("postgres", "shop", "analytics")
    assert [c.name for c in project.nodes["seed.shop.people"].columns] == ["id", "email"]
    assert CANARY not in repr((project, [node.text for node in project.nodes.values()]))
    kept = b"".join(file.read_bytes() for file in tmp_path.glob("cache.db*"))
    assert b"owner" in kept
    assert CANARY.encode() not in kept


def test_a_cache_that_somebody_wrote_into_is_not_believed(tmp_path: Path) -> None:
    tree = _lay(tmp_path / "repository", GOOD)
    asked: list[str] = []

    class Poisoned(NoCache):
        def get(self, keys):  # type: ignore[no-untyped-def]
            asked.extend(keys)
            return dict.fromkeys(keys, '{"is": "Properties", "nodes": [["model"]], "x": 1}')

    assert read_project(tree, "", tree, Poisoned()) == read_project(tree, "", tree, NoCache())
    assert asked


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    tree = _lay(tmp_path, GOOD)
    with pytest.raises(ExtractError, match=r"there is no dbt_project.yml and no manifest.json in"):
        read_project(tree, "nowhere", tree, NoCache())


def test_the_sum_of_a_text_is_dbt_s(tmp_path: Path) -> None:
    # sha256 of "select 1", by sha256sum(1)
    expected = "822ae07d4783158bc1912bb623e5107cc9002d519e1143a9c200ed6ee18b6d0f"
    assert text_sum(b"\n  select 1 \r\n") == expected
