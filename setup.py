"""What pyproject.toml cannot say: one package whose folder lies outside its parent's."""

from __future__ import annotations

from setuptools import find_packages, setup

setup(
    packages=[
        *find_packages(include=["governance*", "scanners*", "compliance*"]),
        "governance.builtin_policies",
    ]
)
