"""Built-ins are found in their folder, others by entry point; doubled names are errors."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from governance import plugins
from governance.errors import ConfigError
from governance.plugins import Registry
from governance.report import formats


@pytest.fixture
def offered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An installed distribution that offers a report format `yaml`, and one named `json`."""
    info = tmp_path / "acme_reports-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-reports\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[lictor.reports]\nyaml = acme_reports_yaml\n")
    (tmp_path / "acme_reports_yaml.py").write_text(
        "def render(verdict, page):\n    return 'yaml'\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    plugins._installed.cache_clear()
    plugins._entry_points.cache_clear()
    yield info
    plugins._installed.cache_clear()
    plugins._entry_points.cache_clear()
    sys.modules.pop("acme_reports_yaml", None)


def registry() -> Registry:
    return Registry("report format", formats, "lictor.reports")


def test_a_built_in_is_a_file_of_its_folder() -> None:
    module: ModuleType = registry()["json"]
    assert module.__name__ == "governance.report.formats.json"
    assert {"json", "text", "sarif", "github", "markdown"} <= set(registry().names)


def test_an_installed_distribution_may_offer_more(offered: Path) -> None:
    assert "yaml" in registry().names
    assert registry()["yaml"].render(None, None) == "yaml"


def test_an_unknown_name_is_an_error_with_the_nearest() -> None:
    with pytest.raises(ConfigError, match='did you mean "sarif"'):
        registry()["sarff"]


def test_a_doubled_name_is_an_error(offered: Path) -> None:
    (offered / "entry_points.txt").write_text("[lictor.reports]\njson = acme_reports_yaml\n")
    with pytest.raises(ConfigError, match="two report format plugins are named 'json'"):
        registry()["json"]
