"""A spaCy model that the user has installed reads names and places; without one that is said."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import spacy

from scanners.values import languages
from scanners.values.kernel import Kernel
from scanners.values.looked import looked

NAME = "xx_invented_names"


READS = f"""
import json
from scanners.values import languages
from scanners.values.kernel import Kernel
from scanners.values.looked import looked

assert languages.models() == ("{NAME}",), languages.models()
readers = languages.readers(languages.models())
cells = ["thanks to Mira Kowal of Ahof", "Kowal GmbH", "Mira Kowal", None, "nothing"]
column = looked(Kernel((), readers=readers, seed=1).counts([{{"c": cells}}]), readers)[0]
print(json.dumps([(hit.category, hit.rows, hit.whole, hit.of) for hit in column.hits]))
"""


def install(folder: Path) -> None:
    """A model that knows three words, as pip installs one: a package with an entry point."""
    pipeline = spacy.blank("xx")
    ruler: Any = pipeline.add_pipe("entity_ruler")
    ruler.add_patterns(
        [
            {"label": "PER", "pattern": "Mira Kowal"},
            {"label": "GPE", "pattern": "Ahof"},
            {"label": "ORG", "pattern": "Kowal GmbH"},
        ]
    )
    package = folder / NAME
    package.mkdir()
    pipeline.to_disk(package / "data")
    (package / "__init__.py").write_text(
        "from pathlib import Path\n"
        "import spacy\n"
        "def load(**overrides):\n"
        "    return spacy.load(Path(__file__).parent / 'data', **overrides)\n"
    )
    info = folder / f"{NAME}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {NAME}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[spacy_models]\n{NAME} = {NAME}\n")


def test_an_installed_model_reads_names_and_places(tmp_path: Path) -> None:
    # spaCy looks once for what is installed, when it is imported
    install(tmp_path)
    ours = Path(languages.__file__).parents[2]
    told = subprocess.run(
        [sys.executable, "-c", READS],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(ours)])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    assert json.loads(told.stdout) == [["person_name", 2, 1, 4], ["address", 1, 0, 4]]


def test_without_a_model_it_is_said_what_was_not_looked_for() -> None:
    kernel = Kernel((), readers=languages.readers(()), seed=1)
    column = looked(kernel.counts([{"c": ["Mira Kowal"]}]), (), (languages.GAP,))[0]
    assert column.lines() == ("c: nothing was found", f"c: {languages.GAP}")
