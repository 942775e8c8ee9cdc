"""What commands print for machines is what docs/schemas/ promises."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from governance.cli import main
from governance.taxonomy import categories

SCHEMAS = Path(__file__).parents[2] / "docs" / "schemas"


def validator(name: str) -> Draft202012Validator:
    schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def printed(
    arguments: list[str], capsys: pytest.CaptureFixture[str], code: int = 0
) -> list[dict[str, Any]]:
    assert main.run(arguments) == code
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_classify(
    folder_with: Callable[[dict[str, str | bytes]], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    root = folder_with(
        {
            "dictionary.csv": "table,column,type,comment,samples\n"
            "crm.customers,email,text,,\n"
            "crm.customers,Passport No.,text,,\n"
            "crm.customers,shelf,integer,,\n"
        }
    )
    rows = printed(["classify", str(root / "dictionary.csv"), "--format", "json"], capsys)
    assert [row["category"] for row in rows] == ["email", "national_id", "none"]
    for row in rows:
        validator("classify").validate(row)


def test_catalog_export(
    folder_with: Callable[[dict[str, str | bytes]], Path],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    root = folder_with(
        {
            "lictor.yml": "version: 1\nsources: [{name: app, kind: ddl, path: migrations}]\n"
            "stewardship: [stewardship.yml]\n",
            "stewardship.yml": "version: 1\nassets:\n"
            "  - {match: 'crm.*', owner: team-crm, retention_days: 730}\n"
            "  - {match: crm.customers.email, category: email, classification: confidential}\n",
            "migrations/1.sql": "CREATE TABLE crm.customers (email text, shelf int);\n",
        }
    )
    monkeypatch.chdir(root)
    rows = printed(["catalog", "export"], capsys)
    assert [row["column"] for row in rows] == ["crm.customers.email", "crm.customers.shelf"]
    assert rows[0]["retention_days"] == 730
    for row in rows:
        validator("catalog-export").validate(row)


def test_lineage(
    folder_with: Callable[[dict[str, str | bytes]], Path],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sql = (
        "CREATE TABLE crm.customers (email text);\n"
        "CREATE TABLE staging.leads AS SELECT lower(email) AS contact FROM crm.customers;\n"
    )
    monkeypatch.chdir(folder_with({"migrations/1.sql": sql, "odd.sql": "FROBNICATE zenobia;\n"}))
    for arguments, code, key in (
        (["--sql", "migrations/1.sql"], 0, "edges"),
        (["--sql", "odd.sql"], 2, "errors"),
        (["staging.leads.contact", "--upstream"], 0, "upstream"),
        (["crm.customers.email"], 0, "downstream"),
    ):
        assert main.run(["lineage", *arguments, "--format", "json"]) == code
        answer = json.loads(capsys.readouterr().out)
        validator("lineage").validate(answer)
        assert len(answer[key]) == 1
        assert "zenobia" not in json.dumps(answer)


@pytest.mark.parametrize("name", ["classify", "catalog-export"])
def test_the_schemas_know_every_category(name: str) -> None:
    known = validator(name).schema["properties"]["category"]["enum"]
    assert set(known) == set(categories())


def test_a_table_without_a_declared_description_shows_its_comment() -> None:
    from governance.model.catalog import Catalog, Table
    from governance.model.names import TableRef
    from governance.report.catalog import sheet
    from governance.terminal import Terminal

    catalog = Catalog("files", (Table(TableRef("a", "crm", "customers"), comment="Who buys."),))
    assert "  description     Who buys." in sheet(catalog, "crm.customers", Terminal()).splitlines()
