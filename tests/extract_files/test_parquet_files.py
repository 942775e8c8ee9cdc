"""Parquet, Delta and Iceberg: what the end of a file and a table's own log say."""

from __future__ import annotations

import io
import json
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from governance.model.catalog import Column, Statistics

from .conftest import Reading, Write

CANARY = "zanzibar"


def parquet(table: pa.Table, **options: object) -> bytes:
    buffer = io.BytesIO()
    pq.write_table(table, buffer, **options)
    return buffer.getvalue()


PEOPLE = pa.table(
    {
        "id": pa.array([1, 2, 3], pa.int64()),
        "email": pa.array([f"{CANARY}@example.org", None, "b"], pa.string()),
        "home": pa.array([{"city": CANARY, "geo": {"lat": 1.5}}] * 3),
        "tags": pa.array([[CANARY], [], None]),
        "items": pa.array([[{"sku": CANARY}], None, []]),
        "level": pa.array([CANARY, "b", CANARY]).dictionary_encode(),
        "paid": pa.array([None, None, None], pa.decimal128(10, 2)),
        "at": pa.array([0, 1, 2], pa.timestamp("us", "UTC")),
    },
    schema=None,
)


def test_columns_and_rows_from_the_footer(write: Write, read: Reading) -> None:
    fields = [
        pa.field("id", pa.int64(), nullable=False, metadata={"comment": "Who it is."}),
        *list(PEOPLE.schema)[1:],
    ]
    content = parquet(PEOPLE.cast(pa.schema(fields)))
    write({"people.parquet": content})
    extraction = read()
    (table,) = extraction.tables
    assert table.columns == (
        Column("id", "int64", nullable=False, comment="Who it is."),
        Column("email", "string"),
        Column("home.city", "string"),
        Column("home.geo.lat", "double"),
        Column("tags", "string[]"),
        Column("items.sku", "string[]"),
        Column("level", "string"),
        Column("paid", "decimal128(10, 2)"),
        Column("at", "timestamp[us, tz=utc]"),
    )
    assert extraction.statistics == {table.ref: Statistics(3, len(content))}
    assert extraction.problems == ()
    assert CANARY not in repr(extraction)


def test_many_files_are_one_table_and_their_rows_add_up(write: Write, read: Reading) -> None:
    write(
        {
            f"events/year=2026/month={month:02}/part-{n:05}.snappy.parquet": parquet(PEOPLE)
            for month in (1, 2)
            for n in range(3)
        }
    )
    extraction = read()
    (table,) = extraction.tables
    assert table.ref.name == "lake.events"
    assert [(c.name, c.type) for c in table.columns[-2:]] == [("year", "bigint"), ("month", "text")]
    assert extraction.statistics[table.ref].rows == 18
    assert extraction.problems == ()


def test_a_broken_file_leaves_the_count_unknown(write: Write, read: Reading) -> None:
    good = parquet(PEOPLE)
    write({"e/part-1.parquet": good, "e/part-2.parquet": good[:-200], "e/part-3.parquet": b""})
    extraction = read()
    (table,) = extraction.tables
    assert table.open
    assert extraction.statistics[table.ref].rows is None
    (problem,) = extraction.problems
    assert problem.message.startswith("e/part-2.parquet and 1 more is no Parquet file")
    assert CANARY not in repr(extraction)


def test_files_of_different_columns(write: Write, read: Reading) -> None:
    one = pa.table({"id": pa.array([1], pa.int64()), "a": ["x"]})
    two = pa.table({"id": pa.array(["1"]), "b": ["x"]})
    write({"e/part-1.parquet": parquet(one), "e/part-2.parquet": parquet(two)})
    extraction = read()
    (table,) = extraction.tables
    assert [(c.name, c.type) for c in table.columns] == [
        ("id", "int64"),
        ("a", "string"),
        ("b", "string"),
    ]
    (problem,) = extraction.problems
    assert problem.message == "its files do not agree: columns id, a, b"


def test_a_file_damaged_anywhere_is_read_or_a_problem(write: Write, read: Reading) -> None:
    random = Random(7)
    good = parquet(PEOPLE)
    problems = 0
    for _ in range(300):
        damaged = bytearray(good)
        for _ in range(random.choice((1, 3, 30))):
            # most of it near the end, where the footer is
            damaged[-random.randrange(1, len(good) // 2)] = random.randrange(256)
        write({"people.parquet": bytes(damaged)})
        extraction = read()
        problems += len(extraction.problems)
        assert len(extraction.problems) <= 1
    assert problems > 50


SCHEMA = {
    "type": "struct",
    "fields": [
        {"name": "id", "type": "long", "nullable": False, "metadata": {"comment": "Who it is."}},
        {
            "name": "home",
            "nullable": True,
            "metadata": {},
            "type": {
                "type": "struct",
                "fields": [{"name": "city", "type": "string", "nullable": True, "metadata": {}}],
            },
        },
        {
            "name": "tags",
            "nullable": True,
            "metadata": {},
            "type": {"type": "array", "elementType": "string", "containsNull": True},
        },
    ],
}
ADD = {"add": {"path": "a.parquet", "stats": json.dumps({"minValues": {"id": CANARY}})}}


def delta_metadata(schema: object, description: str | None = None) -> dict[str, object]:
    said = {"id": "x", "schemaString": json.dumps(schema), "partitionColumns": []}
    return {"metaData": said | ({"description": description} if description else {})}


def lines(*actions: object) -> str:
    return "".join(f"{json.dumps(action)}\n" for action in actions)


DELTA_COLUMNS = (
    Column("id", "long", nullable=False, comment="Who it is."),
    Column("home.city", "string"),
    Column("tags", "string[]"),
)


def test_delta_by_its_log(write: Write, read: Reading) -> None:
    old = {"type": "struct", "fields": SCHEMA["fields"][:1]}
    write(
        {
            "crm/people/_delta_log/00000000000000000000.json": lines(delta_metadata(old), ADD),
            "crm/people/_delta_log/00000000000000000001.json": lines(
                ADD, delta_metadata(SCHEMA, "People who buy.")
            ),
            "crm/people/_delta_log/00000000000000000002.json": lines(ADD),
            "crm/people/a.parquet": parquet(PEOPLE),
            "crm/other.csv": "id,name\n1,a\n",
        }
    )
    extraction = read()
    other, people = extraction.tables
    assert (people.ref.name, other.ref.name) == ("lake.crm.people", "lake.crm.other")
    assert people.columns == DELTA_COLUMNS
    assert people.comment == "People who buy."
    assert extraction.problems == ()
    assert CANARY not in repr(extraction)


def test_delta_by_its_checkpoint(write: Write, read: Reading) -> None:
    metadata = [None, {"schemaString": json.dumps(SCHEMA), "description": None}]
    add = [{"path": CANARY}, None]
    checkpoint = parquet(pa.table({"add": add, "metaData": metadata}))
    write(
        {
            "people/_delta_log/00000000000000000010.checkpoint.parquet": checkpoint,
            "people/_delta_log/00000000000000000011.json": lines(ADD),
        }
    )
    extraction = read()
    assert extraction.tables[0].columns == DELTA_COLUMNS
    write({"people/_delta_log/00000000000000000010.checkpoint.parquet": checkpoint[:-50]})
    (problem,) = read().problems
    assert "checkpoint that is damaged" in problem.message


def iceberg_metadata(**more: object) -> dict[str, object]:
    fields = [
        {"id": 1, "name": "id", "required": True, "type": "long", "doc": "Who it is."},
        {
            "id": 2,
            "name": "home",
            "required": False,
            "type": {
                "type": "struct",
                "fields": [{"id": 3, "name": "city", "required": False, "type": "string"}],
            },
        },
    ]
    return {
        "format-version": 2,
        "current-schema-id": 1,
        "schemas": [
            {"type": "struct", "schema-id": 0, "fields": fields[:1]},
            {"type": "struct", "schema-id": 1, "fields": fields},
        ],
        "current-snapshot-id": 7,
        "snapshots": [{"snapshot-id": 7, "summary": {"total-records": "42"}}],
        **more,
    }


def test_iceberg_by_its_metadata(write: Write, read: Reading) -> None:
    write(
        {
            "people/metadata/v1.metadata.json": iceberg_metadata(**{"current-schema-id": 0}),
            "people/metadata/v2.metadata.json": iceberg_metadata(),
            "people/data/a.parquet": parquet(PEOPLE),
        }
    )
    extraction = read()
    (table,) = extraction.tables
    assert table.columns == (
        Column("id", "long", nullable=False, comment="Who it is."),
        Column("home.city", "string"),
    )
    assert extraction.statistics[table.ref].rows == 42
    assert extraction.problems == ()


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"_delta_log/00000000000000000003.json": lines(ADD)}, "does not say what its columns are"),
        ({"_delta_log/00000000000000000000.json": "{"}, "does not say what its columns are"),
        (
            {"_delta_log/00000000000000000000.json": lines({"metaData": {"schemaString": "{"}})},
            "log that is damaged",
        ),
        ({"metadata/v1.metadata.json": "{"}, "metadata that is damaged"),
        ({"metadata/v1.metadata.json": "[" * 100_000}, "metadata that is damaged"),
        ({"metadata/v1.metadata.json": {"schemas": []}}, "metadata that is damaged"),
        (
            {"metadata/00002-a.metadata.json": {}, "metadata/00002-b.metadata.json": {}},
            "only its catalog knows",
        ),
        ({"metadata/odd.metadata.json": {}}, "no metadata that can be read"),
    ],
)
def test_logs_that_do_not_tell(
    files: dict[str, object], said: str, write: Write, read: Reading
) -> None:
    write({f"people/{path}": content for path, content in files.items()})
    extraction = read()
    (problem,) = extraction.problems
    assert said in problem.message
    assert extraction.tables[0].open
    assert CANARY not in repr(extraction)
