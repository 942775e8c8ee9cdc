"""The kernel that everybody gets: all detectors, and what it says when something is missing."""

from __future__ import annotations

import subprocess
import sys

import pytest

from scanners.values import usual

WITHOUT = """
import sys
from importlib.abc import MetaPathFinder

class Nothing(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "polars":
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Nothing())
from governance.errors import MissingExtra
from scanners.values import usual
try:
    usual.kernel()
except MissingExtra as error:
    print(error)
"""


def test_everything_is_looked_for() -> None:
    pytest.importorskip("scanners.recognizers", reason="built in another part of this issue")
    kernel = usual.kernel(seed=1)
    names = {each.name for each in kernel.detectors}
    assert {"presidio/EmailRecognizer", "world/email"} <= names
    told = usual.looked(kernel, kernel.counts([{"c": ["ada@example.org"]}]))[0]
    assert {"presidio/EmailRecognizer", "world/email"} <= {hit.detector for hit in told.hits}
    assert bool(told.gaps) != bool(kernel.readers)


def test_a_missing_extra_says_how_to_install_it() -> None:
    told = subprocess.run(
        [sys.executable, "-c", WITHOUT], capture_output=True, text=True, check=True
    )
    assert told.stdout == "looking at values needs polars: pip install 'lictor[scan]'\n"


def test_nothing_heavy_comes_with_the_package() -> None:
    heavy = "presidio_analyzer", "polars", "pyarrow", "spacy", "phonenumbers", "numpy"
    code = f"import sys, scanners.values.usual; print([m for m in {heavy} if m in sys.modules])"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout == "[]\n"
