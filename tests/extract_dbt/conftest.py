"""What tests of dbt projects share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from governance.extract.base import Extraction
from governance.extract.parts import load
from governance.extract.sources import dbt


@pytest.fixture
def extract() -> Callable[..., Extraction]:
    """The extractor, with everything that it keeps apart loaded."""

    def extracted(*arguments: Any) -> Extraction:
        found = dbt.extract(*arguments)
        said = load(found.parts).values()
        return replace(
            found,
            parts=(),
            tables=tuple(each.table for each in said),
            edges=tuple(edge for each in said for edge in each.edges),
            grants=tuple(grant for each in said for grant in each.grants),
        )

    return extracted
