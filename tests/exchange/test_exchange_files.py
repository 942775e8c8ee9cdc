"""What files of each format look like, and what no file holds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from governance.cli.exporting import FORMATS
from governance.documents import load
from governance.model.catalog import Catalog, Column, Table
from governance.model.classification import Basis, Classification, Evidence, Level
from governance.model.lineage import Edge, EdgeKind, Effect
from governance.model.location import Location
from governance.model.names import TableRef
from governance.model.stewardship import Fact
from governance.report.exchange.base import Context, Left, Piece, System
from governance.report.exchange.file_names import FileNames
from governance.report.exchange.types import length_of, sort_of
from governance.report.exchange.writing import into_file, into_folder
from governance.report.exchange.yaml import dump

PLACE = Location("stewardship.yml", 3)
CUSTOMERS = TableRef("app", "crm", "customers")
LEADS = TableRef("app", "staging", "leads")
CONTEXT = Context(systems={"app": System("ddl", "tsql")}, time="2026-01-31T12:00:00+00:00")


def fact(value: str | int) -> Fact:
    return Fact(value, PLACE, "canary-reason")


def classified(ref: TableRef, name: str, basis: Basis, **more: float) -> Classification:
    evidence = Evidence(basis, "email", "canary-evidence", location=PLACE)
    return Classification(
        ref.column(name), "email", Level.CONFIDENTIAL, False, False, 0.91234, (evidence,)
    )


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    customers = Table(
        CUSTOMERS,
        columns=(
            Column("id", "bigint", nullable=False, default="canary-default", has_default=True),
            Column("email", "varchar(200)", comment="Where we write to."),
            Column("note", "text"),
        ),
        comment="From the database.",
        primary_key=("id",),
        definition="SELECT 'canary-literal'",
        location=PLACE,
    )
    leads = Table(LEADS, "view", (Column("contact", "text"),))
    email, contact = CUSTOMERS.column("email"), LEADS.column("contact")
    return Catalog(
        "files",
        (customers, leads),
        edges=(
            Edge(email, contact, Effect.DERIVED, location=PLACE),
            Edge(CUSTOMERS.column("id"), LEADS.column("*"), Effect.PREDICATE, EdgeKind.INFLUENCE),
        ),
        facts={
            CUSTOMERS: {"owner": fact("team-crm"), "retention_days": fact(730)},
            email: {"category": fact("email"), "classification": fact("confidential")},
        },
        classifications={
            email: classified(CUSTOMERS, "email", Basis.DECLARED),
            CUSTOMERS.column("note"): classified(CUSTOMERS, "note", Basis.DETECTED),
            contact: classified(LEADS, "contact", Basis.INHERITED),
        },
    )


def files(catalog: Catalog, form: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for each in FORMATS[form].pieces(catalog, CONTEXT):
        if isinstance(each, Piece):
            found[each.file] = found.get(each.file, "") + each.text
    return found


@pytest.mark.parametrize("form", FORMATS.names)
def test_nothing_but_names_and_what_people_said_is_written(catalog: Catalog, form: str) -> None:
    text = "".join(files(catalog, form).values())
    assert "customers" in text
    assert "canary" not in text


def test_an_empty_catalog_is_an_empty_export() -> None:
    found = {form: files(Catalog("files"), form) for form in FORMATS.names}
    lists = ("owners.json", "classifications.json", "tags.json")
    assert {form: written for form, written in found.items() if written} == {
        "datahub": {"datahub.json": "[]\n"},
        "openmetadata": dict.fromkeys(lists, "[]\n"),
    }


def test_dbt(catalog: Catalog) -> None:
    found = files(catalog, "dbt")
    assert set(found) == {"sources_app_crm.yml", "sources_app_staging.yml"}
    (source,) = yaml.safe_load(found["sources_app_crm.yml"])["sources"]
    (table,) = source.pop("tables")
    assert source == {"name": "crm", "schema": "crm"}
    assert table["description"] == "From the database."
    assert table["config"] == {"meta": {"owner": "team-crm", "retention_days": 730}}
    key, email, note = table["columns"]
    assert key == {"name": "id", "data_type": "bigint"}
    assert email == {
        "name": "email",
        "data_type": "varchar(200)",
        "description": "Where we write to.",
        "config": {
            "meta": {"contains_pii": True, "category": "email", "classification": "confidential"}
        },
    }
    assert note["config"]["meta"] == {
        "lictor": {
            "category": "email",
            "level": "confidential",
            "confidence": 0.9123,
            "status": "detected",
        }
    }


def test_what_a_dbt_project_makes_are_its_models() -> None:
    def made(name: str, file: str, **more: bool) -> Table:
        ref = TableRef("marts", "mart", name)
        columns = (Column("id", "int", nullable=False), Column("Name", "text"))
        return Table(ref, columns=columns, location=Location(file), unique=(("id",),), **more)  # type: ignore[arg-type]

    catalog = Catalog(
        "files",
        (
            made("customers_v", "models/dim_customers.sql", contract=True),
            made("countries", "seeds/countries.csv"),
            made("customers_snapshot", "snapshots/x.sql"),
            made("raw", "models/sources.yml", freshness=False),
        ),
    )
    context = Context(systems={"marts": System("dbt", "postgres")})
    found = {piece.file: "" for piece in FORMATS["dbt"].pieces(catalog, context)}
    for piece in FORMATS["dbt"].pieces(catalog, context):
        found[piece.file] += piece.text
    names = {
        kind: [entry["name"] for entry in listed]
        for text in found.values()
        for kind, listed in yaml.safe_load(text).items()
        if kind != "version"
    }
    assert names == {
        "models": ["dim_customers"],
        "seeds": ["countries"],
        "snapshots": ["customers_snapshot"],
        "sources": ["mart"],
    }
    (model,) = yaml.safe_load(found["models_marts.yml"])["models"]
    assert model["columns"] == [
        {
            "name": "id",
            "data_type": "int",
            "constraints": [{"type": "not_null"}, {"type": "unique"}],
        },
        {"name": "Name", "data_type": "text", "quote": True},
    ]


def test_odcs(catalog: Catalog) -> None:
    found = files(catalog, "odcs")
    assert set(found) == {"crm.customers.odcs.yaml", "staging.leads.odcs.yaml"}
    contract = yaml.safe_load(found["crm.customers.odcs.yaml"])
    (schema,) = contract.pop("schema")
    assert contract == {
        "apiVersion": "v3.1.0",
        "kind": "DataContract",
        "id": "app:crm.customers",
        "name": "crm.customers",
        "version": "1.0.0",
        "status": "draft",
        "team": {"name": "team-crm"},
        "slaProperties": [{"property": "retention", "value": 730, "unit": "d"}],
    }
    key, email, note = schema["properties"]
    assert key == {
        "name": "id",
        "physicalType": "bigint",
        "logicalType": "integer",
        "primaryKey": True,
        "primaryKeyPosition": 1,
        "required": True,
        "unique": True,
    }
    assert email["classification"] == "confidential"
    assert email["customProperties"] == [{"property": "category", "value": "email"}]
    (told,) = note["customProperties"]
    assert told["property"] == "lictorFound"
    assert told["value"]["status"] == "detected"


def test_datahub(catalog: Catalog) -> None:
    proposals = json.loads(files(catalog, "datahub")["datahub.json"])
    assert {each["changeType"] for each in proposals} == {"UPSERT"}
    aspects = {
        (each["entityUrn"], each["aspectName"]): each["aspect"]["json"] for each in proposals
    }
    customers = "urn:li:dataset:(urn:li:dataPlatform:mssql,crm.customers,PROD)"
    leads = "urn:li:dataset:(urn:li:dataPlatform:mssql,staging.leads,PROD)"
    assert aspects[customers, "ownership"]["owners"] == [
        {"owner": "urn:li:corpGroup:team-crm", "type": "BUSINESS_OWNER"}
    ]
    assert aspects[customers, "datasetProperties"]["customProperties"] == {"retention_days": "730"}
    _, email, note = aspects[customers, "schemaMetadata"]["fields"]
    assert [each["tag"] for each in email["globalTags"]["tags"]] == [
        "urn:li:tag:pii",
        "urn:li:tag:category:email",
        "urn:li:tag:classification:confidential",
    ]
    assert "jsonProps" not in email
    assert "globalTags" not in note
    assert json.loads(note["jsonProps"])["lictor"]["status"] == "detected"
    lineage = aspects[leads, "upstreamLineage"]
    assert [each["dataset"] for each in lineage["upstreams"]] == [customers]
    (line,) = lineage["fineGrainedLineages"]
    assert line["upstreams"] == [f"urn:li:schemaField:({customers},email)"]
    assert line["downstreams"] == [f"urn:li:schemaField:({leads},contact)"]
    assert line["transformOperation"] == "derived"
    assert ("urn:li:tag:pii", "tagProperties") in aspects


def test_openmetadata(catalog: Catalog) -> None:
    found = files(catalog, "openmetadata")
    assert set(found) == {
        "tables/app.crm.json",
        "tables/app.staging.json",
        "owners.json",
        "classifications.json",
        "tags.json",
    }
    (table,) = json.loads(found["tables/app.crm.json"])
    assert table["databaseSchema"] == "app.default.crm"
    assert table["retentionPeriod"] == "P730D"
    assert json.loads(found["owners.json"]) == [
        {
            "fullyQualifiedName": "app.default.crm.customers",
            "owners": [{"type": "team", "name": "team-crm"}],
        }
    ]
    _, email, note = table["columns"]
    assert (email["dataType"], email["dataLength"]) == ("VARCHAR", 200)
    assert {(tag["tagFQN"], tag["state"]) for tag in email["tags"]} == {
        ("DataClassification.confidential", "Confirmed"),
        ("PersonalDataCategory.email", "Confirmed"),
        ("PII.Sensitive", "Confirmed"),
    }
    assert {(tag["labelType"], tag["state"]) for tag in note["tags"]} == {
        ("Automated", "Suggested")
    }
    (view,) = json.loads(found["tables/app.staging.json"])
    assert {tag["labelType"] for tag in view["columns"][0]["tags"]} == {"Propagated"}
    labels = {f"{tag['classification']}.{tag['name']}" for tag in json.loads(found["tags.json"])}
    assert labels == {"DataClassification.confidential", "PersonalDataCategory.email"}


def test_openmetadata_tells_what_it_has_no_room_for() -> None:
    ref = TableRef("app", "crm", "a::b")
    other = TableRef("app", "crm", "t")
    catalog = Catalog(
        "files",
        (Table(ref), Table(other, columns=(Column("a\nb"), Column("c")))),
        facts={
            other: {"purpose": fact("To pay")},
            other.column("c"): {"masking": fact("x" * 200), "owner": fact("team-crm")},
        },
    )
    left = [each for each in FORMATS["openmetadata"].pieces(catalog, CONTEXT) if type(each) is Left]
    assert {(each.subject, each.what) for each in left} == {
        ('crm."a::b"', "OpenMetadata takes no table of such a name"),
        ('crm.t.U&"a\\000Ab"', "OpenMetadata takes no column of such a name"),
        ("crm.t", "OpenMetadata has no place for its purpose"),
        ("crm.t.c", "OpenMetadata has no place for the owner of a column"),
        ("crm.t.c", "OpenMetadata takes no label of such a masking"),
    }


def test_datahub_tells_of_tags_that_are_too_long() -> None:
    ref = TableRef("app", "crm", "t")
    facts = {ref.column("c"): {"masking": fact("é" * 300), "encryption": fact("aes")}}
    catalog = Catalog("files", (Table(ref, columns=(Column("c"),)),), facts=facts)
    found = list(FORMATS["datahub"].pieces(catalog, CONTEXT))
    left = [each for each in found if isinstance(each, Left)]
    assert left == [Left("crm.t.c", "its masking is too long for a tag of DataHub")]
    text = "".join(each.text for each in found if isinstance(each, Piece))
    assert "encryption:aes" in text
    assert "masking" not in text


def test_openlineage(catalog: Catalog) -> None:
    (line,) = files(catalog, "openlineage")["lineage.jsonl"].splitlines()
    event = json.loads(line)
    assert event["eventTime"] == "2026-01-31T12:00:00+00:00"
    assert event["outputs"][0]["name"] == "staging.leads"


_DATA: st.SearchStrategy[object] = st.deferred(
    lambda: (
        st.none()
        | st.booleans()
        | st.integers()
        | st.text()
        | st.lists(_DATA, max_size=3)
        | st.dictionaries(st.text(), _DATA, max_size=3)
    )
)


@given(st.dictionaries(st.text(), _DATA, max_size=4))
def test_every_reader_of_yaml_takes_it_for_the_same(data: dict[str, object]) -> None:
    text = dump(data)
    assert (yaml.safe_load(text) or {}) == data
    assert load(text.encode(), "x.yml").data == data


@given(st.lists(st.text(), max_size=6, unique=True))
def test_every_name_has_a_file_of_its_own(names: list[str]) -> None:
    given_ = FileNames()
    made = [given_(name) for name in names]
    assert len({each.lower() for each in made}) == len(names)
    assert [given_(name) for name in names] == made
    for file in made:
        assert file.isascii()
        assert not set(file) & set('/\\:*?"<>| ')
        assert not file.startswith((".", "-"))
        assert len(file) < 120


@pytest.mark.parametrize(
    ("type_", "sort", "length"),
    [
        ("character varying(20)", "string", 20),
        ("int4", "integer", None),
        ("INT64", "integer", None),
        ("numeric(10,2)", "number", 10),
        ("timestamp without time zone", "timestamp", None),
        ("TIMESTAMP_NTZ(9)", "timestamp", 9),
        ("float8", "number", None),
        ("datetime2(7)", "timestamp", 7),
        ("text[]", "array", None),
        ("array<int>", "array", None),
        ("struct<a int>", "object", None),
        ("jsonb", "object", None),
        ("interval", None, None),
        ("my_enum", None, None),
        ("", None, None),
    ],
)
def test_sorts_of_types(type_: str, sort: str | None, length: int | None) -> None:
    assert (sort_of(type_), length_of(type_)) == (sort, length)


def test_files_appear_whole_and_others_stay(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("before")
    (tmp_path / "other.txt").write_text("mine")

    def broken() -> object:
        yield Piece("sub/b.txt", "b1")
        yield Left("x", "y")
        yield Piece("sub/b.txt", "b2")
        yield Piece("a.txt", "half")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        into_folder(tmp_path, broken())  # type: ignore[arg-type]
    left = {str(p.relative_to(tmp_path)): p.read_text() for p in tmp_path.rglob("*") if p.is_file()}
    assert left == {"a.txt": "before", "other.txt": "mine", "sub/b.txt": "b1b2"}
    with pytest.raises(RuntimeError):
        into_file(tmp_path / "a.txt", broken())  # type: ignore[arg-type]
    assert (tmp_path / "a.txt").read_text() == "before"
    assert len(list(tmp_path.iterdir())) == 3
