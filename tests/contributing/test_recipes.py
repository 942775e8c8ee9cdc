"""What CONTRIBUTING.md tells people to do works."""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType

import pytest

from governance.cache import NoCache
from governance.cli.main import run
from governance.errors import ExtractError
from governance.model.names import TableRef
from governance.settings import Source
from governance.tree import Folder

TEXT = (Path(__file__).parents[2] / "CONTRIBUTING.md").read_text(encoding="utf-8")


@pytest.fixture
def extractor() -> ModuleType:
    (code,) = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
    module = ModuleType("dictionary")
    exec(compile(code, "CONTRIBUTING.md", "exec"), module.__dict__)
    return module


def test_the_extractor_of_the_recipe_reads_and_reports(
    extractor: ModuleType, tmp_path: Path
) -> None:
    (tmp_path / "dictionary.csv").write_text(
        "schema,table,column,type\ncrm,customers,email,TEXT\ncrm,customers,,int\ncrm,orders,id,int\n"
    )
    source = Source("words", "dictionary", "dictionary.csv")
    extraction = extractor.extract(source, Folder(tmp_path), NoCache())

    assert [(t.ref, t.columns[0].name, t.columns[0].type) for t in extraction.tables] == [
        (TableRef("words", "crm", "customers"), "email", "text"),
        (TableRef("words", "crm", "orders"), "id", "int"),
    ]
    assert [str(problem.location) for problem in extraction.problems] == ["dictionary.csv:3"]


def test_the_extractor_of_the_recipe_fails_without_a_file(
    extractor: ModuleType, tmp_path: Path
) -> None:
    with pytest.raises(ExtractError):
        extractor.extract(Source("words", "dictionary", "none.csv"), Folder(tmp_path), NoCache())


def test_a_new_policy_works_and_is_found_by_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "company").mkdir()
    assert run(["policy", "new", "GOV-042", "--folder", "company"]) == 0
    assert run(["policy", "test", "company/GOV-042.yaml"]) == 0
    (tmp_path / "lictor.yml").write_text("version: 1\npolicies: {packs: [], paths: [company]}\n")
    capsys.readouterr()
    assert run(["policy", "list"]) == 0
    assert "GOV-042" in capsys.readouterr().out
