"""The commands of the store, as a person runs them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec import structs

from governance.catalog.checking import check
from governance.catalog.loading import load
from governance.catalog.opening import open_store
from governance.cli.main import run
from governance.model.catalog import Grant

from .conftest import POSTGRES, SOURCES, same, scan, shop

CANARY = "kanarienvogel-4711"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "project"
    (root / "migrations").mkdir(parents=True)
    (root / "migrations" / "0001.sql").write_text("CREATE TABLE a (b int);")
    (root / "lictor.yml").write_text(
        "version: 1\nsources:\n  - {name: shop, kind: ddl, path: migrations, dialect: postgres}\n"
    )
    monkeypatch.chdir(root)
    return root


def filled(folder: Path) -> None:
    with open_store(None, folder) as store:
        catalog = shop()
        for source in SOURCES:
            scan(store, source, catalog)
        email = catalog.tables[0].columns[1]
        columns = (
            catalog.tables[0].columns[0],
            structs.replace(email, type="varchar(80)", comment=None),
        )
        changed = structs.replace(
            catalog,
            tables=(structs.replace(catalog.tables[0], columns=columns), *catalog.tables[1:]),
            grants=(*catalog.grants, Grant(catalog.tables[0].ref, "everyone", "SELECT")),
            classifications={},
        )
        scan(store, "shop", changed)


def test_the_history_of_a_table(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filled(folder)
    assert run(["catalog", "history", "crm.customers"]) == 0
    shown = capsys.readouterr().out
    for line in (
        "shop:crm.customers\n",
        "scan 1 by ada\n  table came, with 3 columns\n",
        "  + grant: PUBLIC may SELECT (id)\n",
        "  + declared owner: team-crm\n",
        "  email: type: text → varchar(80)\n  email: comment: where we write to → none\n",
        "  born: column went\n",
        "  + grant: everyone may SELECT\n",
        "  email: classified: email, confidential, declared → nothing personal found\n",
    ):
        assert line in shown


def test_the_history_of_a_column(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filled(folder)
    assert run(["catalog", "history", "customers.email"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("shop:crm.customers.email\n")
    assert "  type: text → varchar(80)\n" in shown
    assert "grant" not in shown
    assert "born" not in shown


@pytest.mark.parametrize(
    ("name", "said"),
    [("crm.nobody", "has never heard of crm.nobody"), ("crm..x", "is not a name")],
)
def test_a_name_that_nobody_knows(
    folder: Path, name: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    filled(folder)
    assert run(["catalog", "history", name]) == 2
    assert said in capsys.readouterr().err


def test_an_archive_goes_from_file_to_server(
    folder: Path,
    url_of: Callable[[str], str],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    filled(folder)
    assert run(["catalog", "export", "--format", "archive", "--output", "all.jsonl.gz"]) == 0
    assert "all.jsonl.gz holds 3 tables, 3 scans and" in capsys.readouterr().out
    monkeypatch.setenv("GOVERNANCE_DB_URL", url_of(POSTGRES[-1]))
    assert run(["catalog", "import", "all.jsonl.gz"]) == 2
    assert "run: lictor catalog upgrade" in capsys.readouterr().err
    assert run(["catalog", "upgrade", "--sql"]) == 0
    assert "CREATE SCHEMA IF NOT EXISTS governance" in capsys.readouterr().out
    assert run(["catalog", "upgrade"]) == 0
    assert "holds a catalog now, version 0001" in capsys.readouterr().out
    assert run(["catalog", "upgrade"]) == 0
    assert "at version 0001 of the schema already" in capsys.readouterr().out
    assert run(["catalog", "import", "all.jsonl.gz"]) == 0
    assert "3 tables, 3 scans" in capsys.readouterr().out
    assert run(["catalog", "import", "all.jsonl.gz"]) == 2
    assert "is not empty" in capsys.readouterr().err
    assert run(["catalog", "import", "all.jsonl.gz", "--into", "sqlite:///other/c.db"]) == 0
    with open_store("sqlite:///other/c.db", folder) as other, open_store(None, folder) as one:
        same(load(other), load(one))
        assert check(other) == ()


def test_an_archive_needs_a_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["catalog", "export", "--format", "archive"]) == 2
    assert "--output catalog.jsonl.gz" in capsys.readouterr().err
    assert run(["catalog", "export"]) == 0
    assert json.loads(capsys.readouterr().out)["column"] == "public.a.b"


def test_roles_are_of_a_server(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(["catalog", "roles"]) == 2
    assert "is a file, which has no roles" in capsys.readouterr().err
    url = f"postgresql://ada:{CANARY}@db.example.org/cat"
    monkeypatch.setenv("GOVERNANCE_DB_URL", url)
    assert run(["catalog", "roles", "--reader", 'a"b']) == 0
    shown = capsys.readouterr()
    assert 'GRANT CONNECT ON DATABASE "cat" TO "a""b";' in shown.out
    assert CANARY not in shown.out + shown.err


@pytest.mark.parametrize("debug", [[], ["--debug"]])
@pytest.mark.parametrize("command", [["upgrade"], ["history", "a"], ["import", "lictor.yml"]])
def test_a_server_that_is_not_there(
    folder: Path,
    command: list[str],
    debug: list[str],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GOVERNANCE_DB_URL", f"postgresql://ada:{CANARY}@127.0.0.1:1/cat")
    assert run(["catalog", *command, *debug]) == 2
    shown = capsys.readouterr()
    assert "nobody answers there; is the server running?" in shown.err
    assert CANARY not in shown.out + shown.err
    assert not (folder / ".lictor" / "catalog.db").exists()


def test_a_configured_variable_that_is_not_set(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = folder / "lictor.yml"
    file.write_text(file.read_text() + "catalog: ${NO_SUCH_STORE}\n")
    assert run(["catalog", "history", "a"]) == 2
    assert "lictor.yml: catalog: needs the environment variable NO_SUCH_STORE" in (
        capsys.readouterr().err
    )


def test_help_does_not_load_sqlalchemy() -> None:
    import subprocess
    import sys

    program = (
        "import sys; from governance.cli.main import run; run(sys.argv[1:]); "
        "sys.exit('sqlalchemy' in sys.modules or 'alembic' in sys.modules)"
    )
    for arguments in (["--help"], ["catalog", "--help"], ["catalog", "upgrade", "--help"]):
        done = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True)
        assert done.returncode == 0, done.stderr
