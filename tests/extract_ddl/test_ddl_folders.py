"""Which files are migrations, in which order, and which of their parts go forward."""

from __future__ import annotations

from typing import Any

import pytest

from governance.extract.ddl.folder import forward, migrations

FOLDERS = {
    "plain, numbers by value": (
        ["10_c.sql", "9_b.sql", "1_a.sql", "README.md"],
        ["1_a.sql", "9_b.sql", "10_c.sql"],
    ),
    "Flyway": (
        ["R__views.sql", "V10__c.sql", "V1.10__b.sql", "V1.2__a.sql", "U1.2__a.sql", "V2__x.SQL"],
        ["V1.2__a.sql", "V1.10__b.sql", "V2__x.SQL", "V10__c.sql", "R__views.sql"],
    ),
    "golang-migrate": (
        ["1_a.down.sql", "1_a.up.sql", "2_b.up.sql", "2_b.down.sql"],
        ["1_a.up.sql", "2_b.up.sql"],
    ),
    "Diesel": (["2/down.sql", "2/up.sql", "1/up.sql", "1/down.sql"], ["1/up.sql", "2/up.sql"]),
    "Prisma": (
        ["20240102_b/migration.sql", "20240101_a/migration.sql", "migration_lock.toml"],
        ["20240101_a/migration.sql", "20240102_b/migration.sql"],
    ),
    "Prisma, as texts": (
        ["20240101120000_b/migration.sql", "20240101_a/migration.sql", "9_c/migration.sql"],
        ["20240101120000_b/migration.sql", "20240101_a/migration.sql", "9_c/migration.sql"],
    ),
    "a file for each product": (
        [
            "1_a.mysql.up.sql",
            "1_a.postgres.up.sql",
            "1_a.postgres.down.sql",
            "2_b.up.sql",
            "3_c.up.sql",
            "3_c.postgres.up.sql",
            "3_c.cockroach.up.sql",
        ],
        ["1_a.postgres.up.sql", "2_b.up.sql", "3_c.postgres.up.sql"],
    ),
    "no product of the dialect": (
        ["1_a.mysql.sql", "1_a.sqlite.sql"],
        ["1_a.mysql.sql", "1_a.sqlite.sql"],
    ),
    "a name that only looks like a direction": (["breakdown.sql", "down.sql"],) * 2,
}


@pytest.mark.parametrize("name", FOLDERS)
def test_order(name: str) -> None:
    files, order = FOLDERS[name]
    assert migrations(sorted(files), "postgres") == tuple(order)


def test_files_of_other_products_are_said(read: Any) -> None:
    found = read(
        {
            "1.mysql.up.sql": "CREATE TABLE a (x int, only_there int);",
            "1.postgres.up.sql": "CREATE TABLE a (x int);",
            "1.mysql.down.sql": "DROP TABLE a;",
        }
    )
    assert [column.name for table in found.tables for column in table.columns] == ["x"]
    (said,) = found.notices
    assert "those for postgres and for all are read, not those for mysql" in said


SECTIONS = [
    ("-- migrate:up\nCREATE TABLE a (x int);\n-- migrate:down\nDROP TABLE a;\n", True, False),
    ("-- +goose Down\nDROP TABLE a;\n-- +goose Up\nCREATE TABLE a (x int);\n", True, False),
    ("-- +migrate Up\nCREATE TABLE a (x int);\n-- +migrate Down\nDROP TABLE a;", True, False),
    ("CREATE TABLE a (x int);\nDROP TABLE a;", True, True),
]


@pytest.mark.parametrize(("text", "creates", "drops"), SECTIONS)
def test_only_what_goes_forward_is_read(text: str, creates: bool, drops: bool) -> None:
    found = forward(text)
    assert len(found) == len(text)
    assert found.count("\n") == text.count("\n")
    assert ("CREATE" in found, "DROP" in found) == (creates, drops)


def test_files_replay_in_their_order_with_their_own_places(read: Any) -> None:
    extraction = read(
        {
            "V2__rename.sql": "\n  ALTER TABLE t RENAME mail TO email;",
            "V1__create.sql": "SET search_path TO x;\nCREATE TABLE public.t (id int, mail text);",
            "U2__undo.sql": "DROP TABLE t;",
        }
    )
    (table,) = extraction.tables
    places = [str(column.location) for column in table.columns]
    assert str(table.location) == "migrations/V1__create.sql:2:21"
    assert places == ["migrations/V1__create.sql:2:24", "migrations/V2__rename.sql:2:32"]
    assert extraction.coverage.files == 2
