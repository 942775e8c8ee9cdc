"""The files of a project say what dbt's own manifest of it says; and what a manifest adds.

`bookshop.manifest.json` was written by dbt 1.11 (`dbt compile`) for the project in `bookshop`, and
cut down to the project's own entries by `cut_manifest.py`. dbt 1.6 and 1.7 wrote
`bookshop.v10.manifest.json` and `bookshop.v11.manifest.json`, for the project without what they do
not know (snapshots in YAML, `config` of a group).
"""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from governance.cache import FileCache, NoCache
from governance.errors import ExtractError
from governance.extract.dbt.config import Settled, relation, settled
from governance.extract.dbt.project import Node, Project
from governance.extract.dbt.read import read_project
from governance.model.location import Location
from governance.tree import Folder, Index, Repository

HERE = Path(__file__).parent
BOOKSHOP = HERE / "bookshop"
MANIFEST: dict[str, Any] = json.loads((HERE / "bookshop.manifest.json").read_text())
THEIRS: dict[str, dict[str, Any]] = {**MANIFEST["nodes"], **MANIFEST["sources"]}
NODES = sorted(
    id_
    for id_, node in THEIRS.items()
    if node["resource_type"] in ("model", "seed", "snapshot", "source")
)


def _without_manifest() -> Project:
    tree = Folder(BOOKSHOP)
    return read_project(tree, "", tree, NoCache())


@pytest.fixture(scope="module")
def project() -> Project:
    return _without_manifest()


def _written(node: Node) -> dict[str, Any]:
    """What the literal arguments of a model's own config() are."""
    if node.file is None or node.kind == "seed":
        return {}
    text = (BOOKSHOP / node.file).read_text()
    calls = re.findall(r"(?:\{\{ |dbt\.)(config\(.*\))", text)
    return {
        keyword.arg or "": ast.literal_eval(keyword.value)
        for call in calls
        for keyword in ast.parse(call.replace("false", "False")).body[0].value.keywords  # type: ignore[attr-defined]
    }


def _settled(node: Node) -> Settled:
    return settled(node, _written(node), lambda text: text.replace("{{ var('region') }}", "eu"))


def test_dbt_and_lictor_read_the_same_nodes(project: Project) -> None:
    assert project.problems == ()
    assert project.notices == ()
    enabled = [id_ for id_, node in project.nodes.items() if _settled(node).enabled]
    assert sorted(enabled) == NODES


@pytest.mark.parametrize("id_", NODES)
def test_dbt_and_lictor_read_the_same_of_a_node(id_: str, project: Project) -> None:
    ours, theirs = project.nodes[id_], THEIRS[id_]
    config, said = _settled(ours), theirs["config"]
    assert set(config.tags) == set(theirs["tags"])
    assert config.meta == said["meta"]
    assert (ours.description or "") == theirs["description"]
    assert list(ours.fqn) == theirs["fqn"]
    if ours.kind == "source":
        assert (config.schema, config.alias) == (theirs["schema"], theirs["identifier"])
        warns = said["freshness"] and said["freshness"]["warn_after"]["count"]
        assert bool(config.freshness) is bool(warns)
    else:
        assert config.schema == said["schema"]
        assert config.alias == theirs["alias"]
        assert config.materialized == said["materialized"]
        assert config.group == theirs["group"]
        assert config.contract is theirs.get("contract", {}).get("enforced", False)
        assert {k: list(v) for k, v in config.grants.items()} == said["grants"]
        assert config.persist_docs == said["persist_docs"]
        assert config.target_schema == said.get("target_schema")
    if ours.kind == "model":
        assert (config.access or "protected") == theirs["access"]
        assert ours.version == (theirs["version"] and str(theirs["version"]))
        assert ours.latest == (theirs["version"] == theirs["latest_version"])


@pytest.mark.parametrize("id_", NODES)
def test_dbt_and_lictor_read_the_same_columns(id_: str, project: Project) -> None:
    ours = project.nodes[id_].columns
    theirs = THEIRS[id_]["columns"]
    if not id_.startswith("seed."):  # ours has the header's, too
        assert [column.name for column in ours] == list(theirs)
    for column in ours:
        if column.name in theirs:
            said = theirs[column.name]
            assert column.type == (said["data_type"] or "")
            assert (column.description or "") == said["description"]
            assert column.meta == {**said["meta"], **said["config"]["meta"]}
            assert set(column.tags) == {*said["tags"], *said["config"]["tags"]}
            assert list(column.constraints) == [each["type"] for each in said["constraints"]]
            assert column.quoted is bool(said["quote"])


def test_dbt_and_lictor_read_the_same_groups_and_exposures(project: Project) -> None:
    assert {group.name: group.owner for group in project.groups.values()} == {
        group["name"]: group["owner"]["name"] or group["owner"]["email"]
        for group in MANIFEST["groups"].values()
    }
    (ours,) = project.exposures
    (theirs,) = MANIFEST["exposures"].values()
    assert (ours.name, ours.kind, ours.url, ours.owner) == (
        theirs["name"],
        theirs["type"],
        theirs["url"],
        theirs["owner"]["name"],
    )
    assert sorted(ours.depends_on) == sorted(theirs["depends_on"]["nodes"])


Lay = Callable[..., Folder]


@pytest.fixture
def lay(tmp_path: Path) -> Lay:
    """The bookshop in a folder, with a manifest (or what stands for one) in its target."""

    def laying(manifest: dict[str, Any] | bytes = MANIFEST, **others: str) -> Folder:
        folder = tmp_path / "bookshop"
        shutil.copytree(BOOKSHOP, folder)
        content = manifest if isinstance(manifest, bytes) else json.dumps(manifest).encode()
        (folder / "target").mkdir()
        (folder / "target/manifest.json").write_bytes(content)
        for name, text in others.items():
            (folder / "target" / f"{name}.json").write_text(text)
        return Folder(folder)

    return laying


def _read(tree: Folder) -> Project:
    return read_project(tree, "", tree, NoCache())


def test_a_manifest_adds_names_engine_and_compiled_sql(lay: Lay) -> None:
    project = _read(lay())
    assert (project.problems, project.notices) == ((), ())
    assert (project.adapter, project.schema, project.database) == ("duckdb", "bookshop", "bookshop")
    customers = project.nodes["model.bookshop.customers"]
    assert customers.compiled == THEIRS[customers.id]["compiled_code"]
    assert project.nodes["model.bookshop.scores"].compiled is None  # that is Python
    for id_ in NODES:
        found = relation(project.nodes[id_], _settled(project.nodes[id_]))
        assert found is not None, id_
        name = THEIRS[id_].get("identifier") or THEIRS[id_]["alias"]
        assert (found.database, found.schema, found.identifier) == (
            THEIRS[id_]["database"],
            THEIRS[id_]["schema"],
            name,
        )


def test_what_a_manifest_adds_is_all_that_it_changes(lay: Lay) -> None:
    with_manifest, without = _read(lay()), _without_manifest()
    for id_, node in without.nodes.items():
        other = with_manifest.nodes[id_]
        for part in ("config", "columns", "meta_places", "location", "file", "description"):
            assert getattr(node, part) == getattr(other, part)


def test_a_model_that_asks_for_another_schema_is_not_where_the_manifest_says(lay: Lay) -> None:
    tree = lay()
    customers = _read(tree).nodes["model.bookshop.customers"]
    assert relation(customers, settled(customers, {"schema": "moved"})) is None
    assert relation(customers, settled(customers, {})) is not None


def test_a_manifest_older_than_models_says_so_and_they_are_read_from_their_files(lay: Lay) -> None:
    tree = lay()
    (tree.root / "models/marts/customers.sql").write_text("select 1 as id")
    (tree.root / "models/marts/brand_new.sql").write_text("select 1 as id")
    project = _read(Folder(tree.root))
    assert project.notices == (
        (
            "target/manifest.json is older than 2 models (brand_new, customers), which are read "
            "from their files; dbt parse brings it up to date"
        ),
    )
    assert project.nodes["model.bookshop.customers"].compiled is None
    assert project.nodes["model.bookshop.loans"].compiled is not None


def test_a_changed_macro_takes_the_compiled_sql_of_all_that_use_it_away(lay: Lay) -> None:
    manifest = json.loads(json.dumps(MANIFEST))
    manifest["nodes"]["model.bookshop.customers"]["depends_on"]["macros"] = ["macro.a.b"]
    manifest["macros"]["macro.a.b"] = {
        "unique_id": "macro.a.b",
        "package_name": "a",
        "name": "b",
        "original_file_path": "macros/b.sql",
        "macro_sql": "{% macro b() %}{{ since() }}{% endmacro %}",
        "depends_on": {"macros": ["macro.bookshop.since"]},
    }
    tree = lay(manifest)
    assert _read(tree).nodes["model.bookshop.customers"].compiled is not None
    macro = tree.root / "macros/since.sql"
    macro.write_text(macro.read_text().replace("current_date", "now()"))
    project = _read(tree)
    assert project.nodes["model.bookshop.customers"].compiled is None
    assert project.nodes["model.bookshop.loans"].compiled is not None


def test_packages_that_are_not_there_come_from_the_manifest(lay: Lay) -> None:
    tree = lay()
    shutil.rmtree(tree.root / "ledger")
    project = _read(Folder(tree.root))
    assert project.notices == ()
    entries = project.nodes["model.ledger.entries"]
    assert entries.text == (BOOKSHOP / "ledger/models/entries.sql").read_text().strip()
    assert settled(entries, {}).materialized == "table"
    assert entries.location == Location("target/manifest.json")
    assert project.find("entries") is entries
    assert project.find("customers") is project.nodes["model.bookshop.customers"]
    assert [macro.text for macro in project.macros if macro.package == "ledger"] == [
        "{% macro cents(amount) %}{{ amount }} * 100{% endmacro %}"
    ]


def test_a_committed_manifest_may_be_forged_and_its_sql_is_not_believed(lay: Lay) -> None:
    tree = lay()
    shutil.rmtree(tree.root / "ledger")
    subprocess.run(["git", "init", "-q", "."], cwd=tree.root, check=True)
    ignored = _read(tree)
    subprocess.run(["git", "add", "-f", "."], cwd=tree.root, check=True)
    repository = Repository.around(tree.root)
    assert repository is not None
    for judged in (tree, Index(repository)):
        project = read_project(judged, "", tree, NoCache())
        assert all(node.compiled is None for node in project.nodes.values())
        assert "model.ledger.entries" not in project.nodes
        assert "ledger" not in {macro.package for macro in project.macros}
        assert project.nodes["model.bookshop.customers"].relation is not None
    assert ignored.nodes["model.bookshop.customers"].compiled is not None


def test_the_database_s_own_columns_and_types_come_from_the_catalog(lay: Lay) -> None:
    catalog = {
        "metadata": {"dbt_schema_version": "https://schemas.getdbt.com/dbt/catalog/v1.json"},
        "nodes": {},
        "sources": {
            "source.bookshop.crm.readers": {
                "metadata": {"type": "BASE TABLE", "schema": "crm_eu", "name": "tbl_readers"},
                "columns": {
                    "phone": {"type": "VARCHAR", "index": 3, "name": "phone", "comment": None},
                    "id": {"type": "INTEGER", "index": 1, "name": "id", "comment": None},
                    "EMAIL": {"type": "VARCHAR(80)", "index": 2, "name": "EMAIL", "comment": None},
                },
                "stats": {"rows": {"value": 7}},
                "unique_id": "source.bookshop.crm.readers",
            }
        },
        "errors": None,
    }
    readers = _read(lay(catalog=json.dumps(catalog))).nodes["source.bookshop.crm.readers"]
    assert [(column.name, column.type) for column in readers.found] == [
        ("id", "integer"),
        ("EMAIL", "varchar(80)"),
        ("phone", "varchar"),
    ]
    assert [(c.name, c.type) for c in readers.columns][:2] == [
        ("id", "integer"),
        ("email", "varchar(80)"),
    ]


def _versioned(version: int) -> dict[str, Any]:
    manifest = json.loads(json.dumps(MANIFEST))
    manifest["metadata"]["dbt_schema_version"] = (
        f"https://schemas.getdbt.com/dbt/manifest/v{version}.json"
    )
    return manifest


@pytest.mark.parametrize("version", [9, 13, 20])
def test_a_manifest_of_another_version_is_said_to_be_one(lay: Lay, version: int) -> None:
    project = _read(lay(_versioned(version)))
    assert project.notices == (
        (
            f"target/manifest.json is a manifest of version {version}, which is not read here "
            "(versions 10 to 12 are); the project's files are read without it"
        ),
    )
    assert sorted(project.nodes) == sorted(_without_manifest().nodes)


@pytest.mark.parametrize("version", [10, 11])
def test_what_older_versions_of_dbt_wrote_is_read_as_well(
    version: int, tmp_path: Path, project: Project
) -> None:
    shutil.copy(HERE / f"bookshop.v{version}.manifest.json", tmp_path / "manifest.json")
    tree = Folder(tmp_path)
    alone = read_project(tree, "", tree, NoCache())
    missing = {"snapshot.bookshop.loans_history"}
    assert alone.nodes.keys() == set(NODES) - missing
    for id_, node in alone.nodes.items():
        ours, theirs = _settled(project.nodes[id_]), settled(node, {})
        assert set(ours.tags) == set(theirs.tags)
        # dbt took the meta nearest to the table of a source then, where it unites them now
        if node.kind == "source":
            assert theirs.meta.items() <= ours.meta.items()
            assert theirs.meta["contains_pii"] is True
        else:
            assert theirs.meta == ours.meta
        for part in ("alias", "materialized", "group", "contract", "access"):
            # who may build on a model that says nothing: dbt writes it out
            mine = getattr(ours, part) or ("protected" if part == "access" else getattr(ours, part))
            assert mine == (getattr(theirs, part) or mine), (id_, part)
        assert node.relation is not None
        if node.kind != "seed":  # the files know a seed's header, too
            columns = [(c.name, c.type, c.meta, c.constraints) for c in node.columns]
            assert columns == [
                (c.name, c.type, c.meta, c.constraints) for c in project.nodes[id_].columns
            ]
    assert alone.groups.keys() == project.groups.keys()
    assert alone.exposures[0].depends_on


WHOLE = json.dumps(MANIFEST).encode()
BROKEN = [
    ("truncated", WHOLE[:5000], "it breaks off", (1, 5001)),
    ("truncated, in lines", WHOLE[:5000].replace(b', "', b',\n"'), "it breaks off", None),
    ("no JSON", WHOLE.replace(b'"nodes":', b"canary-4f1c:", 1), "it is not JSON", None),
    ("another shape", b'{"metadata": {}, "nodes": ["canary-4f1c"]}', "not what dbt writes", None),
    ("empty", b"", "it breaks off", (1, 1)),
    ("deep", b'{"metadata": {}, "nodes": ' + b'{"a":' * 100_000, "", None),
    ("not UTF-8", b'{"metadata": {}, "nodes": {"\xff\xfe": 1}}', "", None),
]


@pytest.mark.parametrize(
    ("content", "why", "place"), [b[1:] for b in BROKEN], ids=[b[0] for b in BROKEN]
)
def test_a_broken_manifest_is_a_problem_and_the_files_are_read(
    lay: Lay, content: bytes, why: str, place: tuple[int, int] | None
) -> None:
    project = _read(lay(content))
    (problem,) = project.problems
    assert why in problem.message
    assert "the project's files are read without it" in problem.message
    assert "canary" not in problem.message
    assert problem.fingerprint == "dbt:manifest:target/manifest.json"
    assert problem.location is not None
    assert problem.location.file == "target/manifest.json"
    if place:
        assert (problem.location.line, problem.location.column) == place
    assert sorted(project.nodes) == sorted(_without_manifest().nodes)


def test_a_manifest_of_another_project_is_left_alone(lay: Lay) -> None:
    manifest = json.loads(json.dumps(MANIFEST))
    manifest["metadata"]["project_name"] = "toyshop"
    project = _read(lay(manifest))
    assert "is of the project toyshop, not of bookshop" in project.notices[0]
    assert project.nodes["model.bookshop.customers"].relation is None


@pytest.mark.parametrize("path", ["", "target", "target/manifest.json"])
def test_a_manifest_that_stands_alone_is_the_project(tmp_path: Path, path: str) -> None:
    (tmp_path / "target").mkdir()
    (tmp_path / "target/manifest.json").write_text(json.dumps(MANIFEST))
    tree = Folder(tmp_path)
    project = read_project(tree, path, tree, NoCache())
    assert sorted(project.nodes) == NODES
    files = _without_manifest()
    for id_ in NODES:
        ours, alone = files.nodes[id_], project.nodes[id_]
        mine, theirs = _settled(ours), settled(alone, {})
        assert alone.location == Location("target/manifest.json")
        for part in ("alias", "materialized", "schema", "group", "contract", "grants", "meta"):
            assert getattr(mine, part) == getattr(theirs, part), part
        assert set(mine.tags) == set(theirs.tags)
        assert bool(mine.freshness) is bool(theirs.freshness)
        assert [column.name for column in alone.columns] == list(THEIRS[id_]["columns"])
    assert project.groups["desk"].owner == "Lending desk"
    assert project.adapter == "duckdb"


def test_a_manifest_alone_points_at_files_where_there_are_any(tmp_path: Path) -> None:
    folder = tmp_path / "dbt"
    shutil.copytree(BOOKSHOP, folder)
    (folder / "dbt_project.yml").unlink()
    (folder / "manifest.json").write_text(json.dumps(MANIFEST))
    tree = Folder(tmp_path)
    project = read_project(tree, "dbt", tree, NoCache())
    assert project.nodes["model.bookshop.customers"].location == Location(
        "dbt/models/marts/customers.sql"
    )


@pytest.mark.parametrize(
    ("content", "why"), [(b"{", "breaks off"), (json.dumps(_versioned(9)).encode(), "version 9")]
)
def test_a_manifest_alone_that_cannot_be_read_leaves_nothing(
    tmp_path: Path, content: bytes, why: str
) -> None:
    (tmp_path / "manifest.json").write_bytes(content)
    tree = Folder(tmp_path)
    with pytest.raises(ExtractError, match=why):
        read_project(tree, "", tree, NoCache())


def test_base_and_head_share_the_manifest(lay: Lay, tmp_path: Path) -> None:
    tree = lay()
    subprocess.run(["git", "init", "-q", "."], cwd=tree.root, check=True)
    (tree.root / ".git/info/exclude").write_text("target/\n")
    git = ["git", "-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
    subprocess.run([*git, "add", "."], cwd=tree.root, check=True)
    subprocess.run([*git, "commit", "-qm", "all"], cwd=tree.root, check=True)
    repository = Repository.around(tree.root)
    assert repository is not None
    cache = FileCache(tmp_path / "cache.db")
    base = read_project(repository.commit("HEAD"), "", tree, cache)
    assert base == read_project(tree, "", tree, cache)
