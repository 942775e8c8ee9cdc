"""What an editor says while a file is written, and what Lictor says when it is read."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from governance import stewardship
from governance.cache import NoCache
from governance.errors import LictorError
from governance.pipeline import build
from governance.policy.load import load
from governance.policy.starting import starting_file
from governance.settings import PolicySettings, WaiverSettings, read
from governance.setup.plan import plan
from governance.setup.schemas import FOLDER, publish, schemas
from governance.sql.dialect import dialects
from governance.taxonomy import categories
from governance.tree import Folder
from governance.waivers.document import read as waivers
from governance.waivers.terms import Terms

ROOT = Path(__file__).parents[2]
SLIPS: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    (Path(__file__).parent / "slips.yml").read_text(encoding="utf-8")
)
SCHEMAS = {name: Draft7Validator(schema) for name, schema in schemas().items()}
OF = {
    "lictor.yml": "lictor",
    "stewardship.yml": "stewardship",
    "waivers.yml": "waivers",
    "ACME-001.yaml": "policy",
}
TERMS = Terms(dt.date(2026, 11, 24), frozenset({"GOV-003"}))


def parsed(text: str) -> Any:
    """YAML as an editor has it: a date is text, `off` is a word (YAML 1.2)."""

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: plain(each) for key, each in value.items()}
        if isinstance(value, list):
            return [plain(each) for each in value]
        if value is False:
            return "off"
        return str(value) if isinstance(value, dt.date) else value

    return plain(yaml.safe_load(text))


def said(file: str, text: str, folder: Path) -> str:
    """The error of reading a file, all the way to where its names are looked up."""
    (folder / file).write_text(text, encoding="utf-8")
    with pytest.raises(LictorError) as error:
        read_whole(file, folder)
    return str(error.value)


def read_whole(file: str, folder: Path) -> None:
    tree = Folder(folder)
    if file == "stewardship.yml":
        stewardship.read(tree, [file])
    elif file == "waivers.yml":
        waivers(tree, WaiverSettings(), TERMS, NoCache())
    elif file == "lictor.yml":
        settings = read(tree)
        assert settings is not None
        load(settings.policies, tree)
        (folder / "x.sql").write_text("CREATE TABLE a (b int);")
        build(Folder(folder), settings, NoCache())
    else:
        load(PolicySettings(paths=(file,)), tree)


@pytest.mark.parametrize(
    ("file", "slip"),
    [(file, slip) for file, slips in SLIPS.items() for slip in slips],
    ids=lambda value: value.get("says") if isinstance(value, dict) else value,
)
def test_a_slip_is_said_with_its_place(file: str, slip: dict[str, Any], tmp_path: Path) -> None:
    text = slip.get("text") or starting_file("ACME-001").replace(*slip["change"], 1)
    message = said(file, text, tmp_path)
    assert slip["says"] in message
    assert re.match(rf"{file}:\d+:\d+: |there is no stewardship file", message)
    assert "never" not in message  # the password in one of them
    assert len(message.splitlines()) <= 3
    if slip.get("schema", True):
        assert list(SCHEMAS[OF[file]].iter_errors(parsed(text)))


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_one(name: str) -> None:
    Draft7Validator.check_schema(SCHEMAS[name].schema)  # type: ignore[arg-type]


def test_every_key_is_explained() -> None:
    for schema in schemas().values():
        for part in (schema, *schema["definitions"].values()):
            for key, value in part.get("properties", {}).items():
                assert "description" in value or "$ref" in value, key


def test_what_may_stand_somewhere_is_listed() -> None:
    found = schemas()
    source = found["lictor"]["definitions"]["SourceDocument"]["properties"]
    assert {"ddl", "dbt", "postgres", "sqlite"} <= set(source["kind"]["enum"])
    assert set(source["dialect"]["enum"]) == set(dialects())
    policies = found["lictor"]["definitions"]["PoliciesDocument"]["properties"]
    assert policies["severity"]["properties"]["GOV-004"]["enum"] == ["block", "info", "off", "warn"]
    waiver = found["waivers"]["definitions"]["WaiverDocument"]["properties"]
    assert {"GOV-001", "DBT-001"} <= set(waiver["policy"]["examples"])
    asset = found["stewardship"]["definitions"]["AssetDocument"]["properties"]
    assert list(asset["category"]["enum"]) == list(categories())
    assert len(asset["category"]["enumDescriptions"]) == len(categories())


def test_what_init_writes_is_valid(tmp_path: Path) -> None:
    (tmp_path / "migrations").mkdir()
    (tmp_path / "migrations/1_a.sql").write_text("CREATE TABLE people (email text);")
    (tmp_path / "CODEOWNERS").write_text("* @acme/data\n")
    files = plan(Folder(tmp_path), NoCache()).files
    SCHEMAS["lictor"].validate(parsed(files["lictor.yml"]))
    SCHEMAS["stewardship"].validate(parsed(files["stewardship.yml"]))
    counting = re.sub(r"^  # - ", "  - ", files["stewardship.yml"], flags=re.MULTILINE)
    assert len(parsed(counting)["assets"]) == 3
    SCHEMAS["stewardship"].validate(parsed(counting))


def test_examples_are_valid() -> None:
    found = 0
    for page in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        for block in re.findall(r"```yaml\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL):
            data = parsed(block)
            if isinstance(data, dict) and data.keys() & {"sources", "assets", "subject"}:
                name = (
                    "lictor" if "sources" in data else "policy" if "id" in data else "stewardship"
                )
                SCHEMAS[name].validate(data)
                found += 1
    assert found >= 2


@pytest.mark.parametrize(
    "policy", sorted((ROOT / "policies").rglob("*.yaml")), ids=lambda p: p.stem
)
def test_policies_are_valid(policy: Path) -> None:
    SCHEMAS["policy"].validate(parsed(policy.read_text(encoding="utf-8")))


def test_the_demo_is_valid() -> None:
    files = ROOT / "governance/demo/git-files"
    found = [path for path in files.rglob("*.y*ml") if path.name in OF]
    assert found
    for path in found:
        SCHEMAS[OF[path.name]].validate(parsed(path.read_text(encoding="utf-8")))


def test_they_lie_where_the_first_line_points(tmp_path: Path) -> None:
    publish(tmp_path)
    (tmp_path / "migrations").mkdir()
    (tmp_path / "migrations/1_a.sql").write_text("CREATE TABLE people (email text);")
    for text in plan(Folder(tmp_path), NoCache(), service="none").files.values():
        first = text.splitlines()[0]
        path = first.removeprefix("# yaml-language-server: $schema=")
        assert (tmp_path / path).is_file()
    assert (tmp_path / ".lictor/.gitignore").read_text() == "*\n"


def test_they_are_renewed_only_by_another_version(tmp_path: Path) -> None:
    publish(tmp_path)
    changed = tmp_path / FOLDER / "lictor.schema.json"
    changed.write_text("{}")
    publish(tmp_path)
    assert changed.read_text() == "{}"
    (made_by,) = (tmp_path / FOLDER).glob(".made-by-*")
    made_by.rename(made_by.with_name(".made-by-0.0.0"))
    publish(tmp_path)
    assert changed.read_text() != "{}"


@pytest.mark.parametrize("link", [".lictor", ".lictor/schemas"])
def test_a_folder_that_leads_elsewhere_is_left_alone(tmp_path: Path, link: str) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / "here" / link).parent.mkdir(parents=True)
    if link != ".lictor":
        (tmp_path / "here/.lictor/.gitignore").write_text("*\n")
    (tmp_path / "here" / link).symlink_to(elsewhere)
    publish(tmp_path / "here")
    assert not list(elsewhere.iterdir())


def test_a_file_that_leads_elsewhere_is_replaced(tmp_path: Path) -> None:
    (tmp_path / FOLDER).mkdir(parents=True)
    (tmp_path / ".lictor/.gitignore").write_text("*\n")
    (tmp_path / "precious").write_text("kept")
    (tmp_path / FOLDER / "lictor.schema.json").symlink_to(tmp_path / "precious")
    publish(tmp_path)
    assert (tmp_path / "precious").read_text() == "kept"
    assert not (tmp_path / FOLDER / "lictor.schema.json").is_symlink()


def test_a_folder_that_the_repository_brings_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / ".lictor").mkdir()
    publish(tmp_path)
    assert not list((tmp_path / ".lictor").iterdir())
