"""One statement → what it does to the catalog."""

from __future__ import annotations

from governance.extract.ddl.statements.dispatch import Translated, translate

__all__ = ["Translated", "translate"]
