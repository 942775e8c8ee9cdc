"""The first baseline: what is wrong with a repository on the day it is set up."""

from __future__ import annotations

from governance import gate
from governance.setup.plan import Listed
from governance.waivers.baseline import file_of
from governance.waivers.renewal import begun


def listed(trees: gate.Trees) -> Listed:
    """Every fault there is and nobody waives.

    Raises:
        ConfigError, ExtractError: what is wrong cannot be told.
    """
    case = gate.examined(trees)
    waived = gate.all_judged(case)
    new = begun(case.may_be_excused, waived, file_of(case.settings), case.terms)
    return Listed(new.baseline.file, new.baseline.text(), len(new.added))
