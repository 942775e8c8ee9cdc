"""A driver that is missing fails its source, and no other."""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path

import pytest

from governance.catalog.loading import load
from governance.catalog.opening import open_store
from governance.cli.main import run

CANARY = "zanzibar"


def test_a_missing_driver_fails_its_source_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SECRET", CANARY)
    monkeypatch.setitem(sys.modules, "duckdb", None)
    connection = sqlite3.connect("app.db")
    connection.execute("CREATE TABLE people (id INTEGER PRIMARY KEY, email TEXT)")
    connection.close()
    Path("t.duckdb").touch()
    Path("lictor.yml").write_text(
        "version: 1\nsources:\n"
        "  - {name: app, kind: sqlite, path: app.db}\n"
        "  - {name: marts, kind: duckdb, path: t.duckdb}\n"
        '  - {name: shop, kind: mariadb, url: "mariadb://u:${SECRET}@127.0.0.1:1/x"}\n'
    )
    assert run(["scan"]) == 2
    printed = capsys.readouterr()
    said = " ".join((printed.out + printed.err).split())
    assert "pip install 'lictor[duckdb]'" in said
    assert "nobody answers there" in said
    assert CANARY not in said
    with open_store(None, tmp_path) as store:
        assert [str(table.ref) for table in load(store).tables] == ["app:main.people"]
