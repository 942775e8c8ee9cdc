"""What lies in the packages is installed with them."""

from __future__ import annotations

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("governance", "scanners", "compliance")
LEFT_OUT = {"__pycache__"}


def test_every_file_of_a_package_is_in_the_distribution() -> None:
    data = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"][
        "package-data"
    ]
    missing = []
    for top in PACKAGES:
        for file in sorted((ROOT / top).rglob("*")):
            if not file.is_file() or LEFT_OUT.intersection(file.parts):
                continue
            package = next(f for f in file.parents if (f / "__init__.py").is_file())
            if file.suffix == ".py":
                if package != file.parent:
                    missing.append(f"{file.relative_to(ROOT)}: its folder has no __init__.py")
                continue
            name = ".".join(package.relative_to(ROOT).parts)
            patterns = [*data["*"], *data.get(name, [])]
            if not any(file in set(package.glob(pattern)) for pattern in patterns):
                missing.append(str(file.relative_to(ROOT)))
    assert missing == []
