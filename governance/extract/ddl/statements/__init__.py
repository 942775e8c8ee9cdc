"""One statement → what it does to the catalog."""

from __future__ import annotations

from governance.extract.ddl.statements.dispatch import translate
from governance.extract.ddl.statements.translated import Translated

__all__ = ["Translated", "translate"]
