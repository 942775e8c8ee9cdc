"""`python docs/generate.py --check` finds what is stale, missing, or left over."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest
from jsonschema import Draft202012Validator

SCRIPT = Path(__file__).parents[2] / "docs" / "generate.py"


@pytest.fixture
def generate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script, writing into an empty folder two files of its own."""
    spec = importlib.util.spec_from_file_location("docs_generate", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    docs = tmp_path / "docs"
    monkeypatch.setattr(module, "DOCS", docs)
    made = {docs / "commands.md": "one\n", docs / "policies" / "GOV-001.md": "two\n"}
    monkeypatch.setattr(module, "generated", made.items)
    return module


def run(generate: ModuleType, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["generate.py", *arguments])
    code: int = generate.main()
    return code


def test_writes_what_it_then_finds_current(
    generate: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(generate, monkeypatch, "--check") == 1
    assert capsys.readouterr().out.count("is stale") == 2
    assert not generate.DOCS.exists()
    assert run(generate, monkeypatch) == 0
    assert run(generate, monkeypatch, "--check") == 0


@pytest.mark.parametrize("text", ["", "one", "one\r\n"])
def test_a_changed_file_is_stale(
    generate: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    text: str,
) -> None:
    run(generate, monkeypatch)
    (generate.DOCS / "commands.md").write_bytes(text.encode())
    capsys.readouterr()
    assert run(generate, monkeypatch, "--check") == 1
    assert capsys.readouterr().out.startswith("docs/commands.md is stale\n")


def test_a_page_of_a_policy_that_is_no_more_goes(
    generate: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(generate, monkeypatch)
    left = generate.DOCS / "policies" / "GOV-099.md"
    left.write_text("three\n")
    capsys.readouterr()
    assert run(generate, monkeypatch, "--check") == 1
    assert "docs/policies/GOV-099.md is generated no more" in capsys.readouterr().out
    assert run(generate, monkeypatch) == 0
    assert not left.exists()


def test_every_schema_is_one_and_closed_at_its_top(generate: ModuleType) -> None:
    for path, text in generate.schemas():
        schema = json.loads(text)
        Draft202012Validator.check_schema(schema)
        assert schema["additionalProperties"] is False, path
        assert "version" in schema["properties"] or path.name == "policy.schema.json"


def test_the_commands_are_all_described(generate: ModuleType) -> None:
    text = generate.commands()
    for name in ("check", "doctor", "catalog export"):
        assert f"# lictor {name}\n" in text
    assert "- `--base REF`: " in text
